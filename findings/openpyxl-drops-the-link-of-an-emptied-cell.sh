#!/usr/bin/env bash
# openpyxl 3.1.5 does not save the link of a cell that has neither a value nor a style.
#
# Guess: a link belongs to the sheet (<hyperlinks>), so it is saved whatever its cell holds.
# Seen:  links are collected while cells are written, and a cell without value and style is not written: its link is
#        gone without a word. With a bold font on the empty cell the link is saved.
# With:  openpyxl 3.1.5; seen on 2026-11-29.
# Matters: a script that empties a column's texts, to have them filled in again, takes the addresses away from plain
#        cells and leaves them on formatted ones, in one and the same column.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
venv/bin/python - <<'PY'
import re
import sys
import zipfile

import openpyxl
from openpyxl.styles import Font

print("openpyxl", openpyxl.__version__)
workbook = openpyxl.Workbook()
sheet = workbook.active
for address in ("A1", "A2", "A3"):
    sheet[address] = "Ansøg"
    sheet[address].hyperlink = f"https://www.example.dk/{address}"
sheet["A2"].value = None
sheet["A3"].value = None
sheet["A3"].font = Font(bold=True)
print("before saving:", [cell.hyperlink.target for cell in sheet["A"]])
workbook.save("links.xlsx")
with zipfile.ZipFile("links.xlsx") as saved:
    linked = re.findall(r'<hyperlink [^>]*ref="(\w+)"', saved.read("xl/worksheets/sheet1.xml").decode())
print("links saved for:", linked)
if linked != ["A1", "A3"]:
    sys.exit("The behaviour has changed.")
PY
