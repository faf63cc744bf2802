"""Why a case is shown, or not: asked by whoever has a citizen on the phone, for now or for any day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.case_form import STATUSES, CaseForm, case_form, system_suggestions
from kleark.admin.case_view import case_view, system_name, verdict
from kleark.admin.log_entries import log_line, log_lines
from kleark.admin.moment_form import CLOCK, DAY, moment_form
from kleark.admin.past_rows import MOST_ROWS, past_rows
from kleark.admin.rendering import page
from kleark.exposure.explanation import BENEFITS, change_sentence, index_sentence, outside_of
from kleark.i18n.danish_time import danish_day
from kleark.publishing.case_explanation import answer_at
from kleark.publishing.row_history import each_revision
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kleark.admin.app_context import PageVisit
    from kleark.admin.case_view import CaseView, Verdict
    from kleark.admin.log_entries import LogLine
    from kleark.exposure.case import Case
    from kleark.exposure.explanation import Explanation
    from kleark.http.messages import Response
    from kleark.publishing.case_explanation import AnswerSince
    from kleark.publishing.model import LogEntry
    from kleark.publishing.row_history import RevisionRows


@dataclass(frozen=True, slots=True)
class SinceView:
    """Since when the answer has been the same. ``line``: what was done then. ``before``: the answer until then."""

    line: LogLine
    or_before: bool
    before: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer on a case at a time.

    Attributes:
        at: The time.
        is_now: Whether no other time was asked about.
        end_of_day: Whether a day was asked about, and no minute of it.
        twice: See `PastMoment`.
        revision: The one that was live; 0 before the first.
        tried: The verdict; None where the rows are deleted.
        system: The system whose row decided, as the address has it; empty where none did.
        row: That row in words.
        others: The systems that have rows, where none of them decided.
        view: The card; None where the case was not shown.
        since: Since when it was so; None where nothing is known.
        changes: What would turn the answer round, in sentences.
        beyond: What to look at where the citizen meets something else.
    """

    at: datetime
    is_now: bool
    end_of_day: bool
    twice: bool
    revision: int
    tried: Verdict | None = None
    system: str = ""
    row: str = ""
    others: tuple[str, ...] = ()
    view: CaseView | None = None
    since: SinceView | None = None
    changes: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def explain_case(visit: PageVisit) -> Response:
    """The answer, or the form to ask by."""
    asked, now = visit.request.parameters, visit.context.now()
    form = case_form(asked, danish_day(now))
    time = moment_form({name: asked.get(name, "") for name in (DAY, CLOCK)}, now)
    at = time.moment.at if time.moment else now
    errors = {**form.errors, **time.errors}
    if form.case and form.case.created > danish_day(at):
        errors["oprettet"] = "Den dag er senere end den, du spørger om. Så fandtes sagen ikke"
    values = {**form.values, **{name: time.values[name] for name in (DAY, CLOCK)}}
    form = CaseForm(values, errors, None if errors else form.case)
    answer = None
    if form.case:
        answer = _answer(form.case, at, visit)
        if time.moment:
            minute = time.moment.clock_is_given
            answer = replace(answer, is_now=False, end_of_day=not minute, twice=time.moment.twice)
    return page(
        visit,
        "explain_case.html.jinja",
        422 if errors else 200,
        here="/hvorfor",
        form=form.shown,
        created=form.case.created if form.case else None,
        answer=answer,
        benefits=BENEFITS.da,
        statuses=STATUSES,
        systems=_systems(visit),
    )


def _systems(visit: PageVisit) -> list[str]:
    """Those that what is live has rows for."""
    content = visit.table.live(visit.person.code, consistent=True).content
    rows = past_rows(visit)(content) if content else None
    return system_suggestions(one.row().source_system for one in rows or ())


def _answer(case: Case, at: datetime, visit: PageVisit) -> AnswerView:
    def backwards(live: LogEntry) -> Iterator[RevisionRows]:
        entries = visit.table.log_from(visit.person.code, (live.revision, 0))
        return each_revision(entries, case.kle_number, past_rows(visit), MOST_ROWS)

    found = answer_at(case, at, visit.tenant, backwards)
    answer = AnswerView(at, is_now=True, end_of_day=False, twice=False, revision=found.revision)
    if found.explanation is None:
        return answer
    answer = _explained(answer, found.explanation, visit)
    return replace(answer, since=_since(found.since, visit)) if found.since else answer


def _explained(answer: AnswerView, of: Explanation, visit: PageVisit) -> AnswerView:
    row, card = of.decision.row, of.decision.card
    beyond = [sentence.da for sentence in outside_of(of.decision.reason)]
    if indexed := visit.tenant.indexed_cases():
        beyond.insert(0, visible(index_sentence(of.case, indexed).da))
    return replace(
        answer,
        tried=verdict("", of.case, of.decision, row),
        system=row.source_system if row else "",
        row=f"{row.kle_number} {visible(row.kle_title)} for {system_name(row)}" if row else "",
        others=tuple(map(visible, of.systems)) if row is None else (),
        view=case_view(card, of.case) if card else None,
        changes=tuple(visible(change_sentence(change, of).da) for change in of.changes),
        beyond=tuple(beyond),
    )


def _since(since: AnswerSince, visit: PageVisit) -> SinceView:
    if since.open_start:
        return SinceView(log_line(since.entry), or_before=True, before="")
    [line] = log_lines([since.entry], visit)
    return SinceView(line, or_before=False, before=since.before.sentence.da if since.before else "")
