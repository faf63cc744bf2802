"""Each example shows what it says it does, whatever else the sheet holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import ALL_SYSTEMS, Row
from kleark.exposure.decision import Reason, decide, decide_each
from kleark.exposure.example_cases import Kind, examples_of, systems_by_number
from tests.support.exposure_cases import SHOW_FROM, row, rows


def reasons(of: Row, among: list[Row]) -> dict[Kind, Reason]:
    examples = examples_of(of, systems_by_number(among)[of.kle_number])
    decided = decide_each([example.case for example in examples], among)
    return {example.kind: one.reason for example, one in zip(examples, decided, strict=True)}


def test_a_row_of_one_system() -> None:
    assert reasons(row(), [row()]) == {
        Kind.ON_SHOW_FROM: Reason.CREATED_SINCE_SHOW_FROM,
        Kind.DAY_BEFORE: Reason.CREATED_BEFORE_SHOW_FROM,
        Kind.OTHER_SYSTEM: Reason.OTHER_SOURCE_SYSTEM,
    }


def test_a_row_that_shows_active_cases_whatever_their_age() -> None:
    active = row(active=True)
    assert reasons(active, [active]) == {
        Kind.ON_SHOW_FROM: Reason.CREATED_SINCE_SHOW_FROM,
        Kind.DAY_BEFORE: Reason.ACTIVE_REGARDLESS,
        Kind.DAY_BEFORE_ENDED: Reason.ENDED_BEFORE_SHOW_FROM,
        Kind.OTHER_SYSTEM: Reason.OTHER_SOURCE_SYSTEM,
    }


def test_a_row_of_all_systems_is_seen_by_a_case_of_one_without_a_row_of_its_own() -> None:
    everything = row(ALL_SYSTEMS)
    among = [row("Et fagsystem"), everything, row("ET FAGSYSTEM 2")]
    examples = examples_of(everything, systems_by_number(among)[everything.kle_number])
    assert [example.kind for example in examples] == [Kind.ON_SHOW_FROM, Kind.DAY_BEFORE]
    assert {decide(example.case, among).row for example in examples} == {everything}


def test_another_system_is_decided_by_the_row_of_all_where_there_is_one() -> None:
    later = row(ALL_SYSTEMS, show_from=SHOW_FROM + timedelta(days=1))
    assert reasons(row(), [row(), later])[Kind.OTHER_SYSTEM] is Reason.CREATED_BEFORE_SHOW_FROM


@pytest.mark.parametrize("taken", ["Et andet fagsystem", "et andet FAGSYSTEM"])
def test_another_system_is_another(taken: str) -> None:
    among = [row(), row(taken)]
    assert reasons(row(), among)[Kind.OTHER_SYSTEM] is Reason.OTHER_SOURCE_SYSTEM
    assert reasons(row(taken), among)[Kind.OTHER_SYSTEM] is Reason.OTHER_SOURCE_SYSTEM


@given(st.lists(rows, min_size=1, max_size=6, unique_by=lambda one: one.key))
def test_on_its_show_from_date_a_row_decides_and_shows_its_own_card(among: list[Row]) -> None:
    systems = systems_by_number(among)
    for one in among:
        first = examples_of(one, systems[one.kle_number])[0]
        decision = decide(first.case, among)
        assert first.kind is Kind.ON_SHOW_FROM
        assert (decision.row, decision.reason) == (one, Reason.CREATED_SINCE_SHOW_FROM)
        assert decision.card is not None
