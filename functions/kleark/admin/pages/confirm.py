"""The form on which a person decides what citizens shall see: a plan, what it takes to approve it, and the button.

A refusal is explained on the form itself, with a plan against what is live by then; what was typed is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from kleark.admin.log_entries import log_lines
from kleark.admin.note_errors import note_error
from kleark.admin.page_actions import with_entry
from kleark.admin.pages.answer_form import (
    NOTHING_TO_ANSWER,
    given_answers,
    read_answers,
    with_errors,
)
from kleark.admin.pages.error_page import PageError
from kleark.admin.pagination import parse_number
from kleark.admin.plan_pages import plan_page
from kleark.configuration.plan import vanishing_rows
from kleark.http.messages import see_other
from kleark.publishing.actors import same_person
from kleark.publishing.answer_errors import UnansweredWarningsError
from kleark.publishing.errors import (
    FrozenError,
    ScheduleWithoutTimerError,
    StaleRevisionError,
    UnconfirmedFindingsError,
    UnconfirmedRemovalError,
)
from kleark.publishing.part_errors import TouchedRowsError
from kleark.publishing.proposal import NO_ANSWERS, ChangeRequest
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.admin.app_context import PageVisit
    from kleark.admin.link_notes import LinkNote
    from kleark.admin.log_entries import LogLine
    from kleark.admin.pages.answer_form import AnswerFields, AnswerForm
    from kleark.admin.pagination import Paging
    from kleark.configuration.plan import Plan
    from kleark.http.messages import Response
    from kleark.publishing.errors import Refusal
    from kleark.publishing.model import LogEntry
    from kleark.publishing.proposal import Proposal
    from kleark.report.plan_messages import PlanKind
    from kleark.report.plan_view import PlanView

EXPECTED, NOTE, CONFIRMED = "forventet", "note", "bekraeft"
"""The form's fields: the revision that was live when the person looked, the reason, and the box for removals; those of
answers to warnings are in `answer_form`."""

MOST_ENTRIES = 20
"""At most so many entries of the log are listed when others were faster; the history has the rest."""


@dataclass(frozen=True, slots=True)
class FormFields:
    """What was filled in. ``expected``: the revision that was live when the form was shown."""

    expected: int
    note: str
    confirmed: bool
    answers: AnswerFields

    def change_request(self, visit: PageVisit, proposal: Proposal | None = None) -> ChangeRequest:
        """As the publishing commands take it. ``proposal``: whose warnings are answered."""
        given = given_answers(self.answers, proposal.open_warnings) if proposal else NO_ANSWERS
        return ChangeRequest(visit.person.actor, self.note, self.expected, given)


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """Why it was not done. ``entries``: what others did since the form was shown, newest first."""

    heading: str
    text: str
    entries: tuple[LogLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """Everything on the form. ``confirmation``: what the box for removals says; empty where there is none.

    ``pages``: which page of the plan is shown; what is decided is decided on the first.

    ``links``: those that do not lead where they should; only told.

    ``confirmed``: whether the box is ticked already. ``answers``: the warnings that must be answered.
    ``locked``: nothing can be decided, since the municipality is frozen.
    """

    status: int
    plan: PlanView
    pages: Paging
    expected: int
    confirmation: str
    locked: bool
    note: str = ""
    confirmation_error: str = ""
    note_error: str = ""
    confirmed: bool = False
    answers: AnswerForm = NOTHING_TO_ANSWER
    refused: RefusalNotice | None = None
    links: tuple[LinkNote, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether there is something to fix on the form."""
        return bool(self.confirmation_error or self.answers.errors or self.note_error)


def read_fields(visit: PageVisit) -> FormFields:
    """What was filled in. Raises PageError where it does not come from one of our forms."""
    form = visit.request.form
    expected = parse_number(form.get(EXPECTED, ""))
    if expected is None:
        raise PageError(RefusalCode.MALFORMED_FORM, 422, *_NO_FORM)
    return FormFields(expected, form.get(NOTE, ""), CONFIRMED in form, read_answers(form))


def new_form(
    proposal: Proposal,
    doing: PlanKind,
    back_to: int | None = None,
    number: int = 1,
    answers: AnswerForm = NOTHING_TO_ANSWER,
) -> DecisionForm:
    """The form as it is first shown.

    Args:
        proposal: What would be done.
        doing: Which kind of decision it is.
        back_to: The revision that a revert goes back to.
        number: Of the page of the plan. Raises NotFoundError where there is no such page.
        answers: The warnings that must be answered.
    """
    plan = proposal.plan
    shown = plan_page(plan, number, doing, back_to)
    return DecisionForm(
        status=200,
        plan=shown.plan,
        pages=shown.pages,
        expected=proposal.live.revision,
        confirmation=_confirmation(plan) if proposal.needs_confirmation else "",
        locked=proposal.live.frozen,
        answers=answers,
    )


def refused_form(refusal: Refusal, fields: FormFields, form: DecisionForm, visit: PageVisit) -> DecisionForm:
    """The form once more, with the reason of the refusal. ``form``: a `new_form` of what would happen now.

    Where something else is live by now the boxes are empty again: what was confirmed was about the earlier plan.
    """
    form_again = replace(with_boxes(form, fields), status=409, note=fields.note)
    if to_fix := _form_to_fix(refusal, fields, form_again):
        return replace(to_fix, status=422)
    if isinstance(refusal, StaleRevisionError):
        return replace(
            form_again, refused=RefusalNotice(*_stale(refusal), entries_since(fields.expected, visit))
        )
    if isinstance(refusal, FrozenError):
        return replace(form_again, locked=True)
    heading = (
        "Kun noget af det blev gjort"
        if isinstance(refusal, ScheduleWithoutTimerError)
        else "Det blev ikke gjort"
    )
    return replace(form_again, refused=RefusalNotice(heading, refusal.da))


def with_boxes(form: DecisionForm, fields: FormFields) -> DecisionForm:
    """The form with the boxes ticked that were, if it is about the same plan."""
    if fields.expected != form.expected:
        return form
    return replace(form, confirmed=fields.confirmed)


def _form_to_fix(refusal: Refusal, fields: FormFields, form: DecisionForm) -> DecisionForm | None:
    """The form with what is to be fixed on it; None where the refusal is about something else."""
    if isinstance(refusal, UnconfirmedRemovalError):
        return replace(
            form,
            confirmation=form.confirmation or _confirmation(refusal.plan),
            confirmation_error="Sæt kryds for at bekræfte, at rækkerne skal forsvinde.",
        )
    if isinstance(refusal, UnansweredWarningsError | UnconfirmedFindingsError):
        return replace(form, answers=with_errors(form.answers, fields.answers))
    wrong = note_error(refusal, fields.note)
    return replace(form, note_error=wrong) if wrong else None


def entries_since(expected: int, visit: PageVisit) -> tuple[LogLine, ...]:
    """The log's entries after the revision that the person looked at, newest first."""
    newest = visit.table.log_backwards(visit.person.code, MOST_ENTRIES + 1)
    return tuple(log_lines(takewhile(lambda entry: entry.revision > expected, newest), visit))


def receipt_if_done(
    fields: FormFields, visit: PageVisit, is_same: Callable[[LogEntry], bool]
) -> Response | None:
    """The way to the receipt, where the same form has been sent before: a double click, say, or the back button.

    What a form brings about is the revision after the one that it was shown on, or nothing.

    Args:
        fields: What was filled in.
        visit: Who sent it.
        is_same: Whether an entry of the log is what the form asks for.

    Returns:
        None where it has not been done, or by somebody else.
    """
    entry = visit.table.log_entry(visit.person.code, fields.expected + 1)
    if entry is None or not same_person(entry.actor, visit.person.actor) or not is_same(entry):
        return None
    return to_receipt(entry, visit)


def to_receipt(entry: LogEntry, visit: PageVisit) -> Response:
    """Go to the receipt of a revision."""
    return with_entry(see_other(visit.url(f"/kvittering/{entry.revision}")), entry)


def _confirmation(plan: Plan) -> str:
    if not plan.rows_after:
        return "Ja, der skal slet ikke vises noget fra kommunen. Borgerne ser så ingen sager."
    return f"Ja, {vanishing_rows(plan, 'da')} skal forsvinde."


def _stale(refusal: StaleRevisionError) -> tuple[str, str]:
    if isinstance(refusal, TouchedRowsError):
        return "Andre har ændret de samme rækker", refusal.da
    return (
        "Der er sket noget, siden du så på det",
        f"Det er nu version {refusal.current}, der vises, så vi har ikke gjort det, du bad om. Forskellen til den står "
        "herunder. Se den igennem, og tryk igen, hvis du stadig vil.",
    )


_NO_FORM = (
    "Prøv igen fra siden før",
    "Vi kan ikke se, hvad der blev vist, da du besluttede dig. Intet er ændret. Gå tilbage, genindlæs siden, og prøv "
    "igen.",
)
