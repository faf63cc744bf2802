"""Somebody else acts in the middle of a publication: before or after any one of the publisher's calls."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.automatic import ContendedError
from kleark.publishing.errors import StaleRevisionError
from kleark.publishing.model import Action, LogEntry, Upload, UploadStatus
from kleark.publishing.policy import Outcome
from tests.integration.publishing.test_killed import moments, undisturbed_calls
from tests.support.interruptions import Calls, Moment
from tests.support.world import NOON, World, make_table, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.configuration.row import Row

A, B, C = rows(9), rows(9, phone="66131488"), rows(9, phone="66131455")


def test_a_newer_upload_is_published_meanwhile(world: World) -> None:
    for moment in each_moment(world, A):
        b, newer = _b(world), world.validated(C, NOON + timedelta(minutes=20), "c.xlsx")
        outcome = Calls(moment, partial(world.publish, newer)).publish(b).outcome
        assert world.served() == sorted_rows(C), moment
        assert world.upload(newer).status is UploadStatus.PUBLISHED, moment
        expected = {Outcome.SUPERSEDED, Outcome.PUBLISHED}
        assert outcome in expected, moment
        assert world.upload(b).status is outcome.status, moment
        _assert_log_ends_live(world)


def test_an_older_upload_arrives_late_meanwhile(world: World) -> None:
    for moment in each_moment(world, A):
        b, older = _b(world), world.validated(C, NOON + timedelta(minutes=5), "c.xlsx")
        assert Calls(moment, partial(world.publish, older)).publish(b).outcome is Outcome.PUBLISHED, moment
        assert world.served() == sorted_rows(B), moment
        assert world.upload(older).status in {UploadStatus.PUBLISHED, UploadStatus.SUPERSEDED}, moment
        _assert_log_ends_live(world)


def test_a_newer_upload_says_that_nothing_is_to_change_meanwhile(world: World) -> None:
    """It makes no revision, so only its mark on LIVE can hold back the one under way."""
    for moment in each_moment(world, A):
        b, newer = _b(world), world.validated(A, NOON + timedelta(minutes=20), "c.xlsx")
        Calls(moment, partial(world.publish, newer)).publish(b)
        assert world.served() == sorted_rows(A), moment
        _assert_log_ends_live(world)


def test_the_same_message_is_delivered_twice_at_once(world: World) -> None:
    for moment in each_moment(world, A):
        b = _b(world)
        Calls(moment, partial(world.publish, b)).publish(b)
        assert world.served() == sorted_rows(B), moment
        assert [entry.content and entry.content.upload_id for entry in world.log()][1:] == [b.upload_id], (
            moment
        )


def test_the_municipality_is_frozen_meanwhile(world: World) -> None:
    for moment in each_moment(world, A):
        b = _b(world)
        outcome = Calls(moment, world.freeze).publish(b).outcome
        assert outcome in {Outcome.PUBLISHED, Outcome.FROZEN}, moment
        assert world.upload(b).status is outcome.status, moment
        assert world.served() == sorted_rows(B if outcome is Outcome.PUBLISHED else A), moment
        _assert_log_ends_live(world)


def test_a_person_reverts_meanwhile(world: World) -> None:
    """Either the revert came first, and the newer upload follows; or what it was decided on is past."""
    for moment in each_moment(world, C, A):
        refused: list[int] = []
        Calls(moment, partial(_go_back_noting_refusal, world, refused)).publish(_b(world))
        assert world.served() == sorted_rows(B), moment
        later = [entry.action for entry in world.log()][2:]
        assert (refused, later) in [([3], [Action.PUBLISH]), ([], [Action.REVERT, Action.PUBLISH])], moment
        _assert_log_ends_live(world)


def test_a_second_delivery_sleeps_while_the_first_publishes_and_a_person_reverts(world: World) -> None:
    """It has read "queued", or LIVE, or sealed its rows already: it must not bring B back."""
    for moment in each_moment(world, A):
        b = _b(world)

        def publish_and_go_back(upload: Upload = b) -> None:
            world.publish(upload)
            with suppress(StaleRevisionError):
                _go_back(world)

        outcome = Calls(moment, publish_and_go_back).publish(b).outcome
        assert world.served() == sorted_rows(A), moment
        assert outcome in {Outcome.ALREADY_SETTLED, Outcome.SUPERSEDED, Outcome.PUBLISHED}, moment
        assert world.upload(b).status is UploadStatus.PUBLISHED, moment
        assert [entry.action for entry in world.log()][1:] == [Action.PUBLISH, Action.REVERT], moment
        assert world.publish(b).outcome is Outcome.ALREADY_SETTLED, moment


def test_what_is_live_moves_at_every_attempt(world: World) -> None:
    """Then the message must come again: nothing is published on an old judgement, and nothing is lost."""
    world.published(A)
    late = world.validated(B, NOON + timedelta(hours=9))
    with pytest.raises(ContendedError):
        _Contended(world).publish(late)
    assert world.upload(late).status is UploadStatus.QUEUED
    assert world.publish(late).outcome is Outcome.PUBLISHED


class _Contended(Calls):
    """Before each flip, another upload is published."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.turns = 0

    def happen(self, number: int, when: str) -> None:
        if when == "before" and self.names[number] == "transact_write_items":
            self.turns += 1
            made = NOON + timedelta(minutes=self.turns)
            self.world.published(rows(9, phone=f"6613{self.turns:04d}"), made, f"{self.turns}.xlsx")


def each_moment(world: World, *published: tuple[Row, ...]) -> Iterator[Moment]:
    """Each moment of a publication over ``published``, every time in a new table."""
    for moment in moments(len(undisturbed_calls(world, A, B))):
        make_table(world)
        for number, before in enumerate(published):
            world.published(before, NOON - timedelta(hours=len(published) - number))
        yield moment


def _b(world: World) -> Upload:
    return world.validated(B, NOON + timedelta(minutes=10), "b.xlsx")


def _go_back(world: World) -> LogEntry:
    return world.go_back()


def _go_back_noting_refusal(world: World, refused: list[int]) -> None:
    try:
        _go_back(world)
    except StaleRevisionError as error:
        refused.append(error.current)


def _assert_log_ends_live(world: World) -> None:
    """Every revision has its one entry, and the last is what is live."""
    live = world.live()
    log = world.revisions()
    assert [entry.revision for entry in log] == list(range(1, live.revision + 1))
    assert log[-1].content == live.content
