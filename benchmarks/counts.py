"""How many requests, and capacity units, each act asks of DynamoDB; and what rows weigh there."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from benchmarks.asking import configuration, request, unchanged, use, visit, visit_body
from benchmarks.capacity import item_size, read_units, write_units
from benchmarks.counting import Counted, counting
from benchmarks.places import NOON, ODENSE, TABLE, Place, place, rows
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.configuration.row_pages import pages_of
from kleark.publishing.retention import Retention
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.sweep import SweepServices, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kleark.adapters.sqs import PublishQueue
    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode

SIZES = (9, 250, 5_000)
PLAIN_BATCH = 25
QUERY_PAGE = 1_000_000
A_DAY_LATER = NOON + timedelta(days=1)
"""When a sweep no longer takes the announcer to be at work, as in all sweeps but the first few."""
ITEM_LIMIT = 400 * 1024


class Work(NamedTuple):
    """Requests, read units and write units."""

    requests: int
    read: float
    written: float


def counted(where: Place, act: Callable[[], object]) -> Counted:
    with counting(where.counted, where.quiet) as found:
        act()
    return found


def counts(engine: str) -> Iterator[tuple[str, int, Counted]]:
    """Each act with the number of rows and what it asked of the table."""
    for size in SIZES:
        with place(engine) as where:
            first, second = rows(size), rows(size, phone="65511111")
            upload = where.queued(first, 0)
            yield "publish, first", size, counted(where, partial(where.publish, *upload))
            upload = where.queued(second, 1)
            yield "publish, replacing", size, counted(where, partial(where.publish, *upload))
            use(where)
            body = visit_body(second)
            yield "visit, cold", size, counted(where, partial(visit, body))
            yield "visit, warm", size, counted(where, partial(visit, body))
            tag = configuration()["headers"]["ETag"]
            yield "304", size, counted(where, partial(unchanged, tag))
            yield "list of municipalities", size, counted(where, partial(request, "/v1/kommuner"))
            yield (
                "sweep, nothing to do",
                size,
                counted(where, partial(sweep, [ODENSE], _sweeping(where), _fail)),
            )


def _sweeping(where: Place) -> SweepServices:
    store, marks = SweepTable(where.counted, TABLE), Announcements(where.counted, TABLE)
    marks.advance(ODENSE, 1)
    marks.advance(ODENSE, 2)
    no_queue = cast("PublishQueue", None)  # nothing is overdue, so nothing is sent
    return SweepServices(where.table, store, marks, no_queue, Retention(24, 50), lambda: A_DAY_LATER)


def _fail(code: MunicipalityCode, error: Exception) -> None:
    raise AssertionError(code) from error


def former(of: Sequence[Row]) -> dict[str, Work]:
    """The rows alone with an item each, as before ADR 6, by the published rules."""
    stored = snapshot_of(of).rows
    partition = {"PK": {"S": f"M#{ODENSE}#S#{'0' * 32}"}}
    return _work([item_size(partition | {"SK": {"S": one.key}, "row": {"S": one.line}}) for one in stored])


def paged(of: Sequence[Row]) -> dict[str, Work]:
    """The rows alone as they are kept now."""
    return _work(page_weights(of))


def page_weights(of: Sequence[Row]) -> list[int]:
    """Bytes of the items that hold these rows."""
    key = {"PK": {"S": f"M#{ODENSE}#S#{'0' * 32}"}, "SK": {"S": "P#0000"}}
    return [item_size(key | {"rows": {"B": page.rows}}) for page in pages_of(snapshot_of(of).rows)]


def _work(weights: Sequence[int]) -> dict[str, Work]:
    queries = max(1, -(-sum(weights) // QUERY_PAGE))
    return {
        "write": Work(-(-len(weights) // PLAIN_BATCH), 0, sum(map(write_units, weights))),
        "read back, consistent": Work(queries, read_units(sum(weights), consistent=True), 0),
        "read for the portal": Work(queries, read_units(sum(weights), consistent=False), 0),
    }
