"""What holds for the municipality until somebody changes it: frozen or not, the limit, four eyes, what is scheduled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.note_errors import NOTE_REFUSALS
from kleark.admin.page_actions import with_entry
from kleark.admin.pages import confirm
from kleark.admin.pages.error_page import PageError
from kleark.admin.pages.home import overview
from kleark.admin.pagination import parse_number, requested_page
from kleark.admin.rendering import page
from kleark.publishing import manual, schedule
from kleark.publishing.errors import (
    LimitOutOfRangeError,
    NothingToChangeError,
    NotScheduledError,
    Refusal,
)
from kleark.publishing.messages import limit_text
from kleark.publishing.model import Action
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.proposal import Proposal


class AnotherScheduleError(Refusal):
    """A colleague has scheduled something else since the person looked."""

    code = RefusalCode.ANOTHER_SCHEDULE

    def __init__(self) -> None:
        super().__init__(
            "En kollega har lavet en anden plan, siden du så på det. Det er den, der står her nu, og den er ikke taget "
            "af.",
            "A colleague has made another plan since you looked. It is the one shown here now, and it still "
            "waits.",
        )


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """What was not done. ``form``: in which it was asked for; ``text``: why; ``note``, ``value``: what was typed.

    ``field``: the id of the one that has to be fixed; empty where none has.
    """

    form: str = ""
    text: str = ""
    note: str = ""
    value: str = ""
    field: str = ""

    def for_form(self, form: str) -> RefusedForm:
        """Itself where it is about ``form``, else nothing."""
        return self if self.form == form else RefusedForm()

    def error_of(self, field: str) -> str:
        """Why, where it is about ``field``; else nothing."""
        return self.text if self.field == field else ""


def settings_page(visit: PageVisit) -> Response:
    """The page with all of it."""
    return _page(visit, RefusedForm())


def freeze(visit: PageVisit) -> Response:
    """Let nothing become live."""
    return _apply(
        visit, "laas", Flash.FROZEN, lambda note: manual.freeze(visit.person.actor, note, visit.tenant)
    )


def unfreeze(visit: PageVisit) -> Response:
    """Let uploads become live again."""
    return _apply(
        visit, "laas", Flash.UNFROZEN, lambda note: manual.unfreeze(visit.person.actor, note, visit.tenant)
    )


def set_limit(visit: PageVisit) -> Response:
    """How much a sheet may remove without a person's confirmation."""

    def do(note: str) -> object:
        typed = visit.request.form.get("procent", "").strip()
        limit = parse_number(typed)
        if typed and limit is None:
            raise LimitOutOfRangeError
        return manual.set_removal_limit(limit, visit.person.actor, note, visit.tenant)

    return _apply(visit, "graense", Flash.LIMIT_SET, do)


def set_four_eyes(visit: PageVisit) -> Response:
    """Whether the person who uploaded a sheet may also approve it."""
    wanted = visit.request.form.get("til") == "1"
    return _apply(
        visit,
        "fire-oejne",
        Flash.FOUR_EYES_ON if wanted else Flash.FOUR_EYES_OFF,
        lambda note: manual.set_four_eyes(visit.person.actor, note, visit.tenant, required=wanted),
    )


def set_wait_for_answers(visit: PageVisit) -> Response:
    """Whether a sheet with warnings that nobody has answered is published automatically."""
    wanted = visit.request.form.get("til") == "1"
    return _apply(
        visit,
        "svar",
        Flash.ANSWERS_AWAITED if wanted else Flash.ANSWERS_NOT_AWAITED,
        lambda note: manual.set_wait_for_answers(visit.person.actor, note, visit.tenant, wait=wanted),
    )


def cancel_schedule(visit: PageVisit) -> Response:
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

    return _apply(visit, "plan", Flash.SCHEDULE_CANCELLED, do)


def confirm_unpublishing(visit: PageVisit) -> Response:
    """What would vanish, before it is done. Raises PageError."""
    form = confirm.new_form(_proposal(visit), "unpublish", number=requested_page(visit.request))
    return _unpublish_page(form, visit)


def unpublish(visit: PageVisit) -> Response:
    """Show nothing of the municipality, on purpose. Raises PageError."""
    fields = confirm.read_fields(visit)
    try:
        entry = manual.unpublish(fields.change_request(visit), visit.tenant)
    except Refusal as refusal:
        if done := confirm.receipt_if_done(fields, visit, lambda entry: entry.action is Action.UNPUBLISH):
            return done
        form = confirm.new_form(_proposal(visit), "unpublish")
        return _unpublish_page(confirm.refused_form(refusal, fields, form, visit), visit)
    return confirm.to_receipt(entry, visit)


def _proposal(visit: PageVisit) -> Proposal:
    try:
        return manual.propose_unpublication(visit.tenant)
    except NothingToChangeError as refusal:
        raise PageError(
            RefusalCode.NOTHING_TO_CHANGE,
            409,
            "Visningen er tom",
            "Der vises ikke noget fra jeres kommune, så der er ikke noget at tømme.",
        ) from refusal


def _unpublish_page(decision: confirm.DecisionForm, visit: PageVisit) -> Response:
    # The button alone empties what is shown: a box that must be ticked as well would ask the same thing twice.
    form = replace(decision, confirmation="")
    return page(visit, "unpublish.html.jinja", decision.status, here="/styring", decision=form)


def _apply(visit: PageVisit, form: str, flash: Flash, do: Callable[[str], object]) -> Response:
    note = visit.request.form.get("note", "")
    try:
        done = do(note)
    except NothingToChangeError:
        done = None  # a button pressed twice, or a colleague who was faster
    except Refusal as refusal:
        value = visit.request.form.get("procent", "")
        refused = RefusedForm(form, refusal.da, note, value, _field(form, refusal))
        return _page(visit, refused, 422)
    return with_entry(flash_redirect(visit, "/styring", Flash.UNCHANGED if done is None else flash), done)


def _field(form: str, refusal: Refusal) -> str:
    if isinstance(refusal, LimitOutOfRangeError):
        return "procent"
    return f"{form}-begrundelse" if isinstance(refusal, NOTE_REFUSALS) else ""


def _page(visit: PageVisit, refused: RefusedForm, status: int = 200) -> Response:
    current = overview(visit)
    return page(
        visit,
        "settings.html.jinja",
        status,
        here="/styring",
        overview=current,
        refused=refused,
        limit=limit_text(current.live.removal_limit, "da"),
    )
