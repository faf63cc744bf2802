"""The rows of a revision, as long as they are kept: to revert to, or to compare with another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.plan import difference
from kleark.configuration.row_pages import UnreadablePageError
from kleark.publishing.errors import SweptRevisionError, UnknownRevisionError
from kleark.publishing.model import DELETION
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows

if TYPE_CHECKING:
    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.publishing.model import Content
    from kleark.publishing.tenant import Tenant


def revision_rows(revision: int, tenant: Tenant) -> tuple[Content, list[Row]]:
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


def plan_between(before: int, after: int, tenant: Tenant) -> Plan:
    """The difference from one revision to another, whichever is older. Raises what `revision_rows` raises."""
    (_, old), (_, new) = revision_rows(before, tenant), revision_rows(after, tenant)
    return difference(old, new, against_revision=before, municipality=tenant.code)
