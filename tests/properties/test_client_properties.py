"""Whatever the API and the way to it do, the client tells one whole revision, never an older one, and how old it is."""

from __future__ import annotations

import copy
import json
import re
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
    asked_of,
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


def _reordered(value: str) -> str:
    return ", ".join(reversed(value.split(", ")))


def _quoted(value: str) -> str:
    """Every number of a directive, and every other value, as the quoted form of itself; of a link, the bare one."""
    if value.startswith("<"):
        return value.replace('"', "")
    return re.sub(r"=([0-9]+)", r'="\1"', value) if "=" in value else f'"{value.strip(chr(34))}"'


CHANGES: dict[str, Callable[[str], str | None]] = {
    "as it is": lambda value: value,
    "missing": lambda _: None,
    "doubled": lambda value: f"{value}\n{value}",
    "joined": lambda value: f"{value}, {value}",
    "quoted": _quoted,
    "reordered": _reordered,
    "empty": lambda _: "",
    "in capitals": str.upper,
}
HEADERS = ("ETag", "Cache-Control", "Age", "Content-Type", "Link", "Retry-After", "Date")
CHANGED = st.fixed_dictionaries({name: st.sampled_from(list(CHANGES)) for name in HEADERS})


def _changed(said: Scripted, how: dict[str, str]) -> Scripted:
    headers = {
        "Age": "7",
        "Date": "Sun, 29 Nov 2026 12:00:00 GMT",
        "Link": '</v1/kommuner>; rel="up", <https://inside.example/>; rel="self"',
        **said.headers,
    }
    kept = {name: CHANGES[how.get(name, "as it is")](value) for name, value in headers.items()}
    return Scripted(
        said.status, said.body, {name: value for name, value in kept.items() if value is not None}
    )


@given(CHANGED, st.booleans(), st.lists(st.integers(min_value=0, max_value=700), max_size=12))
@examples(300)
def test_whatever_becomes_of_a_header_the_newest_is_told_and_the_api_is_not_asked_for_each_visit(
    how: dict[str, str], busy_first: bool, passing: list[int]
) -> None:
    clock, api = Clock(), Api()
    said: list[Scripted] = [problem(503, "busy", Retry_After="1")] if busy_first else []
    client = client_of(lambda asked: _changed(said.pop() if said else api.well(asked), how), clock)
    for seconds in (0, *passing):
        clock.now += seconds
        api.revision += seconds % 2
        asked = len(asked_of(client))
        answer = client.configuration("0461")
        if answer.age == 0 or seconds > MAX_AGE + WHILE_REVALIDATING:
            assert answer.value.revision == api.revision
        assert answer.age < MAX_AGE + WHILE_REVALIDATING
        assert not answer.stale
        for _ in range(20):
            client.configuration("0461")
        assert len(asked_of(client)) - asked <= 3


@given(CHANGED)
@examples(100)
def test_whatever_becomes_of_a_link_pages_are_read_whole(how: dict[str, str]) -> None:
    whole = json.loads(configuration(1, rows(5)).body)

    def paged(asked: Asked) -> Scripted:
        query = asked.path.partition("?")[2]
        start = int(query.rpartition("cursor=")[2]) if "cursor" in query else 0
        end = start + 2 if "antal" in query else 5
        link = {"Link": f'</>; rel="up", <?antal=2&cursor={end}>; rel="next"'} if end < 5 else {}
        return _changed(json_answer(whole | {"rows": whole["rows"][start:end]}, link), how)

    assert client_of(paged, Clock(), rows_a_page=2).configuration("0461").value.rows == sorted_rows(rows(5))
