"""One revision: who made it live, when and why, what its rows are, and the sheet that they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.log_entries import log_line
from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError
from kleark.admin.pagination import select_page
from kleark.admin.plan_pages import changes_of_revision
from kleark.admin.rendering import page
from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.card import format_phone
from kleark.http.messages import see_other
from kleark.publishing.errors import SweptRevisionError
from kleark.publishing.model import DELETION
from kleark.publishing.object_keys import safe_file_name
from kleark.publishing.revisions import revision_rows
from kleark.publishing.sheet_name import sheet_name
from kleark.redaction.invisible import visible
from kleark.refusal_codes import RefusalCode
from kleark.report.plan_cells import optional_cells

if TYPE_CHECKING:
    from datetime import date

    from kleark.admin.app_context import PageVisit
    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from kleark.publishing.model import LogEntry, Upload

MOST = 100
"""So many rows are shown at a time."""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row in the words of the sheet that it came from.

    ``optional``: what it has of columns that few sheets have, each with its name.
    """

    kle_number: str
    title: str
    system: str
    source_system: str
    show_from: date
    active_regardless: bool
    department: str
    phone: str
    info_url: str
    digital_post: str
    service: str
    service_url: str
    optional: tuple[tuple[str, str], ...] = ()


def one_revision(visit: PageVisit) -> Response:
    """What one revision was, and what can be done with it."""
    number = int(visit.path_params["revision"])
    entry = entry_of(number, visit)
    live, deleted = visit.table.live(visit.person.code, consistent=True), False
    try:
        _, rows = revision_rows(number, visit.tenant)
    except SweptRevisionError as refusal:
        rows, deleted = None, refusal.deleted
    shown, paging = select_page(rows or [], MOST, visit.request)
    replaced = visit.table.log_entry(visit.person.code, number + 1)
    upload = upload_of(entry, visit)
    return page(
        visit,
        "revision.html.jinja",
        here="/historik",
        number=number,
        changes=changes_of_revision(number, visit.tenant, entry.inventory_digest),
        entry_line=log_line(entry, upload, visit.known_as),
        live=live.revision,
        replaced_at=replaced.at if replaced else "",
        row_count=entry.content.row_count if entry.content else 0,
        upload_id=upload.upload_id if upload else "",
        sheet=sheet_name(upload) if upload else "",
        swept=rows is None,
        deleted=deleted,
        same_as_live=_digest(entry) == (live.content.digest if live.content else None),
        rows=[_row_view(row) for row in shown],
        paging=paging,
    )


def sheet(visit: PageVisit) -> Response:
    """The very sheet that the revision was made of; or why it cannot be had, and what can be had instead."""
    number = int(visit.path_params["revision"])
    entry = entry_of(number, visit)
    upload = upload_of(entry, visit)
    if upload is not None and upload.status in DELETION:
        way = NextStep("Se, hvem der gjorde det og hvorfor", visit.url(f"/ark/{upload.upload_id}"))
        raise PageError(
            RefusalCode.SHEET_DELETED,
            410,
            f"Arket bag version {number} er slettet",
            "En godkender har slettet det, så hverken arket eller rækkerne er gemt mere.",
            next_steps=(way,),
        )
    if upload is not None:
        name = safe_file_name(f"version {number} - {sheet_name(upload)}")
        if link := visit.context.stores.sheets.upload_link(upload.key, upload.version_id, name):
            return see_other(link)
    if entry.content is None or not entry.content.row_count:
        raise PageError(
            RefusalCode.NO_SUCH_FILE,
            404,
            *_NO_ROWS,
            next_steps=(NextStep("Hent et tomt ark", visit.url("/skabelon", tom=1)),),
        )
    if not visit.table.is_sealed(visit.person.code, entry.content):
        raise PageError(RefusalCode.REVISION_GONE, 410, f"Arket bag version {number} er slettet", _ALL_GONE)
    way = NextStep("Hent et ark med de samme rækker", visit.url("/skabelon", version=number))
    raise PageError(
        RefusalCode.SHEET_GONE,
        404,
        f"Arket bag version {number} er ikke gemt mere",
        _SHEET_GONE,
        next_steps=(way,),
    )


def entry_of(number: int, visit: PageVisit) -> LogEntry:
    """How the municipality's revision came to be. Raises NotFoundError where it never had it."""
    entry = visit.table.log_entry(visit.person.code, number)
    if entry is None:
        raise NotFoundError
    return entry


def upload_of(entry: LogEntry, visit: PageVisit) -> Upload | None:
    """The upload that a revision's rows came from, by way of an earlier revision too; None where there was none."""
    if entry.content is None or not entry.content.upload_id:
        return None
    return visit.table.upload(visit.person.code, entry.content.upload_id)


def _digest(entry: LogEntry) -> str | None:
    return entry.content.digest if entry.content else None


def _row_view(row: Row) -> RowView:
    service = row.self_service
    mailbox = row.digital_post.mailbox_id
    return RowView(
        kle_number=row.kle_number,
        title=visible(row.kle_title),
        system="Alle" if row.source_system == ALL_SYSTEMS else visible(row.source_system),
        source_system=row.source_system,
        show_from=row.show_from,
        active_regardless=row.show_active_regardless,
        department=visible(row.contact_department),
        phone=format_phone(row.contact_phone),
        info_url=visible(row.info_url),
        digital_post=f"postkasse {mailbox}" if mailbox else visible(row.digital_post.url),
        service=visible(service.name) if service else "",
        service_url=visible(service.url) if service else "",
        optional=tuple(optional_cells(row, "da")),
    )


_NO_ROWS = (
    "Der er ikke noget ark bag den version",
    "Visningen blev tømt, så der var ingen rækker. Du kan hente et tomt ark og begynde på det.",
)
_ALL_GONE = (
    "Versionen er så gammel, at både arket og rækkerne er slettet. Har du selv arket liggende, så kontrollér det igen "
    "og offentliggør det."
)
_SHEET_GONE = (
    "Men rækkerne er gemt, så vi kan lave et nyt ark med dem. Det har vores egne kolonner og farver og ikke det, du "
    "selv har skrevet ved siden af."
)
