"""How many visits wait for the API: a portal's 16 processes, visits by chance, and what goes wrong with the API.

    python -m benchmarks.client_visits [DAYS]

Each process is the real client, over a pool that answers without a socket and a clock that the simulation sets. Work
beside the pages is done after the page that caused it. All processes see the same publications and outages; what each
asks, and when, is its own chance. It is the same with each run.
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import random
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import urllib3

from benchmarks.populations import THOUSANDS
from benchmarks.printed_table import table_of
from kleark.client import Client, UnavailableError
from kleark.client.cache import PROMISED, SHORT_WAIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

VISITS, PROCESSES, YEAR = 6_000_000, 16, 365 * 86_400.0
PUBLICATIONS = 98 * 12
CODES = list(THOUSANDS)
CACHING = "public, max-age=60, stale-while-revalidate=300"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
EMPTY = hashlib.sha256(b"[]").hexdigest()


@dataclass(frozen=True)
class Way:
    """``down``: spans without an answer. ``latency``: of each answer. ``grace``: the most that a cache gives as Age;
    ``deaf``: also to who asks for what is new.
    """

    down: Sequence[tuple[float, float]] = ()
    latency: float = 0.05
    grace: float = 0.0
    deaf: bool = False


@dataclass(frozen=True)
class Happening:
    """``publishes``: else ``code`` is visited, or, where it is None, the client's minute has come."""

    at: float
    code: str | None
    publishes: bool = False


@dataclass
class Api(urllib3.PoolManager):
    """As one process sees it."""

    way: Way
    chance: random.Random
    now: float = 0.0
    questions: int = 0
    revisions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 1))

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = object.__hash__

    def is_down(self) -> bool:
        return any(begin <= self.now < end for begin, end in self.way.down)

    def request(self, method: str, url: str, **options: Any) -> Any:  # type: ignore[override]
        """An answer, after its time, or none within the time that the client gives it."""
        self.questions += 1
        given = options["timeout"].read_timeout
        if self.is_down() or self.way.latency > given:
            self.now += given
            raise urllib3.exceptions.ReadTimeoutError(self, url, "silent")  # type: ignore[arg-type]
        self.now += self.way.latency
        code = url.split("/")[5] if url.count("/") > 4 else None
        body = self._one(code) if code else self._list()
        tag = f'"{self.revisions[code]}-{EMPTY[:16]}-00000000"' if code else _tag(body)
        same = options["headers"].get("If-None-Match") == tag
        past_caches = "Cache-Control" in options["headers"] and not self.way.deaf
        age = 0.0 if past_caches else self.chance.uniform(0, self.way.grace)
        return urllib3.HTTPResponse(
            body=io.BytesIO(b"" if same else body),
            headers={"ETag": tag, "Cache-Control": CACHING, "Age": str(int(age))},
            status=304 if same else 200,
            preload_content=False,
            request_method=method,
        )

    def _one(self, code: str) -> bytes:
        return json.dumps(self._about(code) | {"rows": []}).encode()

    def _list(self) -> bytes:
        listed = [self._about(code) | {"rowCount": 0} for code in CODES]
        return json.dumps({"municipalities": listed}).encode()

    def _about(self, code: str) -> dict[str, Any]:
        return {
            "municipalityCode": code,
            "municipalityName": code,
            "revision": self.revisions[code],
            "publishedAt": "2026-01-01T00:00:00Z",
            "digest": EMPTY,
        }


@dataclass
class Seen:
    """``waited``: visits that had nothing usable in hand, or gave the next answer a moment to come.

    ``longest``: seconds that one waited. ``failed``: got no answer. ``older``: got one older than promised that did not
    say so. ``asked``: requests, and ``allowed``: one a minute, and one for each configuration that changed or was first
    needed. ``grown``: objects in memory at the end, of each at the half.
    """

    visits: int = 0
    waited: int = 0
    longest: float = 0.0
    failed: int = 0
    older: int = 0
    asked: int = 0
    allowed: float = 0.0
    grown: float = 1.0

    @property
    def share(self) -> float:
        """Of the visits that waited."""
        return self.waited / self.visits

    def add(self, other: Seen) -> None:
        """What another process saw."""
        self.visits += other.visits
        self.waited += other.waited
        self.longest = max(self.longest, other.longest)
        self.failed += other.failed
        self.older += other.older
        self.asked += other.asked
        self.allowed += other.allowed
        self.grown = max(self.grown, other.grown)


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def simulate(
    way: Way, days: float, processes: int = PROCESSES, *, memory: bool = False, minutes: bool = True
) -> Seen:
    """What ``processes`` of the 16 see. ``memory``: count the first one's objects.

    ``minutes``: False: nothing is asked beside the pages before one needs it.
    """
    publications = list(_publications(days))
    seen = Seen()
    for number in range(processes):
        chance = random.Random(number)
        happenings = sorted(
            [*publications, *_happenings(days, chance, minutes=minutes)], key=lambda one: one.at
        )
        allowed = days * DAY / MINUTE + len(publications) + len(CODES)
        seen.add(_process(way, happenings, allowed, chance, memory=memory and not number))
    return seen


def _process(
    way: Way, happenings: list[Happening], allowed: float, chance: random.Random, *, memory: bool
) -> Seen:
    random.seed(chance.random())  # what the client leaves to chance
    api = Api(way, chance)
    later: list[Callable[[], None]] = []
    client = Client(
        "https://portal.test",
        pool=api,
        clock=lambda: api.now,
        pause=lambda seconds: setattr(api, "now", api.now + seconds),
        beside=later.append,
    )
    seen = Seen(allowed=allowed)
    for code in CODES:
        client.configuration(code)
    half = 0
    for number, one in enumerate(happenings):
        api.now = max(api.now, one.at)
        if one.code is None:
            client.refresh()
        elif one.publishes:
            api.revisions[one.code] += 1
        else:
            _visit(client, api, one.code, seen, later)
        while later:
            later.pop()()
        if memory and number in {len(happenings) // 2, len(happenings) - 1}:
            gc.collect()
            objects = len(gc.get_objects())
            seen.grown = objects / half if half else 1.0
            half = objects
    seen.asked = api.questions
    return seen


def _visit(client: Client, api: Api, code: str, seen: Seen, later: list[Callable[[], None]]) -> None:
    before, queued, quiet = api.now, len(later), client._core.circuit.is_quiet()
    seen.visits += 1
    try:
        answer = client.in_hand(code)
        if answer is None:
            seen.waited += 1
            answer = client.configuration(code)
        elif answer.age >= PROMISED and len(later) > queued and quiet:
            seen.waited += 1
            seen.longest = max(seen.longest, SHORT_WAIT)
        seen.older += answer.age >= PROMISED and not answer.stale
    except UnavailableError:
        seen.failed += 1
    seen.longest = max(seen.longest, api.now - before)


def _publications(days: float) -> Iterator[Happening]:
    chance = random.Random("publications")
    for _ in range(max(1, round(PUBLICATIONS * days * DAY / YEAR))):
        yield Happening(chance.uniform(0, days * DAY), chance.choice(CODES), publishes=True)


def _happenings(days: float, chance: random.Random, *, minutes: bool) -> Iterator[Happening]:
    """Visits by chance, more of larger municipalities; and the client's minute, as its thread counts it."""
    end = days * DAY
    visits = round(VISITS / PROCESSES * end / YEAR)
    for code in chance.choices(CODES, list(THOUSANDS.values()), k=visits):
        yield Happening(chance.uniform(0, end), code)
    at = 0.0
    while minutes and (at := at + MINUTE * chance.uniform(1, 1.1)) < end:
        yield Happening(at, None)


def ways(begin: float) -> dict[str, Way]:
    """What goes wrong, from ``begin`` on, in seconds."""
    return {
        "all is well": Way(),
        "an outage of a minute": Way([(begin, begin + MINUTE)]),
        "an outage of an hour": Way([(begin, begin + HOUR)]),
        "an outage of a day": Way([(begin, begin + DAY)]),
        "a cache in its grace time": Way(grace=359.0),
        "the same, deaf to `no-cache`": Way(grace=359.0, deaf=True),
        "a slow API (1.5 s)": Way(latency=1.5),
    }


def line(name: str, seen: Seen) -> list[str]:
    """Of the table."""
    return [
        name,
        f"{seen.visits:,}",
        f"{seen.share:.3%}",
        f"{seen.longest:.2f}",
        str(seen.failed),
        str(seen.older),
        f"{seen.asked:,}",
        f"{seen.asked / seen.allowed:.0%}",
        f"{seen.grown:.3f}",
    ]


HEAD = ["", "visits", "wait", "longest, s", "fail", "too old", "requests", "of those allowed", "memory"]


def main(days: float) -> str:
    """The table."""
    return table_of(
        HEAD, [line(name, simulate(way, days, memory=True)) for name, way in ways(DAY / 4).items()]
    )


if __name__ == "__main__":
    print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0))
