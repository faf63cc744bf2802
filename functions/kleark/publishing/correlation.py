"""Which id all lines of the log share that are about the same thing, in whatever function they are written.

    upload ──▶ validate ──▶ publish ──▶ announce ──▶ notify      the upload's id
                 person: publish, schedule, delete ──▶ …         the upload's id
                 person: revert, freeze, a setting ──▶ …         the first 32 digits of the hash of the log's entry

Both are there already, so nothing more is stored: any release reads what another wrote, and what was done long ago can
be followed as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.model import Action

if TYPE_CHECKING:
    from kleark.publishing.model import LogEntry

DIGITS = 32

ABOUT_A_SHEET = frozenset({Action.PUBLISH, Action.SCHEDULE, Action.CANCEL, Action.REFUSE, Action.DELETE})
"""What is done with one sheet. A revert is not: the sheet that it goes back to came long before."""


def entry_correlation(action: Action, upload_id: str | None, entry_hash: str) -> str:
    """The id of what an entry of the log tells. ``upload_id``: of its content, or of the sheet to be deleted."""
    return upload_id if upload_id and action in ABOUT_A_SHEET else entry_hash[:DIGITS]


def correlation_of(entry: LogEntry) -> str:
    """The same of an entry at hand."""
    upload_id = entry.deleted_upload or (entry.content.upload_id if entry.content else None)
    return entry_correlation(entry.action, upload_id, entry.hash)
