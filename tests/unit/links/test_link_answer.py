"""What is told of an answer, and how it is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kleark.links.link_answer import KNOWN_FOR, LinkAnswer, LinkReason, LinkState

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
PAGE = "https://www.odense.dk/borger/pas"


def answer(state: LinkState, days: float = 0, reason: LinkReason | None = None) -> LinkAnswer:
    return LinkAnswer(PAGE, state, NOW - timedelta(days=days), NOW, reason=reason)


@pytest.mark.parametrize(
    "state", [LinkState.GONE, LinkState.MOVED, LinkState.CERTIFICATE, LinkState.SOFT_404]
)
def test_told_at_once(state: LinkState) -> None:
    assert answer(state).is_reported(NOW)


@pytest.mark.parametrize("state", [LinkState.ANSWERS, LinkState.NOT_ASKED])
def test_never_told(state: LinkState) -> None:
    assert not answer(state, 400).is_reported(NOW)


def test_down_is_reported_after_three_days_of_being_seen_so() -> None:
    assert not answer(LinkState.DOWN).is_reported(NOW)
    assert not answer(LinkState.DOWN, 2.99).is_reported(NOW)
    assert answer(LinkState.DOWN, 3).is_reported(NOW)
    once = LinkAnswer(PAGE, LinkState.DOWN, NOW, NOW)
    assert not once.is_reported(NOW + timedelta(days=4)), "seen once, and nobody has asked since"


@pytest.mark.parametrize("reason", LinkReason)
def test_of_what_the_guard_refused_only_what_citizens_meet_is_reported(reason: LinkReason) -> None:
    told = reason in (LinkReason.INNER_ADDRESS, LinkReason.NOT_HTTPS)
    assert answer(LinkState.REFUSED, reason=reason).is_reported(NOW) is told


def test_what_was_seen_long_ago_is_not_told() -> None:
    assert answer(LinkState.GONE).is_reported(NOW + KNOWN_FOR)
    assert not answer(LinkState.GONE).is_reported(NOW + KNOWN_FOR + timedelta(seconds=1))


@pytest.mark.parametrize("state", LinkState)
def test_a_citizen_reaches_the_page_or_does_not(state: LinkState) -> None:
    works = {LinkState.ANSWERS, LinkState.MOVED, LinkState.NOT_ASKED}
    assert answer(state).works is (state in works)


def test_stored_form() -> None:
    whole = LinkAnswer(PAGE, LinkState.MOVED, NOW, NOW, PAGE + "/ny", LinkReason.EXPIRED)
    assert whole.to_json() == {
        "address": PAGE,
        "state": "moved",
        "first_seen": "2026-03-02T04:00:00+00:00",
        "checked_at": "2026-03-02T04:00:00+00:00",
        "moved_to": PAGE + "/ny",
        "reason": "expired",
    }
    assert LinkAnswer.from_json(whole.to_json()) == whole
    plain = LinkAnswer(PAGE, LinkState.ANSWERS, NOW, NOW)
    assert plain.to_json().keys() == {"address", "state", "first_seen", "checked_at"}
    assert LinkAnswer.from_json(plain.to_json() | {"of_a_later_build": "x"}) == plain
