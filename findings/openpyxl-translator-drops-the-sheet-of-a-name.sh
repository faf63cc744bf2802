#!/usr/bin/env bash
# openpyxl 3.1.5: when a formula is moved, a name that belongs to a sheet loses the sheet, and the workbook, before it.
#
# Guess: Translator moves relative cells and keeps everything else: ='Satser 2025'!moms*A1 becomes
#        ='Satser 2025'!moms*B3.
# Seen:  =moms*B3. The same goes for a name in another workbook: =[1]Satser!moms becomes =moms. References to cells
#        keep their sheet.
# With:  openpyxl 3.1.5; seen on 2026-11-29.
# Matters: a workbook may have the same name once per sheet (one for each year, say). A formula that a script fills down
#        then takes the value of the wrong sheet, or #NAME?, and the row it was copied from is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
venv/bin/python - <<'PY'
import sys

import openpyxl
from openpyxl.formula.translate import Translator

print("openpyxl", openpyxl.__version__)
seen = {
    "='Satser 2025'!moms*A1": "=moms*B3",
    "=Satser!moms": "=moms",
    "=[1]Satser!moms": "=moms",
    "='Satser 2025'!A1": "='Satser 2025'!B3",
}
changed = False
for formula, expected in seen.items():
    moved = Translator(formula, origin="D1").translate_formula("E3")
    print(f"{formula:<26} moved from D1 to E3: {moved}")
    changed |= moved != expected
if changed:
    sys.exit("The behaviour has changed.")
PY
