"""What would turn an answer round is told, and told in words that say what to do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from kleark.configuration.case_counts import IndexedCases
from kleark.exposure.case import Case, Status
from kleark.exposure.decision import Reason, decide
from kleark.exposure.explanation import (
    BEYOND_THE_ROWS,
    Change,
    change_sentence,
    explain,
    index_sentence,
    outside_of,
    turned,
)
from tests.support.exposure_cases import NUMBER, SHOW_FROM, case, cases, configurations, row

DAY_BEFORE = SHOW_FROM - timedelta(days=1)
OLD = case(created=DAY_BEFORE)
C = Change


@pytest.mark.parametrize(
    ("asked", "rows", "reason", "changes"),
    [
        (OLD, None, Reason.NOTHING_PUBLISHED, [C.ADD_ROW]),
        (OLD, [], Reason.NO_CONFIGURATION, [C.ADD_ROW]),
        (OLD, [row("KSD")], Reason.OTHER_SOURCE_SYSTEM, [C.ADD_ROW]),
        (OLD, [row()], Reason.CREATED_BEFORE_SHOW_FROM, [C.EARLIER_SHOW_FROM, C.SHOW_ACTIVE]),
        (OLD, [row("*")], Reason.CREATED_BEFORE_SHOW_FROM, [C.ADD_ROW, C.EARLIER_SHOW_FROM, C.SHOW_ACTIVE]),
        (
            case(created=DAY_BEFORE, status=Status.CLOSED),
            [row()],
            Reason.CREATED_BEFORE_SHOW_FROM,
            [C.EARLIER_SHOW_FROM],
        ),
        (
            case(created=DAY_BEFORE, status=None),
            [row(active=True)],
            Reason.UNKNOWN_STATUS_BEFORE_SHOW_FROM,
            [C.EARLIER_SHOW_FROM, C.ACTIVE_STATUS],
        ),
        (
            case(created=DAY_BEFORE, status=Status.REJECTED),
            [row(active=True)],
            Reason.ENDED_BEFORE_SHOW_FROM,
            [C.EARLIER_SHOW_FROM, C.ACTIVE_STATUS],
        ),
        (case(), [row()], Reason.CREATED_SINCE_SHOW_FROM, [C.LATER_SHOW_FROM, C.REMOVE_ROW]),
        (case(), [row(active=True)], Reason.CREATED_SINCE_SHOW_FROM, [C.REMOVE_ROW]),
        (case(), [row(), row("*")], Reason.CREATED_SINCE_SHOW_FROM, [C.LATER_SHOW_FROM]),
        (case(), [row(active=True), row("*")], Reason.CREATED_SINCE_SHOW_FROM, []),
        (
            OLD,
            [row(active=True)],
            Reason.ACTIVE_REGARDLESS,
            [C.HIDE_OLD_ACTIVE, C.END_OF_CASE, C.REMOVE_ROW],
        ),
    ],
)
def test_each_single_change_that_turns_the_answer_is_told(
    asked: Case, rows: list[object] | None, reason: Reason, changes: list[Change]
) -> None:
    found = explain(asked, rows)  # type: ignore[arg-type]
    assert (found.decision.reason, list(found.changes)) == (reason, changes)


@given(cases, configurations)
def test_the_decision_is_the_portal_s_and_each_change_turns_it(asked: Case, rows: list) -> None:  # type: ignore[type-arg]
    found = explain(asked, rows)
    assert found.decision == decide(asked, rows)
    of_number = [one for one in rows if one.kle_number == asked.kle_number]
    for change in Change:
        after = turned(change, asked, of_number)
        turns = after is not None and decide(*after).shown is not found.decision.shown
        assert (change in found.changes) is turns
        if after is not None:
            # Only what is said changes: the case's number, system and day stay, and so do all other rows.
            assert (after.case.kle_number, after.case.source_system, after.case.created) == (
                asked.kle_number,
                asked.source_system,
                asked.created,
            )
            assert len(set(of_number) - set(after.rows)) <= 1
    # A case that is hidden can always be shown by one change.
    assert found.decision.shown or found.changes


def test_the_words_say_which_row_and_which_date() -> None:
    hidden = explain(OLD, [row()])
    assert [change_sentence(change, hidden).da for change in hidden.changes] == [
        "Sagen vises, hvis fradatoen i rækken for FASIT bliver 31. mar. 2021 eller tidligere.",
        'Sagen vises, hvis der står Ja under "Deaktiver fradato for aktive sager og tilhørende ydelser" i rækken '
        "for FASIT.",
    ]
    assert change_sentence(Change.EARLIER_SHOW_FROM, hidden).en == (
        "The case is shown if the show-from date in the row for FASIT becomes 31 Mar 2021 or earlier."
    )


def test_what_a_row_for_all_systems_changes_besides_is_said() -> None:
    hidden = explain(OLD, [row("*")])
    told = {change: change_sentence(change, hidden).da for change in hidden.changes}
    assert told[Change.ADD_ROW] == (
        "Sagen vises, hvis der kommer en række for 15.20.24 og FASIT med fradatoen 31. mar. 2021 eller tidligere. Så "
        "afgør den alene, hvilke sager fra FASIT der vises."
    )
    for change in (Change.EARLIER_SHOW_FROM, Change.SHOW_ACTIVE):
        assert "i rækken for alle fagsystemer" in told[change]
        assert told[change].endswith(" Det gælder så også sager fra andre fagsystemer.")


@given(cases, configurations)
def test_no_sentence_is_left_with_a_gap(asked: Case, rows: list) -> None:  # type: ignore[type-arg]
    found = explain(asked, rows)
    for change in found.changes:
        for text in change_sentence(change, found):
            assert text.endswith(".")
            assert "{" not in text
            assert "  " not in text


def test_beyond_the_rows_only_where_they_show_the_case() -> None:
    assert {reason: bool(outside_of(reason)) for reason in Reason} == {
        reason: reason.shown for reason in Reason
    }
    assert len(BEYOND_THE_ROWS) == 3


@pytest.mark.parametrize(
    ("counts", "da", "en"),
    [
        (
            {"fasit": 412, "ksd": 3},
            "Indekserne har 412 sager på 15.20.24 fra FASIT.",
            "The indexes have 412 cases on 15.20.24 from FASIT.",
        ),
        (
            {"fasit": 1},
            "Indekserne har 1 sag på 15.20.24 fra FASIT.",
            "The indexes have 1 case on 15.20.24 from FASIT.",
        ),
        (
            {"ksd": 1, "sbsys": 33},
            "Indekserne har ingen sager på 15.20.24 fra FASIT, men 34 sager fra KSD, SBSYS.",
            "The indexes have no cases on 15.20.24 from FASIT, but 34 cases from KSD, SBSYS.",
        ),
        (
            {"": 5},
            "Indekserne har 5 sager på 15.20.24, uden at det er oplyst, fra hvilket fagsystem.",
            "The indexes have 5 cases on 15.20.24, without naming the system.",
        ),
        ({}, "Indekserne har ingen sager på 15.20.24.", "The indexes have no cases on 15.20.24."),
    ],
)
def test_what_the_indexes_say(counts: dict[str, int], da: str, en: str) -> None:
    names = {"ksd": "KSD", "sbsys": "SBSYS", "fasit": "FASIT"}
    indexed = IndexedCases(cases=sum(counts.values()), by_number={NUMBER: counts}, names=names)
    asked = case(system=" FASIT ", created=date(2021, 1, 1))
    assert index_sentence(asked, indexed) == (da, en)
