#!/usr/bin/env bash
# PyExcelerate 0.13.0 gives a date a date format if it is set cell by cell, and none if the sheet is made from data.
#
# Guess: new_sheet(..., data=rows), the way its own examples start with, writes the same cells as set_cell_value.
# Seen:  the same date is 2025-04-01 by set_cell_value, and the bare number 45748 in the general format from data.
# With:  PyExcelerate 0.13.0, openpyxl 3.1.5 as reader; seen on 2026-11-29.
# Matters: an export that was made quicker by handing over all rows at once has lost its dates: five figures in the
#        column, in every program, and nothing in the file tells that they were dates.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check PyExcelerate==0.13.0 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
import sys
from datetime import datetime
from importlib.metadata import version

import openpyxl
import pyexcelerate

print("PyExcelerate", version("PyExcelerate"), "openpyxl", openpyxl.__version__)
day = datetime(2025, 4, 1)


def read(workbook: pyexcelerate.Workbook) -> tuple[object, str]:
    workbook.save("dates.xlsx")
    cell = openpyxl.load_workbook("dates.xlsx").active["A1"]
    return cell.value, cell.number_format


one_by_one = pyexcelerate.Workbook()
one_by_one.new_sheet("Ark1").set_cell_value(1, 1, day)
in_bulk = pyexcelerate.Workbook()
in_bulk.new_sheet("Ark1", data=[[day]])
single, bulk = read(one_by_one), read(in_bulk)
print("set_cell_value:", single)
print("data=:         ", bulk)
if single != (day, "yyyy-mm-dd") or bulk != (45748, "General"):
    sys.exit("The behaviour has changed.")
PY
