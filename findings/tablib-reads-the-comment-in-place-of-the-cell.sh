#!/usr/bin/env bash
# tablib 3.10.0 reads the comment of an .ods cell as the cell's value, and of a partly formatted text the first piece.
#
# Guess: a comment is left out, at worst added to the text; a text with one bold word is read whole.
# Seen:  a cell "Bolig" with the comment "ret det" is "ret det". "Børn og unge" with the first word in bold is "Børn".
#        "Se her nu" with a link in the middle is "Se ". pandas reads all three from the same file as they are seen.
# With:  tablib 3.10.0, odfpy 1.4.1, pandas 3.1.1 as the other reader; seen on 2026-11-29.
# Matters: comments are how colleagues ask for a correction. The question, maybe with a name in it, is imported as the
#        title of a service, and the title is gone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'tablib[ods]==3.10.0' odfpy==1.4.1 pandas==3.1.1
venv/bin/python -W ignore - <<'PY'
import sys
from importlib.metadata import version
from pathlib import Path

import pandas
import tablib
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import A, P, Span

print("tablib", tablib.__version__, "odfpy", version("odfpy"), "pandas", pandas.__version__)


def paragraph(*pieces: object) -> P:
    made = P()
    for piece in pieces:
        if isinstance(piece, str):
            made.addText(piece)
        else:
            made.addElement(piece)
    return made


comment = Annotation()
comment.addElement(P(text="ret det"))
cells = {
    "Bolig": [comment, P(text="Bolig")],
    "Børn og unge": [paragraph(Span(text="Børn"), " og unge")],
    "Se her nu": [paragraph("Se ", A(href="https://www.example.dk/", text="her"), " nu")],
}
document = OpenDocumentSpreadsheet()
table = Table(name="Ark1")
document.spreadsheet.addElement(table)
for parts in ([P(text="Navn")], *cells.values()):
    row, cell = TableRow(), TableCell(valuetype="string")
    for part in parts:
        cell.addElement(part)
    row.addElement(cell)
    table.addElement(row)
document.save("navne.ods")
by_pandas = pandas.read_excel("navne.ods", engine="odf")["Navn"].tolist()
by_tablib = tablib.Dataset().load(Path("navne.ods").read_bytes(), format="ods")["Navn"]
for shown, one, other in zip(cells, by_pandas, by_tablib, strict=True):
    print(f"seen: {shown!r:<15} pandas: {one!r:<15} tablib: {other!r}")
if by_pandas != list(cells) or by_tablib != ["ret det", "Børn", "Se "]:
    sys.exit("The behaviour has changed.")
PY
