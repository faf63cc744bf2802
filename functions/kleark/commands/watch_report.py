"""``kleark watch``: what is no longer right in what is live, of a stack or of files."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    ERRORS,
    OK,
    UsageError,
    municipality_of,
    progress,
    refuse_without_live,
    requested_municipality,
    standard_input_twice,
    write_json,
)
from kleark.commands.rules import SEVERITY_WORDS
from kleark.i18n.danish_time import danish_day, danish_zone, format_time
from kleark.publishing.model import stamp
from kleark.refusal_codes import RefusalCode
from kleark.watch.model import WatchState, count_findings, newest_first

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.i18n.language import Language
    from kleark.registers.municipalities import Municipality
    from kleark.watch.model import WatchFinding


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of one municipality, or of rows of a file.

    ``name``: of the municipality, or the file; ``aside``: until when which findings are set aside, by their ids.
    """

    name: str
    code: str | None
    state: WatchState
    aside: Mapping[str, str]

    @property
    def open(self) -> list[WatchFinding]:
        """What somebody should look at, newest first."""
        return [one for one in newest_first(self.state.open_findings) if one.finding_id not in self.aside]


def run(options: argparse.Namespace) -> int:
    """Tell of one municipality, of all, or of a file's rows."""
    if options.code and options.all:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Skriv enten en kommune eller --all.",
            "Give either a municipality or --all.",
        )
    if not options.live:
        refuse_without_live(
            options,
            *("kle_register", "own_numbers", "inventory_file", "inventory_date", "earlier", "templates"),
            *("system", "looked_at"),
        )
    watched = list(_of_files(options) if options.live else _of_stack(options))
    if options.output_format == "json":
        write_json({"municipalities": [_to_json(one) for one in watched]})
    elif options.output_format == "sarif":
        sys.stdout.write(_to_sarif(watched, options.lang))
    else:
        none = _WORDS[options.lang]["none"]
        print("\n\n".join("\n".join(_lines(one, options.lang)) for one in watched) or none)
    urgent = any(one.severity != "info" for each in watched for one in each.open)
    return ERRORS if urgent else OK


def _of_files(options: argparse.Namespace) -> Iterator[Watched]:
    from kleark.commands.case_template_source import requested_templates
    from kleark.commands.inventory_source import earlier_inventories, parse_day, requested_inventory
    from kleark.commands.live_source import read_live_rows
    from kleark.commands.own_numbers_source import register_with_own
    from kleark.inventory.case_sums import sums_of
    from kleark.watch.circumstances import Circumstances
    from kleark.watch.judge import judge

    if (options.live, options.own_numbers, options.inventory_file, options.templates).count("-") > 1:
        raise standard_input_twice()
    register = register_with_own(options)
    with progress(options.live):
        live = read_live_rows(options.live, options.code, register)
    whose = municipality_of(options.code, live.municipality, options.live)
    now = datetime.now(UTC)
    looked_at = parse_day(options.looked_at)
    around = Circumstances(
        register=register,
        today=danish_day(now),
        at=stamp(now),
        indexed=requested_inventory(options, whose, register),
        links={},
        past=[sums_of(one, {}) for one in earlier_inventories(options, whose, register)],
        templates=requested_templates(options, whose, register),
        looked_at=looked_at
        and stamp(datetime.combine(date.fromisoformat(looked_at), datetime.min.time(), UTC)),
    )
    state = judge(live.rows or (), around, WatchState())
    yield Watched(whose.official_name if whose else options.live, whose.code if whose else None, state, {})


def _of_stack(options: argparse.Namespace) -> Sequence[Watched]:
    from kleark.commands.stack_session import on_stack

    return on_stack(_read_stack)(options)


def _read_stack(options: argparse.Namespace) -> list[Watched]:
    from kleark.adapters.dynamodb.finding_table import FindingTable
    from kleark.commands.stack_session import find_named_stack
    from kleark.publishing.ids import municipality_code
    from kleark.publishing.set_aside import set_aside_now
    from kleark.registers.municipalities import municipalities

    wanted = requested_municipality(options.code)
    table = find_named_stack(options).table
    findings = FindingTable(table.client, table.name)
    today = datetime.now(danish_zone()).date()

    def read(one: Municipality) -> Watched:
        code = municipality_code(one.code)
        state, _ = findings.state(code)
        groups = set_aside_now(table.live(code, consistent=True), today) if state.findings else {}
        aside = {finding: group.until for finding, group in groups.items()}
        return Watched(one.official_name, one.code, state, aside)

    if wanted is not None:
        return [read(wanted)]
    every = [read(one) for one in municipalities()]
    return [one for one in every if one.state.judged_at]


def _to_json(one: Watched) -> dict[str, object]:
    counts = count_findings(one.state.findings, one.aside)
    return {
        "municipalityCode": one.code,
        "name": one.name,
        "judgedAt": one.state.judged_at or None,
        "counts": {
            "errors": counts.errors,
            "warnings": counts.warnings,
            "infos": counts.infos,
            "setAside": counts.set_aside,
            "leftOut": one.state.left_out,
        },
        "findings": [
            finding.to_json() | {"setAsideUntil": one.aside.get(finding.finding_id)}
            for finding in newest_first(one.state.findings)
        ],
    }


def _to_sarif(watched: Sequence[Watched], lang: Language) -> str:
    from kleark.report.checked_file import CheckedFile
    from kleark.report.model import Counts as ReportCounts
    from kleark.report.model import FileFacts, Finding, Report
    from kleark.report.sarif import render

    files = []
    for one in watched:
        counts = count_findings(one.open)
        findings = tuple(
            Finding(
                rule=finding.rule,
                severity=finding.severity,
                message_da=_placed(finding, finding.message_da, "da"),
                message_en=_placed(finding, finding.message_en, "en"),
                column=finding.header,
                found=finding.found,
                suggestion=finding.suggestion,
            )
            for finding in one.open
            if finding.declared
        )
        totals = ReportCounts(0, counts.errors, counts.warnings, counts.infos, 0)
        name = one.code or one.name
        files.append(CheckedFile(name, Report(FileFacts(name, 0, ""), None, totals, findings, ())))
    return render(files, lang)


def _placed(finding: WatchFinding, message: str, lang: Language) -> str:
    return f"{message} ({_rows(finding, lang)})" if finding.rows else message


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "never": "er ikke kontrolleret endnu.",
        "none": "Ingen kommune er kontrolleret endnu.",
        "judged": "sidst kontrolleret {at}: {open} at se på, {aside} sat som set og i orden.",
        "since": "fundet {at}",
        "suggestion": "forslag: {text}",
        "all": "alle fagsystemer",
        "more": "og {count} mere",
    },
    "en": {
        "never": "has not been judged yet.",
        "none": "No municipality has been judged yet.",
        "judged": "last judged {at}: {open} to look at, {aside} set aside.",
        "since": "found {at}",
        "suggestion": "suggestion: {text}",
        "all": "all source systems",
        "more": "and {count} more",
    },
}
MOST_NAMED = 6


def _lines(one: Watched, lang: Language) -> Iterator[str]:
    words = _WORDS[lang]
    if not one.state.judged_at:
        yield f"{one.name} {words['never']}"
        return
    at = format_time(one.state.judged_at, lang)
    yield f"{one.name}: " + words["judged"].format(at=at, open=len(one.open), aside=len(one.aside))
    for finding in one.open:
        yield f"  {finding.rule} {SEVERITY_WORDS[lang][finding.severity]}: {finding.message(lang)}"
        details = [words["since"].format(at=format_time(finding.first_seen, lang))]
        if finding.rows:
            details.insert(0, _rows(finding, lang))
        if finding.suggestion:
            details.append(words["suggestion"].format(text=finding.suggestion))
        yield f"    {' · '.join(details)}"
        yield f"    {finding.advice(lang)}"


def _rows(finding: WatchFinding, lang: Language) -> str:
    words = _WORDS[lang]
    names = [
        f"{number} {words['all'] if system == '*' else system}"
        for number, system in finding.rows[:MOST_NAMED]
    ]
    more = finding.row_count - len(names)
    return ", ".join(names) + (f" {words['more'].format(count=more)}" if more > 0 else "")
