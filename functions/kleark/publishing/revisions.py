"""The rows of a revision, as long as they are kept: to revert to, or to compare with another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.row_pages import UnreadablePageError
from kleark.configuration.stored_row import digest_of
from kleark.configuration.stored_rows import difference_between
from kleark.publishing.errors import SweptRevisionError, UnknownRevisionError
from kleark.publishing.model import DELETION
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.configuration.stored_row import StoredRow
    from kleark.publishing.model import Content, LogEntry
    from kleark.publishing.tenant import Tenant


def revision_rows(revision: int, tenant: Tenant) -> tuple[Content, Sequence[Row]]:
    """The content of a revision and its rows.

    Raises:
        UnknownRevisionError: The log has no such revision.
        SweptRevisionError: Its rows have been deleted.
        BrokenSnapshotError: Its rows should be there, but are not what was sealed.
    """
    entry = tenant.table.log_entry(tenant.code, revision)
    if entry is None or entry.content is None:
        raise UnknownRevisionError(tenant.code, revision)
    try:
        rows = sealed_rows(tenant.code, entry.content, tenant.table)
    except (BrokenSnapshotError, UnreadablePageError):
        # Asked after the rows were read: a sweep may delete them at any moment.
        if tenant.table.is_sealed(tenant.code, entry.content):
            raise
        raise _swept(revision, entry.content, tenant) from None
    if not tenant.table.is_sealed(tenant.code, entry.content):
        raise _swept(revision, entry.content, tenant)
    return entry.content, rows


def _swept(revision: int, content: Content, tenant: Tenant) -> SweptRevisionError:
    upload = tenant.table.upload(tenant.code, content.upload_id) if content.upload_id else None
    return SweptRevisionError(revision, deleted=upload is not None and upload.status in DELETION)


def snapshot_rows(content: Content, tenant: Tenant) -> Sequence[StoredRow] | None:
    """The rows of a snapshot; None where they are deleted, or are not what was sealed: half is never searched."""
    try:
        rows = tuple(tenant.table.rows(tenant.code, content.snapshot_id))
    except UnreadablePageError:
        return None
    whole = (len(rows), digest_of(row.line for row in rows)) == (content.row_count, content.digest)
    # Asked after the rows were read: a sweep may delete them at any moment.
    return rows if whole and tenant.table.is_sealed(tenant.code, content) else None


def revision_at(moment: str, tenant: Tenant) -> LogEntry | None:
    """The entry of the revision that was live at a moment, as `model.stamp` writes it; None before the first.

    Revisions follow each other in time, so it is found by halving: a dozen reads for some thousand revisions.
    """
    low, high, found = 1, tenant.table.live(tenant.code, consistent=True).revision, None
    while low <= high:
        middle = (low + high) // 2
        entry = tenant.table.log_entry(tenant.code, middle)
        if entry is not None and entry.at <= moment:
            low, found = middle + 1, entry
        else:
            high = middle - 1
    return found


def plan_between(before: int, after: int, tenant: Tenant) -> Plan:
    """The difference from one revision to another, whichever is older. Raises what `revision_rows` raises."""
    (_, old), (_, new) = revision_rows(before, tenant), revision_rows(after, tenant)
    return difference_between(old, new, against_revision=before, municipality=tenant.code)
