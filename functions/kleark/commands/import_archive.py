"""``kleark import``: write into a stack's table what it lacks, from an archive or from another table."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kleark.backup.decisions import WRITTEN, Verdict
from kleark.backup.errors import (
    FlawedSourceError,
    NotAnArchiveError,
    TableMovedError,
    UnknownArchiveVersionError,
)
from kleark.backup.log_relation import Relation
from kleark.backup.restoring import carry_out, examine
from kleark.backup.sources import ArchiveSource, TableSource
from kleark.commands.archive_output import MUNICIPALITIES, kinds_text, refuse_unknown_items
from kleark.commands.arguments import ERRORS, OK, UsageError, cannot_open, progress, write_json
from kleark.commands.refusal_output import refusal_json
from kleark.commands.stack_session import (
    confirm,
    find_named_stack,
    on_stack,
    print_line,
    requested_codes,
)
from kleark.i18n.formats import format_count, plural
from kleark.publishing.model import stamp
from kleark.refusal_codes import RefusalCode
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from kleark.adapters.cloudformation import Stack
    from kleark.backup.restoring import Examined, Restored
    from kleark.backup.sources import Source
    from kleark.publishing.errors import Refusal
    from kleark.publishing.ids import MunicipalityCode

Planned = tuple["Examined", "Restored | None", "Refusal | None"]
"""A municipality, what would be done, and why it is not; one of the two."""


@on_stack
def restore(options: argparse.Namespace) -> int:
    """Restore a municipality, or all, after showing what that is. Exit 1 where one was refused."""
    codes, stack = requested_codes(options), find_named_stack(options)
    source = _source(options, stack, codes)
    with _refuse_unusable(options):
        planned = _plan(source, codes, stack, options)
    if options.code is not None:
        _refuse_alone(planned, options)
    _print_plan(planned, options)
    writable = [examined for examined, would, _ in planned if would is not None and _changes(would)]
    if options.dry_run or not writable:
        _print_result(planned, options, done=not options.dry_run)
        return _exit_code(planned)
    confirm(
        f"Gendan {format_count(len(writable), MUNICIPALITIES['da'], 'da')}?",
        f"Restore {format_count(len(writable), MUNICIPALITIES['en'], 'en')}?",
        options,
    )
    with _refuse_unusable(options), _said_if_interrupted(options):
        done, refused = _carry_out(source, writable, stack, options)
    came_to = [(one, done.get(one.code, would), refused.get(one.code, why)) for one, would, why in planned]
    for refusal in refused.values():
        print_line(refusal.da, refusal.en, options)
    _print_result(came_to, options, done=True)
    return _exit_code(came_to)


def _exit_code(planned: Sequence[Planned]) -> int:
    return ERRORS if any(refusal for *_, refusal in planned) else OK


def _source(options: argparse.Namespace, stack: Stack, codes: Sequence[MunicipalityCode]) -> Source:
    if options.from_table is None:
        return ArchiveSource(Path(options.from_file))
    if options.from_table == stack.backup_table.name:
        raise UsageError(
            RefusalCode.SAME_TABLE,
            f"{options.from_table} er stakkens egen tabel. Gendan fra en anden, f.eks. en, som AWS har lavet af en "
            "sikkerhedskopi.",
            f"{options.from_table} is the stack's own table. Restore from another one, such as AWS makes of a backup.",
        )
    return TableSource(stack.other_table(options.from_table), codes)


def _plan(
    source: Source, codes: Sequence[MunicipalityCode], stack: Stack, options: argparse.Namespace
) -> list[Planned]:
    """Verify all of the source first; then count what would be written. Nothing is."""
    from kleark.adapters.dynamodb.backup_table import interpret

    table, wanted = stack.backup_table, set(codes)
    examined: dict[MunicipalityCode, Examined] = {}
    for code, records in source.sections():
        if code in wanted:
            with progress(code), refuse_unknown_items(code):
                examined[code] = examine(code, records, table, interpret)
    planned: list[Planned] = []
    for code, records in source.sections():
        one = examined.get(code)
        if one is None or not one.records:
            continue
        refusal = one.refusal(missing_only=options.missing_only)
        with refuse_unknown_items(code):
            would = None if refusal else carry_out(records, one, table, interpret, dry_run=True)
        planned.append((one, would, refusal))
    return planned


def _carry_out(
    source: Source, writable: Sequence[Examined], stack: Stack, options: argparse.Namespace
) -> tuple[dict[MunicipalityCode, Restored], dict[MunicipalityCode, Refusal]]:
    """What was done, and why it was not, of those that changed meanwhile: the others are still restored.

    Raises the refusal of the one municipality that was named.
    """
    from kleark.adapters.dynamodb.backup_table import interpret

    wanted = {examined.code: examined for examined in writable}
    done: dict[MunicipalityCode, Restored] = {}
    refused: dict[MunicipalityCode, Refusal] = {}
    for code, records in source.sections():
        if examined := wanted.get(code):
            try:
                with progress(code), refuse_unknown_items(code):
                    done[code] = carry_out(records, examined, stack.backup_table, interpret)
            except (FlawedSourceError, TableMovedError) as refusal:
                if options.code is not None:
                    raise
                refused[code] = refusal
                continue
            if done[code].live_written:
                _set_clock(examined, stack, options)
    return done, refused


def _set_clock(examined: Examined, stack: Stack, options: argparse.Namespace) -> None:
    """Wake the publisher for what waits for its time. What is due already, the sweep orders."""
    from kleark.adapters import clock
    from kleark.adapters.cloudformation import StackError, translate_errors

    waits = examined.scheduled
    if waits is None or waits.due <= stamp(clock.now()):
        return
    try:
        due = datetime.fromisoformat(waits.due)
        with translate_errors():
            stack.timer.set(examined.code, waits.schedule_id, waits.content.upload_id, due)
    except StackError:
        print_line(
            f"{examined.code}: det planlagte ark er gendannet, men tidspunktet kunne ikke sættes. Det bliver vist op "
            "til fem kvarter for sent, medmindre du annullerer planen og lægger den igen.",
            f"{examined.code}: the scheduled sheet is restored, but its time could not be set. It goes live up to an "
            "hour and a quarter late, unless you cancel it and schedule it again.",
            options,
        )


def _refuse_alone(planned: Sequence[Planned], options: argparse.Namespace) -> None:
    """Of the one municipality that was named, say no as any command does. Raises Refusal, UsageError."""
    if not planned:
        raise UsageError(
            RefusalCode.ARCHIVE_LACKS_MUNICIPALITY,
            f"Der er intet om kommune {options.code} at gendanne fra.",
            f"There is nothing of municipality {options.code} to restore from.",
        )
    if refusal := planned[0][2]:
        raise refusal


def _changes(would: Restored) -> bool:
    return bool(would.written or would.live_written or would.total(Verdict.EXCESS))


def _print_plan(planned: Sequence[Planned], options: argparse.Namespace) -> None:
    for examined, would, refusal in planned:
        if refusal is not None:
            print_line(refusal.da, refusal.en, options)
        elif would is not None:
            _print_municipality(examined, would, options)
    if not planned:
        print_line("Der er intet at gendanne fra.", "There is nothing to restore from.", options)


_RELATIONS = {
    Relation.NOTHING_LIVE: ("tabellen viser intet af kommunen", "the table shows nothing of it"),
    Relation.SAME: ("samme log i tabellen", "the same log in the table"),
    Relation.TABLE_BEHIND: ("tabellen er ældre", "the table is older"),
    Relation.TABLE_AHEAD: ("tabellen er nyere", "the table is newer"),
    Relation.DIFFERENT: ("en anden historie i tabellen", "another history in the table"),
}


def _print_municipality(examined: Examined, would: Restored, options: argparse.Namespace) -> None:
    one = municipality(examined.code)
    name = f"{examined.code} {one.name if one else ''}".strip()
    written = Counter({kind.value: sum(counts[v] for v in WRITTEN) for kind, counts in would.counts.items()})
    texts = {lang: kinds_text(written, lang) for lang in ("da", "en")}
    relation = _RELATIONS[examined.relation]
    same, kept = would.total(Verdict.SAME), would.total(Verdict.KEPT)
    print_line(
        f"{name} ({relation[0]}): skrives: {texts['da'] or 'intet'} · er der allerede: {same} · beholdes: {kept}",
        f"{name} ({relation[1]}): to be written: {texts['en'] or 'nothing'} · there already: {same} · kept: {kept}",
        options,
    )
    if lost := len(examined.lost_snapshots):
        print_line(
            f"{name}: rækkerne af {format_count(lost, ('1 tidligere version', '{} tidligere versioner'), 'da')} er "
            f"ikke hele, og kan ikke gendannes: man kan ikke gå tilbage til {plural(lost, ('den', 'dem'))}.",
            f"{name}: the rows of {format_count(lost, ('1 earlier revision', '{} earlier revisions'), 'en')} are not "
            f"whole, and cannot be restored: nobody can go back to {plural(lost, ('it', 'them'))}.",
            options,
        )


def _print_result(planned: Sequence[Planned], options: argparse.Namespace, *, done: bool) -> None:
    if options.output_format == "json":
        write_json([_to_json(*one, done=done) for one in planned])
        return
    if not done:
        print_line("Intet er skrevet (--dry-run).", "Nothing was written (--dry-run).", options)
        return
    number = sum(would is not None and why is None and _changes(would) for _, would, why in planned)
    print_line(
        f"{format_count(number, MUNICIPALITIES['da'], 'da')} gendannet. Se efter med: kleark log verify",
        f"{format_count(number, MUNICIPALITIES['en'], 'en')} restored. Look with: kleark log verify",
        options,
    )


def _to_json(
    examined: Examined, restored: Restored | None, refusal: Refusal | None, *, done: bool
) -> dict[str, Any]:
    counts = restored.counts if restored else {}
    return {
        "municipalityCode": examined.code,
        "relation": examined.relation.value,
        "done": done and refusal is None,
        "records": {
            kind.value: {verdict.value: number for verdict, number in of.items()}
            for kind, of in counts.items()
        },
        "lostSnapshots": sorted(examined.lost_snapshots),
        **(refusal_json(refusal) if refusal else {}),
    }


@contextmanager
def _said_if_interrupted(options: argparse.Namespace) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        da = "Afbrudt. Intet er skrevet halvt, så det kan ses. Giv kommandoen igen: den fortsætter."
        en = "Interrupted. Nothing half written can be seen. Give the command again: it carries on."
        print(da if options.lang == "da" else en, file=sys.stderr)
        raise


@contextmanager
def _refuse_unusable(options: argparse.Namespace) -> Iterator[None]:
    """Raises UsageError where there is nothing to read from."""
    name = options.from_file or options.from_table
    try:
        yield
    except NotAnArchiveError as error:
        raise UsageError(
            RefusalCode.NOT_AN_ARCHIVE,
            f"{name} er ikke et arkiv, som kleark export skriver det.",
            f"{name} is not an archive as kleark export writes it.",
        ) from error
    except UnknownArchiveVersionError as error:
        raise UsageError(
            RefusalCode.ARCHIVE_VERSION,
            f"{name} er skrevet af en nyere udgave af kleark. Brug den.",
            f"{name} was written by a newer release of kleark. Use that one.",
        ) from error
    except OSError as error:
        raise cannot_open(str(name), error) from error
