"""What holds for the municipality until somebody changes it: frozen or not, the limit, four eyes, what is scheduled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.pages import confirm
from kleark.admin.pages.error_page import PageError
from kleark.admin.pages.home import overview
from kleark.admin.pagination import number_in
from kleark.admin.rendering import page
from kleark.http.messages import see_other
from kleark.publishing import manual, schedule
from kleark.publishing.errors import (
    LimitOutOfRangeError,
    MissingNoteError,
    NothingToChangeError,
    NotScheduledError,
    Refusal,
    UnfitNoteError,
)
from kleark.publishing.messages import percent
from kleark.publishing.model import Action
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.admin.app_context import Visit
    from kleark.http.messages import Response
    from kleark.publishing.manual import Proposal


class AnotherScheduleError(Refusal):
    """A colleague has scheduled something else since the person looked."""

    code = RefusalCode.ANOTHER_SCHEDULE

    def __init__(self) -> None:
        super().__init__(
            "En kollega har lavet en anden plan, siden du så på det. Det er den, der står her nu, og den er ikke taget "
            "af.",
            "A colleague has made another plan since you looked. It is the one that stands here now, and it still "
            "waits.",
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not done. ``form``: in which it was asked for; ``text``: why; ``note``, ``value``: what was typed.

    ``field``: the id of the one that has to be fixed; empty where none has.
    """

    form: str = ""
    text: str = ""
    note: str = ""
    value: str = ""
    field: str = ""

    def of(self, form: str) -> Refused:
        """Itself where it is about ``form``, else nothing."""
        return self if self.form == form else Refused()

    def at(self, field: str) -> str:
        """Why, where it is about ``field``; else nothing."""
        return self.text if self.field == field else ""


def control(visit: Visit) -> Response:
    """The page with all of it."""
    return _control(visit, Refused())


def freeze(visit: Visit) -> Response:
    """Let nothing become live."""
    return _carried_out(visit, "laas", lambda note: manual.freeze(visit.person.actor, note, visit.tenant))


def unfreeze(visit: Visit) -> Response:
    """Let uploads become live again."""
    return _carried_out(visit, "laas", lambda note: manual.unfreeze(visit.person.actor, note, visit.tenant))


def set_limit(visit: Visit) -> Response:
    """How much a sheet may remove without a person's confirmation."""

    def do(note: str) -> object:
        given = visit.request.form.get("procent", "").strip()
        limit = number_in(given)
        if given and limit is None:
            raise LimitOutOfRangeError
        return manual.set_removal_limit(limit, visit.person.actor, note, visit.tenant)

    return _carried_out(visit, "graense", do)


def set_four_eyes(visit: Visit) -> Response:
    """Whether whoever uploaded a sheet may also approve it."""
    wanted = visit.request.form.get("til") == "1"
    return _carried_out(
        visit,
        "fire-oejne",
        lambda note: manual.set_four_eyes(visit.person.actor, note, visit.tenant, required=wanted),
    )


def cancel_schedule(visit: Visit) -> Response:
    """Let nothing wait for its time any more: only the plan that was looked at is taken off."""
    only = visit.request.form.get("plan") or "-"

    def do(note: str) -> object:
        try:
            return schedule.cancel(
                visit.person.actor, note, visit.tenant, visit.context.stores.timer, only=only
            )
        except NotScheduledError:
            if visit.table.scheduled(visit.person.code) is None:
                return None  # the same button pressed twice, or a colleague who was faster
            raise AnotherScheduleError from None

    return _carried_out(visit, "plan", do)


def look_before_unpublishing(visit: Visit) -> Response:
    """What would vanish, before it is done. Raises PageError."""
    return _unpublishing(confirm.first_look(_proposal(visit), "unpublish"), visit)


def unpublish(visit: Visit) -> Response:
    """Show nothing of the municipality, on purpose. Raises PageError."""
    filled = confirm.given(visit)
    try:
        entry = manual.unpublish(filled.mandate(visit), visit.tenant)
    except Refusal as refusal:
        if done := confirm.done_already(filled, visit, lambda entry: entry.action is Action.UNPUBLISH):
            return done
        shown = confirm.first_look(_proposal(visit), "unpublish")
        return _unpublishing(confirm.again(refusal, filled, shown, visit), visit)
    return confirm.receipt(entry, visit)


def _proposal(visit: Visit) -> Proposal:
    try:
        return manual.propose_unpublication(visit.tenant)
    except NothingToChangeError as refusal:
        raise PageError(
            409, "Visningen er tom", "Der vises ikke noget fra jeres kommune, så der er ikke noget at tømme."
        ) from refusal


def _unpublishing(decision: confirm.Decision, visit: Visit) -> Response:
    # The button alone empties what is shown: a box that must be ticked as well would ask the same thing twice.
    shown = replace(decision, confirmation="")
    return page(visit, "unpublish.html.jinja", decision.status, here="/styring", decision=shown)


def _carried_out(visit: Visit, form: str, do: Callable[[str], object]) -> Response:
    note = visit.request.form.get("note", "")
    try:
        do(note)
    except NothingToChangeError:
        return see_other(visit.url("/styring"))  # a button pressed twice, or a colleague who was faster
    except Refusal as refusal:
        value = visit.request.form.get("procent", "")
        refused = Refused(form, refusal.da, note, value, _field(form, refusal))
        return _control(visit, refused, 422)
    return see_other(visit.url("/styring"))


def _field(form: str, refusal: Refusal) -> str:
    if isinstance(refusal, LimitOutOfRangeError):
        return "procent"
    return f"{form}-begrundelse" if isinstance(refusal, MissingNoteError | UnfitNoteError) else ""


def _control(visit: Visit, refused: Refused, status: int = 200) -> Response:
    now = overview(visit)
    return page(
        visit,
        "control.html.jinja",
        status,
        here="/styring",
        now=now,
        refused=refused,
        limit=percent(now.live.removal_limit, "da"),
    )
