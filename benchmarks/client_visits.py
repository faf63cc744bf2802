"""How many visits wait for the API: one of a portal's processes, visits by chance, and what goes wrong with the API.

    python -m benchmarks.client_visits [DAYS]

It is the real client, over a pool that answers without a socket and a clock that the simulation sets. Work
beside the pages is
done after the page that caused it. Municipalities are as large as their rank: the n-th has 1/n^0.75 of the
first one's visits,
as Danish populations nearly have.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import urllib3

from benchmarks.figures import table_of
from kleark.client import Client, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VISITS, PROCESSES, YEAR = 6_000_000, 16, 365 * 86_400.0
CODES = [f"{code:04}" for code in range(101, 199)]
WEIGHTS = [1 / rank**0.75 for rank in range(1, 99)]
CACHING = "public, max-age=60, stale-while-revalidate=300"
PROMISED, MINUTE, HOUR, DAY = 360.0, 60.0, 3600.0, 86_400.0
EMPTY = hashlib.sha256(b"[]").hexdigest()


@dataclass
class Api(urllib3.PoolManager):
    """``down``: spans without an answer. ``latency``: of each answer. ``grace``: the most that a cache gives as Age."""

    down: list[tuple[float, float]]
    latency: float
    grace: float
    now: float = 0.0
    questions: int = 0
    revisions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 1))

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = object.__hash__

    def is_down(self) -> bool:
        return any(begin <= self.now < end for begin, end in self.down)

    def request(self, method: str, url: str, **options: Any) -> Any:  # type: ignore[override]
        """An answer, after its time. Nothing comes while it is down: the clock goes on by the timeout."""
        self.questions += 1
        if self.is_down():
            self.now += min(options["timeout"].read_timeout, 1.0)
            raise urllib3.exceptions.ReadTimeoutError(self, url, "silent")  # type: ignore[arg-type]
        self.now += self.latency
        code = url.split("/")[5] if url.count("/") > 4 else None
        body = self._one(code) if code else self._list()
        tag = f'"{self.revisions[code]}-{EMPTY[:16]}-00000000"' if code else _tag(body)
        same = options["headers"].get("If-None-Match") == tag
        headers = {"ETag": tag, "Cache-Control": CACHING, "Age": str(int(random.uniform(0, self.grace)))}
        return urllib3.HTTPResponse(
            body=io.BytesIO(b"" if same else body),
            headers=headers,
            status=304 if same else 200,
            preload_content=False,
            request_method=method,
        )

    def _one(self, code: str) -> bytes:
        return json.dumps(self._about(code) | {"rows": []}).encode()

    def _list(self) -> bytes:
        return json.dumps(
            {"municipalities": [self._about(code) | {"rowCount": 0} for code in CODES]}
        ).encode()

    def _about(self, code: str) -> dict[str, Any]:
        at = "2026-01-01T00:00:00Z"
        return {
            "municipalityCode": code,
            "municipalityName": code,
            "revision": self.revisions[code],
            "publishedAt": at,
            "digest": EMPTY,
        }


@dataclass
class Seen:
    """``waited``: visits with nothing usable in hand, or, while the API was well, with what is overdue."""

    visits: int = 0
    waited: int = 0
    longest: float = 0.0
    failed: int = 0
    overdue: int = 0


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def simulate(
    days: float, down: list[tuple[float, float]], latency: float = 0.05, grace: float = 0.0
) -> list[str]:
    """A line of the table."""
    random.seed(7)
    api = Api(down, latency, grace)
    later: list[Callable[[], None]] = []
    client = Client(
        "https://portal.test",
        pool=api,
        clock=lambda: api.now,
        pause=lambda seconds: setattr(api, "now", api.now + seconds),
        beside=later.append,
    )
    for known in CODES:
        client.configuration(known)
    began, seen = api.questions, Seen()
    for at, code in _happenings(days):
        api.now = max(api.now, at)
        if code is None:
            client.refresh()
        elif code.startswith("publish "):
            api.revisions[code.removeprefix("publish ")] += 1
        else:
            _visit(client, api, code, seen)
        while later:
            later.pop()()
    a_minute = (api.questions - began) / (days * DAY / MINUTE)
    share = seen.waited / seen.visits
    return [
        f"{seen.visits:,}",
        f"{share:.3%}",
        f"{seen.longest:.2f}",
        str(seen.failed),
        str(seen.overdue),
        f"{a_minute:.2f}",
    ]


def _visit(client: Client, api: Api, code: str, seen: Seen) -> None:
    before = api.now
    seen.visits += 1
    try:
        answer = client.in_hand(code)
        if answer is None:
            seen.waited += 1
            answer = client.configuration(code)
        elif answer.age >= PROMISED and not api.is_down():
            seen.waited += 1
        # What is older than promised, and does not say so.
        seen.overdue += answer.age >= PROMISED and not answer.stale
    except UnavailableError:
        seen.failed += 1
    seen.longest = max(seen.longest, api.now - before)


def _happenings(days: float) -> Iterator[tuple[float, str | None]]:
    """When, and the municipality that is visited, or publishes; None for the client's minute."""
    end = days * DAY
    visits = int(VISITS / PROCESSES * end / YEAR)
    published = max(1, int(98 * 12 * end / YEAR))
    codes = random.choices(CODES, WEIGHTS, k=visits)
    found: list[tuple[float, str | None]] = [(random.uniform(0, end), code) for code in codes]
    found += [(random.uniform(0, end), f"publish {random.choice(CODES)}") for _ in range(published)]
    at = 0.0
    while (at := at + MINUTE * random.uniform(1, 1.1)) < end:
        found.append((at, None))
    yield from sorted(found, key=lambda one: one[0])


def main(days: float) -> str:
    """The table."""
    noon = DAY / 2
    ways: dict[str, tuple[Any, ...]] = {
        "all is well": ([],),
        "an outage of a minute": ([(noon, noon + MINUTE)],),
        "an outage of an hour": ([(noon, noon + HOUR)],),
        "an outage of a day": ([(noon, noon + DAY)],),
        "a cache in its grace time": ([], 0.05, 359.0),
        "a slow API (1.5 s)": ([], 1.5),
    }
    head = ["", "visits", "wait", "longest, s", "failed", "overdue, unsaid", "questions a minute"]
    return table_of(head, [[name, *simulate(days, *way)] for name, way in ways.items()])


if __name__ == "__main__":
    print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 7.0))
