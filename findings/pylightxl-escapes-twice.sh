#!/usr/bin/env bash
# pylightxl 1.61 writes an ampersand escaped twice, and once more each time that the workbook is read and written.
#
# Guess: "Børn & unge" written and read again is "Børn & unge".
# Seen:  other programs read "Børn &amp; unge", and so does pylightxl itself; a second round gives "&amp;amp;".
#        Addresses with several parameters are hit alike.
# With:  pylightxl 1.61, openpyxl 3.1.5 as the other reader; seen on 2026-11-29.
# Matters: "Børn & unge" is the name of a department in most municipalities, and a link ?a=1&b=2 loses its second
#        parameter. The file is sound XML, so nothing complains.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pylightxl==1.61 openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version

import openpyxl
import pylightxl

print("pylightxl", version("pylightxl"), "openpyxl", openpyxl.__version__)


def values(name: str) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(name).active["A"]]


database = pylightxl.Database()
database.add_ws("Ark1")
database.ws("Ark1").update_index(1, 1, "Børn & unge")
database.ws("Ark1").update_index(2, 1, "https://www.example.dk/?a=1&b=2")
pylightxl.writexl(database, "first.xlsx")
again = pylightxl.readxl("first.xlsx")
own = again.ws("Ark1").index(1, 1)
pylightxl.writexl(again, "second.xlsx")
first, second = values("first.xlsx"), values("second.xlsx")
print("openpyxl, written once: ", first)
print("pylightxl itself:       ", own)
print("openpyxl, written twice:", second)
if (
    first != ["Børn &amp; unge", "https://www.example.dk/?a=1&amp;b=2"]
    or own != "Børn &amp; unge"
    or second[0] != "Børn &amp;amp; unge"
):
    sys.exit("The behaviour has changed.")
PY
