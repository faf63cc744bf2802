"""The requests and capacity units of each operation on DynamoDB, and the size of rows there."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from benchmarks.capacity import item_size, read_units, write_units
from benchmarks.consumption import Consumption, measure_consumption
from benchmarks.portal_requests import configuration, request, request_unchanged, use_table, visit, visit_body
from benchmarks.tables import NOON, ODENSE, TABLE, BenchmarkTable, empty_table, rows
from kleark.adapters.dynamodb.announcements import Announcements
from kleark.adapters.dynamodb.mark_table import SweepMarks
from kleark.adapters.dynamodb.older_uploads import OlderUploads
from kleark.adapters.dynamodb.requested_uploads import RequestedUploads
from kleark.adapters.dynamodb.sweep_table import SweepTable
from kleark.configuration.row_pages import pages_of
from kleark.publishing.retention import Retention
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.sweep import SweepServices, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from kleark.adapters.sqs import ErasureQueue, PublishQueue
    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode

SIZES = (9, 250, 5_000)
PLAIN_BATCH = 25
QUERY_PAGE = 1_000_000
A_DAY_LATER = NOON + timedelta(days=1, hours=1)
"""A time at which a sweep no longer assumes that the announcer is at work, as in all sweeps but the first few."""
ITEM_LIMIT = 400 * 1024


class Work(NamedTuple):
    """Requests, read units and write units."""

    requests: int
    read: float
    written: float


def count_requests(where: BenchmarkTable, operation: Callable[[], object]) -> Consumption:
    with measure_consumption(where.counted, where.quiet) as found:
        operation()
    return found


def counts(engine: str) -> Iterator[tuple[str, int, Consumption]]:
    """Each operation with the number of rows and its consumption."""
    for size in SIZES:
        with empty_table(engine) as where:
            first, second = rows(size), rows(size, phone="65511111")
            upload = where.queued(first, 0)
            yield "publish, first", size, count_requests(where, partial(where.publish, *upload))
            upload = where.queued(second, 1)
            yield "publish, replacing", size, count_requests(where, partial(where.publish, *upload))
            use_table(where)
            body = visit_body(second)
            yield "visit, cold", size, count_requests(where, partial(visit, body))
            yield "visit, warm", size, count_requests(where, partial(visit, body))
            tag = configuration()["headers"]["ETag"]
            yield "304", size, count_requests(where, partial(request_unchanged, tag))
            yield "list of municipalities", size, count_requests(where, partial(request, "/v1/kommuner"))
            yield (
                "sweep, nothing to do",
                size,
                count_requests(where, partial(sweep, [ODENSE], _sweep_services(where), _fail)),
            )


def _sweep_services(where: BenchmarkTable) -> SweepServices:
    marks = Announcements(where.counted, TABLE)
    marks.advance(ODENSE, 1)
    marks.advance(ODENSE, 2)
    services = sweep_services(where, A_DAY_LATER)
    sweep([ODENSE], services, _fail)  # the first reads all that there is
    return services


def sweep_services(where: BenchmarkTable, now: datetime) -> SweepServices:
    """What a sweep works with, at a time when nothing is overdue."""
    store, marks = SweepTable(where.counted, TABLE), Announcements(where.counted, TABLE)
    no_queue = cast("PublishQueue", None)  # nothing is overdue, so nothing is sent
    no_erasures = cast("ErasureQueue", None)  # nor is a deletion under way
    return SweepServices(
        where.table,
        store,
        marks,
        no_queue,
        no_erasures,
        OlderUploads(where.counted, TABLE),
        SweepMarks(where.counted, TABLE),
        RequestedUploads(where.counted, TABLE),
        Retention(24, 50),
        lambda: now,
    )


def _fail(code: MunicipalityCode, error: Exception) -> None:
    raise AssertionError(code) from error


def item_per_row(of: Sequence[Row]) -> dict[str, Work]:
    """The rows alone with an item for each, as before ADR 6, by the published rules."""
    stored = snapshot_of(of).rows
    partition = {"PK": {"S": f"M#{ODENSE}#S#{'0' * 32}"}}
    return _work([item_size(partition | {"SK": {"S": one.key}, "row": {"S": one.line}}) for one in stored])


def items_in_pages(of: Sequence[Row]) -> dict[str, Work]:
    """The rows alone as they are stored now."""
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
