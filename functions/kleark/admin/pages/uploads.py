"""Every sheet that the municipality has uploaded, and what became of each: a page at a time.

The address says which page: ``?fra=`` and the sheet that it begins with, ``?til=`` and the one that it ends with,
``?dato=`` and a day, ``?aeldste=1``. So no page takes longer for what lies before it. ``?side=2``, as addresses were
written before, is still answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.admin.history_form import DAY_WANTED, LONGEST, read_day
from kleark.admin.moment_choice import today_of
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pagination import PARAMETER, requested_page
from kleark.admin.rendering import page
from kleark.admin.upload_lists import upload_lines
from kleark.i18n.danish_time import start_of_day
from kleark.publishing.model import stamp
from kleark.publishing.upload_state import state_records
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

MOST = 50
"""So many are shown at a time."""

DAY = "dato"


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One page of the list, newest first.

    Attributes:
        uploads: What it shows.
        newer: The sheet that the page before this one ends with; None where this is the first.
        older: The sheet that the next page begins with; None where this is the last.
    """

    uploads: Sequence[Upload]
    newer: Upload | None
    older: Upload | None

    @property
    def is_all(self) -> bool:
        """Whether there are no others."""
        return not (self.newer or self.older)


def every_upload(visit: PageVisit) -> Response:
    """The uploads, newest first."""
    day = visit.request.parameters.get(DAY, "").strip()[:LONGEST]
    asked = read_day(day, today_of(visit)) if day else None
    error = DAY_WANTED if day and asked is None else ""
    if asked:
        end = stamp(start_of_day(asked + timedelta(days=1)))
        shown = _page_from(visit.table.newest_uploads(visit.person.code, MOST + 1, before=end), visit)
    else:
        shown = _asked_page(visit)
    records = state_records(visit.table, visit.person.code, shown.uploads)
    return page(
        visit,
        "uploads.html.jinja",
        422 if error else 200,
        here="/ark",
        uploads=upload_lines(shown.uploads, records, visit.known_as),
        shown=shown,
        day=visible(day),
        asked_day=asked,
        error=error,
    )


def _asked_page(visit: PageVisit) -> UploadPage:
    """The page that the address names by a sheet. Raises NotFoundError."""
    parameters, table, code = visit.request.parameters, visit.table, visit.person.code
    if "fra" in parameters:
        start = _named(parameters["fra"], visit)
        return _page_from(table.newest_uploads(code, MOST + 1, start=start), visit)
    if "til" in parameters:
        found = table.oldest_uploads(code, MOST + 1, start=_named(parameters["til"], visit))
        return _page_until(found, visit)
    if "aeldste" in parameters:
        return _page_until(table.oldest_uploads(code, MOST + 1), visit)
    return _numbered_page(visit)


def _page_from(found: Sequence[Upload], visit: PageVisit) -> UploadPage:
    """The page that begins with the first of these, newest first: one more than it shows, if there are more."""
    newer = None
    if found:
        beside = visit.table.oldest_uploads(visit.person.code, 2, start=found[0])
        newer = beside[1] if len(beside) > 1 else None
    return UploadPage(found[:MOST], newer, found[MOST] if len(found) > MOST else None)


def _page_until(found: Sequence[Upload], visit: PageVisit) -> UploadPage:
    """The page that ends with the first of these, oldest first: one more than it shows, if there are more."""
    older = None
    if found:
        beside = visit.table.newest_uploads(visit.person.code, 2, start=found[0])
        older = beside[1] if len(beside) > 1 else None
    return UploadPage(found[:MOST][::-1], found[MOST] if len(found) > MOST else None, older)


def _numbered_page(visit: PageVisit) -> UploadPage:
    """The page by its number, counted from the newest, as older addresses name it. Raises NotFoundError."""
    number = requested_page(visit.request) if PARAMETER in visit.request.parameters else 1
    found = visit.table.newest_uploads(visit.person.code, number * MOST + 1)
    start = (number - 1) * MOST
    if number > 1 and len(found) <= start:
        raise NotFoundError
    older = found[start + MOST] if len(found) > start + MOST else None
    return UploadPage(found[start : start + MOST], found[start - 1] if start else None, older)


def _named(upload_id: str, visit: PageVisit) -> Upload:
    """A sheet of the person's own municipality. Raises NotFoundError."""
    upload = visit.table.upload(visit.person.code, upload_id) if upload_id else None
    if upload is None:
        raise NotFoundError
    return upload
