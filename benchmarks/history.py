"""What reading consumes of DynamoDB as history grows: the same municipality with more and more uploads."""

from __future__ import annotations

import argparse
import contextlib
import io
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

from benchmarks.consumption import measure_consumption
from benchmarks.operations import sweep_services
from benchmarks.stored_sheet import open_context
from benchmarks.tables import NOON, ODENSE, TABLE, empty_table
from kleark.adapters.cloudformation import OperatorTable, Stack
from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.expressions import key, upload_record_key
from kleark.adapters.dynamodb.items import attribute, to_item, to_values
from kleark.admin import app
from kleark.commands import show_live
from kleark.http.messages import Request
from kleark.identity.sessions import COOKIE
from kleark.publishing.ids import snapshot_id, upload_id
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.model import Action, Content, Live, LogEntry, Upload, UploadStatus, stamp, upload_order
from kleark.publishing.sweep import sweep
from kleark.publishing.verification import Verified, verify_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.consumption import Consumption
    from benchmarks.tables import BenchmarkTable
    from kleark.adapters.dynamodb.items import Item

UPLOADS = (100, 1_000, 5_000)

MOST_GROWTH = 1.2
"""What an act may read at most of the longest history, in times of what it reads of the shortest."""

EVERY = timedelta(hours=6)
"""From one upload to the next."""

PUBLISHED_EACH, REVERTED_EACH = 3, 20
"""Of the uploads each third is published, and each twentieth publication is followed by a revert to the one before."""

_STATUSES = (UploadStatus.REJECTED, UploadStatus.CHECKED, UploadStatus.AWAITING_CONFIRMATION)

_BATCH = 25

Act = tuple[str, int, "Consumption"]


def histories(engine: str, sizes: Sequence[int] = UPLOADS) -> Iterator[Act]:
    """Each act with the number of uploads and its consumption."""
    for size in sizes:
        with empty_table(engine) as where:
            write_history(where, size)
            for name, act in acts(where, size):
                with measure_consumption(where.counted, where.quiet) as found:
                    act()
                yield name, size, found


def acts(where: BenchmarkTable, size: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured. The sweep's first run, which reads all that there is, comes before the one that is counted."""
    now = NOON + size * EVERY + timedelta(days=30)
    yield "front page", partial(_page, where, "/")
    yield "list of sheets, first page", partial(_page, where, "/ark")
    yield "list of sheets, a later page", partial(_page, where, "/ark", f"fra={_id(size // 2)}")
    yield "list of sheets, last page", partial(_page, where, "/ark", "aeldste=1")
    yield "kleark live", partial(_command, where, show_live.show)
    yield "kleark uploads", partial(_command, where, show_live.uploads)
    services = sweep_services(where, now)
    verified = Verified(services.marks, services.build, now)

    def hour() -> None:
        sweep([ODENSE], services, _fail)
        assert verify_logs([ODENSE], services.table, lambda: False, _fail, verified) == {}

    yield "sweep, the first", hour
    yield "sweep, nothing new", hour


def write_history(where: BenchmarkTable, uploads: int) -> None:
    """So many uploads, with the revisions, reverts and snapshots that came of them, as functions leave them."""
    items: list[Item] = []
    live = Live()
    for number in range(uploads):
        at = stamp(NOON + number * EVERY)
        upload = _upload(number, at)
        if number % PUBLISHED_EACH == 0:
            content = Content(
                snapshot_id(upload.upload_id, f"{number:064}", "1.0/300000"),
                f"{number:064}",
                250,
                "1.0",
                upload.upload_id,
                at,
            )
            before = live.content
            live = _logged(items, live, LogEntry(0, Action.PUBLISH, at, "automatic", "", content=content))
            if before and live.revision % REVERTED_EACH == 0:
                draft = LogEntry(0, Action.REVERT, at, _ANNE, "forkert ark", content=before)
                live = _logged(items, live, draft)
            items.append(_snapshot(content, at))
        items.append(upload_record_key(ODENSE, upload.upload_id) | to_item(to_values(upload)))
    order = upload_order(stamp(NOON + uploads * EVERY), "", "")
    values = to_values(live) | {"order": order}
    items.append(key(ODENSE, keys.LIVE) | to_item(values))
    items.append(key(ODENSE, keys.ANNOUNCED) | to_item({"announced": live.revision}))
    for start in range(0, len(items), _BATCH):
        requests: Any = [{"PutRequest": {"Item": item}} for item in items[start : start + _BATCH]]
        answer = where.quiet.batch_write_item(RequestItems={TABLE: requests})
        assert not answer.get("UnprocessedItems")


_ANNE = "oidc:anne:anne@odense.example"


def _id(number: int) -> str:
    return upload_id("uploads", f"0461/ark-{number}.xlsx", "v1")


def _upload(number: int, at: str) -> Upload:
    published = number % PUBLISHED_EACH == 0
    makers = number // PUBLISHED_EACH + 1
    # One revert more for each `REVERTED_EACH` revisions, which counts as one of them.
    revision = makers + max(0, (makers - 1) // (REVERTED_EACH - 1)) if published else None
    return Upload(
        upload_id=_id(number),
        municipality=ODENSE,
        status=UploadStatus.PUBLISHED if published else _STATUSES[number % len(_STATUSES)],
        bucket="uploads",
        key=f"0461/kontrol/side/0123456789abcdefABCDEF/ark-{number}.xlsx",
        version_id="3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY",
        uploaded_at=at,
        order=upload_order(at, at, _id(number)),
        received_at=at,
        verdict="accepted",
        row_count=250,
        digest=f"{number:064}",
        revision=revision,
        uploaded_by=_ANNE,
        reason=None if published else "Arket ville fjerne for mange rækker, så en person skal bekræfte det.",
    )


def _logged(items: list[Item], live: Live, draft: LogEntry) -> Live:
    entry = next_entry(ODENSE, live, draft)
    items.append(key(ODENSE, keys.log_key(entry.revision, entry.step)) | to_item(to_values(entry)))
    return apply_entry(live, entry)


def _snapshot(content: Content, at: str) -> Item:
    values = to_values(content) | {"sealed": True, "opened_at": at}
    item = key(ODENSE, keys.snapshot_key(content.snapshot_id)) | to_item(values)
    under = {keys.INDEX_HASH: attribute(keys.opened_snapshots(ODENSE)), keys.INDEX_RANGE: attribute(at)}
    return item | under


def _page(where: BenchmarkTable, path: str, query: str = "") -> None:
    context = open_context(cast("Any", where.table))
    answer = app.handle(Request("GET", path, query, cookies=(f"{COOKIE}=token",)), context)
    assert answer.status == 200, answer


def _command(where: BenchmarkTable, command: Callable[[argparse.Namespace], int]) -> None:
    stack = Stack("figures", {"TableName": TABLE})
    options = argparse.Namespace(stack="figures", code=ODENSE, output_format="text", lang="da", all=False)
    with (
        patch("kleark.adapters.cloudformation.find_stack", lambda _: stack),
        patch.object(Stack, "table", OperatorTable(where.counted, TABLE)),
        contextlib.redirect_stdout(io.StringIO()) as told,
    ):
        assert command(options) == 0
    assert told.getvalue()


def _fail(code: str, error: Exception) -> None:
    raise AssertionError(code) from error


def growth(found: dict[tuple[str, int], Consumption]) -> dict[str, float]:
    """Of each act, what is read of the longest history in times of what is read of the shortest."""
    sizes = sorted({size for _, size in found})
    return {
        act: found[act, sizes[-1]].read / found[act, sizes[0]].read
        for act in dict.fromkeys(act for act, _ in found)
    }
