"""The warnings against what is live at the moment of publication: which are the same ones as before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.check import check_in_detail
from kleark.configuration.plan import LiveRows, difference
from kleark.intake.sheet_warnings import warnings_of
from kleark.publishing.ids import municipality_code
from kleark.publishing.plan_warnings import plan_warnings
from kleark.registers.municipalities import municipality
from tests.support.sheet_builder import HEADERS, MAILBOX, TODAY, judge, row, rows, sheet_of, written
from tests.support.year_of_changes import old_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.publishing.answers import SheetWarning

CODE = municipality_code("0461")
LIVE = tuple(one.row for one in judge(sheet_of(*rows(4, digitalPostUrl=f"{MAILBOX}10671"))).rows)
SLIP = "10617"


def with_mailbox(mailbox: str, at: int = 0, live: Sequence[Row] = LIVE) -> tuple[Row, ...]:
    return tuple(
        replace(one, digital_post=old_form("1049", mailbox)) if number == at else one
        for number, one in enumerate(live)
    )


def warned(before: Sequence[Row], after: Sequence[Row], revision: int = 3) -> tuple[SheetWarning, ...]:
    plan = difference(before, after, against_revision=revision, municipality=CODE)
    return plan_warnings(plan, after, CODE, lambda: b"secret")


def fingerprint(before: Sequence[Row], after: Sequence[Row], revision: int = 3, rule: str = "KA711") -> str:
    [found] = [one.fingerprint for one in warned(before, after, revision) if one.rule == rule]
    return found


def test_a_near_miss_is_known_by_its_row_and_column() -> None:
    [found] = warned(LIVE, with_mailbox(SLIP))
    assert (found.rule, found.column, found.topic) == ("KA711", HEADERS["digitalPostUrl"], LIVE[0].kle_number)
    assert "ligner 10671" in found.message_da
    assert not found.holds_back


def test_it_is_the_same_one_whatever_else_became_live() -> None:
    first = fingerprint(LIVE, with_mailbox(SLIP))
    others = (*LIVE[:3], replace(LIVE[3], contact_phone="65512000"))
    later = with_mailbox(SLIP, live=others)
    assert fingerprint(others, later, 9) == first
    assert fingerprint(LIVE, (*with_mailbox(SLIP), replace(LIVE[0], kle_number="15.20.99"))) == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LIVE, with_mailbox("10672")),
        (LIVE, with_mailbox(SLIP, at=1)),
        (tuple(replace(one, digital_post=old_form("1049", "10618")) for one in LIVE), with_mailbox(SLIP)),
    ],
)
def test_another_value_row_or_live_value_makes_it_another_one(
    before: Sequence[Row], after: Sequence[Row]
) -> None:
    assert fingerprint(before, after) != fingerprint(LIVE, with_mailbox(SLIP))


def test_it_is_judged_again_against_what_is_live_then() -> None:
    both = with_mailbox(SLIP, at=3)
    assert [one.rule for one in warned(LIVE, with_mailbox(SLIP))] == ["KA711"]
    # Meanwhile somebody made the mailbox live: it exists.
    assert warned(both, with_mailbox(SLIP, live=both)) == ()


def test_a_change_as_such_is_another_one_at_each_revision() -> None:
    after = tuple(replace(one, contact_phone="65512000") for one in LIVE)
    assert fingerprint(LIVE, after, 3, "KA705") != fingerprint(LIVE, after, 4, "KA705")


def test_new_rows_alone_are_judged_and_a_first_sheet_is_not() -> None:
    new = replace(with_mailbox(SLIP)[0], kle_number="15.20.99")
    assert [one.rule for one in warned(LIVE, (*LIVE, new))] == ["KA711"]
    assert warned((), with_mailbox(SLIP), 0) == ()


def test_the_check_gave_it_the_same_fingerprint() -> None:
    cells = rows(4, digitalPostUrl=f"{MAILBOX}10671")
    cells[0] |= {"digitalPostUrl": f"{MAILBOX}{SLIP}"}
    data = written(sheet_of(*cells, row(kleNumber="15.62.40", kleTitle="Ledige selvforsørgende")))
    live = LiveRows(LIVE, 3, CODE)
    checked = check_in_detail(data, "ark.xlsx", municipality(CODE), today=TODAY, live=lambda: live)
    found = {one.rule: one for one in warnings_of(checked.report, checked.every, CODE, lambda: b"secret")}
    assert (found["KA711"].location, found["KA711"].topic) == ("H2", LIVE[0].kle_number)
    after = [one.row for one in checked.report.rows]
    assert found["KA711"].fingerprint == fingerprint(LIVE, sorted(after, key=lambda one: one.key), 7)
