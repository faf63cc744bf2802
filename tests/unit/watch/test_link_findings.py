"""What was answered when links were asked becomes what somebody should do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from kleark.watch.judge import judge
from kleark.watch.link_findings import LINK_RULES, REASONS
from kleark.watch.model import WatchState
from tests.support.exposure_cases import row
from tests.support.watch_cases import LATER, around, found

ADDRESS = "https://www.odense.dk/fleksjob"
CHECKED = datetime(2026, 5, 31, 3, tzinfo=UTC)
GONE = LinkAnswer(ADDRESS, LinkState.GONE, CHECKED - timedelta(days=4), CHECKED)


def told(answer: LinkAnswer | None) -> list[tuple[str, str, str | None]]:
    links = {answer.address: answer} if answer else {}
    state = judge([row("KSD"), row()], around(links=links), WatchState())
    found_here = [one for one in state.open_findings if one.rule in LINK_RULES]
    assert all(one.row_count == 2 for one in found_here)
    return [(one.rule, one.message_da, one.suggestion) for one in found_here]


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(REASONS) == set(LinkReason)
    for reason, (danish, english) in REASONS.items():
        assert danish != english
        assert reason.value not in {danish, english}


@pytest.mark.parametrize(
    ("answer", "rule", "words"),
    [
        (GONE, "KA757", "siden ikke findes (siden 27-05-2026)"),
        (replace(GONE, state=LinkState.CERTIFICATE, reason=LinkReason.EXPIRED), "KA759", "certifikat"),
        (replace(GONE, state=LinkState.SOFT_404, reason=LinkReason.FRONT_PAGE), "KA760", "websitets forside"),
        (replace(GONE, state=LinkState.SOFT_404, reason=LinkReason.LOGIN), "KA760", "logge ind"),
        (replace(GONE, state=LinkState.DOWN, reason=LinkReason.NO_SUCH_HOST), "KA761", "domænet findes ikke"),
        (replace(GONE, state=LinkState.REFUSED, reason=LinkReason.INNER_ADDRESS), "KA762", "indre net"),
    ],
)
def test_what_somebody_should_act_on(answer: LinkAnswer, rule: str, words: str) -> None:
    [(told_rule, message, suggestion)] = told(answer)
    assert told_rule == rule
    assert words in message
    assert suggestion is None


def test_a_page_that_moved_comes_with_its_new_address() -> None:
    moved = replace(GONE, state=LinkState.MOVED, moved_to="https://www.odense.dk/job/fleks")
    [(rule, message, suggestion)] = told(moved)
    assert (rule, suggestion) == ("KA758", "https://www.odense.dk/job/fleks")
    assert "odense.dk/job/fleks" in message


@pytest.mark.parametrize(
    "answer",
    [
        None,
        replace(GONE, state=LinkState.ANSWERS),
        replace(GONE, state=LinkState.NOT_ASKED, reason=LinkReason.ROBOTS),
        replace(GONE, state=LinkState.DOWN, first_seen=CHECKED - timedelta(days=2)),
        replace(GONE, checked_at=CHECKED - timedelta(days=60), first_seen=CHECKED - timedelta(days=90)),
        replace(GONE, address="https://www.odense.dk/andet"),
    ],
)
def test_nothing_is_said_of_what_works_or_is_not_known(answer: LinkAnswer | None) -> None:
    assert told(answer) == []


def test_every_state_that_is_reported_has_a_rule() -> None:
    for state in LinkState:
        answer = replace(GONE, state=state, reason=LinkReason.INNER_ADDRESS, moved_to="https://x.dk/")
        assert bool(told(answer)) is answer.is_reported(CHECKED)


def test_while_answers_cannot_be_read_what_they_said_stands() -> None:
    once = judge([row()], around(links={ADDRESS: GONE}), WatchState())
    assert found(judge([row()], around(at=LATER, links=None), once), "KA757")
    assert not found(judge([row()], around(at=LATER, links={}), once), "KA757")
