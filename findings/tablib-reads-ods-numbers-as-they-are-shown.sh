#!/usr/bin/env bash
# tablib 3.10.0 reads the numbers of an .ods sheet from the text that is shown: the Danish "1.250" is 1.25.
#
# Guess: the number is office:value, which is the same in every language; the text beside it is for people.
# Seen:  1250 shown as 1.250 is read as 1.25, and 27.5 shown without decimals as 28.0. 27.03 shown as 27,03 raises an
#        error, so that the whole sheet cannot be loaded. Dates, in the same sheet, are read from their value.
# With:  tablib 3.10.0, odfpy 1.4.1; seen on 2026-11-29.
# Matters: fees and numbers of citizens become a thousandth of what they are, without a word, if the program that saved
#        the sheet was set to Danish; a sheet made with an English one reads well, and so passes the test.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'tablib[ods]==3.10.0' odfpy==1.4.1
venv/bin/python - <<'PY'
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import tablib
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

print("tablib", tablib.__version__, "odfpy", version("odfpy"))


def read(shown: str, **value: str) -> object:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Ark1")
    document.spreadsheet.addElement(table)
    for text, attributes in (("Felt", {"valuetype": "string"}), (shown, value)):
        row, cell = TableRow(), TableCell(**attributes)
        cell.addElement(P(text=text))
        row.addElement(cell)
        table.addElement(row)
    document.save("felt.ods")
    try:
        return tablib.Dataset().load(Path("felt.ods").read_bytes(), format="ods")["Felt"][0]
    except ValueError as error:
        return type(error).__name__


seen = {
    "1250, shown as 1.250": read("1.250", valuetype="float", value="1250"),
    "27.5, shown as 28": read("28", valuetype="float", value="27.5"),
    "27.03, shown as 27,03": read("27,03", valuetype="float", value="27.03"),
    "2025-04-01, shown as 1. april": read("1. april", valuetype="date", datevalue="2025-04-01"),
}
for name, value in seen.items():
    print(f"{name:<30} {value!r}")
if list(seen.values()) != [1.25, 28.0, "ValueError", date(2025, 4, 1)]:
    sys.exit("The behaviour has changed.")
PY
