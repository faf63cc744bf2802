"""The form on which a person decides what citizens shall see: a plan, what it takes to say yes, and the yes.

Whatever is refused is told on the form itself, with a plan against what is live by then, and what was written kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from kleark.admin.log_entries import log_line
from kleark.admin.pages.error_page import PageError
from kleark.admin.pagination import number_in
from kleark.http.messages import see_other
from kleark.i18n.formats import format_number
from kleark.publishing.errors import (
    FrozenError,
    MissingNoteError,
    StaleRevisionError,
    UnconfirmedRemovalError,
    UnfitNoteError,
    UnwoundError,
)
from kleark.publishing.four_eyes import same_person
from kleark.publishing.manual import ChangeRequest
from kleark.publishing.note import LONGEST_NOTE
from kleark.report.plan_view import MOST_PLANNED, view

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.admin.app_context import Visit
    from kleark.admin.log_entries import LogLine
    from kleark.configuration.plan import Plan
    from kleark.http.messages import Response
    from kleark.publishing.errors import Refusal
    from kleark.publishing.manual import Proposal
    from kleark.publishing.model import LogEntry
    from kleark.report.plan_messages import PlanKind
    from kleark.report.plan_view import PlanView

EXPECTED, NOTE, CONFIRMED = "forventet", "note", "bekraeft"
"""The form's fields: the revision that was live when the person looked, the reason, and the box for removals."""

MOST_TOLD = 20
"""So much of what others did meanwhile is told."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was filled in. ``expected``: the revision that was live when the form was shown."""

    expected: int
    note: str
    confirmed: bool

    def mandate(self, visit: Visit) -> ChangeRequest:
        """As the publishing commands take it."""
        return ChangeRequest(visit.person.actor, self.note, self.expected)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it was not done. ``meanwhile``: what others did since the form was shown, newest first."""

    heading: str
    text: str
    meanwhile: tuple[LogLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything on the form. ``confirmation``: what the box for removals says; empty where there is none.

    ``locked``: nothing can be decided, since the municipality is frozen.
    """

    status: int
    plan: PlanView
    expected: int
    confirmation: str
    locked: bool
    note: str = ""
    confirmation_error: str = ""
    note_error: str = ""
    refused: Refused | None = None

    @property
    def wrong(self) -> bool:
        """Whether there is something to fix on the form."""
        return bool(self.confirmation_error or self.note_error)


def given(visit: Visit) -> Given:
    """What was filled in. Raises PageError where it does not come from one of our forms."""
    form = visit.request.form
    expected = number_in(form.get(EXPECTED, ""))
    if expected is None:
        raise PageError(422, *_NO_FORM)
    return Given(expected, form.get(NOTE, ""), CONFIRMED in form)


def first_look(proposal: Proposal, doing: PlanKind, back_to: int | None = None) -> Decision:
    """The form as it is first shown. ``back_to``: the revision that a revert goes back to."""
    plan = proposal.plan
    return Decision(
        status=200,
        plan=view(plan, "da", MOST_PLANNED, doing, back_to),
        expected=proposal.live.revision,
        confirmation=_confirmation(plan) if proposal.needs_confirmation else "",
        locked=proposal.live.frozen,
    )


def again(refusal: Refusal, filled: Given, shown: Decision, visit: Visit) -> Decision:
    """The form once more, with what stood in the way. ``shown``: a `first_look` at what would happen by now.

    Whoever has confirmed removals confirmed those of the plan before: the box is empty again.
    """
    kept = replace(shown, status=409, note=filled.note)
    if isinstance(refusal, UnconfirmedRemovalError):
        text = "Sæt kryds for at bekræfte, at rækkerne skal forsvinde."
        return replace(
            kept,
            status=422,
            confirmation=shown.confirmation or _confirmation(refusal.plan),
            confirmation_error=text,
        )
    if isinstance(refusal, MissingNoteError):
        return replace(kept, status=422, note_error=_TOO_LONG if filled.note.strip() else _NO_NOTE)
    if isinstance(refusal, UnfitNoteError):
        return replace(kept, status=422, note_error=refusal.da)
    if isinstance(refusal, StaleRevisionError):
        return replace(kept, refused=Refused(*_stale(refusal), meanwhile(filled.expected, visit)))
    if isinstance(refusal, FrozenError):
        return replace(kept, locked=True)
    heading = "Kun noget af det blev gjort" if isinstance(refusal, UnwoundError) else "Det blev ikke gjort"
    return replace(kept, refused=Refused(heading, refusal.da))


def meanwhile(expected: int, visit: Visit) -> tuple[LogLine, ...]:
    """What made other revisions than the one that was looked at, newest first."""
    newest = visit.table.log_backwards(visit.person.code, MOST_TOLD)
    return tuple(log_line(entry) for entry in takewhile(lambda entry: entry.revision > expected, newest))


def done_already(filled: Given, visit: Visit, is_it: Callable[[LogEntry], bool]) -> Response | None:
    """The way to the receipt, where the same person's same form has come before: a double click, say, or the back
    button. None: it has not.

    What a form brings about is the revision after the one that it was shown on, or nothing. ``is_it``: whether an entry
    of the log is what the form asks for.
    """
    entry = visit.table.log_entry(visit.person.code, filled.expected + 1)
    if entry is None or not same_person(entry.actor, visit.person.actor) or not is_it(entry):
        return None
    return receipt(entry, visit)


def receipt(entry: LogEntry, visit: Visit) -> Response:
    """Go to what tells that it is done."""
    return see_other(visit.url(f"/kvittering/{entry.revision}"))


def _confirmation(plan: Plan) -> str:
    if not plan.rows_after:
        return "Ja, der skal slet ikke vises noget fra kommunen. Borgerne ser så ingen sager."
    vanishing, before = len(plan.removed), format_number(plan.rows_before, "da")
    if vanishing == 1:
        return f"Ja, 1 af de {before} rækker, der vises nu, skal forsvinde."
    return f"Ja, {format_number(vanishing, 'da')} af de {before} rækker, der vises nu, skal forsvinde."


def _stale(refusal: StaleRevisionError) -> tuple[str, str]:
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
_NO_NOTE = "Skriv en kort begrundelse, så dine kolleger kan se hvorfor."
_TOO_LONG = f"Begrundelsen må højst fylde {LONGEST_NOTE} tegn. Gør den kortere."
