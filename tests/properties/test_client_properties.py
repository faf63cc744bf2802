"""Whatever the API and the way to it do, the client tells one whole revision, never an older one, and how old it is."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from kleark.client import Case, UnavailableError
from kleark.client.circuit import AFTER_A_FAILURE
from tests.support.client_portals import (
    Asked,
    Clock,
    Scripted,
    client_of,
    conditional,
    configuration,
    digest_of_json,
    json_answer,
    packed,
    problem,
)
from tests.support.searching import examples
from tests.support.world import rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_AGE, WHILE_REVALIDATING, LONGEST = 60, 300, 4000


def published(revision: int) -> Scripted:
    return configuration(revision, rows(revision % 4, phone=f"6613{revision:04}"))


@dataclass
class Api:
    """At ``revision``; ``way``: what becomes of an answer on its way."""

    revision: int = 1
    way: Callable[[Api, Asked], Scripted] = field(default=lambda api, asked: api.well(asked))

    def __call__(self, asked: Asked) -> Scripted:
        return self.way(self, asked)

    def well(self, asked: Asked) -> Scripted:
        return conditional(published(self.revision))(asked)


def _cut(api: Api, asked: Asked) -> Scripted:
    said = api.well(asked)
    return Scripted(said.status, said.body, said.headers, cut=len(said.body) // 2)


def _old_body(api: Api, asked: Asked) -> Scripted:
    """An old body under the newest answer's headers; who has that tag is told 304."""
    said = api.well(asked)
    return (
        said if said.status == 304 else Scripted(200, published(max(1, api.revision - 1)).body, said.headers)
    )


def _aged(api: Api, asked: Asked) -> Scripted:
    said = api.well(asked)
    return Scripted(said.status, said.body, {**said.headers, "Age": "50"})


WAYS: dict[str, Callable[[Api, Asked], Scripted]] = {
    "well": Api.well,
    "packed": lambda api, asked: said if (said := api.well(asked)).status == 304 else packed(said),
    "down": lambda _, __: problem(503, "busy", Retry_After="2"),
    "fault": lambda _, __: problem(500, "unexpected"),
    "lost": lambda _, __: problem(404, "nothing-published"),
    "garbage": lambda _, __: Scripted(200, b"<html>"),
    "cut": _cut,
    "behind": lambda api, _: published(max(1, api.revision - 1)),
    "old body": _old_body,
    "aged": _aged,
    "another's": lambda api, _: configuration(api.revision, code="0751"),
    "always 304": lambda api, asked: Scripted(
        304, b"", {"ETag": asked.headers.get("if-none-match", '"none"')}
    ),
}

STEPS = st.lists(
    st.one_of(
        st.sampled_from(list(WAYS)),
        st.just("publish"),
        st.integers(min_value=0, max_value=600),
        st.integers(min_value=0, max_value=5000),
    ),
    max_size=40,
)


@given(STEPS)
@examples(400)
def test_one_whole_revision_never_an_older_one(steps: list[str | int]) -> None:
    clock, api = Clock(), Api()
    client = client_of(api, clock, longest=LONGEST)
    told = 0
    told_at = clock.now
    for step in steps:
        if isinstance(step, int):
            clock.now += step
        elif step == "publish":
            api.revision += 1
        else:
            api.way = WAYS[step]
        try:
            answer = client.configuration("0461")
        except UnavailableError:
            continue
        value = answer.value
        if value.revision:
            expected = sorted_rows(rows(value.revision % 4, phone=f"6613{value.revision:04}"))
            assert (value.municipality_code, value.rows) == ("0461", expected)
        assert value.revision <= api.revision
        assert answer.age <= LONGEST
        if clock.now - told_at <= LONGEST:
            assert value.revision >= told
        assert answer.stale or answer.age < MAX_AGE + WHILE_REVALIDATING
        told, told_at = value.revision, clock.now - answer.age


@given(STEPS)
@examples(200)
def test_once_all_is_well_again_the_newest_is_told(steps: list[str | int]) -> None:
    clock, api = Clock(), Api()
    client = client_of(api, clock, longest=LONGEST)
    for step in steps:
        if isinstance(step, int):
            clock.now += step
        elif step == "publish":
            api.revision += 1
        else:
            api.way = WAYS[step]
        try:
            client.configuration("0461")
        except UnavailableError:
            continue
    api.way = Api.well
    clock.now += MAX_AGE + AFTER_A_FAILURE + 0.1
    answer = client.configuration("0461")
    assert (answer.value.revision, answer.stale, answer.age) == (api.revision, False, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


def _places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value stands in ``data``, all the way down."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inner:
        yield (*at, name)
        yield from _places(value, (*at, name))


GOOD = json.loads(configuration(1, rows(3)).body)
PLACES = list(_places(GOOD))


@given(st.sampled_from(PLACES), JSON, st.booleans())
@examples(500)
def test_whatever_stands_in_an_answer_it_is_told_whole_or_not_at_all(
    place: tuple[Any, ...], value: Any, digest_fits: bool
) -> None:
    data = copy.deepcopy(GOOD)
    holder = data
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = value
    if digest_fits and isinstance(data["rows"], list):
        data["digest"] = digest_of_json(data["rows"])
    client = client_of(lambda _: json_answer(data), Clock())
    try:
        visit = client.visit(
            "0461", [Case("15.00.00", "FASIT", date(2024, 1, 1)), Case("15.00.02", "KY", date(2024, 1, 1))]
        )
    except UnavailableError:
        return
    assert len(visit.value.decisions) == 2
    for decision in visit.value.decisions:
        json.dumps(decision.card and decision.card.to_json())
