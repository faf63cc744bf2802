"""Going back to an earlier revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.pages import confirm
from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError, rows_gone
from kleark.admin.pagination import requested_page
from kleark.admin.rendering import page
from kleark.publishing import manual
from kleark.publishing.errors import NothingToChangeError, Refusal, SweptRevisionError, UnknownRevisionError
from kleark.publishing.model import Action
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.admin.pages.confirm import DecisionForm
    from kleark.http.messages import Response
    from kleark.publishing.model import LogEntry


def confirm_revert(visit: PageVisit) -> Response:
    """What going back would do to what is live."""
    number = int(visit.path_params["revision"])
    return _form(visit, number, _new_form(visit, number, requested_page(visit.request)))


def revert(visit: PageVisit) -> Response:
    """Go back, if what is live is still what the person saw."""
    number = int(visit.path_params["revision"])
    fields = confirm.read_fields(visit)
    try:
        entry = manual.revert(
            number, fields.change_request(visit), visit.tenant, confirm_removals=fields.confirmed
        )
    except Refusal as refusal:

        def is_same(entry: LogEntry) -> bool:
            return entry.action is Action.REVERT and entry.restored == number

        if done := confirm.receipt_if_done(fields, visit, is_same):
            return done
        return _form(visit, number, confirm.refused_form(refusal, fields, _new_form(visit, number), visit))
    return confirm.to_receipt(entry, visit)


def _form(visit: PageVisit, number: int, decision: DecisionForm) -> Response:
    return page(
        visit,
        "revert.html.jinja",
        decision.status,
        here="/historik",
        number=number,
        decision=decision,
    )


def _new_form(visit: PageVisit, number: int, plan_page: int = 1) -> DecisionForm:
    """Raises PageError where there is nothing to decide."""
    history = NextStep("Se historikken", visit.url("/historik"))
    try:
        proposal, _ = manual.propose_revert(number, visit.tenant)
    except UnknownRevisionError:
        raise NotFoundError from None
    except SweptRevisionError as swept:
        raise rows_gone(swept, visit, history, too_old=_SWEPT, deleted=_DELETED) from None
    except NothingToChangeError:
        raise PageError(
            RefusalCode.NOTHING_TO_CHANGE,
            409,
            f"Det er rækkerne i version {number}, der vises nu",
            _SAME,
            next_steps=(history,),
        ) from None
    return confirm.new_form(proposal, "revert", number, plan_page)


_SWEPT = (
    "Den er for gammel til, at du kan gå tilbage til den. Har du arket, så kontrollér det igen og offentliggør det. "
    "Det, borgerne ser, er ikke ændret."
)
_DELETED = (
    "En godkender har slettet det ark, de kom fra, så du kan ikke gå tilbage til dem. Det, borgerne ser, er ikke "
    "ændret."
)
_SAME = "Så der er ikke noget at gå tilbage til, og intet er ændret."
