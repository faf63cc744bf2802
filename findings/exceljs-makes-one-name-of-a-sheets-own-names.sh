#!/usr/bin/env bash
# ExcelJS 4.4.0 makes one name for the whole workbook of names that two sheets define for themselves: the last one's.
#
# Guess: a name that holds for one sheet (localSheetId) comes back as it was when a workbook is read and written: 70 %.
#        Else, that both sheets' names are gone.
# Seen:  of two sheets' own "Takst", one is left, for all sheets, and it leads to the last sheet's cell. The formula
#        =SUM(Takst) in the first sheet is kept, and now sums the other's: LibreOffice 7.4.7 shows 7 where it showed 100.
#        ExcelJS keeps a sheet's print area and titles by a way of their own, so the loss is not seen in those.
# With:  exceljs 4.4.0 from npm, openpyxl 3.1.5 as writer and reader; seen on 2026-11-30.
# Matters: a workbook with a sheet for each municipality, school or month has the same names in each. A web application
#        that fills in one cell changes the sums of all sheets but one, and says nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
npm install --silent --no-audit --no-fund --no-save --ignore-scripts exceljs@4.4.0 >/dev/null
cat >names.py <<'PY'
import sys

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

SHEETS = {"Odense": 100, "Aarhus": 7}


def names(file: str) -> dict[str, str]:
    book = openpyxl.load_workbook(file)
    found = {f"{one.title}: {name}": held.attr_text for one in book for name, held in one.defined_names.items()}
    found |= {f"all: {name}": held.attr_text for name, held in book.defined_names.items()}
    print(file, found, "first sheet's formula:", book.worksheets[0]["B1"].value)
    return found


if sys.argv[1] == "write":
    print("openpyxl", openpyxl.__version__)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, value in SHEETS.items():
        sheet = book.create_sheet(title)
        sheet["A1"], sheet["B1"] = value, "=SUM(Takst)"
        sheet.defined_names["Takst"] = DefinedName("Takst", attr_text=f"'{title}'!$A$1")
    book.save("made.xlsx")
else:
    own = {f"{title}: Takst": f"'{title}'!$A$1" for title in SHEETS}
    if names("made.xlsx") != own or names("saved.xlsx") != {"all: Takst": "Aarhus!$A$1"}:
        sys.exit("The behaviour has changed.")
PY
venv/bin/python names.py write
cat >save.mjs <<'JS'
import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";

console.log("exceljs", JSON.parse(readFileSync("node_modules/exceljs/package.json")).version);
const workbook = new ExcelJS.Workbook();
await workbook.xlsx.readFile("made.xlsx");
await workbook.xlsx.writeFile("saved.xlsx");
JS
node save.mjs
venv/bin/python names.py read
