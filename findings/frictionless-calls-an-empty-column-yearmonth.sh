#!/usr/bin/env bash
# frictionless 5.21.0 infers the type "yearmonth" for a column of an xlsx sheet that nobody has filled in yet.
#
# Guess: a column without a value has type "any", as it has in CSV and in a sheet with a header alone.
# Seen:  once other columns of an xlsx sheet are filled in, the empty one is "yearmonth" (2025-04). The schema refuses
#        the first address that is typed there.
# With:  frictionless 5.21.0, files by openpyxl 3.1.5; seen on 2026-11-29.
# Matters: a schema is commonly inferred from a first sheet and kept. The optional columns, empty at first, then refuse
#        what they are for; the one and only form that passes is a month.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'frictionless[excel]==5.21.0' openpyxl==3.1.5
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

import openpyxl
from frictionless import Resource, Schema

print("frictionless", version("frictionless"), "openpyxl", openpyxl.__version__)


def sheet(name: str, *rows: list[object]) -> str:
    workbook = openpyxl.Workbook()
    for row in (["KLE", "Link"], *rows):
        workbook.active.append(row)
    workbook.save(name)
    return name


def inferred(name: str) -> Schema:
    resource = Resource(name)
    resource.infer()
    return resource.schema


Path("begun.csv").write_text("KLE,Link\n27.03.16,\n00.01.00,\n", encoding="utf-8")
begun = inferred(sheet("begun.xlsx", ["27.03.16", None], ["00.01.00", None]))
types = {
    "xlsx, header alone": inferred(sheet("empty.xlsx")).get_field("Link").type,
    "csv, no link yet": inferred("begun.csv").get_field("Link").type,
    "xlsx, no link yet": begun.get_field("Link").type,
}
for name, kind in types.items():
    print(f"{name:<20} {kind}")
later = Resource(sheet("later.xlsx", ["27.03.16", "https://www.example.dk/"]), schema=begun).validate()
errors = later.flatten(["rowNumber", "fieldName", "type"])
print("filled in later:", errors)
if list(types.values()) != ["any", "any", "yearmonth"] or errors != [[2, "Link", "type-error"]]:
    sys.exit("The behaviour has changed.")
PY
