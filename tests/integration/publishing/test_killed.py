"""Whoever changes what is live dies before or after any of the calls: readers never notice, and a retry finishes."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

import portal_api.handler
from kleark.publishing.errors import Refusal
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.model import Action
from tests.integration.conftest import cold_start
from tests.support.interruptions import Calls, Killed, Moment, kill
from tests.support.publishing_commands import COMMANDS, FLIPS, Means, versions
from tests.support.world import NOON, REGION, TABLE, World, make_table, sorted_rows

if TYPE_CHECKING:
    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry
    from tests.support.publishing_commands import Command, Run

LATER = NOON + timedelta(minutes=10)

MANY = 5000
LARGE = ("publication", "revert")
"""Those that are also tried with so many rows."""

WRITES = {"batch_write_item", "transact_write_items", "update_item"}

FEWEST_DEATHS = 5

MOST_CALLS = 60
"""More than any command makes; each test finds the true number."""


def moments(number_of_calls: int) -> list[Moment]:
    """Before the first call and after each: after one is before the next, since nothing is shared in between."""
    return [(0, "before"), *((call, "after") for call in range(number_of_calls))]


def turning_points(calls: list[str]) -> list[Moment]:
    """Of a command with many rows: before all, and after each call that writes, of the batches in their midst only one.

    Where it writes little, all moments.
    """
    writes = [call for call, name in enumerate(calls) if name in WRITES]
    batches = [call for call in writes if calls[call] == "batch_write_item"]
    passed_over = set(batches[1:-1]) - {batches[len(batches) // 2]} if batches else set()
    chosen = [call for call in writes if call not in passed_over]
    if len(chosen) < FEWEST_DEATHS:
        return moments(len(calls))
    return [(0, "before"), *((call, "after") for call in chosen)]


def undisturbed_calls(world: World, old: tuple[Row, ...], new: tuple[Row, ...]) -> list[str]:
    make_table(world)
    if old:
        world.published(old)
    calls = Calls()
    calls.publish(world.validated(new, LATER))
    return calls.names


class Attempts:
    """A command in a world of its own, and what must hold after each attempt at it."""

    def __init__(self, world: World, command: Command, size: int) -> None:
        make_table(world)
        cold_start()
        self.world = world
        self.command = command
        self.run: Run = command.prepare(world, size)
        rows = versions(size)
        self.old, self.new = sorted_rows(rows[command.before]), sorted_rows(rows[command.becomes])
        self.entries = len(world.log())
        self._items = deepcopy(_moto_table().items)

    def rewind(self) -> None:
        """As if nothing had been attempted."""
        _moto_table().items = deepcopy(self._items)
        portal_api.handler.snapshots.cache_clear()  # what the portal remembers must hide nothing

    def calls(self) -> list[str]:
        """What an attempt that nothing disturbs calls; afterwards nothing has been attempted."""
        calls = Calls()
        assert self.attempt(calls)
        self.rewind()
        return calls.names

    def attempt(self, calls: Calls) -> bool:
        """Whether it came to its end. A person who tries again is told so where it was done already."""
        means = Means(self.world.code, calls.of(self.world.dynamodb), calls.of(self.world.s3))
        entries = len(self.world.table.log(self.world.code))
        try:
            self.run(means)
        except Killed:
            return False
        except Refusal:
            assert entries > self.entries
        return True

    def is_done(self) -> bool:
        """By the log: an entry is there or is not, and nothing that it tells of is there without it."""
        return self._is_in(self.world.log())

    def _is_in(self, log: list[LogEntry]) -> bool:
        made = log[self.entries :]
        assert [entry.action for entry in made] in ([], self.command.entries), made
        return bool(made)

    def assert_whole(self, when: object) -> bool:
        """What is live, scheduled and served is what the log says, all of it or nothing; whether it is done."""
        log, live = self.world.log(), self.world.live()
        done = self._is_in(log)
        assert self.world.served() == (self.new if done else self.old), when
        revisions = [entry for entry in log if entry.action in MAKES_A_REVISION]
        assert live.revision == len(revisions), when
        action = self.command.action
        if action in {Action.FREEZE, Action.UNFREEZE}:
            assert live.frozen == (done == (action is Action.FREEZE)), when
        if action is Action.SET_LIMIT:
            assert live.removal_limit == (50 if done else None), when
        if action is Action.SET_FOUR_EYES:
            assert live.four_eyes == done, when
        waits = self.world.table.scheduled(self.world.code) is not None
        if action is Action.SCHEDULE:
            assert waits == done, when
        elif self.command.name in {"cancellation", "firing", "refused firing"}:
            assert waits != done, when
        return done


def _moto_table() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE]


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_killed_at_any_moment_and_tried_again(world: World, command: Command) -> None:
    attempts = Attempts(world, command, 9)
    for moment in moments(len(attempts.calls())):
        attempts.rewind()
        assert not attempts.attempt(Calls(moment, kill))
        done = attempts.assert_whole(moment)
        if not (done and command.action is Action.SCHEDULE):  # to schedule it anew is another act
            assert attempts.attempt(Calls())
        assert attempts.assert_whole(moment)


@pytest.mark.parametrize(
    ("command", "size"),
    [*((one, 250) for one in FLIPS), *((one, MANY) for one in FLIPS if one.name in LARGE)],
    ids=str,
)
def test_killed_at_every_attempt_until_there_is_nothing_left_to_die_of(
    world: World, command: Command, size: int
) -> None:
    """Each attempt dies one call later than the one before, or with many rows one write later: what one did, the next
    must be able to meet."""
    attempts = Attempts(world, command, size)
    deaths = 0
    for moment in turning_points(attempts.calls()) if size == MANY else moments(MOST_CALLS):
        if attempts.attempt(Calls(moment, kill)):
            break
        deaths += 1
        attempts.assert_whole(moment)
    else:
        assert attempts.attempt(Calls())
    assert attempts.assert_whole("at the end")
    assert deaths >= FEWEST_DEATHS


@pytest.mark.parametrize("command", FLIPS, ids=str)
def test_killed_right_after_the_flip(world: World, command: Command) -> None:
    """The last moment: everything is done, and nobody has been told."""
    attempts = Attempts(world, command, 250)
    last = len(attempts.calls()) - 1
    assert not attempts.attempt(Calls((last, "after"), kill))
    assert attempts.assert_whole("after the flip")
    assert attempts.attempt(Calls())
    attempts.assert_whole("after the retry")


def test_five_thousand_rows_cross_many_batches(world: World) -> None:
    """Without this, a kill between two batches would not be among the moments."""
    (publication,) = [command for command in COMMANDS if command.name == "publication"]
    assert Attempts(world, publication, 5000).calls().count("batch_write_item") >= 5
