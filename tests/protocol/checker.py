"""Explores every state that a system can reach, breadth first, so that what it finds wrong has no shorter way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    State = TypeVar("State", bound=Hashable)
else:
    State = TypeVar("State")


class System(Protocol[State]):
    """What is explored. States must be hashable and equal where they are the same."""

    def start(self) -> State:
        """Where it begins."""

    def steps(self, state: State) -> Iterable[tuple[str, State]]:
        """Everything that can happen next, each with words for it."""

    def broken(self, state: State) -> str | None:
        """What is wrong with a state that must never be reached."""

    def unfinished(self, state: State) -> str | None:
        """What is wrong with a state in which nothing more can happen."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The shortest way from the start to something that must not be. ``trace``: the words of each step."""

    wrong: str
    trace: tuple[str, ...]

    def __str__(self) -> str:
        steps = [f"  {number:2d}  {step}" for number, step in enumerate(self.trace, start=1)]
        return "\n".join([self.wrong, *steps])


@dataclass(frozen=True, slots=True)
class Explored(Generic[State]):
    """``ends``: states in which nothing more can happen. ``depth``: steps to the farthest state.

    ``counterexample``: None where all is well; then every run of the system comes to one of the ``ends``,
    whatever the order of its steps, since no state can be come back to.
    """

    states: int
    steps: int
    ends: int
    depth: int
    counterexample: Counterexample | None


def explore(system: System[State]) -> Explored[State]:
    """Visit every state once, and stop at the first that is wrong."""
    graph = _Graph([system.start()])
    edges: list[list[int]] = []
    ends, at = 0, 0
    if wrong := system.broken(graph.states[0]):
        return graph.failed(wrong, 0, edges)
    while at < len(graph.states):
        following: list[int] = []
        for words, state in system.steps(graph.states[at]):
            known = len(graph.states)
            reached = graph.reach(state, at, words)
            if reached == known and (wrong := system.broken(state)):
                return graph.failed(wrong, reached, edges)
            following.append(reached)
        if not following:
            ends += 1
            if wrong := system.unfinished(graph.states[at]):
                return graph.failed(wrong, at, edges)
        edges.append(following)
        at += 1
    if (turning := _on_a_circle(edges)) is not None:
        return graph.failed("it can go round for ever", turning, edges)
    return Explored(len(graph.states), sum(map(len, edges)), ends, len(graph.trace(at - 1)), None)


class _Graph(Generic[State]):
    """The states reached, numbered in the order in which they were, and how each was reached first."""

    def __init__(self, states: list[State]) -> None:
        self.states = states
        self._numbers = {state: number for number, state in enumerate(states)}
        self._came = [(0, "")]

    def reach(self, state: State, from_number: int, words: str) -> int:
        number = self._numbers.setdefault(state, len(self.states))
        if number == len(self.states):
            self.states.append(state)
            self._came.append((from_number, words))
        return number

    def trace(self, number: int) -> tuple[str, ...]:
        words: list[str] = []
        while number:
            number, said = self._came[number]
            words.append(said)
        return tuple(reversed(words))

    def failed(self, wrong: str, number: int, edges: Sequence[Sequence[int]]) -> Explored[State]:
        found = Counterexample(wrong, self.trace(number))
        return Explored(len(self.states), sum(map(len, edges)), 0, len(found.trace), found)


def _on_a_circle(edges: Sequence[Sequence[int]]) -> int | None:
    """A state that can be reached from itself: what is left when states without a way in are taken off, in turn."""
    ways_in = [0] * len(edges)
    for following in edges:
        for one in following:
            ways_in[one] += 1
    free = [number for number, ways in enumerate(ways_in) if not ways]
    taken = 0
    while free:
        taken += 1
        for one in edges[free.pop()]:
            ways_in[one] -= 1
            if not ways_in[one]:
                free.append(one)
    if taken == len(edges):
        return None
    return next(number for number, ways in enumerate(ways_in) if ways)
