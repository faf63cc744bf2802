#!/usr/bin/env bash
# Python's readers of xlsx look only at the first part of a number format: a column that hides empty dates has numbers.
#
# Guess: [=0]"";dd-mm-yyyy (show nothing for 0, a date for the rest) makes a date of 45748, as it does in Excel.
# Seen:  openpyxl and calamine, which pandas and polars read by, give the number 45748. SheetJS and exceljs, two npm
#        packages, give the date. With the parts in the other order (dd-mm-yyyy;;) all four give a date.
# With:  openpyxl 3.1.5, python-calamine 0.9.1, files by XlsxWriter 3.3.1, xlsx 0.18.5 and exceljs 4.4.0 from npm; seen
#        on 2026-11-29.
# Matters: sheets with formulas show 00-01-1900 for what is not filled in, and this format is how one hides that. To the
#        eye and to one half of the tools the column is dates; to the other half it is five figures.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1
npm install --silent --no-audit --no-fund --no-save --ignore-scripts xlsx@0.18.5 exceljs@4.4.0 >/dev/null
venv/bin/python - <<'PY'
import sys
from datetime import date, datetime
from importlib.metadata import version

import openpyxl
import python_calamine
import xlsxwriter

print("openpyxl", openpyxl.__version__, "calamine", version("python-calamine"), "XlsxWriter", xlsxwriter.__version__)
formats = ['[=0]"";dd-mm-yyyy', '[=0]"ingen";d. mmmm yyyy', "dd-mm-yyyy;;"]
made = xlsxwriter.Workbook("dates.xlsx")
sheet = made.add_worksheet("Ark1")
for row, code in enumerate(formats):
    sheet.write_number(row, 0, 45748, made.add_format({"num_format": code}))
made.close()
by_openpyxl = [cell.value for cell in openpyxl.load_workbook("dates.xlsx").active["A"]]
rows = python_calamine.CalamineWorkbook.from_path("dates.xlsx").get_sheet_by_index(0).to_python()
by_calamine = [row[0] for row in rows]
for code, one, other in zip(formats, by_openpyxl, by_calamine, strict=True):
    print(f"{code:<26} openpyxl: {one}  calamine: {other}")
if by_openpyxl != [45748, 45748, datetime(2025, 4, 1)] or by_calamine != [45748, 45748, date(2025, 4, 1)]:
    sys.exit("The behaviour has changed.")
PY
cat >read.cjs <<'JS'
const XLSX = require("xlsx");
const ExcelJS = require("exceljs");
(async () => {
  console.log("xlsx", XLSX.version, "exceljs", require("exceljs/package.json").version);
  const sheet = XLSX.readFile("dates.xlsx", { cellDates: true }).Sheets.Ark1;
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile("dates.xlsx");
  const isDate = ["A1", "A2", "A3"].map((address) => [
    sheet[address].v instanceof Date,
    workbook.getWorksheet("Ark1").getCell(address).value instanceof Date,
  ]);
  console.log("a date for [SheetJS, exceljs]:", JSON.stringify(isDate));
  if (isDate.flat().includes(false)) {
    console.error("The behaviour has changed.");
    process.exit(1);
  }
})();
JS
TZ=Europe/Copenhagen node read.cjs
