#!/usr/bin/env bash
# PyExcelerate 0.13.0 escapes texts, but neither formulas nor number formats: an & or a quote in them breaks the file.
#
# Guess: a writer escapes for XML whatever it is given; ="Job"&"center" and the format [=0]"";dd-mm-yyyy are everyday.
# Seen:  the formula's & stands raw in the sheet, and the format's quotes raw in an attribute of the styles: neither part
#        is XML, and nothing warns when the workbook is saved. Text cells beside them are escaped as they should be.
# With:  PyExcelerate 0.13.0, Python's own expat as judge; seen on 2026-11-30.
# Matters: the export runs for years until somebody joins two texts in a formula, or hides zeros by a format; then the
#        whole file, not the cell, is damaged to every program, and the one who made it sees no error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check PyExcelerate==0.13.0
venv/bin/python -W ignore - <<'PY'
import sys
import zipfile
from importlib.metadata import version
from xml.parsers import expat

from pyexcelerate import Format, Style, Workbook

print("PyExcelerate", version("PyExcelerate"))


def broken(value: object, code: str | None = None) -> list[str]:
    """The parts that are no XML when a cell holds this value in this format."""
    book = Workbook()
    sheet = book.new_sheet("Ark1")
    sheet.set_cell_value(1, 1, value)
    if code:
        sheet.set_cell_style(1, 1, Style(format=Format(code)))
    book.save("made.xlsx")
    found = []
    with zipfile.ZipFile("made.xlsx") as archive:
        for name in archive.namelist():
            try:
                expat.ParserCreate().Parse(archive.read(name), True)
            except expat.ExpatError:
                found.append(name)
    return found


seen = {
    "text with &": broken("Børn & Unge"),
    "formula with &": broken('="Job"&"center"'),
    "format with quotes": broken(45748, '[=0]"";dd-mm-yyyy'),
}
for what, parts in seen.items():
    print(f"{what:<20} not XML: {parts}")
if list(seen.values()) != [[], ["xl/worksheets/sheet1.xml"], ["xl/styles.xml"]]:
    sys.exit("The behaviour has changed.")
PY
