"""What a plan is said to mean for citizens is what they see: held against the decision on each case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.consequences import Effect, consequences
from kleark.configuration.plan import difference
from kleark.configuration.row import DigitalPost, Row, SelfService
from kleark.exposure.case import Case, Status
from kleark.exposure.decision import Decision, decide
from tests.support.searching import examples
from tests.unit.configuration.test_plan import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator

LOSSES = {
    Effect.GONE,
    Effect.GONE_FROM_OTHERS,
    Effect.OLDER_GONE,
    Effect.OLDER_GONE_BUT_ACTIVE,
    Effect.OLDER_ACTIVE_GONE,
}
GAINS = {
    Effect.NOW_SHOWN,
    Effect.NOW_SHOWN_AND_ACTIVE,
    Effect.NOW_FROM_ALL,
    Effect.ALSO_OLDER,
    Effect.ALL_ACTIVE,
}
OTHER_ROW = {Effect.OWN_ROW_HOLDS, Effect.ROW_FOR_ALL_HOLDS}
DAYS = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
SYSTEMS = ["*", "FASIT", "KSD"]
NUMBERS = ["15.20.24", "15.17.12"]

few_rows = st.lists(
    st.builds(
        lambda number, system, day, active: replace(
            ROW, kle_number=number, source_system=system, show_from=day, show_active_regardless=active
        ),
        st.sampled_from(NUMBERS),
        st.sampled_from(SYSTEMS),
        st.sampled_from(DAYS),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda row: row.key,
)


def cases() -> Iterator[Case]:
    """One of each kind that the rows above can tell apart."""
    days = sorted({*DAYS, *(day - timedelta(days=1) for day in DAYS)})
    for number, system, day in product(NUMBERS, ["FASIT", "KSD", "Et andet"], days):
        for status in (Status.IN_PROGRESS, Status.CLOSED):
            yield Case(number, system, day, status)


CASES = tuple(cases())


def decisions(before: list[Row], after: list[Row]) -> list[tuple[Case, Decision, Decision]]:
    return [(case, decide(case, before), decide(case, after)) for case in CASES]


def effects(before: list[Row], after: list[Row]) -> dict[tuple[str, str], set[Effect]]:
    told = consequences(difference(before, after))
    return {key: {one.effect for one in several} for key, several in told.items()}


@examples(300)
@given(few_rows, few_rows)
def test_no_case_comes_or_goes_untold(before: list[Row], after: list[Row]) -> None:
    told = effects(before, after)
    for _, was, now in decisions(before, after):
        if was.shown == now.shown:
            continue
        sort = LOSSES if was.shown else GAINS
        deciding = {row.key for row in (was.row, now.row) if row}
        assert any((sort | OTHER_ROW) & told.get(key, set()) for key in deciding)


@examples(300)
@given(few_rows, few_rows)
def test_what_is_told_to_come_or_go_does(before: list[Row], after: list[Row]) -> None:
    moves = decisions(before, after)
    for key, several in effects(before, after).items():
        if LOSSES & several:
            assert any(
                was.shown and not now.shown and was.row and was.row.key == key for _, was, now in moves
            )
        if GAINS & several:
            assert any(
                now.shown and not was.shown and now.row and now.row.key == key for _, was, now in moves
            )


POST = ROW.digital_post


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"show_from": date(2021, 4, 1)}, {Effect.OLDER_GONE}),
        ({"show_from": date(2019, 4, 1)}, {Effect.ALSO_OLDER}),
        ({"show_active_regardless": True}, {Effect.ALL_ACTIVE}),
        ({"digital_post": DigitalPost(POST.url, "1049", "5")}, {Effect.OTHER_POST}),
        ({"digital_post": DigitalPost(f"{POST.url}&x=1", POST.portal_id, POST.mailbox_id)}, set()),
        ({"self_service": SelfService("Søg", "https://www.odense.dk/")}, {Effect.SELF_SERVICE_NEW}),
        ({"contact_phone": "66131373"}, set()),
    ],
)
def test_a_changed_row(change: dict[str, object], told: set[Effect]) -> None:
    after = replace(ROW, **change)  # type: ignore[arg-type]
    assert effects([ROW], [after]).get(ROW.key, set()) == told
    opposite = {
        Effect.OLDER_GONE: Effect.ALSO_OLDER,
        Effect.ALSO_OLDER: Effect.OLDER_GONE,
        Effect.ALL_ACTIVE: Effect.OLDER_ACTIVE_GONE,
        Effect.OTHER_POST: Effect.OTHER_POST,
        Effect.SELF_SERVICE_NEW: Effect.SELF_SERVICE_GONE,
    }
    assert effects([after], [ROW]).get(ROW.key, set()) == {opposite[one] for one in told}


def test_the_others_are_named() -> None:
    everything, named = replace(ROW, source_system="*"), [ROW, replace(ROW, source_system="KSD")]
    [gone] = consequences(difference([everything, *named], named)).values()
    assert (gone[0].effect, gone[0].others) == (Effect.GONE_FROM_OTHERS, ("FASIT", "KSD"))
