"""How a sheet came about that was made by an edit: from which, by whom, and what was changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.edit.edit_order import OUTCOME_FILE, OrderOutcome
from kleark.i18n.formats import format_count
from kleark.publishing.messages import actor_name
from kleark.publishing.sheet_name import sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.model import Upload
    from kleark.report.summary import Summary

_FURTHEST = 20
"""So many sheets are followed back to the one that was made of what was live."""
_WHY = {
    "formula": "andre celler bruger formlen i den",
    "merged_or_array": "den er en del af en flettet celle eller en matrixformel",
    "no_column": "arket har ikke den kolonne",
    "no_row": "arket har ikke den række",
    "other_value": "der stod noget andet, end siden viste",
}


@dataclass(frozen=True, slots=True)
class EditedSheet:
    """What is told of it.

    Attributes:
        origin: ``Rettet på siden ud fra ark.xlsx, af Anne.``
        source: The address of the sheet that it was made from; empty where there is none to be seen.
        done: How much was changed, and how much is left.
        changes: Cell, column, before and after.
        removed: The numbers of the rows that were taken out.
        added: The numbers of the rows that were added.
        not_changed: The cells that stay as they were, and why.
        outdated_by: The revision that is live, where the sheet was made of an older one; None otherwise.
        made_of: The revision that it was made of; None where it was made of a sheet.
    """

    origin: str
    source: str
    done: str
    changes: Sequence[tuple[str, str, str, str]]
    removed: Sequence[int]
    added: Sequence[int]
    not_changed: Sequence[tuple[str, str]]
    outdated_by: int | None
    made_of: int | None


def edited_sheet(upload: Upload, summary: Summary, live: int, visit: PageVisit) -> EditedSheet | None:
    """None for a sheet that was uploaded whole. ``live``: the revision that is live."""
    if upload.edited_from is None and upload.edited_revision is None:
        return None
    stored = visit.context.stores.reports.read(visit.person.code, upload.upload_id, OUTCOME_FILE)
    outcome = OrderOutcome.from_bytes(stored) if stored else OrderOutcome()
    source = visit.table.upload(visit.person.code, upload.edited_from) if upload.edited_from else None
    name = sheet_name(source) if source else f"version {upload.edited_revision}"
    if source and upload.edited_revision:
        name += f" (version {upload.edited_revision})"
    who = actor_name(upload.uploaded_by, "da", visit.known_as) if upload.uploaded_by else "en, vi ikke kender"
    made_of = revision_made_of(upload, visit)
    outdated = made_of is not None and made_of != live and upload.revision is None
    return EditedSheet(
        origin=f"Rettet på siden ud fra {name}, af {who}.",
        source=f"/ark/{source.upload_id}" if source else "",
        done=" ".join(_done(outcome, summary)) if stored else "",
        changes=outcome.changes,
        removed=outcome.removed,
        added=outcome.added,
        not_changed=[(cell, _WHY.get(reason, "")) for cell, reason in outcome.not_changed],
        outdated_by=live if outdated else None,
        made_of=made_of,
    )


def revision_made_of(upload: Upload, visit: PageVisit) -> int | None:
    """The revision whose rows it goes back to, through however many edits; None where it goes back to a sheet."""
    for _ in range(_FURTHEST):
        if upload.edited_revision is not None or upload.edited_from is None:
            return upload.edited_revision
        before = visit.table.upload(visit.person.code, upload.edited_from)
        if before is None:
            return None
        upload = before
    return None


def _done(outcome: OrderOutcome, summary: Summary) -> Iterator[str]:
    changed = len(outcome.changes) + outcome.mended
    parts = []
    if changed:
        parts.append(format_count(changed, ("1 celle er rettet", "{} celler er rettet"), "da"))
    if outcome.added:
        forms = ("1 række er tilføjet", "{} rækker er tilføjet")
        parts.append(format_count(len(outcome.added), forms, "da"))
    if outcome.removed:
        forms = ("1 række er taget ud", "{} rækker er taget ud")
        parts.append(format_count(len(outcome.removed), forms, "da"))
    yield f"{' og '.join(parts)}."
    errors = summary.counts.errors
    warnings = sum(group.total for group in summary.groups if group.kind == "warning")
    left = []
    if errors:
        left.append(format_count(errors, ("1 fejl skal du selv rette", "{} fejl skal du selv rette"), "da"))
    if warnings:
        forms = ("1 advarsel skal du se på", "{} advarsler skal du se på")
        left.append(format_count(warnings, forms, "da"))
    if left:
        yield f"{', og '.join(left)}."
