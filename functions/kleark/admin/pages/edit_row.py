"""One row, to be changed or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.edit_base import edit_base
from kleark.admin.edit_orders import edit_form, is_outdated, order_edit, ordered_before
from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError
from kleark.admin.pages.rows import row_line
from kleark.admin.rendering import page
from kleark.edit.sheet_edit import COLUMN_BY_KEY, LONGEST_VALUE, RowEdit, SheetEdit
from kleark.refusal_codes import RefusalCode
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import PageVisit
    from kleark.admin.edit_base import EditBase
    from kleark.edit.row_search import NumberedRow
    from kleark.http.messages import Response

ACTION, TAKE_OUT = "gor", "tag-ud"
BEFORE = "foer-"
"""What the hidden fields begin with that say what stood in each field when the form was made."""

HINTS = {
    columns.KLE_NUMBER.key: "Seks cifre med punktummer, f.eks. 15.62.05",
    columns.SOURCE_SYSTEM.key: "Systemets navn, eller Alle",
    columns.SHOW_FROM.key: "Dag, måned og år, f.eks. 01-01-2020",
    columns.SHOW_ACTIVE.key: "Ja eller Nej",
    columns.CONTACT_PHONE.key: "8 cifre",
    **dict.fromkeys((column.key for column in columns.TITLE_CHOICES), "Ja, Nej eller tom"),
    columns.CONTACT_EMAIL.key: "Afdelingens fælles postkasse, f.eks. jobcenter@odense.dk",
    **dict.fromkeys(
        (columns.CONTACT_PHONE_HOURS.key, columns.CONTACT_OPENING_HOURS.key),
        "Med ord, f.eks. Mandag til torsdag 9-15",
    ),
}
LINKS = {columns.INFO_URL.key, columns.DIGITAL_POST.key, columns.SELF_SERVICE_URL.key}


@dataclass(frozen=True, slots=True)
class RowField:
    """One cell of the row. ``text``: what stands there; ``typed``: what is in the field, the same until it is changed.

    ``now``: what has come to stand there since the form was made; None where that is the same.
    """

    key: str
    label: str
    hint: str
    text: str
    typed: str
    now: str | None = None

    @property
    def is_link(self) -> bool:
        """Which needs more room than what else is in a row."""
        return self.key in LINKS


def row_form(visit: PageVisit) -> Response:
    """The row's cells as fields. Raises PageError."""
    base = edit_base(visit)
    one = base.row(int(visit.path_params["row"]))
    return _form(visit, base, one, base.texts(one.row), {})


def edit_row(visit: PageVisit) -> Response:
    """Order what was changed, or that the row is taken out. Raises PageError."""
    base, sent = edit_base(visit), visit.request.form
    number = int(visit.path_params["row"])
    before = {key: sent[BEFORE + key] for key in COLUMN_BY_KEY if BEFORE + key in sent}
    typed = {
        key: sent[key].strip()[:LONGEST_VALUE]
        for key, text in before.items()
        if sent.get(key, text).strip() != text
    }
    try:
        one = base.row(_number_now(base, before, number) if is_outdated(base, visit) else number)
    except NotFoundError:
        raise _row_gone(visit, base) from None
    texts = base.texts(one.row)
    wanted = {key: text for key, text in typed.items() if key in texts and texts[key] != text}
    if sent.get(ACTION) == TAKE_OUT:
        edit = SheetEdit(removed=(one.number,))
    else:
        edit = SheetEdit(rows=(RowEdit(one.number, wanted),) if wanted else ())
    if again := ordered_before(visit, base, edit):
        return again
    if is_outdated(base, visit):
        return _form(visit, base, one, before, typed, outdated=True)
    if edit.is_empty:
        return _form(visit, base, one, texts, {}, nothing=True)
    return order_edit(visit, base, edit) or _form(visit, edit_base(visit), one, before, typed, outdated=True)


def _number_now(base: EditBase, before: Mapping[str, str], number: int) -> int:
    """Where the row stands now that other rows may be live. Raises NotFoundError where it is gone."""
    if base.revision is None:
        return number
    key = tuple(before.get(column.key, "") for column in (columns.KLE_NUMBER, columns.SOURCE_SYSTEM))
    for one in base.rows:
        texts = base.texts(one.row)
        if key == (texts.get(columns.KLE_NUMBER.key), texts.get(columns.SOURCE_SYSTEM.key)):
            return one.number
    raise NotFoundError


def _row_gone(visit: PageVisit, base: EditBase) -> PageError:
    return PageError(
        RefusalCode.STALE_REVISION,
        409,
        "Rækken er der ikke mere",
        "En kollega har ændret rækkerne, mens du skrev, og den række, du rettede, er taget ud eller har fået et andet "
        "KLE-nummer eller fagsystem. Intet er ændret. Se rækkerne, som de er nu.",
        next_steps=(NextStep("Se rækkerne", visit.url(f"{base.path}/raekker")),),
    )


def _form(  # noqa: PLR0913 (a form, and why it is shown again)
    visit: PageVisit,
    base: EditBase,
    one: NumberedRow,
    before: Mapping[str, str],
    typed: Mapping[str, str],
    *,
    outdated: bool = False,
    nothing: bool = False,
) -> Response:
    texts = base.texts(one.row)
    fields = [
        RowField(
            key,
            COLUMN_BY_KEY[key].header,
            HINTS.get(key, ""),
            text,
            typed.get(key, text),
            text if outdated and before.get(key, text) != text else None,
        )
        for key, text in texts.items()
    ]
    return page(
        visit,
        "edit_row.html.jinja",
        409 if outdated else 422 if nothing else 200,
        here=base.here,
        base=base,
        line=row_line(one),
        fields=fields,
        form=edit_form(base),
        outdated=outdated,
        moved=[field for field in fields if field.now is not None],
        nothing=nothing,
    )
