#!/usr/bin/env bash
# openpyxl 3.1.5: a row whose height is set to 0 is saved with no height at all, marked as set by hand.
#
# Guess: row_dimensions[2].height = 0 writes ht="0" customHeight="1": Excel shows no such row.
# Seen:  <row r="2" customHeight="1"> without ht. The row has the usual height and is seen. A column of width 0 is not
#        written at all.
# With:  openpyxl 3.1.5; seen on 2026-11-29.
# Matters: whoever hides rows with notes or names by a height of 0 before a sheet is sent on, as spreadsheet programs
#        themselves do it, sends them in full view. Only .hidden = True hides.
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

print("openpyxl", openpyxl.__version__)
workbook = openpyxl.Workbook()
sheet = workbook.active
for row in ("KLE", "intern note", "27.03.16"):
    sheet.append([row, row])
sheet.row_dimensions[2].height = 0
sheet.row_dimensions[3].height = 1
sheet.column_dimensions["B"].width = 0
workbook.save("rows.xlsx")
with zipfile.ZipFile("rows.xlsx") as saved:
    part = saved.read("xl/worksheets/sheet1.xml").decode()
rows, columns = re.findall(r"<row [^>]*>", part), re.findall(r"<col [^>]*>", part)
print("rows:", *rows)
print("columns:", columns)
if ' ht=' in rows[1] or 'customHeight="1"' not in rows[1] or ' ht="1"' not in rows[2] or columns:
    sys.exit("The behaviour has changed.")
PY
