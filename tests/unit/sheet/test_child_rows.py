"""Rows that are told column by column are the rows that would have been told one by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.sheet import child_rows, limits, reader, reader_process, reader_protocol
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.reader import read_workbook
from kleark.sheet.workbook_parts import SheetEntry
from kleark.sheet.worksheet_scan import SheetScan
from tests.support.searching import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

MIDNIGHT, NOON = (datetime(2026, 11, 30, hour) for hour in (0, 12))  # noqa: DTZ001 (as a cell has it)
SHEET = SheetEntry(0, "Ark", "visible", "xl/worksheets/sheet1.xml")
FACTS = {
    "sheet": "Ark",
    "visibility": "visible",
    "formulas": {},
    "merged": [],
    "hiddenRows": [],
    "hiddenColumns": [],
    "looks": {},
}
CLOSING: dict[str, Any] = {"hyperlinks": {}, "beyond": None, "searched": True}
VALUES = st.one_of(
    st.sampled_from(["", "FASIT", "Ærø", 'a "b"\\\n', limits.APART, f"1{limits.APART}2", None]),
    st.text(max_size=5),
    st.sampled_from([66130000.0, 1.5, -0.0, 2.0**53, 2.0**60, float("inf"), 7, True, False]),
    st.floats(allow_nan=False),
    st.sampled_from([date(2026, 11, 30), NOON, MIDNIGHT]),
    st.sampled_from([time(8, 30), timedelta(hours=30), ("e", "#REF!"), ("f", "TODAY()"), ("r", "#VALUE!")]),
)
COLUMNS = st.one_of(
    st.lists(VALUES, min_size=40, max_size=40),
    st.lists(st.text(max_size=3), min_size=40, max_size=40),
    st.lists(st.floats(allow_nan=False), min_size=40, max_size=40),
    st.lists(st.dates(), min_size=40, max_size=40),
)


def told(lines: Iterator[child_rows.Line], rows: int) -> tuple[Any, list[int]]:
    """What the parent reads of the lines, and what each counts for."""
    listed = list(lines)
    said = b"".join(line for line, _ in listed) + reader_protocol.line(CLOSING)
    worksheet = reader._worksheet(FACTS, reader._lines(BytesIO(said)))
    assert worksheet is not None
    assert len(worksheet.rows) <= rows
    return worksheet, [len(line) if at_most is None else at_most for line, at_most in listed]


def both_ways(rows: list[tuple[int, list[object]]], budget: int = 10**9) -> tuple[Any, Any]:
    copies = [[(number, list(values)) for number, values in rows] for _ in range(2)]
    links = child_rows.Links(SheetScan(), {})
    by_column, at_most = told(
        child_rows.lines_of_columns(iter(copies[0]), SHEET, links, child_rows.Rest("Ark", budget)), len(rows)
    )
    row_by_row, counted = told(
        child_rows.lines_of_rows(iter(copies[1]), SHEET, links, child_rows.Rest("Ark", budget)), len(rows)
    )
    assert sum(at_most) >= sum(counted) - 3 * len(counted)
    return by_column, row_by_row


@examples(150)
@given(st.lists(COLUMNS, min_size=1, max_size=4), st.lists(st.booleans(), min_size=40, max_size=40))
def test_columns_say_what_rows_say(columns: list[list[Any]], blank: list[bool]) -> None:
    across = [list(row) for row in zip(*columns, strict=True)]
    rows: list[tuple[int, list[object]]] = [
        (number, [None] * len(row) if empty else row)
        for number, (row, empty) in enumerate(zip(across, blank, strict=True), 1)
    ]
    by_column, row_by_row = both_ways(rows)
    assert repr(by_column) == repr(row_by_row)


@pytest.mark.parametrize(
    "odd",
    [["x" * 40_000, "y"], ["y", 1.0, "x" * 40_000], ["y"] * 100, ["x" * 3_000] * 3, [None, "", "y"]],
    ids=["too long", "too long beside a number", "wide", "long", "begins empty"],
)
def test_an_odd_row_among_usual_ones_is_told_alike(odd: list[object]) -> None:
    usual: list[object] = ["15.20.34", "Hjælpemidler", 66130000.0, MIDNIGHT]
    rows = [(number, odd if number % 37 == 0 else usual) for number in range(1, 300)]
    by_column, row_by_row = both_ways(rows)
    assert by_column == row_by_row


def test_columns_are_told_of_many_short_rows_alone() -> None:
    rows: list[tuple[int, list[object]]] = [(number, ["a", float(number)]) for number in range(1, 1_000)]
    links = child_rows.Links(SheetScan(), {})
    lines = list(child_rows.lines_of_columns(iter(rows), SHEET, links, child_rows.Rest("Ark", 10**9)))
    assert len(lines) < 20
    assert reader_protocol.columns_line([(1, ["x" * 600_000])]) is None
    assert reader_protocol.columns_line([(limits.LAST_ROW + 1, ["x"])]) is None
    assert reader_protocol.columns_line([(1, [None, ""])]) == (b"", 0)


def test_where_there_may_be_no_room_rows_are_counted() -> None:
    rows: list[tuple[int, list[object]]] = [(number, ["a" * 50]) for number in range(1, 1_000)]
    links = child_rows.Links(SheetScan(), {})
    with pytest.raises(child_rows.MoreThanColumnsError):
        list(child_rows.lines_of_columns(iter(rows), SHEET, links, child_rows.Rest("Ark", 10_000)))


def test_a_sheet_with_more_than_there_is_room_for_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was told by columns is forgotten, and told by rows, of which the last are only searched."""
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("To")):
        assert sheet is not None
        for number in range(1, 400):
            sheet.append(["Hjælpemidler", number, f"Tekst {number}"])
    file = BytesIO()
    book.save(file)
    whole = read_workbook(file.getvalue())
    written = bytearray()
    said = said_by(file.getvalue(), 60_000, monkeypatch, written)
    assert b'{"again":true}' in written
    assert [sheet.name for sheet in said.worksheets] == ["Sheet", "To"]
    assert said.worksheets[0].rows == whole.worksheets[0].rows[: len(said.worksheets[0].rows)]
    assert said_by(file.getvalue(), 24_000_000, monkeypatch, written) == whole


def said_by(data: bytes, most: int, monkeypatch: pytest.MonkeyPatch, written: bytearray) -> Any:
    class Said(reader_process.Output):
        def flush(self) -> None:
            written.extend(self._waiting)
            self._waiting.clear()

    written.clear()
    monkeypatch.setattr(limits, "ANSWER_BYTES", most)
    reader_process.answer(data, Said())
    return reader._receive(reader._lines(BytesIO(written)))


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ({"first": 1, "size": 2, "columns": ["t"]}, "a"),
        ({"first": 1, "size": 1, "columns": ["t"]}, f"a{limits.APART}b"),
        ({"first": 1, "size": 1, "columns": ["t", "t"]}, "a"),
        ({"first": 1, "size": 1, "columns": []}, limits.APART),
        ({"first": 1, "size": 2, "columns": [["a"]]}, ""),
        ({"first": 1, "size": 1, "columns": ["d"]}, "i dag"),
        ({"first": 1, "size": 1, "columns": [7]}, "a"),
        ({"first": 1, "size": 2, "columns": ["t", 7]}, f"a{limits.APART}b"),
        ({"first": 0, "size": 1, "columns": ["t"]}, "a"),
        ({"first": 1, "size": True, "columns": ["t"]}, "a"),
        ({"first": 1_048_576, "size": 2, "columns": ["t"]}, f"a{limits.APART}b"),
        ({"first": 1, "size": 2, "columns": ["t"], "widths": [1]}, f"a{limits.APART}b"),
        ({"first": 1, "size": 2, "columns": ["t"], "rows": [1]}, f"a{limits.APART}b"),
        ({"first": 1, "size": 2, "columns": ["t"], "rows": [2, 1]}, f"a{limits.APART}b"),
        ({"first": 1, "size": 2, "columns": 7}, ""),
        ({"columns": []}, ""),
        ({"first": 1, "size": 1, "columns": ["t"], "bytes": -1}, ""),
        ({"first": 1, "size": 1, "columns": ["t"], "bytes": 10**9}, "a"),
        ({"first": 1, "size": 1, "columns": ["t"], "bytes": "1"}, "a"),
    ],
)
def test_columns_that_no_child_of_ours_tells_are_refused(line: Any, content: str) -> None:
    told = reader_protocol.line({"bytes": len(content.encode())} | line) + content.encode()
    said = b"".join((reader_protocol.line(FACTS), told, *map(reader_protocol.line, (CLOSING, {"end": True}))))
    with pytest.raises(UnreadableFile):
        reader._receive(reader._lines(BytesIO(said)))


def test_columns_that_end_too_early_are_a_lost_child() -> None:
    said = reader_protocol.line(FACTS) + reader_protocol.line(
        {"first": 1, "size": 1, "columns": ["t"], "bytes": 9}
    )
    with pytest.raises(reader._CutShort):
        reader._receive(reader._lines(BytesIO(said + b"half")))


def test_a_child_takes_back_what_it_said_once() -> None:
    again = reader_protocol.line({"again": True})
    once = b"".join(map(reader_protocol.line, [FACTS, {"again": True}, FACTS, CLOSING, {"end": True}]))
    assert len(reader._receive(reader._lines(BytesIO(once))).worksheets) == 1
    with pytest.raises(UnreadableFile):
        reader._receive(reader._lines(BytesIO(again + again)))
