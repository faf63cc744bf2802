"""Since when a case has its answer: what the replay of each revision says, and no more than is known."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.exposure.case import Case, Status
from kleark.exposure.decision import Reason, decide
from kleark.publishing.case_explanation import answer_since
from kleark.publishing.row_history import RevisionRows
from tests.support.log_worlds import History, histories, with_swept
from tests.support.world import row

if TYPE_CHECKING:
    from datetime import date


def revisions(history: History) -> list[RevisionRows]:
    """Newest first."""
    return [RevisionRows(entry, history.rows_of(entry)) for entry in history.makers][::-1]


@given(
    histories, st.integers(0, 8), st.integers(0, 30), st.sampled_from(["FASIT", "KSD"]), st.integers(-1, 1)
)
def test_it_is_the_longest_stretch_of_the_same_answer(
    history: History, gone: int, number: int, system: str, days: int
) -> None:
    several = revisions(with_swept(history, gone))
    if not several or several[0].rows is None:
        return
    some = [one for each in several for one in each.rows or ()]
    kle, created = _asked(some, number, days)
    case = Case(kle, system, created, Status.IN_PROGRESS)
    newest = decide(case, several[0].rows)
    found = answer_since(case, several)
    same = list(
        takewhile(
            lambda one: one.rows is not None and _same(decide(case, one.rows), newest),
            several,
        )
    )
    assert found.entry == same[-1].entry
    rest = several[len(same) :]
    if rest and rest[0].rows is None:
        assert (found.open_start, found.before) == (True, None)
    elif rest:
        assert (found.open_start, found.before) == (False, decide(case, rest[0].rows))
    else:
        assert found.before is not None
        assert (found.open_start, found.before.reason) == (False, Reason.NOTHING_PUBLISHED)


def _asked(rows: list, number: int, days: int) -> tuple[str, date]:  # type: ignore[type-arg]
    one = rows[number % len(rows)] if rows else row(1)
    return one.kle_number, one.show_from.replace(day=max(1, min(28, one.show_from.day + days)))


def _same(one, other) -> bool:  # type: ignore[no-untyped-def]
    rows = [
        each.row and (each.row.key, each.row.show_from, each.row.show_active_regardless)
        for each in (one, other)
    ]
    return one.reason is other.reason and rows[0] == rows[1]


@given(histories)
def test_no_more_is_read_than_until_the_answer_was_another(history: History) -> None:
    several = revisions(history)
    if len(several) < 3:
        return
    first = row(1)
    seen = []

    def read() -> object:
        for at, one in enumerate(several):
            seen.append(at)
            # The answer turns at the second.
            yield RevisionRows(one.entry, [first] if at == 0 else [])

    case = Case(first.kle_number, first.source_system, first.show_from, None)
    found = answer_since(case, read())  # type: ignore[arg-type]
    assert seen == [0, 1]
    assert found.entry == several[0].entry


@given(histories)
def test_another_card_is_no_other_answer_but_another_date_is(history: History) -> None:
    several = revisions(history)
    if len(several) < 2:
        return
    one = row(1)
    case = Case(one.kle_number, one.source_system, one.show_from, None)
    earlier = one.show_from.replace(year=one.show_from.year - 1)
    for other, same in (
        (replace(one, contact_phone="70151515"), True),
        (replace(one, show_from=earlier), False),
    ):
        newest = [RevisionRows(several[0].entry, [one]), RevisionRows(several[1].entry, [other])]
        assert (answer_since(case, newest).entry == several[1].entry) is same
