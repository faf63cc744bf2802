#!/usr/bin/env bash
# excelts 10.2.0 re-saves a workbook of openpyxl's so that openpyxl cannot read it again.
#
# Guess: a sheet that passes openpyxl, then excelts (a descendant of exceljs), then openpyxl comes out as it went in.
# Seen:  openpyxl leaves out the type of the default fill, which the format allows. excelts reads that as nothing and
#        writes patternType="undefined" as soon as one cell has a format, here a date. openpyxl refuses the whole
#        workbook. exceljs 4.4.0, where the code comes from, writes the element without a type, and is read.
# With:  @cj-tech-master/excelts 10.2.0 and exceljs 4.4.0 from npm, openpyxl 3.1.5; seen on 2026-11-29.
# Matters: both are sound alone and each reads its own files. It is the chain, a Python export edited by a web
#        application, that gives a sheet with dates which the Python side refuses, with words about a stylesheet.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
npm install --silent --no-audit --no-fund --no-save --ignore-scripts \
  @cj-tech-master/excelts@10.2.0 exceljs@4.4.0 >/dev/null
venv/bin/python - <<'PY'
from datetime import date

import openpyxl

print("openpyxl", openpyxl.__version__)
workbook = openpyxl.Workbook()
workbook.active.append(["27.03.16", date(2025, 4, 1)])
workbook.save("made.xlsx")
PY
cat >save.mjs <<'JS'
import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";
import { Workbook } from "@cj-tech-master/excelts";

for (const [name, workbook] of [
  ["exceljs", new ExcelJS.Workbook()],
  ["@cj-tech-master/excelts", new Workbook()],
]) {
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version);
  await workbook.xlsx.readFile("made.xlsx");
  await workbook.xlsx.writeFile(`${name.split("/").pop()}.xlsx`);
}
JS
node save.mjs
venv/bin/python - <<'PY'
import re
import sys
import zipfile

import openpyxl

seen = {}
for name in ("made", "exceljs", "excelts"):
    with zipfile.ZipFile(f"{name}.xlsx") as saved:
        fills = re.findall(r"<patternFill[^>]*>", saved.read("xl/styles.xml").decode())
    try:
        seen[name] = openpyxl.load_workbook(f"{name}.xlsx").active["A1"].value
    except ValueError as error:
        seen[name] = "refused"
        print(str(error).splitlines()[0])
    print(f"{name:<8} {fills} {seen[name]}")
    undefined = any('"undefined"' in fill for fill in fills)
    if undefined != (name == "excelts"):
        sys.exit("The behaviour has changed.")
if seen != {"made": "27.03.16", "exceljs": "27.03.16", "excelts": "refused"}:
    sys.exit("The behaviour has changed.")
PY
