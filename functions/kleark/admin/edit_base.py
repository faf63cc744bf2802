"""What an edit on the page begins with: an uploaded sheet, or the rows that are live with the sheet they came from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError
from kleark.admin.upload_lists import one_upload
from kleark.edit.row_search import NumberedRow, row_texts
from kleark.publishing.config_file import rows_of_sheet
from kleark.publishing.manual import readable_rows
from kleark.publishing.model import DELETION, UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.refusal_codes import RefusalCode
from kleark.report.model import Report
from kleark.report.plan_cells import shown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.configuration.row import Row
    from kleark.publishing.model import Live, Upload

_FIRST_ROW = 2
"""The first row of the sheet that is made where there is none: below its header."""
_ENDING = ".xlsx"


@dataclass(frozen=True, slots=True)
class EditBase:
    """A sheet as it can be changed.

    Attributes:
        rows: Its rows, with their numbers in Excel.
        upload: The upload whose workbook is changed; None where one is made of the rows.
        revision: The revision that is live, where its rows are what is changed; None where it is a sheet's.
        path: What the addresses of its rows begin with.
        seen: What must not have changed meanwhile: which revision is live, or who has edited the sheet last.
        made_at: Of a revision, when it became live.
    """

    rows: Sequence[NumberedRow]
    upload: Upload | None
    revision: int | None
    path: str
    seen: str
    made_at: str = ""

    @property
    def name(self) -> str:
        """The name of the sheet that comes out of it."""
        if self.upload is None:
            return f"version {self.revision} rettet{_ENDING}"
        name = sheet_name(self.upload)
        stem = name[: -len(_ENDING)] if name.lower().endswith(_ENDING) else name
        return f"{stem}{_ENDING}" if stem.endswith(" rettet") else f"{stem} rettet{_ENDING}"

    @property
    def shown_name(self) -> str:
        """The name of the sheet that is changed; empty where there is none."""
        return sheet_name(self.upload) if self.upload else ""

    def row(self, number: int) -> NumberedRow:
        """The row with this number. Raises NotFoundError."""
        for one in self.rows:
            if one.number == number:
                return one
        raise NotFoundError


def edit_base(visit: PageVisit) -> EditBase:
    """What the address is about: an upload, or, without one, what is live. Raises PageError."""
    return (
        _base_of_upload(one_upload(visit), visit) if "upload" in visit.path_params else _base_of_live(visit)
    )


def latest_edit(upload: Upload, visit: PageVisit) -> Upload | None:
    """The newest sheet that was made by editing this one; None where there is none, or it was put aside."""
    gone = {UploadStatus.GONE, UploadStatus.DISCARDED, *DELETION}
    made = (
        one
        for one in visit.table.uploads(visit.person.code)
        if one.edited_from == upload.upload_id and one.edited_revision is None and one.status not in gone
    )
    return max(made, key=lambda one: one.order, default=None)


def can_be_edited(upload: Upload) -> bool:
    """Whether its workbook is there to be edited, as far as its record says."""
    return upload.status not in {UploadStatus.GONE, *DELETION} and upload.scan is None


def editable_texts(row: Row) -> dict[str, str]:
    """The texts of a row's cells that can be edited on the page: those that can be shown as they are."""
    return {key: text for key, text in row_texts(row).items() if shown_text(text) == text}


def _base_of_upload(upload: Upload, visit: PageVisit) -> EditBase:
    path = f"/ark/{upload.upload_id}"
    rows = _stored_rows(upload, visit)
    if rows is None or not can_be_edited(upload):
        raise PageError(
            RefusalCode.SHEET_GONE,
            410,
            "Arkets rækker kan ikke vises",
            "Arket er ikke kontrolleret færdigt, eller det er ikke gemt mere. Se resultatet.",
            next_steps=(NextStep("Se resultatet", visit.url(path)),),
        )
    latest = latest_edit(upload, visit)
    return EditBase(rows, upload, None, path, latest.upload_id if latest else "")


def _base_of_live(visit: PageVisit) -> EditBase:
    live = visit.table.live(visit.person.code, consistent=True)
    if live.content is None:
        raise PageError(
            RefusalCode.NO_SUCH_PATH,
            404,
            "Der vises ingen rækker",
            "Der er ikke offentliggjort noget, så der er ingen rækker at se eller rette. Kontrollér et ark, og "
            "offentliggør det først.",
            next_steps=(NextStep("Gå til forsiden", visit.url("/")),),
        )
    upload = _sheet_of(live, visit)
    rows = _stored_rows(upload, visit) if upload else None
    seen, at = str(live.revision), live.published_at or ""
    if upload is not None and rows is not None:
        return EditBase(rows, upload, live.revision, "", seen, at)
    numbered = [NumberedRow(at, row) for at, row in enumerate(readable_rows(live, visit.tenant), _FIRST_ROW)]
    return EditBase(numbered, None, live.revision, "", seen, at)


def _sheet_of(live: Live, visit: PageVisit) -> Upload | None:
    """The upload whose sheet says the very rows that are live; None where no sheet that is still there does."""
    content = live.content
    if content is None or not content.upload_id:
        return None
    upload = visit.table.upload(visit.person.code, content.upload_id)
    if upload is None or not can_be_edited(upload) or upload.digest != content.digest:
        return None
    return upload if visit.context.stores.sheets.has(upload.key, upload.version_id) else None


def _stored_rows(upload: Upload, visit: PageVisit) -> list[NumberedRow] | None:
    """The rows as they were read, with their numbers; None where the check has left no report."""
    reports, code = visit.context.stores.reports, visit.person.code
    stored = reports.read(code, upload.upload_id, "report.json")
    if stored is None:
        return None
    numbers = [NumberedRow(one.row_number, one.row) for one in Report.from_json(json.loads(stored)).rows]
    # A report hides what may be a personal number; what is going to be published says it.
    whole = reports.read(code, upload.upload_id, "config.json")
    rows = rows_of_sheet(whole) if whole else ()
    if len(rows) != len(numbers):
        return numbers
    return [NumberedRow(one.number, row) for one, row in zip(numbers, rows, strict=True)]
