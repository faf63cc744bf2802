#!/usr/bin/env bash
# pylightxl 1.61 writes True as a number that reads "True": neither it nor openpyxl opens the workbook again.
#
# Guess: True comes back as TRUE or as the text "True": 90 %.
# Seen:  the cell is <c r="A1"><v>True</v></c>, which the format reads as a number. pylightxl's own reader and openpyxl end
#        with "could not convert string to float". It reads other programs' TRUE as True, so a workbook that it merely
#        reads and writes is hit alike, and all of it is lost for one cell.
# With:  pylightxl 1.61, openpyxl 3.1.5; seen on 2026-11-30.
# Matters: the library is chosen to read and write sheets without openpyxl. One yes or no in a sheet, and the copy that was
#        saved cannot be opened by the program that saved it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pylightxl==1.61 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version

import openpyxl
import pylightxl

print("pylightxl", version("pylightxl"), "openpyxl", openpyxl.__version__)


def outcome(read, name: str) -> str:
    try:
        return repr(read(name))
    except ValueError as fault:
        return f"{type(fault).__name__}: {str(fault).splitlines()[0]}"


def by_pylightxl(name: str) -> object:
    return pylightxl.readxl(name).ws("Ark1").index(1, 1)


def by_openpyxl(name: str) -> object:
    return openpyxl.load_workbook(name).active["A1"].value


database = pylightxl.Database()
database.add_ws("Ark1")
database.ws("Ark1").update_index(1, 1, True)
pylightxl.writexl(database, "own.xlsx")
book = openpyxl.Workbook()
book.active.title = "Ark1"
book.active["A1"] = True
book.save("made.xlsx")
print("another's TRUE is read as", by_pylightxl("made.xlsx"))
pylightxl.writexl(pylightxl.readxl("made.xlsx"), "saved.xlsx")
seen = {}
for name in ("own.xlsx", "saved.xlsx"):
    for read in (by_pylightxl, by_openpyxl):
        seen[read.__name__, name] = outcome(read, name)
        print(name, read.__name__, seen[read.__name__, name])
if by_pylightxl("made.xlsx") is not True or not all(one.startswith("ValueError") for one in seen.values()):
    sys.exit("The behaviour has changed.")
PY
