#!/usr/bin/env bash
# Two readers of .ods take equal neighbours for one cell or one row, and so move what comes after them.
#
# Guess: "repeated" and covered cells are how every OpenDocument program writes a table, so that each reader gives the
#        table that one sees.
# Seen:  tablib: the row Ja, Ja, Ja, x is Ja, x, "", "": what stands in the fourth column is given for the second. Two
#        empty cells in a row have the same effect. Rows that are equal come once.
#        pyexcel-ods: rows that are equal come once, and to the right of a merged cell all moves one column left.
#        pyexcel-ods3, by the same authors, is right in each case.
# With:  tablib 3.10.0, pyexcel-ods 0.6.0, pyexcel-ods3 0.6.1, pyexcel 0.7.6, odfpy 1.4.1; seen on 2026-11-29.
# Matters: in columns of Ja and Nej equal neighbours are the rule. The values land under other headings, each of them
#        plausible there, and row numbers in a list of errors point to other rows than the sheet's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  'tablib[ods]==3.10.0' pyexcel-ods==0.6.0 pyexcel-ods3==0.6.1 pyexcel==0.7.6 odfpy==1.4.1
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

import pyexcel
import tablib
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

print(*(f"{name} {version(name)}" for name in ("tablib", "pyexcel-ods", "pyexcel-ods3", "pyexcel", "odfpy")))


def cell(text: str, **attributes: int) -> TableCell:
    made = TableCell(valuetype="string", **attributes)
    made.addElement(P(text=text))
    return made


def read(columns: int, *rows: tuple[dict[str, int], list[object]]) -> list[list[list[object]]]:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Ark1")
    document.spreadsheet.addElement(table)
    for attributes, cells in (({}, [cell(f"K{number}") for number in range(columns)]), *rows):
        row = TableRow(**attributes)
        for one in cells:
            row.addElement(one)
        table.addElement(row)
    document.save("ark.ods")
    by_tablib = tablib.Dataset().load(Path("ark.ods").read_bytes(), format="ods")
    return [
        [list(row) for row in by_tablib],
        pyexcel.get_array(file_name="ark.ods", library="pyexcel-ods")[1:],
        pyexcel.get_array(file_name="ark.ods", library="pyexcel-ods3")[1:],
    ]


seen = {
    "Ja Ja Ja x": read(4, ({}, [cell("Ja", numbercolumnsrepeated=3), cell("x")])),
    "a _ _ d": read(4, ({}, [cell("a"), TableCell(numbercolumnsrepeated=2), cell("d")])),
    "three rows Ja Nej, then x y": read(
        2, ({"numberrowsrepeated": 3}, [cell("Ja"), cell("Nej")]), ({}, [cell("x"), cell("y")])
    ),
    "m over two, then c": read(3, ({}, [cell("m", numbercolumnsspanned=2), CoveredTableCell(), cell("c")])),
}
for name, by_library in seen.items():
    for library, rows in zip(("tablib", "pyexcel-ods", "pyexcel-ods3"), by_library, strict=True):
        print(f"{name:<28} {library:<13} {rows}")
equal_rows = [["Ja", "Nej"]] * 3 + [["x", "y"]]
once = [["Ja", "Nej"], ["x", "y"]]
expected = [
    [[["Ja", "x", "", ""]], [["Ja", "Ja", "Ja", "x"]], [["Ja", "Ja", "Ja", "x"]]],
    [[["a", "d", "", ""]], [["a", "", "", "d"]], [["a", "", "", "d"]]],
    [once, once, equal_rows],
    [[["m", "", "c"]], [["m", "c", ""]], [["m", "", "c"]]],
]
if list(seen.values()) != expected:
    sys.exit("The behaviour has changed.")
PY
