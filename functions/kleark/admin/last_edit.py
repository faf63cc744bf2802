"""The edit that was ordered last of a sheet, or of what is live: what somebody has done since a form was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.edit.edit_order import OUTCOME_FILE, OrderOutcome
from kleark.publishing.ids import upload_id
from kleark.publishing.model import DELETION, UploadStatus

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.publishing.model import Upload

_PUT_ASIDE = frozenset({UploadStatus.GONE, UploadStatus.DISCARDED, *DELETION})


class LastEdit(NamedTuple):
    """``ticket``: of the edit; empty where there was none. ``url``: where what it made is seen, while that stands.

    ``stands``: whether a sheet came of it, or may still: not where it was refused, or the sheet was put aside.
    """

    ticket: str = ""
    url: str = ""
    stands: bool = False

    @property
    def seen(self) -> str:
        """What a form remembers of it."""
        return self.ticket if self.stands else ""


NEVER = LastEdit()


def last_edit(ticket: str, key: str, visit: PageVisit) -> LastEdit:
    """What has become of the edit with this ticket, whose sheet is to be at ``key``."""
    sheets, code = visit.context.stores.sheets, visit.person.code
    version = sheets.version(key)
    if version is None:
        # Marked, and not ordered yet, or deleted since.
        return LastEdit(ticket, visit.url("/ark"), stands=True)
    identity = upload_id(sheets.uploads, key, version)
    upload = visit.table.upload(code, identity)
    url = visit.url(f"/ark/{identity}") if upload else visit.url("/ark/rettes", key=key)
    return LastEdit(ticket, url, stands=_stands(upload, identity, visit))


def _stands(upload: Upload | None, identity: str, visit: PageVisit) -> bool:
    if upload is not None:
        return upload.status not in _PUT_ASIDE
    stored = visit.context.stores.reports.read(visit.person.code, identity, OUTCOME_FILE)
    return stored is None or OrderOutcome.from_bytes(stored).refused is None
