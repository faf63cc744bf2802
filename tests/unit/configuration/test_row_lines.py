"""Rows that are read from their lines only when somebody asks: the same ones as if all had been read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row_lines import RowLines, number_in, row_in, system_in, title_in
from kleark.publishing.snapshot import snapshot_of
from tests.support.world import row

if TYPE_CHECKING:
    from kleark.configuration.row import Row

TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=20
) | st.sampled_from(['","kleNumber":"99.99.99', '\\","sourceSystem":"X"}', '"kleTitle":"'])
ROWS = st.lists(
    st.builds(
        lambda number, title, system, department: replace(
            row(number), kle_title=title, source_system=system, contact_department=department
        ),
        st.integers(0, 20),
        TEXT,
        TEXT,
        TEXT,
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


def in_order(rows: list[Row]) -> tuple[list[Row], RowLines]:
    stored = snapshot_of(rows).rows
    return [one.row() for one in stored], RowLines.of(one.line for one in stored)


@given(ROWS)
def test_what_is_read_of_a_line_is_what_is_in_its_row(rows: list[Row]) -> None:
    read, lines = in_order(rows)
    assert (list(lines), len(lines)) == (read, len(read))
    for line in lines.lines():
        one = row_in(line)
        assert (number_in(line), title_in(line), system_in(line)) == (
            one.kle_number,
            one.kle_title,
            one.source_system,
        )
    assert set(lines.systems()) == {one.source_system for one in read}


@given(ROWS, st.lists(st.integers(0, 22), max_size=4))
def test_the_rows_of_some_numbers_are_all_of_them(rows: list[Row], numbers: list[int]) -> None:
    read, lines = in_order(rows)
    wanted = {row(number).kle_number for number in numbers}
    assert list(lines.of_numbers(wanted)) == [one for one in read if one.kle_number in wanted]


@given(ROWS, st.sampled_from(["", "15", "15.00.0", "e", "\u00e6", '"']))
def test_a_search_finds_what_is_in_number_or_title(rows: list[Row], wanted: str) -> None:
    read, lines = in_order(rows)
    expected = [one for one in read if wanted in one.kle_number or wanted in one.kle_title.casefold()]
    assert list(lines.at(lines.matching(wanted))) == expected
