#!/usr/bin/env bash
# R's openxlsx 4.2.5.2 puts xml:space="preserve"> in front of a text that stands in its own cell, when it saves a workbook.
#
# Guess: <is><t xml:space="preserve">Jobcenter</t></is>, as PyExcelerate and others write every text, is Jobcenter.
# Seen:  loadWorkbook and saveWorkbook give a cell with the text xml:space="preserve">Jobcenter. Without the attribute the
#        text is right; so is one among the shared texts, with the attribute. No warning, and every program shows it so.
# With:  r-cran-openxlsx 4.2.5.2-1 of Debian 12 (installed by apt-get where it is missing, as root), python-calamine
#        0.9.1 as reader; seen on 2026-11-30.
# Matters: a script that opens a register's export, adds a column and saves it has spoilt every text of the columns that
#        it never touched: names of departments, links, numbers kept as text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
if ! Rscript -e 'quit(status = !requireNamespace("openxlsx", quietly = TRUE))' 2>/dev/null; then
  apt-get install -y -qq --no-install-recommends r-cran-openxlsx >/dev/null
fi
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
cat >make.py <<'PY'
import zipfile

import openpyxl

book = openpyxl.Workbook()
book.active["A1"] = "x"
book.save("plain.xlsx")
cells = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">Jobcenter</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Jobcenter</t></is></c></row>'
)
with zipfile.ZipFile("plain.xlsx") as old, zipfile.ZipFile("given.xlsx", "w") as new:
    for name in old.namelist():
        content = old.read(name).decode()
        if name == "xl/worksheets/sheet1.xml":
            before, _, rest = content.partition("<sheetData>")
            content = before + "<sheetData>" + cells + "</sheetData>" + rest.partition("</sheetData>")[2]
        new.writestr(name, content)
PY
venv/bin/python make.py
Rscript --vanilla - <<'R'
suppressMessages(library(openxlsx))
cat("openxlsx", as.character(packageVersion("openxlsx")), "\n")
saveWorkbook(loadWorkbook("given.xlsx"), "saved.xlsx", overwrite = TRUE)
R
venv/bin/python - <<'PY'
import sys

from python_calamine import CalamineWorkbook

given, saved = (
    CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()[0] for name in ("given.xlsx", "saved.xlsx")
)
print("given:", given)
print("saved:", saved)
if given != ["Jobcenter"] * 2 or saved != ['xml:space="preserve">Jobcenter', "Jobcenter"]:
    sys.exit("The behaviour has changed.")
PY
