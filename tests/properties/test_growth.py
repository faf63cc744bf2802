"""No rule takes more than in proportion to what a sheet holds, whatever it holds (n log n at most).

Counted are calls, and the characters that patterns of the search for personal numbers are given; nothing is timed.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.worst_sheets import LONGEST, SHEETS
from kleark.check import check
from kleark.redaction import cpr, cpr_context, cpr_search
from kleark.registers.municipalities import municipality
from kleark.sheet.loose_texts import unused_texts
from kleark.sheet.workbook import Workbook, Worksheet
from sample_sheets.write_odense import HEADERS
from tests.support.workbooks import MAIN

if TYPE_CHECKING:
    from collections.abc import Callable

FEW, MOST_GROWTH = 600, 2.3
"""Rows, and what twice as many may take: 2, and a little for logarithms (2 x 1201/600 x log 1200/log 600 = 2.2)."""
_AT_ONE_PLACE = 100
ODENSE = municipality("0461")


class Read:
    """What a child process would have read."""

    def __init__(self, row: Callable[[int], tuple[Any, ...]], rows: int) -> None:
        cells = [(1, HEADERS), *((at + 2, row(at)) for at in range(rows))]
        self._workbook = Workbook((Worksheet("Ark1", rows=tuple(cells)),))

    def result(self) -> Workbook:
        return self._workbook


def calls_of(row: Callable[[int], tuple[Any, ...]], rows: int) -> int:
    """How many calls, of Python's and of C's functions, it takes to judge a sheet."""
    reading, count = Read(row, rows), 0

    def note(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        check(b"", "ark.xlsx", ODENSE, reading=reading)  # type: ignore[arg-type]
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", [name for name in SHEETS if "length limit" not in name])
def test_twice_the_rows_take_twice_the_calls(name: str) -> None:
    calls_of(SHEETS[name], 10)  # what is imported and worked out once
    few, many = calls_of(SHEETS[name], FEW), calls_of(SHEETS[name], 2 * FEW)
    assert many <= MOST_GROWTH * few, f"{few:,} calls for {FEW} rows, {many:,} for twice as many"


class Counting:
    """A pattern that counts the characters that it is given to look through."""

    def __init__(self, pattern: Any, counts: list[int]) -> None:
        self._pattern = pattern
        self._counts = counts

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._pattern, method)
        if method not in ("search", "match", "fullmatch", "finditer"):
            return found

        def counted(text: str, start: int = 0, end: int = sys.maxsize) -> Any:
            given = min(end, len(text)) - start
            # At one place a pattern looks no further than what it matches, which is short.
            self._counts[0] += min(given, _AT_ONE_PLACE) if method == "match" else given
            return found(text, start, min(end, len(text)))

        return counted


def counted_patterns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters the patterns of the search for personal numbers are given from now on."""
    counts = [0]
    for module in (cpr, cpr_search, cpr_context):
        for name, value in list(vars(module).items()):
            if hasattr(value, "finditer"):
                monkeypatch.setattr(module, name, Counting(value, counts))
    return counts


@pytest.mark.parametrize(
    "text",
    [
        "0101801234 12-34 0101 80 1234 ",
        "010180 1230 ",
        "ordre 010180-1234 ",
        "CPR 1 0101801234, 0101801235 og ",
        "https://www.odense.dk/0101801234/",
        "Kontaktcenter \u2013 01018\u20111234 \u2013 og ",
        "%20&amp;0101801234%2D",
        "https://a.dk/?id=0101801234&",
        "0101801234-0101801235-",
    ],
)
def test_twice_the_text_takes_twice_the_looking(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counted_patterns(monkeypatch)
    looked = []
    for size in (LONGEST // 4, LONGEST // 2):
        counts[0] = 0
        whole = (text * (size // len(text) + 1))[:size]
        cpr.find_cpr(whole)
        cpr.deciding_hits(whole)
        looked.append(counts[0])
    assert looked[0] > 0
    assert looked[1] <= MOST_GROWTH * looked[0], looked


def test_what_is_decided_of_a_long_text_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text stands in a cell, among the shared texts and in another column."""
    counts = counted_patterns(monkeypatch)
    whole = ("kun her 0101801234 12-34 " * (LONGEST // 25))[:LONGEST]
    found = cpr.deciding_hits(whole)
    looked = counts[0]
    again = cpr.deciding_hits("".join(list(whole)))
    assert (again, counts[0]) == (found, looked)
    assert looked > 0
    assert cpr.deciding_hits(whole, "Ordrenr.") != () or counts[0] > looked


def items(count: int) -> bytes:
    """Shared texts in which digits stand together."""
    said = "".join(f"<si><t>15.99.{at:05}</t></si>" for at in range(count))
    return f'<sst xmlns="{MAIN}">{said}</sst>'.encode()


def calls_for_items(count: int) -> int:
    content, calls = items(count), 0

    def note(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        found = unused_texts(content, "xl/sharedStrings.xml")
    finally:
        sys.setprofile(None)
    assert len(found) == count
    return calls


def test_twice_the_shared_texts_take_twice_the_calls() -> None:
    few, many = calls_for_items(FEW), calls_for_items(2 * FEW)
    assert many <= MOST_GROWTH * few


def test_twice_the_rows_with_numbers_to_hide_take_twice_the_calls() -> None:
    """A report in which something is hidden is looked through as a whole."""

    def calls(rows: int) -> int:
        def leaking(at: int) -> tuple[Any, ...]:
            row = SHEETS["ordinary"](at)
            return (*row[:4], date(2024, 1, 1), f"Afdeling 010180123{at % 10}", *row[6:])

        report = check(b"", "ark.xlsx", ODENSE, reading=Read(leaking, rows))  # type: ignore[arg-type]
        count = 0

        def note(_frame: object, event: str, _what: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(note)
        try:
            hidden = report.hidden()
        finally:
            sys.setprofile(None)
        assert cpr.MASK in hidden.rows[0].row.contact_department
        return count

    few, many = calls(FEW // 4), calls(FEW // 2)
    assert many <= MOST_GROWTH * few
