#!/usr/bin/env bash
# polars 2.1.0 reads xlsx by fastexcel 0.21.0: one duration beside a text or a number in its column, and no part of the
# sheet can be read; one time of day beside a text, and the time is a moment in 1899.
#
# Guess: a column of unlike cells becomes text, as one of a date and a text does: "37:30:00", "08:30:00".
# Seen:  37:30 (format [h]:mm) beside "efter aftale" raises an error for the whole sheet, other columns included.
#        08:30 beside "efter aftale" becomes "1899-12-31 08:30:00".
# With:  polars 2.1.0, fastexcel 0.21.0, files by openpyxl 3.1.5; seen on 2026-11-29.
# Matters: weekly hours and opening hours are just the columns where somebody writes "efter aftale" ("by
#        appointment"). One such cell, and the sheet that could be read yesterday cannot; or hours get a year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check polars==2.1.0 fastexcel==0.21.0 openpyxl==3.1.5
venv/bin/python - <<'PY'
import sys
from datetime import date, time, timedelta
from importlib.metadata import version

import fastexcel
import openpyxl
import polars

print("polars", polars.__version__, "fastexcel", version("fastexcel"), "openpyxl", openpyxl.__version__)


def read(*cells: object) -> object:
    workbook = openpyxl.Workbook()
    for row in (["KLE", "Tid"], *(["27.03.16", cell] for cell in cells)):
        workbook.active.append(row)
    workbook.save("hours.xlsx")
    try:
        return polars.read_excel("hours.xlsx")["Tid"].to_list()
    except fastexcel.FastExcelError as error:
        return type(error).__name__


week = timedelta(hours=37, minutes=30)
seen = {
    "date and text": read(date(2025, 4, 1), "efter aftale"),
    "time and text": read(time(8, 30), "efter aftale"),
    "duration alone": read(week, week),
    "duration and text": read(week, "efter aftale"),
    "duration and number": read(week, 37.5),
}
for name, values in seen.items():
    print(f"{name:<20} {values}")
expected = [
    ["2025-04-01 00:00:00", "efter aftale"],
    ["1899-12-31 08:30:00", "efter aftale"],
    [week, week],
    "UnsupportedColumnTypeCombinationError",
    "UnsupportedColumnTypeCombinationError",
]
if list(seen.values()) != expected:
    sys.exit("The behaviour has changed.")
PY
