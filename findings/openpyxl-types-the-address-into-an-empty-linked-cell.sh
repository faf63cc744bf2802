#!/usr/bin/env bash
# openpyxl 3.1.5 puts an address as text into a cell that is empty in the file, by reading it.
#
# Guess: reading a workbook gives the values that stand in it: a cell that was emptied but still has a link is None.
# Seen:  the value is the link's address, and the next save writes it into the file as text. python-calamine sees an
#        empty cell in the first file, and the address in the second.
# With:  openpyxl 3.1.5, XlsxWriter 3.3.1, python-calamine 0.9.1; seen on 2026-11-29.
# Matters: a removed text comes back as an address, maybe an outdated one, that nobody typed and that no spreadsheet
#        program shows; "nothing was changed, only saved" is then not true.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.3.1 python-calamine==0.9.1
venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import openpyxl
import python_calamine
import xlsxwriter

print("openpyxl", openpyxl.__version__, "XlsxWriter", xlsxwriter.__version__, "calamine", version("python-calamine"))
made = xlsxwriter.Workbook("made.xlsx")
sheet = made.add_worksheet("Ark1")
sheet.write("A1", "Link")
sheet.write_url("A2", "https://www.example.dk/gammel", None, "Ansøg")
sheet.write_blank("A2", None, made.add_format({"bg_color": "yellow"}))
made.close()


def calamine(name: str) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()


before = calamine("made.xlsx")
workbook = openpyxl.load_workbook("made.xlsx")
read = workbook.active["A2"].value
workbook.save("saved.xlsx")
after = calamine("saved.xlsx")
print("calamine, as made: ", before)
print("openpyxl, A2:      ", repr(read))
print("calamine, as saved:", after)
address = "https://www.example.dk/gammel"
if (before, read, after) != ([["Link"]], address, [["Link"], [address]]):
    sys.exit("The behaviour has changed.")
PY
