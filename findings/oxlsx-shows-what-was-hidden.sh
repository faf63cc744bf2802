#!/usr/bin/env bash
# oxlsx 0.2.0, which reads and writes xlsx with openpyxl's calls, shows hidden sheets and rows after saving, and takes
# the drop-down lists away.
#
# Guess: load_workbook and save keep what was not touched, or leave out what is rarely used, such as charts.
# Seen:  a sheet that was "very hidden" is visible, a hidden row is visible, and no validation is left. Values, number
#        formats, links and comments are kept.
# With:  oxlsx 0.2.0, files made and read by openpyxl 3.1.5; seen on 2026-11-29.
# Matters: lists behind drop-downs and notes to colleagues stand on hidden sheets. After a change of one import, made
#        for speed, they are open to everyone who gets the sheet, and the columns take any text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check oxlsx==0.2.0 openpyxl==3.1.5
venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import openpyxl
import oxlsx
from openpyxl.worksheet.datavalidation import DataValidation

print("oxlsx", version("oxlsx"), "openpyxl", openpyxl.__version__)
made = openpyxl.Workbook()
sheet = made.active
for row in (["KLE", "Digital"], ["27.03.16", "Ja"], ["00.01.00", "Nej"]):
    sheet.append(row)
sheet["A2"].hyperlink = "https://www.example.dk/"
sheet.row_dimensions[3].hidden = True
choice = DataValidation(type="list", formula1='"Ja,Nej"')
choice.add("B2:B9")
sheet.add_data_validation(choice)
made.create_sheet("Lister").sheet_state = "veryHidden"
made.save("made.xlsx")
oxlsx.load_workbook("made.xlsx").save("saved.xlsx")


def look(name: str) -> dict[str, object]:
    workbook = openpyxl.load_workbook(name)
    first = workbook.worksheets[0]
    return {
        "link": first["A2"].hyperlink.target,
        "row 3 hidden": bool(first.row_dimensions[3].hidden),
        "validations": len(first.data_validations.dataValidation),
        "second sheet": workbook.worksheets[1].sheet_state,
    }


before, after = look("made.xlsx"), look("saved.xlsx")
print("made: ", before)
print("saved:", after)
kept = {"link": "https://www.example.dk/"}
if before != {**kept, "row 3 hidden": True, "validations": 1, "second sheet": "veryHidden"} or after != {
    **kept,
    "row 3 hidden": False,
    "validations": 0,
    "second sheet": "visible",
}:
    sys.exit("The behaviour has changed.")
PY
