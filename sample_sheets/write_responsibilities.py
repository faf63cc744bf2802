"""Writes lists of responsibilities of each kind: plain ones, OS2mo's workbook, and OS2rollekatalog's units.

Run it from the repository's root: ``python -m sample_sheets.write_responsibilities [folder]``. Units and telephone
numbers are made up.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sample_sheets.responsibility_rows import HEADERS, JOB, PAY, ROWS, UNITS, as_csv, as_json, os2mo
from sample_sheets.small_workbook import Tab, workbook

FOLDER = Path(__file__).parent


def write(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ansvarsliste.csv").write_bytes(as_csv(*ROWS))
    (folder / "ansvarsliste.xlsx").write_bytes(workbook(Tab([HEADERS, *ROWS], "Ansvar")))
    performing = [
        (JOB, "Fleksjob"),
        (JOB, "Sygdom og arbejde"),
        (PAY, "Kontanthjælp"),
        (PAY, "Uddannelseshjælp"),
    ]
    answering = {"15.20.24": JOB, "15.62.10": PAY}
    book = os2mo(performing, [(JOB, "Kontanthjælp")], answering)
    (folder / "ansvarsliste-os2mo.xlsx").write_bytes(book)
    (folder / "ansvarsliste-os2rollekatalog.json").write_bytes(as_json(*UNITS))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
