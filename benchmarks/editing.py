"""Time an edit on the page beside the check of the same sheet: ``python -m benchmarks.editing`` from the root.

What an admin waits for is the edit, and then the check of what came out. It may take twice the check alone. Both are
measured as CPU time, the child processes' included, in pairs that follow each other, with bytecode as a built function
has it. Exits with 1 where that is missed.
"""

from __future__ import annotations

import sys
import time
from compileall import compile_dir
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import kleark
from benchmarks.child_cpu import children_cpu_time, compare_with_system
from benchmarks.sheets import write_sheet
from kleark.check import check_in_detail
from kleark.edit.apply_edit import apply_edit
from kleark.edit.sheet_edit import RowEdit, SheetEdit
from kleark.intake.report_files import page_files, required_files, summary_files
from kleark.registers.municipalities import municipality

ROWS = 250
CHANGED = 12
ROUNDS = 15
TARGET = 2.0
"""Times the check."""


def checked(data: bytes) -> None:
    """What the validator does with a sheet until its result can be seen: the check, and the files of its report."""
    found = check_in_detail(data, "ark.xlsx", municipality("0461"))
    required = required_files(found.report, found.excerpt)
    summary_files(found.report, found.excerpt, required["report.json"])
    page_files(found.report, found.excerpt, datetime.now(UTC))


def edited(data: bytes, at: int) -> None:
    """What it does with an order, and then with the sheet that it made."""
    rows = tuple(RowEdit(number, {"contactPhone": f"655151{at:02d}"}) for number in range(2, 2 + CHANGED))
    checked(apply_edit(data, SheetEdit(rows=rows)).data)


def cpu_time() -> float:
    """Seconds of CPU of this process, its children and theirs, to the microsecond."""
    return time.process_time() + children_cpu_time()


def ratios(data: bytes) -> list[float]:
    """Of each pair: the edit and its check, in times the check alone."""
    found = []
    for at in range(ROUNDS):
        started = cpu_time()
        checked(data)
        between = cpu_time()
        edited(data, at)
        found.append((cpu_time() - between) / (between - started))
    return found


def main() -> int:
    """Print the median."""
    compile_dir(Path(kleark.__file__).parent, quiet=1)
    with TemporaryDirectory() as folder:
        sheet = Path(folder) / "ark.xlsx"
        write_sheet(ROWS, sheet)
        data = sheet.read_bytes()
    # Warm, as the instance is whose second order this is.
    edited(data, 0)
    found = ratios(data)
    compare_with_system()
    middle = median(found)
    print(
        f"{ROWS} rows, {CHANGED} of them edited: edit and check take {middle:.2f} times the check "
        f"(from {min(found):.2f} to {max(found):.2f}, target {TARGET})"
    )
    return int(middle > TARGET)


if __name__ == "__main__":
    sys.exit(main())
