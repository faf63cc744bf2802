"""A municipality's list, of case templates or own KLE numbers: the one that counts, and what was found in any."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kleark.admin.list_pages import list_pages
from kleark.admin.pages.error_page import NotFoundError, PageError
from kleark.admin.pagination import paging, requested_page
from kleark.admin.rendering import page
from kleark.admin.stored_reports import read_excerpt, read_summary, whole_group
from kleark.http.messages import see_other
from kleark.i18n.danish_time import danish_zone
from kleark.intake.list_intake import OUTCOME
from kleark.intake.outcome import ListOutcome
from kleark.intake.report_files import NOT_MADE
from kleark.publishing.messages import actor_name
from kleark.publishing.object_keys import destination, list_reports, report_prefix, safe_file_name
from kleark.redaction.shown_name import shown_name
from kleark.refusal_codes import RefusalCode
from kleark.report.html_view import group_page, incomplete, summary_page

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.configuration.list_head import LatestUpload, ListHead
    from kleark.http.messages import Response
    from kleark.report.html_view import Page

MOST = 100
"""So many findings of one rule are on a page."""

_FILES = {
    "kommentarer": ("annotated.xlsx", " med kommentarer.xlsx"),
    "rapport": ("report.html", " resultat.html"),
}
ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list that was uploaded, and what was found in it.

    Attributes:
        upload_id: Of the upload.
        name: Of the file.
        report: The report, as it is laid out; None where it is gone.
        outcome: What became of the list, as a `ListOutcome`; empty where that is not known.
        commentable: Whether there is a workbook with the remarks in it.
        is_current: Whether it is the list that counts.
    """

    upload_id: str
    name: str
    report: Page | None
    outcome: str
    commentable: bool
    is_current: bool


def current_list(visit: PageVisit) -> Response:
    """The list that counts; or what such a list is for."""
    head, latest = _stored(visit)
    counting = head if head and not head.is_deleted else None
    shown = _list_page(visit, counting.upload_id, counting, latest) if counting else None
    return _page(visit, head, latest, shown)


def one_list(visit: PageVisit) -> Response:
    """What was found in one that was uploaded, whether it counts or not. Raises NotFoundError."""
    head, latest = _stored(visit)
    shown = _list_page(visit, visit.path_params["upload"], head, latest)
    if shown.report is None:
        raise NotFoundError
    return _page(visit, head, latest, shown)


def findings_of_rule(visit: PageVisit) -> Response:
    """All findings of one rule, some at a time. Raises NotFoundError where there are none."""
    upload, folder = visit.path_params["upload"], list_reports(visit.person.code, list_pages(visit).kind)
    summary = read_summary(visit, upload, folder)
    group = summary and whole_group(visit, upload, summary, folder)
    if not summary or not group:
        raise NotFoundError
    pages = paging(requested_page(visit.request), MOST, group.total)
    some = group._replace(findings=group.findings[pages.first - 1 : pages.last])
    shown = group_page(some, summary, read_excerpt(visit, upload, folder), "da")
    return page(
        visit,
        "own_list_findings.html.jinja",
        here=(own := list_pages(visit).own),
        own=f"{own}/{upload}",
        name=summary.file.name,
        kind=group.kind,
        group=shown.group,
        words=shown.words,
        instead=shown.instead,
        incomplete=incomplete(summary, "da"),
        pages=pages,
    )


def fetch(visit: PageVisit) -> Response:
    """Go to a file of an uploaded list, which S3 hands out itself. Raises NotFoundError; PageError where it is gone."""
    upload, asked = visit.path_params["upload"], visit.path_params["file"]
    sheets, folder = visit.context.stores.sheets, list_reports(visit.person.code, list_pages(visit).kind)
    summary = read_summary(visit, upload, folder)
    if summary is None or (asked != ORIGINAL and asked not in _FILES):
        raise NotFoundError
    if asked == ORIGINAL:
        head, _ = _stored(visit)
        if head is None or head.upload_id != upload:
            raise NotFoundError
        link = sheets.upload_link(head.key, head.version_id, safe_file_name(summary.file.name))
    else:
        stored, ending = _FILES[asked]
        name = safe_file_name(summary.file.name.removesuffix(".xlsx") + ending)
        link = sheets.report_link(report_prefix(upload, folder) + stored, name)
    if link is None:
        raise PageError(
            RefusalCode.NO_SUCH_FILE,
            404,
            "Der er ikke nogen fil",
            "Er listen lige kontrolleret, kan filen være på vej: prøv igen om et minut.",
        )
    return see_other(link)


def _page(
    visit: PageVisit, head: ListHead | None, latest: LatestUpload | None, shown: ListPage | None
) -> Response:
    newer = latest if latest and (head is None or latest.order > head.order) else None
    by = head.deleted_by or head.uploaded_by if head else ""
    return page(
        visit,
        "own_list.html.jinja",
        here=(pages := list_pages(visit)).own,
        lists=pages,
        head=head,
        by=actor_name(by, "da", visit.known_as) if by else "",
        shown=shown,
        refused=newer if newer and newer.outcome == ListOutcome.REJECTED else None,
        deletable=newer is not None or bool(head and not head.is_deleted),
    )


def _stored(visit: PageVisit) -> tuple[ListHead | None, LatestUpload | None]:
    table, code = list_pages(visit).table(visit), visit.person.code
    return table.head(code, consistent=True), table.latest(code)


def _list_page(visit: PageVisit, upload: str, head: ListHead | None, latest: LatestUpload | None) -> ListPage:
    reports, folder = visit.context.stores.reports, list_reports(visit.person.code, list_pages(visit).kind)
    summary = read_summary(visit, upload, folder)
    is_current = head is not None and head.upload_id == upload
    at = next((one.uploaded_at for one in (head, latest) if one and one.upload_id == upload), "")
    checked_at = datetime.fromisoformat(at).astimezone(danish_zone()) if at else None
    said = reports.read(folder, upload, OUTCOME)
    named = summary.file.name if summary else shown_name(destination(head.key).file_name) if head else ""
    is_workbook = summary is not None and summary.readable and named.lower().endswith(".xlsx")
    return ListPage(
        upload,
        named,
        summary_page(summary, "da", checked_at) if summary else None,
        json.loads(said)["outcome"] if said else "",
        is_workbook and reports.read(folder, upload, NOT_MADE) is None,
        is_current,
    )
