"""The protocol: some actors at one table, in every order of their steps, with crashes and days that pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tests.protocol.actors import DONE, START, Announcer, Firing, Here, Publisher, Sweep
from tests.protocol.table import SEALED, SWEPT, Rules, Table, pages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.protocol.actors import Actor

COMES_AGAIN = (Publisher, Firing, Announcer, Sweep)
"""Actors that a message, a stream or a timer starts: where one dies, another takes its place."""


class World(NamedTuple):
    """The table, where each actor stands, and how many crashes and days are left."""

    table: Table
    heres: tuple[Here, ...]
    crashes: int
    days: int


@dataclass(frozen=True)
class Configuration:
    """``actors``: equal ones must stand side by side. ``crashes``: deaths, and answers that are lost.

    ``days``: after each, every snapshot that there is counts as old.
    ``sleepers``: an actor may sleep through a day and carry on, though none of our functions can. What must
    never happen must not even then; but rows that such a sleeper writes to a swept snapshot stay there.
    ``waits``: an actor that only begins when another, by its place, is done.
    ``interchangeable``: of states that differ only in which of two equal actors stands where, one is visited.
    """

    actors: tuple[Actor, ...]
    table: Table
    crashes: int = 0
    days: int = 0
    sleepers: bool = False
    waits: dict[int, int] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    interchangeable: bool = True

    def start(self) -> World:
        return World(self.table, (Here(),) * len(self.actors), self.crashes, self.days)

    def steps(self, world: World) -> Iterator[tuple[str, World]]:
        for _, words, following in self.moves(world):
            yield words, self._same(following)

    def moves(self, world: World) -> Iterator[tuple[int, str, World]]:
        """Every next step, with the place of the actor that takes it; -1 for a day that passes."""
        for place, (actor, here) in enumerate(zip(self.actors, world.heres, strict=True)):
            if here.at != DONE and self._may_begin(place, world):
                for step in actor.steps(here, world.table, self.rules):
                    if step.lost > world.crashes:
                        continue
                    heres = _with(world.heres, place, step.here)
                    moved = world._replace(table=step.table, heres=heres, crashes=world.crashes - step.lost)
                    yield place, f"{actor.name} {step.words}", moved
            if world.crashes and here.at != START and (here.at != DONE or isinstance(actor, COMES_AGAIN)):
                after = Here() if isinstance(actor, COMES_AGAIN) else Here(at=DONE, answer="died")
                if after != here:
                    died = world._replace(heres=_with(world.heres, place, after), crashes=world.crashes - 1)
                    yield place, f"{actor.name} dies", died
        if world.days and self._may_a_day_pass(world):
            aged = tuple(one._replace(young=False) for one in world.table.snapshots)
            yield (
                -1,
                "a day passes",
                world._replace(table=world.table._replace(snapshots=aged), days=world.days - 1),
            )

    def broken(self, world: World) -> str | None:
        return world.table.wrong or _log_flaw(world.table) or _content_flaw(world.table)

    def unfinished(self, world: World) -> str | None:
        """Everybody is done, every upload has been settled, and nothing is left half swept or unannounced."""
        table = world.table
        for actor, here in zip(self.actors, world.heres, strict=True):
            has_begun = not isinstance(actor, Announcer) or actor.upto <= table.live.revision
            if here.at != DONE and has_begun:
                return f"{actor.name} can never finish"
        queued = {actor.upload for actor in self.actors if isinstance(actor, Publisher)}
        if any(one.name in queued and one.status == "queued" for one in table.uploads):
            return "an upload is never settled"
        if any(isinstance(actor, Announcer) for actor in self.actors):
            return self._announced_wrongly(table)
        if not self.sleepers and any(one.state == "gone" and one.pages for one in table.snapshots):
            return "rows are left in a snapshot that was swept"
        return None

    def _announced_wrongly(self, table: Table) -> str | None:
        """Every revision once and in order; a crash between the event and its note may say one twice."""
        once = sorted(set(table.bus))
        if once != list(range(1, table.live.revision + 1)):
            return "a revision was never announced"
        if list(table.bus) != sorted(table.bus):
            return "revisions were announced out of order"
        if len(table.bus) - len(once) > self.crashes:
            return "a revision was announced twice, and nobody had died"
        return None

    def _may_begin(self, place: int, world: World) -> bool:
        return place not in self.waits or world.heres[self.waits[place]].at == DONE

    def _may_a_day_pass(self, world: World) -> bool:
        return self.sleepers or all(here.at in {START, DONE} for here in world.heres)

    def _same(self, world: World) -> World:
        """Equal actors are interchangeable: one order of where they stand represents all."""
        if not self.interchangeable:
            return world
        heres = world.heres
        for first in self._pairs:
            second = first + 1
            if hash(heres[second]) < hash(heres[first]):
                heres = (*heres[:first], heres[second], heres[first], *heres[second + 1 :])
        return world._replace(heres=heres)

    @cached_property
    def _pairs(self) -> tuple[int, ...]:
        """Places whose actor may change places with the next: nobody waits for either, nor they for anybody."""
        return tuple(
            place
            for place, (one, other) in enumerate(pairwise(self.actors))
            if one == other and not {place, place + 1} & {*self.waits, *self.waits.values()}
        )


def _with(heres: tuple[Here, ...], place: int, here: Here) -> tuple[Here, ...]:
    return (*heres[:place], here, *heres[place + 1 :])


def _log_flaw(table: Table) -> str | None:
    """Revisions rise by one, each with its one entry; the chain is whole and ends where LIVE says."""
    revision, step, head = 0, 0, (0, 0)
    for entry in sorted(table.log, key=lambda one: one[:2]):
        place = entry[:2]
        due = (revision, step + 1) if entry.step else (revision + 1, 0)
        if place != due:
            return f"the log has entry {place} where {due} is due"
        if entry.previous != head:
            return "the log's chain is broken"
        (revision, step), head = place, place
    if (table.live.revision, table.live.steps, table.live.head) != (revision, step, head):
        return "LIVE and the log do not end with the same entry"
    return None


def _content_flaw(table: Table) -> str | None:
    """What is sealed is whole; what is live is sealed; uploads say what the log says."""
    for snapshot in table.snapshots:
        if snapshot.state == SEALED and snapshot.pages != pages_of(snapshot.key):
            return "a sealed snapshot lacks rows"
    live = table.live.snapshot
    if live is not None and not table.is_sealed(live):
        return "what is live is not sealed"
    scheduled = table.scheduled
    if scheduled is not None:
        found = table.snapshot(scheduled.snapshot)
        if found is None or found.state != SEALED:
            return f"what is scheduled is {'swept' if found and found.state == SWEPT else 'not sealed'}"
    for upload in table.uploads:
        published = [entry.revision for entry in table.log if entry.upload == upload.name]
        if upload.status == "published" and upload.revision not in published:
            return "an upload says that it was published, and the log does not"
        if upload.status != "published" and published:
            return "the log says that an upload was published, and its record does not"
    return None
