"""Phones, mailboxes, cases and obligatory topics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.case_counts import IndexedCases
from kleark.configuration.row import DigitalPost
from kleark.registers.municipalities import municipality
from kleark.watch.judge import judge
from kleark.watch.model import WatchState
from tests.support.exposure_cases import row
from tests.support.watch_cases import around, found

if TYPE_CHECKING:
    from kleark.configuration.row import Row

FIRST = WatchState()
ODENSE = municipality("0461")


@pytest.mark.parametrize(
    ("phone", "rule"),
    [("01234567", "KA343"), ("90123456", "KA411"), ("35209115", "KA412"), ("66131372", None)],
)
def test_a_phone_outside_the_plan_is_told_once_with_its_rows(phone: str, rule: str | None) -> None:
    state = judge([row("KSD", phone=phone), row("FASIT", phone=phone)], around(), FIRST)
    told = [one for one in state.open_findings if one.column == "contactPhone"]
    assert [(one.rule, one.row_count, one.found) for one in told] == ([(rule, 2, phone)] if rule else [])


def test_a_row_without_cases_that_lie_in_another_system_is_told_with_that_system() -> None:
    indexed = IndexedCases(9, {"15.20.24": {"ksd": 9}}, {"ksd": "KSD"}, "2026-05-30")
    [told] = found(judge([row()], around(indexed=indexed), FIRST), "KA511")
    assert (told.rows, told.suggestion, told.header) == ((("15.20.24", "FASIT"),), "KSD", "Fagsystem")
    assert found(judge([row("KSD")], around(indexed=indexed), FIRST), "KA511") == []


def test_more_cases_of_the_same_kind_are_the_same_finding() -> None:
    ids = set()
    for cases in (9, 10):
        indexed = IndexedCases(cases, {"15.20.24": {"ksd": cases}}, {"ksd": "KSD"}, "2026-05-30")
        ids |= {one.finding_id for one in found(judge([row()], around(indexed=indexed), FIRST), "KA511")}
    assert len(ids) == 1


def with_mailbox(number: str, department: str, mailbox: str, system: str = "FASIT") -> Row:
    one = row(system, number=number, title="Et emne")
    post = DigitalPost(f"https://post.borger.dk/?portalid=1049&mailboxid={mailbox}", "1049", mailbox)
    return replace(one, contact_department=department, digital_post=post)


OTHERS = [with_mailbox(f"00.01.{number:02d}", "Sekretariat", "9") for number in range(4)]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (("27.60.04", "Ældre", "1"), True),
        (("27.60.04", "job ", "1"), False),
        (("27.60.04", "Ældre", "2"), False),
        (("15.62.05", "Ydelse", "1"), False),
    ],
)
def test_a_mailbox_of_two_fields_without_a_department_in_common(
    second: tuple[str, str, str], *, told: bool
) -> None:
    rows = [with_mailbox("15.20.24", "Job", "1"), with_mailbox(*second), *OTHERS]
    state = judge(rows, around(), FIRST)
    assert bool(found(state, "KA755")) is told
    if told:
        [one] = found(state, "KA755")
        assert '"Job", "Ældre": 15.20.24, 27.60.04' in one.message_da
        assert one.severity == "info"


def test_the_common_mailbox_of_the_municipality_is_no_finding() -> None:
    rows = [with_mailbox("15.20.24", "Job", "1"), with_mailbox("27.60.04", "Ældre", "1"), OTHERS[0]]
    assert found(judge(rows, around(), FIRST), "KA755") == []


def test_obligatory_topics_are_told_in_one_finding() -> None:
    [told] = found(judge([row()], around(), FIRST), "KA754")
    assert told.severity == "info"
    assert told.rows == ()
    assert "15.62.05" in told.message_da
    assert "15.20.24" not in told.message_da
