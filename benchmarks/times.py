"""The time of a visit, a 304 and a flip, beside a yardstick for each, in turn and in one run."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

import portal_api.handler as portal_handler
from benchmarks.operations import SIZES
from benchmarks.portal_requests import configuration, request, request_unchanged, use_table, visit, visit_body
from benchmarks.tables import NOON, ODENSE, TABLE, BenchmarkTable, empty_table, rows
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.keys import LIVE
from kleark.inventory.model import Line, inventory_of
from kleark.inventory.pages import Head
from kleark.publishing.change import Change, ChangeResult
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.model import Action, LogEntry, stamp
from kleark.publishing.snapshot import snapshot_of
from kleark.publishing.staging import stage
from kleark.publishing.tenant import Tenant as Municipality
from kleark.registers.municipalities import municipalities
from kleark.sheet.errors import ProcessLostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kleark.configuration.row import Row
    from kleark.publishing.model import Content

Result = TypeVar("Result")

UNCOUNTED = 3
"""Rounds that fill caches and open connections."""


def in_turn(
    acts: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Median seconds of each, taking turns forwards and backwards. ``clock``: by the wall, or this process's CPU."""
    return {name: median(found) for name, found in _seconds_of(acts, rounds, clock).items()}


def _seconds_of(
    acts: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float]
) -> dict[str, list[float]]:
    """What each took in each round, taking turns forwards and backwards."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + UNCOUNTED):
        for name in acts if number % 2 else reversed(list(acts)):
            start = clock()
            acts[name]()
            if number >= UNCOUNTED:
                taken[name].append(clock() - start)
    return taken


def patiently(act: Callable[[], Result], tries: int = 8) -> Result:
    """What it gives; once more where a machine with much else to do stood still, and its child was lost for that."""
    for _ in range(tries - 1):
        with contextlib.suppress(ProcessLostError):
            return act()
    return act()


def in_pairs(
    acts: Mapping[str, Callable[[], object]],
    yardstick: str,
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, tuple[float, float]]:
    """Of each, the median seconds, and the median of its ratios to the yardstick of the same round.

    What makes a machine slow for a while is in both of a pair.
    """
    taken = _seconds_of(acts, rounds, clock)
    return {
        name: (
            median(found),
            median(one / bare for one, bare in zip(found, taken[yardstick], strict=True)),
        )
        for name, found in taken.items()
    }


def handler_times(engine: str, rounds: int) -> Iterator[tuple[int, dict[str, tuple[float, float]]]]:
    """A visit and a 304 beside one GetItem of the same item by the same client, and its JSON: this process's CPU."""
    key: Any = {"PK": {"S": f"M#{ODENSE}"}, "SK": {"S": LIVE}}

    def get_item() -> str:
        return json.dumps(where.counted.get_item(TableName=TABLE, Key=key)["Item"], default=str)

    for size in SIZES:
        with empty_table(engine) as where:
            of = rows(size)
            where.publish(*where.queued(of, 0))
            use_table(where)
            with contextlib.redirect_stdout(io.StringIO()):  # the function's metrics
                acts: dict[str, Callable[[], object]] = {
                    "GetItem": get_item,
                    "visit": partial(visit, visit_body(of)),
                    "304": partial(request_unchanged, configuration()["headers"]["ETag"]),
                }
                # What was measured before lies in this process, too: an instance has none of it to go through.
                gc.collect()
                gc.freeze()
                found = in_pairs(acts, "GetItem", rounds)
                gc.unfreeze()
            yield size, found


def status_times(engine: str, rounds: int, each: int = 250) -> dict[str, tuple[float, float]]:
    """``/v1/status`` of 98 municipalities with ``each`` rows: of an instance that knows nothing, and of a warm one."""
    with empty_table(engine) as where:
        lines = []
        of = rows(each)
        for at, one in enumerate(municipalities()):
            code = municipality_code(one.code)
            tenant = Municipality(code, where.table, lambda: NOON)
            content = stage(snapshot_of(of), f"{at:032}", "", tenant)
            live = where.table.live(code, consistent=True)
            draft = LogEntry(0, Action.PUBLISH, stamp(NOON), "figures", "", content=content)
            entry = next_entry(code, live, draft)
            assert (
                where.table.commit(code, Change(live, apply_entry(live, entry), entry)) is ChangeResult.DONE
            )
            lines += [Line(one.code, row.kle_number, row.source_system, 7) for row in of]
        inventory, index = inventory_of(lines), InventoryTable(where.counted, TABLE)
        head = Head(stamp(NOON), inventory.digest, len(inventory.lines), "figures", stamp(NOON))
        index.write_pages(head, inventory)
        assert index.set_head(head)
        use_table(where)

        earlier: list[object] = []

        def cold() -> None:
            # An instance that starts has none before it, whose memory would be given back here.
            earlier.append(portal_handler.country())
            use_table(where)
            warm()

        def warm() -> None:
            assert request("/v1/status")["statusCode"] == 200

        with contextlib.redirect_stdout(io.StringIO()):
            return in_pairs({"warm": warm, "cold": cold}, "warm", rounds)


def flip_times(engine: str, rounds: int) -> dict[int, float]:
    """The one transaction that makes a snapshot live (with the reading of LIVE before it), to and fro between two."""
    with empty_table(engine) as where:
        acts = {
            str(size): partial(
                flip, where, [_stage(where, rows(size, phone=phone)) for phone in ("66131372", "65511111")]
            )
            for size in SIZES
        }
        return {int(size): taken for size, taken in in_turn(acts, rounds).items()}


def _stage(where: BenchmarkTable, of: Sequence[Row]) -> Content:
    return stage(snapshot_of(of), f"{len(of):032}", "", Municipality(ODENSE, where.table, lambda: NOON))


def flip(where: BenchmarkTable, contents: Sequence[Content]) -> None:
    """Make the other of two sealed snapshots live."""
    live = where.table.live(ODENSE, consistent=True)
    content = contents[live.revision % 2]
    entry = next_entry(ODENSE, live, LogEntry(0, Action.PUBLISH, stamp(NOON), "figures", "", content=content))
    change = Change(live, apply_entry(live, entry), entry)
    assert where.table.commit(ODENSE, change) is ChangeResult.DONE
