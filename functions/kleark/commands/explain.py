"""``kleark explain``: why a case is shown, or not, at any time; since when; and what would turn it round."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK, UsageError, write_json
from kleark.commands.log_query import moment_of
from kleark.commands.row_history import entry_summary, whole_kle_number
from kleark.commands.stack_session import on_stack, open_session
from kleark.exposure.case import Case, status_of
from kleark.exposure.explanation import BENEFITS, change_sentence, index_sentence, outside_of
from kleark.i18n.danish_time import danish_day, format_time
from kleark.i18n.formats import format_date
from kleark.publishing.case_explanation import answer_at
from kleark.publishing.model import stamp
from kleark.publishing.revisions import snapshot_rows
from kleark.publishing.row_history import each_revision
from kleark.refusal_codes import RefusalCode
from kleark.report.plan_cells import optional_cells, shown_system, shown_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kleark.commands.stack_session import StackSession
    from kleark.exposure.explanation import Explanation
    from kleark.i18n.language import Language
    from kleark.publishing.case_explanation import AnswerSince, CaseAnswer
    from kleark.publishing.model import LogEntry
    from kleark.publishing.row_history import RevisionRows

SCHEMA_VERSION = "1.0"
_INSTANT = timedelta(milliseconds=1)


@on_stack
def show(options: argparse.Namespace) -> int:
    """Say whether the case is shown, and why."""
    session = open_session(options)
    at = _moment(options.at, datetime.now(UTC))
    case = _case(options, at)

    def backwards(live: LogEntry) -> Iterator[RevisionRows]:
        entries = session.stack.table.log_from(session.code, (live.revision, 0))
        return each_revision(
            entries, case.kle_number, lambda content: snapshot_rows(content, session.tenant), 10**12
        )

    answer = answer_at(case, at, session.tenant, backwards)
    if options.output_format == "json":
        write_json(_answer_json(session, case, at, answer))
        return OK
    for da, en in zip(_lines(case, at, answer, "da"), _lines(case, at, answer, "en"), strict=True):
        session.print_line(da, en)
    if indexed := session.tenant.indexed_cases():
        session.print_line(*index_sentence(case, indexed))
    return OK


def _moment(text: str | None, now: datetime) -> datetime:
    """The time that is asked about: of a day its last moment, and never one that is to come. Raises UsageError."""
    if not text:
        return now
    begins, ends = moment_of(text), moment_of(text, end=True)
    return min(begins if begins == ends else ends - _INSTANT, now)


def _case(options: argparse.Namespace, at: datetime) -> Case:
    """The case that the options describe. Raises UsageError."""
    created = _day(options.created, danish_day(at))
    status = status_of(options.status)
    if options.status is not None and status is None:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            f'"{options.status}" er ingen status. Skriv Oprettet, Behandles, Afgjort, Afsluttet eller Afvist, eller '
            "udelad --status, hvis fagsystemet ikke oplyser nogen.",
            f'"{options.status}" is no status. Write Oprettet, Behandles, Afgjort, Afsluttet or Afvist, or leave out '
            "--status where the system tells none.",
        )
    if not options.system.strip():
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Sig, hvilket fagsystem sagen ligger i: --system FASIT.",
            "Say which source system the case is in: --system FASIT.",
        )
    return Case(whole_kle_number(options.kle), options.system.strip(), created, status)


def _day(text: str, latest: date) -> date:
    """The day on which the case was created. Raises UsageError."""
    from kleark.rules.dates import read_date

    day = read_date(text, latest).value
    if day is None:
        raise UsageError(
            RefusalCode.MALFORMED_TIME,
            f'"{text}" er ingen dag. Skriv dag, måned og år, f.eks. 1-4-2021 eller 2021-04-01.',
            f'"{text}" is no day. Write it like 2021-04-01.',
        )
    if day > latest:
        raise UsageError(
            RefusalCode.MALFORMED_TIME,
            f"En sag, der er oprettet {format_date(day, 'da')}, fandtes ikke {format_date(latest, 'da')}.",
            f"A case that was created on {format_date(day, 'en')} did not exist on {format_date(latest, 'en')}.",
        )
    return day


def _lines(case: Case, at: datetime, answer: CaseAnswer, lang: Language) -> Iterator[str]:
    words = _WORDS[lang]
    status = case.status.value if case.status else words["no_status"]
    yield words["case"].format(
        case.kle_number, shown_text(case.source_system), format_date(case.created, lang), status
    )
    yield (
        words["at"].format(format_time(stamp(at), lang), answer.revision)
        if answer.revision
        else words["before"].format(format_time(stamp(at), lang))
    )
    explanation = answer.explanation
    if explanation is None:
        yield words["deleted"]
        return
    yield ""
    yield getattr(explanation.decision.sentence, lang)
    yield from _rows(explanation, lang)
    if answer.since:
        yield _since(answer.since, lang)
    yield ""
    yield words["changes"]
    for change in explanation.changes:
        yield f"  - {getattr(change_sentence(change, explanation), lang)}"
    if not explanation.changes:
        yield f"  - {words['none_alone']}"
    yield getattr(BENEFITS, lang)
    if beyond := outside_of(explanation.decision.reason):
        yield words["beyond"]
        yield from (f"  - {getattr(sentence, lang)}" for sentence in beyond)


def _rows(explanation: Explanation, lang: Language) -> Iterator[str]:
    """The row that decided, or those that did not."""
    words, row = _WORDS[lang], explanation.decision.row
    if row is not None:
        name = shown_system(row.source_system, words["all_systems"])
        yield words["row"].format(
            f"{row.kle_number} {shown_text(row.kle_title)}",
            name,
            format_date(row.show_from, lang),
            words["yes" if row.show_active_regardless else "no"],
        )
        if explanation.decision.shown and (beside := dict(optional_cells(row, lang))):
            yield words["beside"]
            yield from (f"  - {column}: {text}" for column, text in beside.items())
    elif explanation.systems:
        systems = ", ".join(shown_system(one, words["all_systems"]) for one in explanation.systems)
        yield words["other_rows"].format(explanation.case.kle_number, systems)


def _since(since: AnswerSince, lang: Language) -> str:
    words, entry = _WORDS[lang], since.entry
    told = words["since"].format(format_time(entry.at, lang), entry.revision)
    if since.open_start:
        return f"{told} {words['or_before']}."
    told = f"{told}: {entry_summary(entry, lang)}."
    return f"{told} {words['until_then']} {getattr(since.before.sentence, lang)}" if since.before else told


_WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "case": "{} fra {}, oprettet {}, status {}",
        "no_status": "ikke oplyst",
        "at": "{}: version {} blev vist",
        "before": "{}: der var ikke offentliggjort noget",
        "deleted": "Rækkerne gemmes ikke mere: versionen er for gammel, eller arket er slettet.",
        "row": 'Det afgør rækken {} for {}: fradato {}, "Deaktiver fradato" {}.',
        "beside": "Til det, borgeren ser, hører også:",
        "other_rows": "{} har kun rækker for {}.",
        "all_systems": "alle fagsystemer",
        "yes": "Ja",
        "no": "Nej",
        "since": "Sådan har det været siden {} (version {})",
        "or_before": "eller før",
        "until_then": "Indtil da:",
        "changes": "Det ville ændre svaret:",
        "none_alone": "Ingen enkelt ændring gør det.",
        "beyond": "Ser borgeren den alligevel ikke:",
    },
    "en": {
        "case": "{} from {}, created {}, status {}",
        "no_status": "not told",
        "at": "{}: revision {} was live",
        "before": "{}: nothing had been published",
        "deleted": "The rows are no longer kept: the revision is too old, or its sheet is deleted.",
        "row": 'The row {} for {} decides: show-from date {}, "Deaktiver fradato" {}.',
        "beside": "What the citizen sees includes:",
        "other_rows": "{} has only rows for {}.",
        "all_systems": "all systems",
        "yes": "Ja (yes)",
        "no": "Nej (no)",
        "since": "It has been so since {} (revision {})",
        "or_before": "or before",
        "until_then": "Until then:",
        "changes": "What would change the answer:",
        "none_alone": "No single change does.",
        "beyond": "If the citizen does not see it all the same:",
    },
}


def _answer_json(session: StackSession, case: Case, at: datetime, answer: CaseAnswer) -> dict[str, Any]:
    """As in ``schemas/explanation.schema.json``."""
    explanation = answer.explanation
    return {
        "schemaVersion": SCHEMA_VERSION,
        "municipalityCode": session.code,
        "at": stamp(at),
        "revision": answer.revision or None,
        "case": {
            "kleNumber": case.kle_number,
            "sourceSystem": case.source_system,
            "created": case.created.isoformat(),
            "status": case.status and case.status.value,
        },
        "known": explanation is not None,
        "shown": explanation and explanation.decision.shown,
        "reason": explanation and explanation.decision.reason.value,
        "row": explanation and explanation.decision.row and explanation.decision.row.to_json(),
        "systemsWithRows": list(explanation.systems) if explanation else [],
        "since": answer.since and _since_json(answer.since),
        "changes": [change.value for change in explanation.changes] if explanation else [],
    }


def _since_json(since: AnswerSince) -> dict[str, Any]:
    entry, certain = since.entry, not since.open_start
    return {
        "revision": entry.revision,
        "at": entry.at,
        "orBefore": since.open_start,
        "actor": entry.actor if certain else None,
        "note": entry.note if certain else None,
        "reasonBefore": since.before and since.before.reason.value,
    }
