"""The least that any checker must do: python-calamine reads every value. ``python -m benchmarks.bare_parse FILE``."""

from __future__ import annotations

import sys

from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
    print(len(rows))
