"""``kleark log show`` and ``kleark log verify``: every change, and whether the log of them is unchanged."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from kleark.commands.arguments import (
    ERRORS,
    OK,
    UsageError,
    cannot_open,
    is_municipality,
    progress,
    write_json,
)
from kleark.commands.log_query import searches, show_found
from kleark.commands.stack_session import on_stack, open_session, print_line, stack_named
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_count
from kleark.publishing.audit import LogVerdict, ReadLog, announced_in, judge_log, judge_stored_log
from kleark.publishing.ids import MunicipalityCode, UnknownMunicipalityError, municipality_code
from kleark.publishing.log import MAKES_A_REVISION, to_json
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
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.publishing.model import LogEntry, Upload

Announced = dict[MunicipalityCode, list[tuple[int, str]]]


AT_ONCE = 100
"""So many entries are read, with their sheets, before they are shown."""


@on_stack
def show(options: argparse.Namespace) -> int:
    """List every change of a municipality's configuration, or those that are searched for, oldest first."""
    session = open_session(options)
    if searches(options):
        return show_found(session, lambda entries: _sheets(session, entries), entry_line)
    table, code = session.stack.table, session.code
    live = table.live(code, consistent=True)
    # What was done since LIVE was read is not told of, so that all of it is one moment.
    entries = (
        one for one in table.log_entries(code) if (one.revision, one.step) <= (live.revision, live.log_steps)
    )
    if options.output_format == "json":
        _write_json(ReadLog(code, (), live.log_head), entries)
        return OK
    found = False
    while some := list(islice(entries, AT_ONCE)):
        found = True
        sheets = _sheets(session, some)
        for entry in some:
            session.print_line(entry_line(entry, sheets, "da"), entry_line(entry, sheets, "en"))
    if not found:
        session.print_line("Der er ikke sket noget endnu.", "Nothing has happened yet.")
    return OK


def _sheets(session: StackSession, entries: Iterable[LogEntry]) -> Mapping[str, Upload]:
    """The uploads that these entries are about, by their ids."""
    ids = {entry.content.upload_id for entry in entries if entry.content and entry.content.upload_id}
    return session.stack.table.uploads_with_ids(session.code, ids)


def _write_json(log: ReadLog, entries: Iterable[LogEntry]) -> None:
    """The log on standard output as `write_json` would write it, entry by entry."""
    begin, end = json.dumps(log.to_json(), ensure_ascii=False, indent=2).rsplit("[]", 1)
    between = f"{begin}["
    for entry in entries:
        text = json.dumps(to_json(log.municipality, entry), ensure_ascii=False, indent=2)
        print(between, *text.split("\n"), sep="\n    ", end="")
        between = ","
    print(f"{begin}[]{end}" if between != "," else f"\n  ]{end}")


def verify(options: argparse.Namespace) -> int:
    """Verify logs: a stack's, or those that were exported to a file. Exit 1 where one is not complete and unchanged."""
    announced = _read_announced(options.events) if options.events else {}
    if options.what is None or is_municipality(options.what):
        return _verify_stack(options, announced)
    logs, all_municipalities = _read_exported(options.what)
    judged = (judge_log(log, announced.get(log.municipality, [])) for log in logs)
    return _verdict(judged, announced, options, all_municipalities=all_municipalities)


def _verify_stack(options: argparse.Namespace, announced: Announced) -> int:
    @on_stack
    def run(options: argparse.Namespace) -> int:
        return _verdict(
            _judge_table(options, announced), announced, options, all_municipalities=options.what is None
        )

    return run(options)


def _judge_table(options: argparse.Namespace, announced: Announced) -> Iterator[LogVerdict]:
    from kleark.adapters.cloudformation import find_stack

    if options.what is not None:
        options.code = options.what
        session = open_session(options)
        yield judge_stored_log(session.code, session.tenant.table, announced.get(session.code, []))
        return
    table = find_stack(stack_named(options)).table
    for one in municipalities():
        code = municipality_code(one.code)
        with progress(one.name):
            verdict = judge_stored_log(code, table, announced.get(code, []))
        yield verdict


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
    judged: Iterable[LogVerdict],
    announced: Announced,
    options: argparse.Namespace,
    *,
    all_municipalities: bool,
) -> int:
    """Tell of each log; those of municipalities that nothing was ever done to are only counted.

    ``all_municipalities``: a municipality that was announced and has no log among them has lost it.
    """
    verdicts: list[dict[str, Any]] = []
    seen: set[MunicipalityCode] = set()
    empty = 0
    for log in _with_missing_logs(judged, announced, seen) if all_municipalities else judged:
        seen.add(log.municipality)
        verdict = {
            "municipalityCode": log.municipality,
            "entries": log.entries,
            "head": log.head,
            "announced": log.announced,
            "flaws": [{"flaw": f.flaw.value, "revision": f.revision, "step": f.step} for f in log.flaws],
        }
        if not log.entries and not log.flaws:
            empty += 1
            continue
        verdicts.append(verdict)
        if options.output_format == "text":
            for da, en in zip(
                _verdict_lines(log, "da"),
                _verdict_lines(log, "en"),
                strict=True,
            ):
                print_line(da, en, options)
    if options.output_format == "json":
        write_json(verdicts)
    elif empty:
        print_line(
            format_count(empty, ("1 kommunes log er tom", "{} kommuners log er tom"), "da"),
            format_count(
                empty, ("1 municipality has an empty log", "{} municipalities have an empty log"), "en"
            ),
            options,
        )
    if others := 0 if options.output_format == "json" else len(announced.keys() - seen):
        print_line(
            f"Hændelser om {format_count(others, ('1 anden kommune', '{} andre kommuner'), 'da')} er ikke prøvet.",
            f"Events of {format_count(others, ('1 other municipality', '{} other municipalities'), 'en')} were not "
            "compared.",
            options,
        )
    return ERRORS if any(verdict["flaws"] for verdict in verdicts) else OK


def _with_missing_logs(
    judged: Iterable[LogVerdict], announced: Announced, seen: set[MunicipalityCode]
) -> Iterator[LogVerdict]:
    """``judged``, and then an empty log for each municipality that was announced and is not ``seen`` by then."""
    yield from judged
    for code in sorted(announced.keys() - seen):
        yield judge_log(ReadLog(code, (), head=""), announced[code])


def _verdict_lines(log: LogVerdict, lang: Language) -> list[str]:
    """A line for each flaw, or the one that there is none."""
    if log.flaws:
        return [f"{log.municipality}: {flaw_text(flaw, lang)}" for flaw in log.flaws]
    return [_whole_text(log, lang)]


def _whole_text(log: LogVerdict, lang: Language) -> str:
    danish = lang == "da"
    entries = format_count(
        log.entries, ("1 post", "{} poster") if danish else ("1 entry", "{} entries"), lang
    )
    whole = "kæden er hel" if danish else "the chain is whole"
    witnessed: Forms = (
        ("1 bekendtgjort version passer", "{} bekendtgjorte versioner passer")
        if danish
        else ("1 announced revision agrees", "{} announced revisions agree")
    )
    suffix = f", {format_count(log.announced, witnessed, lang)}" if log.announced else ""
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
