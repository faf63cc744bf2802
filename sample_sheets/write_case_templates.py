"""Writes a list of case templates with something to say of all but the first, as CSV and as a workbook.

Run it from the repository's root: ``python -m sample_sheets.write_case_templates [folder]``. Ids and counts are
made up.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sample_sheets.case_template_rows import HEADERS, ROWS, as_csv
from sample_sheets.small_workbook import Tab, workbook

FOLDER = Path(__file__).parent


def write(folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sagsskabeloner.csv").write_bytes(as_csv(*ROWS))
    (folder / "sagsskabeloner.xlsx").write_bytes(workbook(Tab([HEADERS, *ROWS], "Sagsskabeloner")))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
