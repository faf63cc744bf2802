"""The rows of a sheet, or those that are live: to look through, to find something in, and to change one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.edit_base import edit_base
from kleark.admin.pagination import select_page
from kleark.admin.rendering import page
from kleark.edit.row_search import find_rows, row_texts
from kleark.edit.sheet_edit import COLUMN_BY_KEY
from kleark.exposure.card import format_phone
from kleark.report.plan_cells import optional_cells, shown_text
from kleark.sheet import columns

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.edit.row_search import NumberedRow
    from kleark.http.messages import Response

MOST = 50
"""So many rows are shown at a time."""
SEARCH, COLUMN = "soeg", "kolonne"
LONGEST_SEARCH = 500


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in the list. ``optional``: what it has of columns that few sheets have, each with its name."""

    number: int
    kle_number: str
    title: str
    system: str
    show_from: str
    department: str
    phone: str
    info_url: str
    digital_post: str
    optional: tuple[tuple[str, str], ...]


def rows(visit: PageVisit) -> Response:
    """The rows, or those with a certain text in them. Raises PageError."""
    base = edit_base(visit)
    asked = visit.request.parameters
    text, key = asked.get(SEARCH, "")[:LONGEST_SEARCH], requested_column(visit)
    found = list(find_rows(base.rows, text, key))
    shown, paging = select_page(found, MOST, visit.request)
    return page(
        visit,
        "rows.html.jinja",
        here=base.here,
        base=base,
        lines=[row_line(one) for one in shown],
        paging=paging,
        text=text,
        column=key or "",
        columns=base.column_names,
        total=len(base.rows),
        asked={SEARCH: text, COLUMN: key or ""},
    )


def requested_column(visit: PageVisit, given: str | None = None) -> str | None:
    """The key of the column that is asked for; None for all."""
    key = visit.request.parameters.get(COLUMN, "") if given is None else given
    return key if key in COLUMN_BY_KEY else None


def row_line(one: NumberedRow) -> RowLine:
    """The row as the list shows it."""
    row, texts = one.row, row_texts(one.row)
    mailbox = row.digital_post.mailbox_id
    return RowLine(
        number=one.number,
        kle_number=row.kle_number,
        title=shown_text(row.kle_title),
        system=shown_text(texts[columns.SOURCE_SYSTEM.key]),
        show_from=texts[columns.SHOW_FROM.key],
        department=shown_text(row.contact_department),
        phone=format_phone(row.contact_phone),
        info_url=shown_text(row.info_url),
        digital_post=f"postkasse {mailbox}" if mailbox else shown_text(row.digital_post.url),
        optional=tuple(optional_cells(row, "da")),
    )
