"""``kleark log row``: what one row was, revision by revision, and which row decided at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK, UsageError, write_json
from kleark.commands.log_query import moment_of
from kleark.commands.stack_session import on_stack, open_session
from kleark.configuration.row import ALL_SYSTEMS
from kleark.configuration.row_query import RowField, RowQuery, UnfitQueryError, row_query
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import joined
from kleark.publishing.messages import action_text, performer
from kleark.publishing.model import stamp
from kleark.publishing.revisions import revision_at, snapshot_rows
from kleark.publishing.row_history import as_written, read_window, systems_seen
from kleark.refusal_codes import RefusalCode
from kleark.report.plan_cells import cell_values, optional_cells, shown_system, shown_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kleark.commands.stack_session import StackSession
    from kleark.i18n.language import Language
    from kleark.publishing.model import LogEntry
    from kleark.publishing.row_history import RowPeriod

SCHEMA_VERSION = "1.0"


@on_stack
def show(options: argparse.Namespace) -> int:
    """List the periods of a row, oldest first; with ``--at``, only the one that decided then."""
    session = open_session(options)
    kle = whole_kle_number(options.kle)
    entries = reversed(session.tenant.table.log(session.code))
    window = read_window(entries, kle, lambda content: snapshot_rows(content, session.tenant), 10**12)
    systems = systems_seen(window.revisions, kle)
    system = _system(options.system, systems, kle)
    periods = window.periods(kle, system) if system else []
    if options.at:
        entry = revision_at(stamp(moment_of(options.at, end=True)), session.tenant)
        revision = entry.revision if entry else 0
        periods = [one for one in periods if one.first <= revision <= one.last]
    if options.output_format == "json":
        write_json(_history_json(session, kle, system, periods))
        return OK
    if not any(one.row or not one.known for one in periods):
        asked = system if options.system is not None else ""
        key = "not_then" if options.at else "never"
        session.print_line(*(_no_row(kle, asked, systems, key, lang) for lang in _WORDS))
        return OK
    for period in periods:
        for da, en in zip(
            _period_lines(period, system, "da"), _period_lines(period, system, "en"), strict=True
        ):
            session.print_line(da, en)
    return OK


def _no_row(kle: str, asked: str, systems: Sequence[str], key: str, lang: Language) -> str:
    """That there was no row; where it is one system's that was asked for, which others the number had rows for."""
    words = _WORDS[lang]
    if not asked:
        return words[key].format(kle)
    text = words[key].format(words["of_system"].format(kle, shown_system(asked, words["all_systems"])))
    if not systems or asked in systems:
        return text
    names = [shown_system(one, words["all_systems"]) for one in systems]
    return f"{text} {words['others'].format(joined(names, lang))}"


def whole_kle_number(text: str) -> str:
    """The number that was typed, with its three parts. Raises UsageError."""
    try:
        query = row_query({RowField.KLE: text})
    except UnfitQueryError:
        query = RowQuery()
    if not query.is_whole_kle:
        raise UsageError(
            RefusalCode.UNFIT_QUERY,
            f'"{text}" er ikke et helt KLE-nummer. Skriv det som 15.20.24.',
            f'"{text}" is not a whole KLE number. Write it like 15.20.24.',
        )
    return query.kle


def _system(asked: str | None, systems: Sequence[str], kle: str) -> str:
    """The system as the sheets write it; the only one, where none is asked for. Raises UsageError."""
    if asked is not None:
        return as_written(asked, systems)
    if len(systems) > 1:
        names = ", ".join(map(shown_text, systems))
        raise UsageError(
            RefusalCode.UNFIT_QUERY,
            f"{kle} har haft flere rækker. Sig, hvilken det gælder: --system, en af {names} (* er alle fagsystemer).",
            f"{kle} has had several rows. Say which one you mean: --system, one of {names} (* is all systems).",
        )
    return systems[0] if systems else ""


def _period_lines(period: RowPeriod, system: str, lang: Language) -> list[str]:
    words = _WORDS[lang]
    numbers = str(period.first) if period.first == period.last else f"{period.first}-{period.last}"
    since = format_time(period.entry.at, lang)
    until = f" {words['until']} {format_time(period.until, lang)}" if period.until else ""
    before = f" {words['or_before']}" if period.open_start else ""
    head = f"{numbers:>6}  {since}{before}{until}  {_what(period, lang)}"
    if period.known and not period.open_start:
        head += f" · {entry_summary(period.entry, lang)}"
    lines = [head]
    if period.row and period.row.source_system == ALL_SYSTEMS != system:
        lines.append(f"{'':8}{words['for_all'].format(shown_text(system))}")
    if period.changes:
        lines += [
            f"{'':8}{one.column}: {one.before} → {one.after}" for one in cell_values(period.changes, lang)
        ]
    elif period.row:
        lines += [f"{'':8}{text}" for text in _whole(period, lang)]
    return lines


def entry_summary(entry: LogEntry, lang: Language) -> str:
    """What was done, by whom, and why."""
    note = f": {entry.note}" if entry.note else ""
    return f"{action_text(entry, lang)} · {performer(entry, lang)}{note}"


def _whole(period: RowPeriod, lang: Language) -> list[str]:
    row = period.row
    assert row is not None
    return [
        f"{row.kle_number} {shown_text(row.kle_title)}, {shown_system(row.source_system, _WORDS[lang]['all_systems'])}",
        f"{shown_text(row.contact_department)}, {row.contact_phone}",
        shown_text(row.info_url),
        shown_text(row.digital_post.url),
        *(f"{column}: {text}" for column, text in optional_cells(row, lang)),
    ]


def _what(period: RowPeriod, lang: Language) -> str:
    if not period.known:
        key = "unknown"
    elif period.row is None:
        key = "none"
    else:
        key = "changed" if period.changes else "appeared" if period.appeared else "there"
    return _WORDS[lang][key]


_WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "until": "til",
        "or_before": "eller før",
        "for_all": "{} har ingen række for sig selv: den for alle fagsystemer afgør det",
        "all_systems": "alle fagsystemer",
        "unknown": "rækkerne er slettet",
        "none": "ingen række",
        "changed": "ændret",
        "appeared": "kom til",
        "there": "var der",
        "never": "Der er aldrig vist en række med {}.",
        "not_then": "Dengang var der ingen række med {}.",
        "of_system": "{} for {}",
        "others": "Nummeret har haft rækker for {}.",
    },
    "en": {
        "until": "until",
        "or_before": "or before",
        "for_all": "{} has no row of its own: the one for all systems decides",
        "all_systems": "all systems",
        "unknown": "the rows are deleted",
        "none": "no row",
        "changed": "changed",
        "appeared": "added",
        "there": "was there",
        "never": "No row with {} was ever live.",
        "not_then": "There was no row with {} then.",
        "of_system": "{} for {}",
        "others": "The number has had rows for {}.",
    },
}


def _history_json(
    session: StackSession, kle: str, system: str, periods: Sequence[RowPeriod]
) -> dict[str, Any]:
    """As in ``schemas/row-history.schema.json``."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "municipalityCode": session.code,
        "kleNumber": kle,
        "sourceSystem": system or None,
        "periods": [_period_json(one) for one in periods],
    }


def _period_json(period: RowPeriod) -> dict[str, Any]:
    entry = period.entry
    certain = period.known and not period.open_start
    return {
        "fromRevision": period.first,
        "toRevision": period.last,
        "since": entry.at,
        "sinceOrBefore": period.open_start,
        "until": period.until,
        "known": period.known,
        "row": period.row and period.row.to_json(),
        "changedFields": [camel(change.field) for change in period.changes],
        "actor": entry.actor if certain else None,
        "note": entry.note if certain else None,
    }


def camel(name: str) -> str:
    """The name of a field of `Row` as its JSON has it."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
