"""``kleark log show`` and ``kleark log verify``: every change, and whether the log of them is unchanged."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from kleark.commands.arguments import ERRORS, OK, UsageError, cannot_open, progress, write_json
from kleark.commands.log_query import searches, show_found
from kleark.commands.stack_session import on_stack, open_session, print_line, stack_named
from kleark.i18n.danish_time import format_time
from kleark.publishing.audit import ReadLog, announced_in, read_log
from kleark.publishing.ids import MunicipalityCode, UnknownMunicipalityError, municipality_code
from kleark.publishing.log import MAKES_A_REVISION, compare_with_events
from kleark.publishing.messages import (
    action_text,
    counts_text,
    entry_number,
    flaw_text,
    performer,
    refusal_text,
)
from kleark.publishing.sheet_name import sheet_name
from kleark.refusal_codes import RefusalCode
from kleark.registers.municipalities import municipalities
from kleark.schemas import schema

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

    from kleark.commands.stack_session import StackSession
    from kleark.i18n.language import Language
    from kleark.publishing.log import FlawedEntry
    from kleark.publishing.model import LogEntry, Upload

Announced = dict[MunicipalityCode, list[tuple[int, str]]]

_CODE = re.compile("[0-9]{4}")


@on_stack
def show(options: argparse.Namespace) -> int:
    """List every change of a municipality's configuration, or those that are searched for, oldest first."""
    session = open_session(options)
    if searches(options):
        sheets = _sheets(session)
        return show_found(session, lambda entry, lang: entry_line(entry, sheets, lang))
    log = read_log(session.code, session.tenant.table)
    if options.output_format == "json":
        write_json(log.to_json())
        return OK
    sheets = _sheets(session)
    for entry in log.entries:
        session.print_line(entry_line(entry, sheets, "da"), entry_line(entry, sheets, "en"))
    if not log.entries:
        session.print_line("Der er ikke sket noget endnu.", "Nothing has happened yet.")
    return OK


def _sheets(session: StackSession) -> Mapping[str, Upload]:
    """The municipality's uploads, by their ids."""
    return {one.upload_id: one for one in session.stack.table.uploads(session.code)}


def verify(options: argparse.Namespace) -> int:
    """Verify logs: a stack's, or those that were exported to a file. Exit 1 where one is not complete and unchanged."""
    announced = _read_announced(options.events) if options.events else {}
    if options.what is None or _CODE.fullmatch(options.what):
        return _verify_stack(options, announced)
    logs, all_municipalities = _read_exported(options.what)
    return _verdict(logs, announced, options, all_municipalities=all_municipalities)


def _verify_stack(options: argparse.Namespace, announced: Announced) -> int:
    @on_stack
    def run(options: argparse.Namespace) -> int:
        return _verdict(
            _read_from_table(options), announced, options, all_municipalities=options.what is None
        )

    return run(options)


def _read_from_table(options: argparse.Namespace) -> Iterator[ReadLog]:
    from kleark.adapters.cloudformation import find_stack

    if options.what is not None:
        options.code = options.what
        session = open_session(options)
        yield read_log(session.code, session.tenant.table)
        return
    table = find_stack(stack_named(options)).table
    for one in municipalities():
        with progress(one.name):
            log = read_log(municipality_code(one.code), table)
        yield log


def _read_exported(name: str) -> tuple[list[ReadLog], bool]:
    """The logs of a file, and whether they are a list: of all municipalities, then, and not the log of one."""
    content = _json_of(name)
    logs = content if isinstance(content, list) else [content]
    if not logs:
        raise UsageError(RefusalCode.NOT_A_LOG, f"{name} indeholder ingen log.", f"{name} contains no log.")
    for log in logs:
        if error := next(iter(_log_schema().iter_errors(log)), None):
            where = "/".join(map(str, error.instance_path)) or "."
            raise UsageError(
                RefusalCode.NOT_A_LOG,
                f"{name} er ikke en log, som kleark log show skriver den ({where}).",
                f"{name} is not a log as kleark log show writes it ({where}).",
            )
    try:
        return [ReadLog.from_json(log) for log in logs], isinstance(content, list)
    except UnknownMunicipalityError as error:
        raise UsageError(
            RefusalCode.UNKNOWN_MUNICIPALITY,
            f"{name} nævner en kommune, der ikke findes.",
            f"{name} names a municipality that does not exist.",
        ) from error


def _verdict(
    logs: Iterable[ReadLog], announced: Announced, options: argparse.Namespace, *, all_municipalities: bool
) -> int:
    """Tell of each log; those of municipalities that nothing was ever done to are only counted.

    ``all_municipalities``: a municipality that was announced and has no log among them has lost it.
    """
    verdicts: list[dict[str, Any]] = []
    seen: set[MunicipalityCode] = set()
    empty = 0
    for log in _with_missing_logs(logs, announced, seen) if all_municipalities else logs:
        seen.add(log.municipality)
        events = announced.get(log.municipality, [])
        flaws = log.find_flaws() + compare_with_events(log.entries, events)
        verdict = {
            "municipalityCode": log.municipality,
            "entries": len(log.entries),
            "head": log.head,
            "announced": len(events),
            "flaws": [{"flaw": f.flaw.value, "revision": f.revision, "step": f.step} for f in flaws],
        }
        if not log.entries and not flaws:
            empty += 1
            continue
        verdicts.append(verdict)
        if options.output_format == "text":
            for da, en in zip(
                _verdict_lines(log, flaws, events, "da"),
                _verdict_lines(log, flaws, events, "en"),
                strict=True,
            ):
                print_line(da, en, options)
    if options.output_format == "json":
        write_json(verdicts)
    elif empty:
        print_line(
            f"{empty} {'kommunes log er tom' if empty == 1 else 'kommuners log er tom'}",
            f"{empty} {'municipality has an empty log' if empty == 1 else 'municipalities have an empty log'}",
            options,
        )
    if others := 0 if options.output_format == "json" else len(announced.keys() - seen):
        print_line(
            f"Hændelser om {others} {'anden kommune' if others == 1 else 'andre kommuner'} er ikke prøvet.",
            f"Events of {others} other {'municipality' if others == 1 else 'municipalities'} were not compared.",
            options,
        )
    return ERRORS if any(verdict["flaws"] for verdict in verdicts) else OK


def _with_missing_logs(
    logs: Iterable[ReadLog], announced: Announced, seen: set[MunicipalityCode]
) -> Iterator[ReadLog]:
    """``logs``, and then an empty one for each municipality that was announced and is not ``seen`` by then."""
    yield from logs
    for code in sorted(announced.keys() - seen):
        yield ReadLog(code, (), head="")


def _verdict_lines(
    log: ReadLog, flaws: list[FlawedEntry], announced: list[tuple[int, str]], lang: Language
) -> list[str]:
    """A line for each flaw, or the one that there is none."""
    if flaws:
        return [f"{log.municipality}: {flaw_text(flaw, lang)}" for flaw in flaws]
    return [_whole_text(log, announced, lang)]


def _whole_text(log: ReadLog, announced: list[tuple[int, str]], lang: Language) -> str:
    danish = lang == "da"
    number = len(log.entries)
    entries = (
        ("1 post" if number == 1 else f"{number} poster")
        if danish
        else ("1 entry" if number == 1 else f"{number} entries")
    )
    whole = "kæden er hel" if danish else "the chain is whole"
    witnessed = (
        ("bekendtgjorte versioner passer" if danish else "announced revisions agree") if announced else ""
    )
    suffix = f", {len(announced)} {witnessed}" if announced else ""
    return f"{log.municipality}: {entries}, {whole}{suffix} ({log.head[:12]}…)"


def entry_line(entry: LogEntry, sheets: Mapping[str, Upload], lang: Language) -> str:
    """One entry for the terminal: when, what, why the system refused it, by whom, of which sheet, and why.

    ``sheets``: the municipality's uploads, by their ids.
    """
    number = entry_number(entry.revision, entry.step)
    changed = f" ({counts_text(entry, lang)})" if entry.action in MAKES_A_REVISION else ""
    reason = f" ({why})" if (why := refusal_text(entry, lang)) else ""
    upload = sheets.get(entry.content.upload_id) if entry.content else None
    sheet = f" · {sheet_name(upload, lang)}" if upload else ""
    note = f": {entry.note}" if entry.note else ""
    when = format_time(entry.at, lang)
    what = f"{action_text(entry, lang)}{changed}{reason}"
    return f"{number:>6}  {when:<24} {what} · {performer(entry, lang)}{note}{sheet}"


def _read_announced(name: str) -> Announced:
    content = _json_of(name, lines=True)
    try:
        return announced_in(content if isinstance(content, list) else [content])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            RefusalCode.NOT_EVENTS,
            f"{name} indeholder noget andet end ConfigPublished-hændelser.",
            f"{name} contains something other than ConfigPublished events.",
        ) from error


def _json_of(name: str, *, lines: bool = False) -> Any:
    """What a file holds as JSON; with ``lines``, also as one JSON value a line. Raises UsageError."""
    try:
        text = Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = ""
    except (OSError, ValueError) as error:
        raise cannot_open(name, error) from error
    try:
        try:
            return json.loads(text)
        except ValueError:
            if not lines:
                raise
            return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise UsageError(RefusalCode.NOT_JSON, f"{name} er ikke JSON.", f"{name} is not JSON.") from error


def _log_schema() -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([("urn:kleark:schema:log-entry", schema("log-entry"))])
    return jsonschema_rs.Draft202012Validator(schema("log"), registry=registry)
