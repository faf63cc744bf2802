"""``kleark parts``, ``define-part`` and ``remove-part``: what each department's sheet may speak for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import OK, write_json
from kleark.commands.stack_session import on_stack, open_session
from kleark.configuration.part import PartKind
from kleark.i18n.formats import format_count
from kleark.publishing.manual import readable_rows
from kleark.publishing.note import checked_note
from kleark.publishing.part_definitions import checked_part, define_part, remove_part
from kleark.publishing.part_errors import required_part
from kleark.publishing.part_words import reach_text
from kleark.publishing.sheet_effect import parts_of

if TYPE_CHECKING:
    import argparse

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language

_LIVE_ROWS: dict[Language, Forms] = {
    "da": ("1 række vises nu", "{} rækker vises nu"),
    "en": ("1 row is live", "{} rows are live"),
}


@on_stack
def show(options: argparse.Namespace) -> int:
    """List the municipality's parts, with how many rows of each are live."""
    session = open_session(options)
    live = session.tenant.table.live(session.code, consistent=True)
    parts, rows = parts_of(live), readable_rows(live, session.tenant)
    counted = [(part, sum(map(part.membership(), rows))) for part in parts]
    if options.output_format == "json":
        write_json(
            {
                "municipalityCode": session.code,
                "parts": [part.to_json() | {"rows": count} for part, count in counted],
            }
        )
        return OK
    if not counted:
        session.print_line("Kommunen har ikke oprettet nogen dele.", "The municipality has defined no parts.")
    for part, count in counted:
        session.print_line(
            f"{part.name}: {reach_text(part, 'da')}; {format_count(count, _LIVE_ROWS['da'], 'da')}",
            f"{part.name}: {reach_text(part, 'en')}; {format_count(count, _LIVE_ROWS['en'], 'en')}",
        )
    return OK


@on_stack
def define(options: argparse.Namespace) -> int:
    """Define a part, or change the one of that name."""
    session = open_session(options)
    checked_note(options.note, required=True)
    [(kind, values)] = [
        (kind, getattr(options, kind.value)) for kind in PartKind if getattr(options, kind.value)
    ]
    part = checked_part(options.part, kind, values.split(","))
    session.confirm(
        f"Delen {part.name} skal være {reach_text(part, 'da')}?",
        f"The part {part.name} is to be {reach_text(part, 'en')}?",
    )
    entry = define_part(
        part, session.actor, options.note, session.tenant, instead_of=options.instead_of or None
    )
    return session.print_entry(entry, f"Delen {part.name} er gemt.", f"The part {part.name} is defined.")


@on_stack
def remove(options: argparse.Namespace) -> int:
    """Remove the definition of a part. Its rows stay live."""
    session = open_session(options)
    checked_note(options.note, required=True)
    required_part(options.part, parts_of(session.tenant.table.live(session.code, consistent=True)))
    session.confirm(
        f"Fjern delen {options.part}? Dens rækker bliver stående.",
        f"Remove the part {options.part}? Its rows stay live.",
    )
    entry = remove_part(options.part, session.actor, options.note, session.tenant)
    return session.print_entry(
        entry, f"Delen {options.part} er fjernet.", f"The part {options.part} is removed."
    )
