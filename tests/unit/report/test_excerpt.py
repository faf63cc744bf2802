"""The excerpt: the rows that matter, at their true addresses, and no more than fit."""

from __future__ import annotations

from kleark.check import check_with_excerpt
from kleark.report.excerpt import MOST_ROWS, Excerpt
from tests.support.reports import TODAY
from tests.support.sheet_builder import Sheet, row, written


def excerpt_of(sheet: Sheet) -> Excerpt:
    _, excerpt = check_with_excerpt(written(sheet), "ark.xlsx", today=TODAY)
    assert excerpt is not None
    return excerpt


def sheet_with(count: int, wrong: dict[int, dict[str, str]]) -> Sheet:
    """Valid rows from row 2 on, each for a system of its own, some with other cells by row number."""
    return Sheet(
        [row(sourceSystem=f"System {number}") | wrong.get(number, {}) for number in range(2, count + 2)]
    )


def test_rows_with_findings_stand_with_their_neighbours() -> None:
    excerpt = excerpt_of(sheet_with(60, {20: {"contactPhone": "1"}, 50: {"contactPhone": "2"}}))
    assert [one.number for one in excerpt.rows] == [19, 20, 21, 49, 50, 51]
    assert excerpt.topics[20] == ("15.20.24", "Fleksjob")
    assert excerpt.left_out == 0


def test_a_lone_row_between_is_shown_too() -> None:
    excerpt = excerpt_of(sheet_with(60, {20: {"contactPhone": "1"}, 24: {"contactPhone": "2"}}))
    assert [one.number for one in excerpt.rows] == [19, 20, 21, 22, 23, 24, 25]


def test_errors_come_before_warnings_where_there_is_no_room_for_all() -> None:
    warned = {number: {"contactPhone": "90131372"} for number in range(2, 2 + MOST_ROWS)}
    last = MOST_ROWS + 20
    excerpt = excerpt_of(sheet_with(last, warned | {last: {"contactPhone": "1"}}))
    assert len(excerpt.rows) == MOST_ROWS
    assert excerpt.rows[-1].number == last
    assert excerpt.left_out == 1


def test_a_clean_sheet_shows_its_first_rows() -> None:
    excerpt = excerpt_of(sheet_with(9, {}))
    assert [one.number for one in excerpt.rows] == [2, 3, 4]


def test_columns_that_are_not_of_the_configuration_are_left_out() -> None:
    sheet = Sheet([row()], extra={"N1": "Intern note", "N2": "hemmeligt"})
    excerpt = excerpt_of(sheet)
    assert [column.letters for column in excerpt.columns] == list("ABCDEFGHIJ")
    assert "hemmeligt" not in str(excerpt)
