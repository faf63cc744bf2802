"""``kleark log show`` with something to search for: the entries, and what happened in them to the rows asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK, UsageError, write_json
from kleark.configuration.plan import RowKey
from kleark.configuration.row_query import RowField, UnfitQueryError, row_query
from kleark.i18n.danish_time import UnusableTimeError, danish_day, parse_time, start_of_day
from kleark.publishing.log import to_json
from kleark.publishing.log_search import Limits, LogQuery, search_log
from kleark.publishing.messages import nobody_known
from kleark.publishing.model import stamp
from kleark.publishing.revisions import snapshot_rows
from kleark.refusal_codes import RefusalCode
from kleark.report.plan_cells import cell_values, shown_system

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kleark.commands.stack_session import StackSession
    from kleark.configuration.plan import Plan
    from kleark.i18n.language import Language
    from kleark.publishing.log_search import Hit, Searched
    from kleark.publishing.model import LogEntry, Upload

SCHEMA_VERSION = "1.0"

FILTERS = (*(one.value for one in RowField), "actor", "since", "until", "text")
"""The options that search for something, by their names without dashes."""

_DAY = re.compile(r"[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}")


def searches(options: argparse.Namespace) -> bool:
    """Whether any of `FILTERS` was given."""
    return any(getattr(options, name) is not None for name in FILTERS)


def log_query(options: argparse.Namespace) -> LogQuery:
    """What is searched for. Raises UsageError."""
    try:
        rows = row_query({field: getattr(options, field.value) or "" for field in RowField})
    except UnfitQueryError as unfit:
        raise UsageError(
            RefusalCode.UNFIT_QUERY, f"--{unfit.field}: {unfit.da}.", f"--{unfit.field}: {unfit.en}."
        ) from unfit
    return LogQuery(
        rows=rows,
        actor=(options.actor or "").casefold(),
        since=stamp(moment_of(options.since)) if options.since else "",
        until=stamp(moment_of(options.until, end=True)) if options.until else "",
        text=(options.text or "").casefold(),
    )


def moment_of(text: str, *, end: bool = False) -> datetime:
    """A day, as its beginning or (``end``) as the beginning of the next; or a time. Danish. Raises UsageError."""
    if _DAY.fullmatch(text):
        from kleark.rules.dates import read_date

        day = read_date(text, danish_day(datetime.now(UTC))).value
        if day is not None:
            return start_of_day(day + timedelta(days=1) if end else day).astimezone(UTC)
    try:
        return parse_time(text)
    except UnusableTimeError as error:
        raise UsageError(RefusalCode.MALFORMED_TIME, error.da, error.en) from error


def show_found(
    session: StackSession,
    sheets_of: Callable[[Iterable[LogEntry]], Mapping[str, Upload]],
    line: Callable[[LogEntry, Mapping[str, Upload], Language], str],
) -> int:
    """List what is searched for, oldest first.

    Args:
        session: The municipality on a stack, and what is searched for.
        sheets_of: The uploads that entries are about, by their ids.
        line: An entry for the terminal, with those uploads.
    """
    query = log_query(session.options)
    table, code = session.stack.table, session.code
    unlimited = 10**12
    searched = search_log(
        table.log_from(code),
        query,
        lambda content: snapshot_rows(content, session.tenant),
        nobody_known,
        Limits(unlimited, unlimited, unlimited),
    )
    if session.options.output_format == "json":
        write_json(_searched_json(searched, session))
        return OK
    sheets = sheets_of(hit.entry for hit in searched.hits)
    for hit in reversed(searched.hits):
        session.print_line(line(hit.entry, sheets, "da"), line(hit.entry, sheets, "en"))
        for da, en in zip(_row_lines(hit, "da"), _row_lines(hit, "en"), strict=True):
            session.print_line(da, en)
    if not searched.hits:
        session.print_line("Ingen poster i loggen passer.", "No entry of the log fits.")
    if query.rows and searched.unsearchable:
        numbers = ", ".join(map(str, reversed(searched.unsearchable)))
        session.print_line(
            f"Kan ikke søges igennem, for rækkerne er ikke gemt: version {numbers}",
            f"Cannot be searched, since the rows are not kept: revision {numbers}",
        )
    return OK


def _row_lines(hit: Hit, lang: Language) -> Iterator[str]:
    for kind, before, after in _row_changes(hit.plan):
        row = after or before
        assert row is not None
        system = shown_system(row.source_system, {"da": "alle fagsystemer", "en": "all systems"}[lang])
        yield f"{'':8}{_KINDS[lang][kind]} {row.kle_number} {system}"
        if before and after and hit.plan:
            [changed] = [one for one in hit.plan.changed if one.after == after]
            for value in cell_values(changed.changes, lang):
                yield f"{'':12}{value.column}: {value.before} → {value.after}"


_KINDS: Mapping[Language, Mapping[str, str]] = {
    "da": {"removed": "fjernet", "changed": "ændret", "added": "ny"},
    "en": {"removed": "removed", "changed": "changed", "added": "added"},
}


def _row_changes(plan: Plan | None) -> Iterator[tuple[str, Any, Any]]:
    if plan is None:
        return
    yield from (("removed", row, None) for row in plan.removed)
    yield from (("changed", changed.before, changed.after) for changed in plan.changed)
    yield from (("added", None, row) for row in plan.added)


def _searched_json(searched: Searched, session: StackSession) -> dict[str, Any]:
    """As in ``schemas/log-search.schema.json``."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "municipalityCode": session.code,
        "unsearchableRevisions": sorted(searched.unsearchable),
        "found": [
            {
                "entry": to_json(session.code, hit.entry),
                "rows": [_change_json(*one) for one in _row_changes(hit.plan)],
            }
            for hit in reversed(searched.hits)
        ],
    }


def _change_json(kind: str, before: Any, after: Any) -> dict[str, Any]:
    key = RowKey.of(after or before).to_json()
    return {"kind": kind, **key, "before": before and before.to_json(), "after": after and after.to_json()}
