"""A column with a guessed name waits for a person the first time that it decides anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.plan import LiveRows, difference
from kleark.configuration.row import ContactDetails, ShownTitles
from kleark.rules.first_use import FIRST_USE
from kleark.rules.live_comparison import compare_with_live
from tests.unit.configuration.test_row import ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row

OWN = replace(ROW, shown_titles=ShownTitles(cases=True))
OTHER = replace(ROW, kle_number="15.17.12", contact_phone="66131399")


def told(live: Sequence[Row], rows: Sequence[Row]) -> list[str | None]:
    plan = difference(live, rows)
    # Whoever publishes has the plan, and not always the rows that it was made against.
    by_rows, by_plan = (
        [
            one.column
            for one in compare_with_live(plan, LiveRows(known, 1), list(enumerate(rows, 2)))
            if one.remark.rule is FIRST_USE
        ]
        for known in (tuple(live), ())
    )
    assert by_rows == by_plan
    return by_rows


def test_it_holds_back() -> None:
    assert (FIRST_USE.severity, FIRST_USE.holds_back) == ("warning", True)


@pytest.mark.parametrize("live", [(), (ROW,), (ROW, OTHER)])
def test_the_first_time_is_told(live: Sequence[Row]) -> None:
    assert told(live, [OWN]) == ["showCaseTitle"]


@pytest.mark.parametrize("choice", [ShownTitles(cases=False), ShownTitles(cases=True, documents=None)])
def test_what_is_in_use_is_not(choice: ShownTitles) -> None:
    live = [replace(OTHER, shown_titles=choice)]
    assert told(live, [OWN, OTHER]) == []


def test_each_column_for_itself() -> None:
    both = replace(ROW, shown_titles=ShownTitles(cases=True, documents=False))
    assert told([OWN], [both]) == ["showDocumentTitles"]
    assert told([ROW], [both]) == ["showCaseTitle", "showDocumentTitles"]


def test_details_of_a_contact_too() -> None:
    mail = replace(ROW, contact_details=ContactDetails(email="jobcenter@odense.dk"))
    assert told([ROW], [mail]) == ["contactEmail"]
    assert told([replace(mail, kle_number="15.17.12")], [mail]) == []


def test_a_sheet_without_them_is_told_nothing() -> None:
    assert told([ROW], [OTHER]) == told([OWN], [ROW]) == []
