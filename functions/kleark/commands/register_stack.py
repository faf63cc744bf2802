"""``kleark register`` on a stack: the editions that came in, their plans, activating one, and going back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kleark.commands.arguments import OK, cannot_open, display_name, progress, write_json
from kleark.commands.register_text import (
    active_line,
    edition_day,
    edition_line,
    entry_line,
    plan_json,
    plan_lines,
)
from kleark.commands.stack_session import confirm, find_named_stack, on_stack, print_line
from kleark.editions import register_log
from kleark.editions.activation import carry_out, find_record, plan_edition, plan_revert
from kleark.editions.errors import UnconfirmedEditionError
from kleark.editions.receive import EditionServices
from kleark.i18n.formats import format_count
from kleark.publishing.note import checked_note

if TYPE_CHECKING:
    import argparse

    from kleark.adapters.cloudformation import Stack
    from kleark.editions.activation import EditionPlan


def _services(stack: Stack) -> EditionServices:
    from kleark.adapters import clock
    from kleark.adapters.dynamodb.edition_table import EditionTable

    table = stack.table
    return EditionServices(EditionTable(table.client, table.name), table, clock.now)


@on_stack
def list_editions(options: argparse.Namespace) -> int:
    """The active register, and all editions that came in, newest first."""
    table = _services(find_named_stack(options)).table
    active, records = table.active(), table.records()
    if options.output_format == "json":
        # How it is stored is nobody's business here.
        told = {name: value for name, value in asdict(active).items() if name != "outline"}
        write_json({"active": told, "editions": [asdict(one) for one in records]})
        return OK
    print_line(active_line(active, "da"), active_line(active, "en"), options)
    for record in records:
        print_line(edition_line(record, active, "da"), edition_line(record, active, "en"), options)
    if not records:
        print_line("Ingen udgaver er kommet ind.", "No editions have come in.", options)
    return OK


@on_stack
def show_log(options: argparse.Namespace) -> int:
    """What has been active, oldest first, and whether the log is whole."""
    table = _services(find_named_stack(options)).table
    entries, active = table.log(), table.active()
    whole = register_log.is_whole(entries, active)
    if options.output_format == "json":
        write_json({"whole": whole, "entries": [register_log.to_json(entry) for entry in entries]})
    else:
        for entry in entries:
            print_line(entry_line(entry, "da"), entry_line(entry, "en"), options)
        if whole:
            print_line(
                f"Loggen er hel: {format_count(len(entries), ('1 post', '{} poster'), 'da')}.",
                f"The log is whole: {format_count(len(entries), ('1 entry', '{} entries'), 'en')}.",
                options,
            )
        else:
            print_line("Loggen er ikke, som den blev skrevet.", "The log is not as it was written.", options)
    return OK if whole else 1


@on_stack
def show_plan(options: argparse.Namespace) -> int:
    """What activating an edition would change, for the register and for every municipality."""
    services = _services(find_named_stack(options))
    plan = plan_edition(find_record(services.table, options.edition), services)
    if options.output_format == "json":
        write_json(plan_json(plan))
    else:
        _print_plan(plan, options)
    return OK


@on_stack
def activate(options: argparse.Namespace) -> int:
    """Make an edition the active register."""
    note = checked_note(options.note, required=True)
    stack = find_named_stack(options)
    services = _services(stack)
    record = find_record(services.table, options.edition)
    plan = plan_edition(record, services)
    _print_plan(plan, options)
    if plan.doubts and not options.confirm:
        raise UnconfirmedEditionError(plan.doubts)
    edition = plan.register.edition.isoformat()
    confirm(
        f"Skal udgaven fra {edition_day(edition, 'da')} være den aktive?",
        f"Make the edition of {edition_day(edition, 'en')} the active one?",
        options,
    )
    return _carry_out(plan, note, services, options)


@on_stack
def revert(options: argparse.Namespace) -> int:
    """Go back to the register that was active before, or that an entry of the log made active."""
    note = checked_note(options.note, required=True)
    services = _services(find_named_stack(options))
    plan = plan_revert(options.to, services)
    _print_plan(plan, options)
    edition = plan.register.edition.isoformat()
    confirm(
        f"Skal registeret gå tilbage til udgaven fra {edition_day(edition, 'da')}?",
        f"Go back to the register of {edition_day(edition, 'en')}?",
        options,
    )
    return _carry_out(plan, note, services, options)


@on_stack
def send(options: argparse.Namespace) -> int:
    """Put KL's file into the stack's bucket, where it is checked. Nothing becomes active by that."""
    stack = find_named_stack(options)
    name = display_name(options.xml)
    try:
        with progress(options.xml):
            data = Path(options.xml).read_bytes()
    except OSError as error:
        raise cannot_open(options.xml, error) from error
    key = f"sendt/{Path(name).name}"
    stack.editions.store(stack.editions_bucket, key, data)
    if options.output_format == "json":
        write_json({"bucket": stack.editions_bucket, "key": key, "bytes": len(data)})
    else:
        print_line(
            f"{name} er sendt og bliver kontrolleret. Se resultatet med kleark register list.",
            f"{name} was sent and is being checked. See the result with kleark register list.",
            options,
        )
    return OK


def _carry_out(plan: EditionPlan, note: str, services: EditionServices, options: argparse.Namespace) -> int:
    from kleark.adapters.cloudformation import caller_arn

    entry = carry_out(plan, caller_arn(), note, services, confirmed=getattr(options, "confirm", False))
    if options.output_format == "json":
        write_json(register_log.to_json(entry))
    else:
        da, en = edition_day(entry.edition, "da"), edition_day(entry.edition, "en")
        print_line(
            f"Udgaven fra {da} er nu den aktive (post {entry.index} i loggen).",
            f"The edition of {en} is the active one now (entry {entry.index} of the log).",
            options,
        )
    return OK


def _print_plan(plan: EditionPlan, options: argparse.Namespace) -> None:
    for da, en in zip(plan_lines(plan, "da"), plan_lines(plan, "en"), strict=True):
        print_line(da, en, options)
