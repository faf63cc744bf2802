"""The moments at which what citizens see changes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.exposure.case import Case, Status
from kleark.exposure.decision import decide
from kleark.exposure.timeline import Moment, Why, case_by, look_at, moments
from tests.support.row_strategies import configurations
from tests.support.searching import examples
from tests.unit.configuration.test_plan import ROW

if TYPE_CHECKING:
    from kleark.configuration.row import Row

TODAY = date(2026, 11, 29)
days = st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=40))


def shown_from(day: date) -> Row:
    return replace(ROW, show_from=day)


def test_what_is_scheduled_stands_between_the_dates_before_and_after_it() -> None:
    before = [shown_from(date(2026, 11, 30)), shown_from(date(2027, 1, 1)), shown_from(date(2020, 1, 1))]
    after = [shown_from(date(2026, 11, 30)), shown_from(date(2027, 1, 15))]
    assert moments(TODAY, before, after, date(2026, 12, 1)) == (
        Moment(TODAY, after=False, why=Why.NOW),
        Moment(date(2026, 11, 30), after=False, why=Why.SHOW_FROM),
        Moment(date(2026, 12, 1), after=True, why=Why.IN_FORCE),
        Moment(date(2027, 1, 15), after=True, why=Why.SHOW_FROM),
    )


def test_what_has_no_time_becomes_live_today() -> None:
    found = moments(TODAY, [shown_from(date(2027, 1, 1))], [])
    assert found == (
        Moment(TODAY, after=False, why=Why.NOW),
        Moment(TODAY, after=True, why=Why.IN_FORCE),
    )
    assert moments(TODAY, [shown_from(date(2027, 1, 1))])[1:] == (
        Moment(date(2027, 1, 1), after=False, why=Why.SHOW_FROM),
    )


def dated(rows: list[Row], day: list[date]) -> list[Row]:
    return [replace(row, show_from=one) for row, one in zip(rows, day, strict=False)]


@examples(100)
@given(
    configurations,
    configurations,
    st.lists(days, min_size=12, max_size=12),
    st.lists(days, min_size=12, max_size=12),
    st.none() | days,
)
def test_between_two_moments_nothing_changes_for_a_new_case(
    before: list[Row], after: list[Row], some: list[date], others: list[date], due: date | None
) -> None:
    before, after = dated(before, some), dated(after, others)
    known = moments(TODAY, before, after, due)
    assert [(one.day, one.after) for one in known] == sorted((one.day, one.after) for one in known)
    assert len(set(known)) == len(known)
    assert [one.why for one in known].count(Why.IN_FORCE) == 1
    ends = [*known[1:], Moment(TODAY + timedelta(days=60), after=True, why=Why.CHOSEN)]
    for moment, end in zip(known, ends, strict=True):
        live = after if moment.after else before
        day = moment.day
        while day < end.day:
            for row in (*before, *after):
                for status in (Status.IN_PROGRESS, Status.CLOSED):
                    at_moment = Case(row.kle_number, row.source_system, moment.day, status)
                    later = replace(at_moment, created=day)
                    assert decide(later, live).reason == decide(at_moment, live).reason
            day += timedelta(days=7)


@given(st.lists(days, max_size=6), days)
def test_any_day_can_be_looked_at(show_from: list[date], day: date) -> None:
    known = moments(TODAY, [shown_from(one) for one in show_from], [])
    every, chosen = look_at(day, known)
    assert chosen in every
    assert chosen.day == max(day, TODAY)
    assert [one for one in every if one.why is not Why.CHOSEN] == list(known)
    assert [(one.day, one.after) for one in every] == sorted((one.day, one.after) for one in every)


def test_a_row_is_seen_by_the_newest_case_until_its_date_comes() -> None:
    soon = date(2027, 1, 1)
    for day, created, shown in (
        (TODAY, TODAY, False),
        (soon, soon, True),
        (soon + timedelta(days=9), soon, True),
    ):
        case = case_by(day, soon, ROW.kle_number, ROW.source_system, Status.IN_PROGRESS)
        assert case.created == created
        assert decide(case, [shown_from(soon)]).shown == shown
