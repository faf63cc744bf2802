"""The command that deletes all of a municipality's lists of a kind but the one that counts.

What came before the deletion that was asked for goes: pages, files and reports, also of lists that were refused or
replaced. As of a sheet it comes to its end with a pass that finds nothing, at a time when no validator that began
before can be at work any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.erasure.erase import PASSES, Erased, ErasureOutcome, LeftoverError, delete_each
from kleark.publishing.ids import upload_id
from kleark.publishing.object_keys import destination, list_reports, report_prefix
from kleark.publishing.retention import QUIET

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.erasure.ports import ListTable, StoredVersion, VersionedBucket
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import OwnList
    from kleark.publishing.ports import ListErasureQueue


@dataclass(frozen=True, slots=True)
class ListErasureServices:
    """What it works with.

    Attributes:
        kind: Of which kind the lists are.
        lists: The lists.
        uploads: The bucket of uploads.
        uploads_bucket: Its name.
        stored_reports: The bucket of reports.
        queue: Where it asks itself to look again later.
        now: The clock.
    """

    kind: OwnList
    lists: ListTable
    uploads: VersionedBucket
    uploads_bucket: str
    stored_reports: VersionedBucket
    queue: ListErasureQueue
    now: Callable[[], datetime]


def erase_lists(
    code: MunicipalityCode, deleted_at: str, services: ListErasureServices
) -> tuple[ErasureOutcome, Erased]:
    """Delete what came no later than ``deleted_at``, but what counts now, and make sure that nothing of it is left.

    Raises:
        LeftoverError: Something was found at every pass.
    """
    began, total = services.now(), Erased()
    for _ in range(PASSES):
        found = _pass(code, deleted_at, services)
        total += found
        if found.found_nothing:
            break
    else:
        raise LeftoverError("something was found at every pass")
    if began < datetime.fromisoformat(deleted_at) + QUIET:
        services.queue.send_lists(code, services.kind, deleted_at, later=True)
        return ErasureOutcome.WAITING, total
    return ErasureOutcome.ERASED, total


def _pass(code: MunicipalityCode, deleted_at: str, services: ListErasureServices) -> Erased:
    """Reports are listed before files: whatever came meanwhile has its file, by which its report is known to stay."""
    head = services.lists.head(code, consistent=True)
    if head is None:
        return Erased()
    reports = list(services.stored_reports.versions(f"{list_reports(code, services.kind)}/"))
    files = [
        one for one in services.uploads.versions(f"{code}/") if destination(one.key).own_list is services.kind
    ]
    going: list[StoredVersion] = []
    staying: set[str] = set()
    for one in files:
        ids = _ids(one, services.uploads_bucket)
        if one.modified_at <= deleted_at and head.upload_id not in ids:
            going.append(one)
        elif not one.is_marker:
            staying.update(ids)
    kept = tuple(report_prefix(identity, list_reports(code, services.kind)) for identity in staying)
    return Erased(
        rows=services.lists.delete_pages_before(code, head.order),
        sheets=delete_each(going, services.uploads),
        files=delete_each((one for one in reports if not one.key.startswith(kept)), services.stored_reports),
    )


def _ids(stored: StoredVersion, bucket: str) -> tuple[str, str]:
    """The upload's id, also as it is where a local engine keeps no versions."""
    return (
        upload_id(bucket, stored.key, stored.version_id),
        upload_id(bucket, stored.key, f"etag:{stored.etag}"),
    )
