"""The real code does what the model of the protocol does, call by call, in orders drawn at random.

What `tests/protocol` shows of every state of the model would say nothing of the code otherwise.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ReadTimeoutError

import kleark.adapters.dynamodb.configuration_table
import kleark.publishing.retention
import kleark.publishing.sweep
from kleark.publishing.errors import Refusal, TimerError
from kleark.publishing.policy import Outcome
from kleark.publishing.staging import BrokenSnapshotError
from tests.integration.conftest import cold_start
from tests.protocol.actors import DONE, START, Announcer, Firing, Here, Person, Reverter, Scheduler
from tests.protocol.configurations import CONFIGURATIONS
from tests.protocol.protocol import COMES_AGAIN, World
from tests.support.conformance import SILENT, SILENT_OF_PARTS, Stage, facts_of, kind_of_call, kind_of_words
from tests.support.world import make_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.protocol.actors import Actor, Step
    from tests.protocol.protocol import Configuration
    from tests.support.gates import Gate
    from tests.support.world import World as RealWorld

RUNS = 2
"""Of each configuration."""

CHANGING = ("flips", "writes page", "deletes page")
"""After these, the portal is asked, too."""

LOOKS_FIRST = (Person, Reverter, Scheduler)


@pytest.fixture(autouse=True)
def _as_the_model_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page a batch, no revision that must be kept, and as much patience as it takes: bounds, not rules."""
    monkeypatch.setattr(kleark.adapters.dynamodb.configuration_table, "BATCH", 1)
    monkeypatch.setattr(kleark.publishing.retention, "snapshots_to_keep", lambda *_: set())
    monkeypatch.setattr(kleark.publishing.sweep, "READINGS", 100)


class Run:
    """One run of the code beside the model, which is in one of the ``worlds`` that agree with all that was seen."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage = stage
        self.chance = chance
        self.configuration: Configuration = replace(stage.configuration, interchangeable=False)
        self.actors: list[Actor] = list(self.configuration.actors)
        self.worlds = {self.configuration.start()}
        self.gates: list[Gate | None] = [None] * len(self.actors)
        self.told: list[str] = []

    def go(self) -> None:
        """Until nothing more can happen."""
        self._agree("at the start", self.worlds)
        while places := [place for place in range(len(self.actors)) if self._may_act(place)]:
            chosen = self.chance.random()
            if chosen < 0.05 and self._may_a_day_pass():
                self._let_a_day_pass()
            elif chosen < 0.12 and (dying := [place for place in places if self._may_die(place)]):
                self._die(self.chance.choice(dying))
            else:
                self._act(self.chance.choice(places))
        for world in self.worlds:
            assert self.configuration.unfinished(world) is None, self._story()

    def _any(self) -> World:
        return next(iter(self.worlds))

    def _here(self, place: int) -> Here:
        """Where the actor stands in one of the worlds. In all of them it has begun, or in none."""
        return self._any().heres[place]

    def _may_act(self, place: int) -> bool:
        world = self._any()
        if world.heres[place].at == DONE:
            return False
        waits = self.configuration.waits
        if place in waits and world.heres[waits[place]].at != DONE:
            return False
        actor = self.actors[place]
        return not isinstance(actor, Announcer) or world.table.live.revision >= actor.upto

    def _may_die(self, place: int) -> bool:
        return self._any().crashes > 0 and self._here(place).at != START and self.gates[place] is not None

    def _may_a_day_pass(self) -> bool:
        idle = all(here.at in {START, DONE} for here in self._any().heres)
        return bool(self._any().days) and idle

    def _let_a_day_pass(self) -> None:
        self.told.append("a day passes")
        self.stage.a_day_passes()
        self.worlds = {
            following
            for world in self.worlds
            for place, _, following in self.configuration.moves(world)
            if place == -1
        }

    def _die(self, place: int) -> None:
        gate = self.gates[place]
        assert gate is not None
        gate.kill()
        self.gates[place] = None
        actor = self.actors[place]
        self.told.append(f"{actor.name} dies")
        after = Here() if isinstance(actor, COMES_AGAIN) else Here(at=DONE, answer="died")
        self.worlds = {
            _moved(world, place, after)._replace(crashes=world.crashes - 1) for world in self.worlds
        }
        self._agree(self.told[-1], self.worlds)

    def _act(self, place: int) -> None:
        gate = self.gates[place]
        if gate is None:
            self._begin(place)
            return
        assert gate.pending is not None, self._story()
        kind = kind_of_call(gate.pending)
        steps = self._steps(place, kind)
        assert steps, self._story(f"{self.actors[place].name} {kind}, and the model does not")
        lost = [step for _, step in steps if step.lost and "page" not in step.words]
        if lost and self._any().crashes and self.chance.random() < 0.3:
            self._make(place, gate, [(world, step) for world, step in steps if step in lost], lost=True)
        else:
            self._make(place, gate, [(world, step) for world, step in steps if not step.lost], lost=False)

    def _steps(self, place: int, kind: str) -> list[tuple[World, Step]]:
        """What the model's actor can do next that is a call of this kind."""
        rules = self.configuration.rules
        return [
            (world, step)
            for world in self.worlds
            if world.heres[place].at != DONE
            for step in self.actors[place].steps(world.heres[place], world.table, rules)
            if kind_of_words(step.words) == kind
        ]

    def _begin(self, place: int) -> None:
        """A person looks first, which is no call. A message knows its schedule only where that was set already."""
        actor, target = self.configuration.actors[place], None
        if isinstance(actor, Firing) and actor.schedule not in self.stage.schedules:
            actor = Firing("a schedule that was never set")
        self.actors[place] = actor
        if isinstance(actor, LOOKS_FIRST):
            chosen = self.chance.choice(
                list(actor.steps(Here(), self._any().table, self.configuration.rules))
            )
            self.told.append(f"{actor.name} {chosen.words}")
            self.worlds = {_moved(world, place, chosen.here) for world in self.worlds}
            if chosen.here.at == DONE:
                return
            target = chosen.here.target if isinstance(actor, Reverter) else None
        self.gates[place] = self.stage.gate(actor, target)
        self._pass_silently(place)

    def _make(self, place: int, gate: Gate, steps: list[tuple[World, Step]], *, lost: bool) -> None:
        instead = ReadTimeoutError(endpoint_url="table") if lost else None
        gate.step(instead)
        told = f"{self.actors[place].name} {steps[0][1].words}"
        self.told.append(told)
        self._agree(
            told,
            {
                _moved(world, place, step.here)._replace(table=step.table, crashes=world.crashes - step.lost)
                for world, step in steps
            },
        )
        self._pass_silently(place)
        if gate.pending is None:
            self._end(place, gate)

    def _pass_silently(self, place: int) -> None:
        """Calls that the model leaves out."""
        gate = self.gates[place]
        assert gate is not None
        silent = SILENT_OF_PARTS if self.stage.has_parts else SILENT
        while gate.pending is not None:
            kind = kind_of_call(gate.pending)
            if kind not in silent or self._steps(place, kind):
                return
            gate.step()

    def _end(self, place: int, gate: Gate) -> None:
        """The code has come to its end: so has the model's actor, in the same way."""
        self.gates[place] = None
        ended = _ended(self.actors[place], gate)
        self.worlds = {
            world for world in self.worlds if _answer(world.heres[place], self.actors[place]) == ended
        }
        assert self.worlds, self._story(f"{self.actors[place].name} ended: {ended} ({gate.error!r})")

    def _agree(self, told: str, worlds: set[World]) -> None:
        """Keep the worlds in which the table is as the real one."""
        real = self.stage.facts()
        self.worlds = {world for world in worlds if facts_of(world.table) == real}
        if not self.worlds:
            model = [facts_of(world.table) for world in worlds]
            differing = {
                name: (one[name], real[name]) for one in model for name in real if one[name] != real[name]
            }
            pytest.fail(self._story(f"{told}: the model and the table differ: {differing}"))
        table = self._any().table
        self.stage.remember_schedule(table)
        if any(word in told for word in CHANGING):
            assert self.stage.served() == _rows_of(table.live.snapshot, self.stage), self._story()

    def _story(self, what: str = "") -> str:
        return "\n".join([what, *self.told])


def _rows_of(key: tuple[str, int] | None, stage: Stage) -> str:
    """The letters that stand for these rows: the first, where uploads share them."""
    return stage.name_of(stage.rows(key[0])) if key else ""


def _moved(world: World, place: int, here: Here) -> World:
    return world._replace(heres=(*world.heres[:place], here, *world.heres[place + 1 :]))


AGAIN = "comes again"


def _ended(actor: Actor, gate: Gate) -> str:
    """How the code came to its end, in the model's words."""
    error, result = gate.error, gate.result
    if isinstance(error, TimerError):
        return "failed"
    if isinstance(error, Refusal):
        return "refused"
    if isinstance(error, BrokenSnapshotError):
        return AGAIN if isinstance(actor, COMES_AGAIN) else "failed"
    if error is not None:
        raise error
    outcome = getattr(result, "outcome", None)
    if isinstance(outcome, Outcome):
        return "settled already" if outcome is Outcome.ALREADY_SETTLED else outcome.value
    return "done"


def _answer(here: Here, actor: Actor) -> str:
    if here.at == START:
        return AGAIN
    assert here.at == DONE, here
    return "done" if isinstance(actor, Announcer) else here.answer


def runs() -> Iterator[tuple[str, int]]:
    for name, configuration in CONFIGURATIONS.items():
        if not any(type(actor).__name__ == "Reader" for actor in configuration.actors):
            yield from ((name, seed) for seed in range(RUNS))


@pytest.mark.parametrize(("name", "seed"), list(runs()))
def test_the_code_does_what_the_model_does(world: RealWorld, name: str, seed: int) -> None:
    make_table(world)
    cold_start()
    configuration = replace(CONFIGURATIONS[name], sleepers=False)
    stage = Stage(world, configuration)
    stage.prepare()
    Run(stage, random.Random(f"{name} {seed}")).go()
