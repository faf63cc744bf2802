"""Sheets of 10,000 rows, each as bad as it can be in one way, beside an ordinary one, in one run.

``python -m benchmarks.worst_sheets`` prints what ``kleark check`` takes for each as a ratio to the ordinary sheet, and
ends with 1 where one takes more than docs/benchmarks.md allows. ``--write FOLDER`` only writes the sheets.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from benchmarks.measure import interleaved
from sample_sheets.write_odense import HEADERS, MAILBOX, PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measure import Run

ROWS = 10_000
ORDINARY = "ordinary"
MOST_CPU = 3.5
"""Times the CPU of the ordinary sheet."""
MOST_MEMORY = 80.0
"""MB, of the largest process."""
LONGEST = 32_767
"""Characters of a cell, as Excel has it."""

Cells = tuple[Any, ...]
"""A row's values, from column A on."""


def _right(at: int) -> Cells:
    """A row with nothing wrong in it, and as many values of its own as there can be."""
    return (
        "KLE",
        "15.20.34",
        "Hjælpemidler - tillægsydelser",
        f"System {at:05}",
        43_101 + at % 2_700,
        f"Afdeling {at:05}x",
        66_130_000 + at,
        f"{PAGES}side-{at}/",
        f"{MAILBOX}{1_000 + at}",
        f"Søg om ydelse {at:05}x",
        f"{PAGES}side-{at}/selvbetjening",
    )


def _unique(at: int) -> Cells:
    """Nothing is wrong in the row, and no value of it but the topic, of which there are less, stands anywhere else."""
    row = _right(at)
    day = 37_000 + at  # one day in each row, from 2001 on
    return (f"KLE {at}", *row[1:4], day, *row[5:])


def _wrong(at: int) -> Cells:
    """Nothing in the row is what it should be, and each value is another."""
    return (
        f"KLEE{at}",
        f"15.99.{at:05}",
        f"<b>Emne {at}</b>",
        f"<i>System {at}</i>",
        f"31-02-2{at:05}",
        f"<b>Afdeling {at}</b>",
        f"123{at:06}",
        f"javascript:alert({at})",
        f"https://post.borger.dk.example{at}.dk/",
        f"<b>Søg {at}</b>",
        f"ftp://www.odense.dk/{at}",
    )


def _warned(at: int) -> Cells:
    """Every row says something that a person has to look at, or that is corrected."""
    number, title, system, day, department, phone, page, post, name, link = _right(at)[1:]
    return (
        "KLE",
        f" {number} ",
        f"{title} ",
        f"  {system}",
        f"{1 + at % 28}/{1 + at % 12}/{2018 + at % 7}" if at % 2 else day,
        f"{department} ",
        f"{str(phone)[:2]} {str(phone)[2:4]} {str(phone)[4:6]} {str(phone)[6:]}",
        page.replace("https", "http"),
        f" {post}",
        f"{name} ",
        link.replace("https", "http"),
    )


def _conflicting(at: int) -> Cells:
    """The number and the system of every other row, and content of its own."""
    row = _right(at)
    return (*row[:3], "FASIT", *row[4:])


def _long(text: str, rows: int) -> Callable[[int], Cells]:
    """So many rows with a text in three of their cells; with more, the sheet would be refused."""

    def row(at: int) -> Cells:
        cells = list(_right(at))
        if at < rows:
            for column in (2, 5, 7):
                cells[column] = f"{at:04}{text}"[:LONGEST]
        return tuple(cells)

    return row


SHEETS: dict[str, Callable[[int], Cells]] = {
    ORDINARY: _right,
    "every value unique": _unique,
    "every cell wrong, each in its own words": _wrong,
    "every cell wrong, all alike": lambda _: _wrong(1),
    "every cell corrected or warned of": _warned,
    "all rows the same": lambda _: _right(1),
    "10,000 rows that contradict each other": _conflicting,
    "cells at the length limit, words": _long("Kontaktcenter og mere til " * 1_300, 110),
    "cells at the length limit, digits": _long("0101801234 12-34 0101 80 1234 " * 1_300, 70),
    "cells at the length limit, a link": _long("https://www.odense.dk/borger/%20&amp;" * 1_000, 70),
    "cells at the length limit, dashes": _long("Kontaktcenter \u2013 01018\u20111234 \u2013 og " * 1_100, 70),
}
"""By name, the row at each position."""


def file_name(name: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in name) + ".xlsx"


def write_sheets(folder: Path) -> None:
    """Write them all; the ordinary one as the benchmark has it."""
    from benchmarks.sheets import write_sheet  # noqa: PLC0415 (the process that measures stays small)

    for name, row in SHEETS.items():
        path = folder / file_name(name)
        if name == ORDINARY:
            write_sheet(ROWS, path)
        else:
            _write(path, row)


def _write(path: Path, row: Callable[[int], Cells]) -> None:
    workbook = xlsxwriter.Workbook(path, {"strings_to_urls": False})
    day = workbook.add_format({"num_format": "dd-mm-yyyy"})
    sheet = workbook.add_worksheet("KLE-konfiguration")
    sheet.write_row(0, 0, HEADERS)
    for at in range(ROWS):
        for column, value in enumerate(row(at)):
            if isinstance(value, str):
                sheet.write_string(at + 1, column, value)
            else:
                sheet.write_number(at + 1, column, value, day if column == 4 else None)
    workbook.close()


def command(sheet: Path) -> list[str]:
    kleark = str(Path(sys.executable).parent / "kleark")
    return [kleark, "check", str(sheet), "--municipality", "0461", "--output-format", "json"]


def measure(folder: Path, rounds: int) -> dict[str, Run]:
    # In a process of its own: the peak of a child is no less than that of the process that starts it.
    subprocess.run([sys.executable, "-m", "benchmarks.worst_sheets", "--write", str(folder)], check=True)
    commands = {name: command(folder / file_name(name)) for name in SHEETS}
    return interleaved(commands, rounds, {name: folder / f"{file_name(name)}.json" for name in SHEETS})


def missed(runs: dict[str, Run]) -> list[str]:
    """What takes more than it may."""
    ordinary = runs[ORDINARY].cpu
    return [
        *(
            f"{name}: ended with {run.exit_code}, not measured"
            for name, run in runs.items()
            if run.exit_code not in (0, 1)
        ),
        *(
            f"{name}: {run.cpu / ordinary:.2f} times the CPU"
            for name, run in runs.items()
            if run.cpu > MOST_CPU * ordinary
        ),
        *(f"{name}: {run.peak:.0f} MB" for name, run in runs.items() if run.peak > MOST_MEMORY),
    ]


def table(runs: dict[str, Run]) -> str:
    ordinary = runs[ORDINARY].cpu
    lines = ["| sheet | CPU s | ratio | peak MB |", "|---|---:|---:|---:|"]
    lines += [
        f"| {name} | {run.cpu:.3f} | {run.cpu / ordinary:.2f} | {run.peak:.1f} |"
        for name, run in runs.items()
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worst_sheets", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each that count")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only write the sheets")
    options = parser.parse_args()
    if options.write is not None:
        write_sheets(options.write)
        return 0
    with tempfile.TemporaryDirectory(prefix="kleark-worst-") as name:
        runs = measure(Path(name), options.rounds)
    print(table(runs))
    wrong = missed(runs)
    print("\n".join(wrong) or "Nothing takes more than it may.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
