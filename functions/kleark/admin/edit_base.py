"""What an edit on the page begins with: an uploaded sheet, or the rows that are live with the sheet they came from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.last_edit import NEVER, last_edit
from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError
from kleark.admin.upload_lists import one_upload
from kleark.edit.row_search import NumberedRow, row_texts
from kleark.publishing.config_file import rows_of_sheet
from kleark.publishing.manual import readable_rows
from kleark.publishing.model import DELETION, UploadStatus
from kleark.publishing.object_keys import from_page_key
from kleark.publishing.sheet_name import sheet_name
from kleark.refusal_codes import RefusalCode
from kleark.report.model import Report
from kleark.report.plan_cells import shown_text
from kleark.rules.guessed_columns import used_columns
from kleark.sheet.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.admin.last_edit import LastEdit
    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, Upload
    from kleark.sheet.columns import Column

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
        last: The edit of the same that was ordered last.
        made_at: Of a revision, when it became live.
    """

    rows: Sequence[NumberedRow]
    upload: Upload | None
    revision: int | None
    path: str
    last: LastEdit = NEVER
    made_at: str = ""

    @property
    def seen(self) -> str:
        """What must not have changed meanwhile: which revision is live, and who has edited it, or the sheet, last."""
        revision = "" if self.revision is None else str(self.revision)
        return f"{revision} {self.last.seen}".strip()

    @property
    def edited(self) -> str:
        """What is edited, as the table's marks call it."""
        return edited_thing(self.upload, self.revision)

    @property
    def shown_name(self) -> str:
        """The name of the sheet that is changed; empty where there is none."""
        return sheet_name(self.upload) if self.upload else ""

    @property
    def here(self) -> str:
        """The address in the menu under which its pages stand."""
        return "/ark" if self.upload and self.revision is None else "/"

    def texts(self, row: Row) -> dict[str, str]:
        """The texts of a row's cells that can be edited, also those that only other rows of the sheet have."""
        texts = row_texts(row)
        return editable_texts(row) | {column.key: "" for column in self.columns if column.key not in texts}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its rows: those that every sheet has or may have, and of the others those that it uses."""
        return (*COLUMNS, *used_columns(one.row for one in self.rows))

    @property
    def column_names(self) -> tuple[tuple[str, str], ...]:
        """Their keys and their names in the sheet."""
        return tuple((column.key, column.header) for column in self.columns)

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


def sheet_base(upload: Upload, visit: PageVisit) -> EditBase:
    """The sheet without its rows, as it is corrected beside its findings."""
    return EditBase((), upload, None, f"/ark/{upload.upload_id}", _last_edit(upload, None, visit))


def edited_thing(upload: Upload | None, revision: int | None) -> str:
    """What is edited, as the table's marks call it: a revision where its rows are, or else an upload."""
    return upload.upload_id if upload and revision is None else f"revision {revision}"


def edited_key(code: MunicipalityCode, ticket: str, upload: Upload | None, revision: int | None) -> str:
    """The key of the sheet that an edit makes. It speaks for the part that the edited one spoke for."""
    part = upload.part if upload else None
    return from_page_key(code, ticket, _edited_name(upload, revision), part)


def _edited_name(upload: Upload | None, revision: int | None) -> str:
    if upload is None:
        return f"version {revision} rettet{_ENDING}"
    name = sheet_name(upload)
    stem = name[: -len(_ENDING)] if name.lower().endswith(_ENDING) else name
    return f"{stem}{_ENDING}" if stem.endswith(" rettet") else f"{stem} rettet{_ENDING}"


def _last_edit(upload: Upload | None, revision: int | None, visit: PageVisit) -> LastEdit:
    code = visit.person.code
    ticket = visit.table.last_edit(code, edited_thing(upload, revision))
    return last_edit(ticket, edited_key(code, ticket, upload, revision), visit) if ticket else NEVER


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
    return EditBase(rows, upload, None, path, _last_edit(upload, None, visit))


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
    if upload is None or rows is None:
        readable = readable_rows(live, visit.tenant)
        upload, rows = None, [NumberedRow(number, row) for number, row in enumerate(readable, _FIRST_ROW)]
    last = _last_edit(upload, live.revision, visit)
    return EditBase(rows, upload, live.revision, "", last, live.published_at or "")


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
