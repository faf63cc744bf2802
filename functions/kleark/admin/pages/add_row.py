"""A new row: written anew, or from one that is there, such as the same KLE number for another system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.edit_base import edit_base, editable_texts
from kleark.admin.edit_orders import edit_form, is_outdated, order_edit, ordered_before
from kleark.admin.pages.edit_row import HINTS, RowField
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pages.rows import row_line
from kleark.admin.pagination import parse_number
from kleark.admin.rendering import page
from kleark.edit.sheet_edit import COLUMN_BY_KEY, LONGEST_VALUE, AddedRow, SheetEdit
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import PageVisit
    from kleark.admin.edit_base import EditBase
    from kleark.edit.row_search import NumberedRow
    from kleark.http.messages import Response

COPIED = "fra"
"""The parameter, and the hidden field, with the number of the row that is copied."""


def new_row_form(visit: PageVisit) -> Response:
    """The fields of a row: empty, or with what stands in the one that is copied. Raises PageError."""
    base = edit_base(visit)
    copied = _copied(base, visit.request.parameters.get(COPIED, ""))
    return _form(visit, base, copied, editable_texts(copied.row) if copied else {})


def add_row(visit: PageVisit) -> Response:
    """Order the new row. Raises PageError."""
    base, sent = edit_base(visit), visit.request.form
    try:
        copied = _copied(base, sent.get(COPIED, ""))
    except NotFoundError:
        # It is gone meanwhile. What was typed is whole without it.
        copied = None
    typed = {key: sent.get(key, "").strip()[:LONGEST_VALUE] for key in COLUMN_BY_KEY}
    filled = {key: text for key, text in typed.items() if text}
    edit = SheetEdit(added=(AddedRow(filled, copied.number if copied else None),)) if filled else SheetEdit()
    if again := ordered_before(visit, base, edit):
        return again
    if is_outdated(base, visit):
        return _form(visit, base, copied, typed, outdated=True)
    if edit.is_empty:
        return _form(visit, base, copied, typed, fault="empty")
    if _key(typed) in {_key(editable_texts(one.row)) for one in base.rows}:
        return _form(visit, base, copied, typed, fault="taken")
    return order_edit(visit, base, edit) or _form(visit, edit_base(visit), copied, typed, outdated=True)


def _copied(base: EditBase, text: str) -> NumberedRow | None:
    """The row that is copied; None where none is. Raises NotFoundError."""
    if not text:
        return None
    number = parse_number(text)
    if number is None:
        raise NotFoundError
    return base.row(number)


def _key(texts: Mapping[str, str]) -> tuple[str, str]:
    """By which two rows are the same one."""
    number, system = (texts.get(one.key, "") for one in (columns.KLE_NUMBER, columns.SOURCE_SYSTEM))
    return number, system.casefold()


def _form(  # noqa: PLR0913 (a form, and why it is shown again)
    visit: PageVisit,
    base: EditBase,
    copied: NumberedRow | None,
    texts: Mapping[str, str],
    *,
    outdated: bool = False,
    fault: str = "",
) -> Response:
    return page(
        visit,
        "add_row.html.jinja",
        409 if outdated else 422 if fault else 200,
        here=base.here,
        base=base,
        copied=row_line(copied) if copied else None,
        fields=[
            RowField(key, label, HINTS.get(key, ""), "", texts.get(key, ""))
            for key, label in base.column_names
        ],
        form=edit_form(base),
        outdated=outdated,
        fault=fault,
    )
