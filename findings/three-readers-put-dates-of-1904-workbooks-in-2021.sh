#!/usr/bin/env bash
# Three readers take a workbook that counts its days from 1904 as if it counted from 1900: April 2025 is March 2021.
#
# Guess: date1904 has stood in the format since its beginning, and a reader that gives dates minds it.
# Seen:  oxlsx, pylightxl and SheetJS (with cellDates) give the 31st of March 2021 for the 1st of April 2025. SheetJS
#        shows the right day as the cell's text, beside the wrong one as its value. openpyxl and calamine are right.
# With:  oxlsx 0.2.0, pylightxl 1.61, xlsx 0.18.5 from npm; openpyxl 3.1.5, python-calamine 0.9.1, XlsxWriter 3.3.1;
#        seen on 2026-11-29.
# Matters: a sheet that was begun in an early Excel for Mac counts from 1904 to this day, since the setting goes along
#        with every "save as". Four years and a day off is a plausible date, so nobody notices.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  oxlsx==0.2.0 pylightxl==1.61 openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1
npm install --silent --no-audit --no-fund --no-save --ignore-scripts xlsx@0.18.5 >/dev/null
venv/bin/python - <<'PY'
import sys
from datetime import date, datetime
from importlib.metadata import version

import openpyxl
import oxlsx
import pylightxl
import python_calamine
import xlsxwriter

print(*(f"{name} {version(name)}" for name in ("oxlsx", "pylightxl", "openpyxl", "python-calamine", "XlsxWriter")))
made = xlsxwriter.Workbook("mac.xlsx", {"date_1904": True, "default_date_format": "dd-mm-yyyy"})
made.add_worksheet("Ark1").write_datetime("A1", datetime(2025, 4, 1))
made.close()
seen = {
    "openpyxl": openpyxl.load_workbook("mac.xlsx").active["A1"].value,
    "calamine": python_calamine.CalamineWorkbook.from_path("mac.xlsx").get_sheet_by_index(0).to_python()[0][0],
    "oxlsx": oxlsx.load_workbook("mac.xlsx").worksheets[0]["A1"].value,
    "pylightxl": pylightxl.readxl("mac.xlsx").ws("Ark1").index(1, 1),
}
for name, value in seen.items():
    print(f"{name:<10}{value}")
if list(seen.values()) != [datetime(2025, 4, 1), date(2025, 4, 1), date(2021, 3, 31), "2021/03/31"]:
    sys.exit("The behaviour has changed.")
PY
cat >read.cjs <<'JS'
const XLSX = require("xlsx");
console.log("xlsx", XLSX.version, "node", process.version);
const cell = XLSX.readFile("mac.xlsx", { cellDates: true }).Sheets.Ark1.A1;
const value = cell.v.toLocaleDateString("sv-SE");
console.log("SheetJS   value:", value, "text:", cell.w);
if (value !== "2021-03-31" || cell.w !== "01-04-2025") {
  console.error("The behaviour has changed.");
  process.exit(1);
}
JS
TZ=Europe/Copenhagen node read.cjs
