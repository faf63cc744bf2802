#!/usr/bin/env bash
# pandas 3.1.1 with odfpy 1.4.1 reads the Danish "true" of an .ods sheet as False, and half past eight as midnight.
#
# Guess: an OpenDocument cell carries its value apart from what is shown (office:boolean-value, office:time-value), and
#        pandas reads the value, as it does for numbers, amounts, percentages and dates.
# Seen:  booleans and times are read from the shown text. A true cell is True only where the text is "TRUE"; a Danish
#        program shows "SAND", and pandas says False. A time shown in the Danish way, 08.30, is 00:00; shown as 37:30
#        (a duration) it raises an error.
# With:  pandas 3.1.1, odfpy 1.4.1, python-calamine 0.9.1 as the other reader; seen on 2026-11-29.
# Matters: the same file read on the same computer gives other answers by the language of the program that saved it, and
#        the wrong answer for yes is a plain no.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pandas==3.1.1 odfpy==1.4.1 python-calamine==0.9.1
venv/bin/python -W ignore - <<'PY'
import sys
from datetime import time
from importlib.metadata import version

import pandas
import python_calamine
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

print("pandas", pandas.__version__, "odfpy", version("odfpy"), "calamine", version("python-calamine"))


def read(shown: str, **value: str) -> tuple[object, object]:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Ark1")
    document.spreadsheet.addElement(table)
    for text, attributes in (("Felt", {"valuetype": "string"}), (shown, value)):
        row, cell = TableRow(), TableCell(**attributes)
        cell.addElement(P(text=text))
        row.addElement(cell)
        table.addElement(row)
    document.save("felt.ods")
    other = python_calamine.CalamineWorkbook.from_path("felt.ods").get_sheet_by_index(0).to_python()[1][0]
    try:
        return pandas.read_excel("felt.ods", engine="odf").iloc[0, 0], other
    except ValueError as error:
        return type(error).__name__, other


true = {"valuetype": "boolean", "booleanvalue": "true"}
half_past_eight = {"valuetype": "time", "timevalue": "PT08H30M00S"}
seen = {
    "true, shown as TRUE": read("TRUE", **true),
    "true, shown as SAND": read("SAND", **true),
    "PT08H30M, shown as 08:30": read("08:30", **half_past_eight),
    "PT08H30M, shown as 08.30": read("08.30", **half_past_eight),
    "PT37H30M, shown as 37:30": read("37:30", valuetype="time", timevalue="PT37H30M00S"),
    "0.25, shown as 25 %": read("25 %", valuetype="percentage", value="0.25"),
}
for name, (by_pandas, by_calamine) in seen.items():
    print(f"{name:<26} pandas: {by_pandas!s:<16} calamine: {by_calamine}")
if [value for value, _ in seen.values()] != [True, False, time(8, 30), time(0, 0), "DateParseError", 0.25]:
    sys.exit("The behaviour has changed.")
PY
