"""The municipality's parts: what each department's sheet may speak for, and an approver's form to define them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.note_errors import note_error
from kleark.admin.page_actions import with_entry
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.rendering import page
from kleark.configuration.part import PartFault, PartKind, part_named
from kleark.configuration.row import ALL_SYSTEMS
from kleark.publishing.errors import NothingToChangeError, Refusal
from kleark.publishing.manual import readable_rows
from kleark.publishing.part_definitions import checked_part, define_part, remove_part
from kleark.publishing.part_errors import UnfitDefinitionError
from kleark.publishing.part_words import reach_text
from kleark.publishing.sheet_effect import parts_of

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.configuration.part import Part
    from kleark.http.messages import Response

NAME, KIND, VALUES, BEFORE, NOTE = "navn", "slags", "indhold", "foer", "note"
"""The form's fields: the part's name, by what its rows are known, its values, the name it had, the reason."""
CHOSEN = "ret"
"""The parameter that names the part that is to be changed."""
_BETWEEN = re.compile(r"[\n\r;]+")


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part on the page. ``rows``: how many of the rows that are live belong to it."""

    name: str
    reach: str
    rows: int


@dataclass(frozen=True, slots=True)
class PartForm:
    """What was typed, and what is wrong with it. ``before``: the name of the part that is changed; empty for a new one.

    ``field``: the id of the field that has to be fixed; empty where none has. ``removing``: it is about the removal.
    """

    name: str = ""
    kind: str = PartKind.DEPARTMENTS.value
    values: str = ""
    before: str = ""
    note: str = ""
    text: str = ""
    field: str = ""
    removing: bool = False

    def error_of(self, field: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return self.text if self.field == field else ""


def part_list(visit: PageVisit) -> Response:
    """The parts, and the form: for a new part, or for the one that was chosen. Raises NotFoundError."""
    chosen = visit.request.parameters.get(CHOSEN, "")
    if not chosen:
        return _page(visit, PartForm())
    part = part_named(chosen, _parts(visit))
    if part is None:
        raise NotFoundError
    return _page(visit, _filled(part))


def save(visit: PageVisit) -> Response:
    """Define a part, or change one."""
    form = visit.request.form
    typed = PartForm(
        form.get(NAME, ""),
        form.get(KIND, ""),
        form.get(VALUES, ""),
        form.get(BEFORE, "").strip(),
        form.get(NOTE, ""),
    )
    try:
        kind = PartKind(typed.kind)
    except ValueError:
        return _refused(visit, typed, "Vælg, hvad delens rækker kendes på.", "slags-systems")
    between = re.compile(r"[\n\r;,]+") if kind is PartKind.KLE else _BETWEEN
    try:
        part = checked_part(typed.name, kind, between.split(typed.values))
        entry = define_part(
            part, visit.person.actor, typed.note, visit.tenant, instead_of=typed.before or None
        )
    except NothingToChangeError:
        return flash_redirect(visit, "/styring/dele", Flash.UNCHANGED)  # the same button pressed twice
    except Refusal as refusal:
        return _refused(visit, typed, *_fault(refusal, typed.note))
    return with_entry(flash_redirect(visit, "/styring/dele", Flash.PART_SAVED), entry)


def remove(visit: PageVisit) -> Response:
    """Remove a part's definition. Its rows stay live."""
    name, note = visit.request.form.get(BEFORE, ""), visit.request.form.get(NOTE, "")
    part = part_named(name, _parts(visit))
    if part is None:
        return flash_redirect(
            visit, "/styring/dele", Flash.UNCHANGED
        )  # a colleague, or the same button, was faster
    try:
        entry = remove_part(part.name, visit.person.actor, note, visit.tenant)
    except Refusal as refusal:
        form = _filled(part, removing=True, note=note)
        text = note_error(refusal, note) or refusal.da
        return _refused(visit, form, text, "fjern-begrundelse" if note_error(refusal, note) else "")
    return with_entry(flash_redirect(visit, "/styring/dele", Flash.PART_REMOVED), entry)


def _filled(part: Part, *, removing: bool = False, note: str = "") -> PartForm:
    values = ("Alle" if value == ALL_SYSTEMS else value for value in part.values)
    return PartForm(part.name, part.kind.value, "\n".join(values), part.name, note, removing=removing)


def _fault(refusal: Refusal, note: str) -> tuple[str, str]:
    """What is wrong, and at which field."""
    if wrong := note_error(refusal, note):
        return wrong, "begrundelse"
    if isinstance(refusal, UnfitDefinitionError):
        return refusal.da, "navn" if refusal.fault is PartFault.NAME else "indhold"
    return refusal.da, "indhold"


def _refused(visit: PageVisit, typed: PartForm, text: str, field: str) -> Response:
    form = PartForm(
        typed.name, typed.kind, typed.values, typed.before, typed.note, text, field, typed.removing
    )
    return _page(visit, form, 422)


def _parts(visit: PageVisit) -> tuple[Part, ...]:
    return parts_of(visit.table.live(visit.person.code, consistent=True))


def _page(visit: PageVisit, form: PartForm, status: int = 200) -> Response:
    live = visit.table.live(visit.person.code, consistent=True)
    parts = parts_of(live)
    rows = readable_rows(live, visit.tenant) if parts else []
    lines = [PartLine(part.name, reach_text(part, "da"), sum(map(part.membership(), rows))) for part in parts]
    return page(
        visit,
        "part_list.html.jinja",
        status,
        here="/styring",
        lines=lines,
        others=len(rows) - sum(line.rows for line in lines),
        typed=form,
    )
