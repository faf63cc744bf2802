"""What holds of every decision, whatever the cases and the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import ALL_SYSTEMS, Row
from kleark.exposure.case import Case, Status
from kleark.exposure.decision import Reason, by_card, decide, decide_each
from tests.support.exposure_cases import cases, configurations, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

T = TypeVar("T")

visits = st.lists(cases, max_size=8)
days = st.integers(0, 5).map(timedelta)


@given(cases, configurations, days)
def test_a_later_show_from_date_never_shows_more(case: Case, config: list[Row], later: timedelta) -> None:
    moved = [replace(row, show_from=row.show_from + later) for row in config]
    assert decide(case, config).shown or not decide(case, moved).shown


@given(cases, configurations)
def test_showing_active_cases_regardless_never_hides(case: Case, config: list[Row]) -> None:
    regardless = [replace(row, show_active_regardless=True) for row in config]
    assert decide(case, regardless).shown or not decide(case, config).shown


@given(cases, configurations, days)
def test_a_case_created_later_is_never_shown_less(case: Case, config: list[Row], later: timedelta) -> None:
    younger = replace(case, created=case.created + later)
    assert decide(younger, config).shown or not decide(case, config).shown


@given(cases, configurations)
def test_a_known_active_status_never_hides_and_none_never_shows(case: Case, config: list[Row]) -> None:
    shown = [
        decide(replace(case, status=status), config).shown
        for status in (None, Status.CLOSED, case.status, Status.IN_PROGRESS)
    ]
    assert shown == sorted(shown)
    assert shown[0] == shown[1]


@given(cases, configurations)
def test_rows_of_other_numbers_never_matter(case: Case, config: list[Row]) -> None:
    own = [row for row in config if row.kle_number == case.kle_number]
    assert decide(case, own) == decide(case, config)


@given(cases, configurations)
def test_rows_of_other_systems_change_at_most_the_reason(case: Case, config: list[Row]) -> None:
    own = [row for row in config if row.key[1] in {case.source_system.strip().casefold(), ALL_SYSTEMS}]
    with_others, without = decide(case, config), decide(case, own)
    assert with_others.card == without.card
    if with_others != without:
        assert (with_others.reason, without.reason) == (Reason.OTHER_SOURCE_SYSTEM, Reason.NO_CONFIGURATION)


@given(cases, configurations, rows)
def test_a_row_for_all_systems_only_adds(case: Case, config: list[Row], extra: Row) -> None:
    """Beside rows for one system it can only bring cases in, since a case's own row goes before it."""
    named = [row for row in config if row.source_system != ALL_SYSTEMS]
    before, after = decide(case, named), decide(case, [*named, replace(extra, source_system=ALL_SYSTEMS)])
    assert after == before or before.reason in {Reason.NO_CONFIGURATION, Reason.OTHER_SOURCE_SYSTEM}


@given(cases, configurations, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(case: Case, config: list[Row], dice: Random) -> None:
    assert decide(case, _shuffled(config, dice)) == decide(case, config)


@given(visits, configurations, st.randoms(use_true_random=False))
def test_each_case_is_decided_by_itself(visit: list[Case], config: list[Row], dice: Random) -> None:
    """Neither the other cases of the visit nor their order matter, and going through the rows once is the same."""
    order = _shuffled(range(len(visit)), dice)
    decided = decide_each([visit[place] for place in order], config)
    assert decided == tuple(decide(visit[place], config) for place in order)


@given(cases, st.none() | configurations)
def test_shown_and_only_shown_has_a_card(case: Case, config: list[Row] | None) -> None:
    decision = decide(case, config)
    assert decision.shown == (decision.card is not None)
    if decision.card is not None:
        assert decision.row is not None
        assert decision.row.kle_number == case.kle_number
        assert decision.card.phone == decision.row.contact_phone
        assert decision.card.title
    assert (decision.row is None) == (
        decision.reason in {Reason.NOTHING_PUBLISHED, Reason.NO_CONFIGURATION, Reason.OTHER_SOURCE_SYSTEM}
    )


@given(visits, configurations)
def test_every_shown_case_stands_under_one_card(visit: list[Case], config: list[Row]) -> None:
    decisions = decide_each(visit, config)
    grouped = by_card(decisions)
    placed = [(place, card) for card, places in grouped for place in places]
    shown = [(place, one.card) for place, one in enumerate(decisions) if one.card]
    assert sorted(placed, key=lambda pair: pair[0]) == shown
    assert len({card for card, _ in grouped}) == len(grouped)


def _shuffled(items: Sequence[T], dice: Random) -> list[T]:
    return dice.sample(items, len(items))
