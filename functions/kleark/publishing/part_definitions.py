"""Defining, changing and removing a municipality's parts: an approver's decision, recorded in the log.

Sheets that wait and speak for a part that is changed or removed cannot be published any more: what they were checked
for is another thing now. They are neither changed nor lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.configuration.part import (
    MOST_BYTES,
    MOST_PARTS,
    PartFault,
    UnfitPartError,
    define,
    fold,
    overlap,
    parts_to_text,
)
from kleark.publishing.change import ATTEMPTS, Change, ChangeResult
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError
from kleark.publishing.log import apply_entry, next_entry
from kleark.publishing.manual import readable_rows
from kleark.publishing.model import Action, LogEntry
from kleark.publishing.note import checked_note
from kleark.publishing.part_errors import OverlappingPartsError, UnfitDefinitionError, required_part
from kleark.publishing.sheet_effect import parts_of
from kleark.redaction.cpr import holds_cpr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kleark.configuration.part import Part, PartKind
    from kleark.publishing.model import Live
    from kleark.publishing.tenant import Tenant


def checked_part(name: str, kind: PartKind, values: Iterable[str]) -> Part:
    """A part of what somebody typed. Raises UnfitDefinitionError.

    A CPR number is refused, since what is in the log can never be deleted.
    """
    try:
        part = define(name, kind, values)
    except UnfitPartError as error:
        raise UnfitDefinitionError(error) from error
    if any(holds_cpr(text) for text in (part.name, *part.values)):
        raise UnfitDefinitionError(UnfitPartError(PartFault.VALUE, "…"))
    return part


def define_part(
    part: Part, actor: str, note: str, tenant: Tenant, *, instead_of: str | None = None
) -> LogEntry:
    """Define a part, or change the one of the same name.

    Args:
        part: From `checked_part`.
        actor: Who asks, as the log names them.
        note: Why; required.
        tenant: The municipality.
        instead_of: The name of the part that it replaces, where that had another name.

    Raises:
        MissingNoteError: The note is missing, or too long.
        UnfitNoteError: The note holds what must not be in the log.
        UnknownPartError: There is no part called ``instead_of``.
        OverlappingPartsError: It holds rows that are another part's.
        UnfitDefinitionError: There are too many parts, or they are too large.
        NothingToChangeError: It is defined so already.
        ConcurrentChangeError: What is live changed at every attempt.
    """

    def with_part(live: Live) -> list[Part]:
        parts = parts_of(live)
        if instead_of is not None:
            required_part(instead_of, parts)
        replaced = {part.key, fold(instead_of or part.name)}
        others = [one for one in parts if one.key not in replaced]
        for other in others:
            if found := overlap(part, other):
                holding, its = part.membership(), other.membership()
                rows = [row for row in readable_rows(live, tenant) if holding(row) and its(row)]
                raise OverlappingPartsError(found, rows)
        return [*others, part]

    return _change_parts(with_part, part.name, actor, note, tenant)


def remove_part(name: str, actor: str, note: str, tenant: Tenant) -> LogEntry:
    """Remove the definition of a part. Its rows stay live.

    Raises:
        UnknownPartError: There is no such part.
        Refusal: Whatever else `define_part` refuses.
    """

    def without_part(live: Live) -> list[Part]:
        parts = parts_of(live)
        removed = required_part(name, parts)
        return [one for one in parts if one.key != removed.key]

    return _change_parts(without_part, name, actor, note, tenant)


def _change_parts(
    change: Callable[[Live], list[Part]], name: str, actor: str, note: str, tenant: Tenant
) -> LogEntry:
    note = checked_note(note, required=True)
    for _ in range(ATTEMPTS):
        live = tenant.table.live(tenant.code, consistent=True)
        parts = change(live)
        text = parts_to_text(parts)
        if len(parts) > MOST_PARTS or len((text or "").encode()) > MOST_BYTES:
            raise UnfitDefinitionError(UnfitPartError(PartFault.TOO_MUCH))
        if text == live.parts:
            raise NothingToChangeError(
                f"Delen {name} er defineret sådan i forvejen.", f"The part {name} is defined so already."
            )
        # Marks are by name, and names can change hands: from now on the newest upload of all counts for each part.
        becomes = replace(live, parts=text, part_orders=None)
        draft = LogEntry(0, Action.SET_PARTS, tenant.at, actor, note, part=name, parts=text)
        entry = next_entry(tenant.code, live, draft)
        done = tenant.table.commit(tenant.code, Change(live, apply_entry(becomes, entry), entry))
        if done is ChangeResult.DONE:
            return entry
    raise ConcurrentChangeError
