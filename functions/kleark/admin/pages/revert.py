"""Going back to an earlier revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.pages import confirm
from kleark.admin.pages.error_page import NotHereError, PageError, Way
from kleark.admin.rendering import page
from kleark.publishing import manual
from kleark.publishing.errors import NothingToChangeError, Refusal, SweptRevisionError, UnknownRevisionError
from kleark.publishing.model import Action

if TYPE_CHECKING:
    from kleark.admin.app_context import Visit
    from kleark.admin.pages.confirm import Decision
    from kleark.http.messages import Response
    from kleark.publishing.model import LogEntry


def look_before_reverting(visit: Visit) -> Response:
    """What going back would do to what is live."""
    number = int(visit.path_params["revision"])
    return _form(visit, number, _first_look(visit, number))


def revert(visit: Visit) -> Response:
    """Go back, if what is live is still what the person saw."""
    number = int(visit.path_params["revision"])
    filled = confirm.given(visit)
    try:
        entry = manual.revert(number, filled.mandate(visit), visit.tenant, confirm_removals=filled.confirmed)
    except Refusal as refusal:

        def is_it(entry: LogEntry) -> bool:
            return entry.action is Action.REVERT and entry.restored == number

        if done := confirm.done_already(filled, visit, is_it):
            return done
        return _form(visit, number, confirm.again(refusal, filled, _first_look(visit, number), visit))
    return confirm.receipt(entry, visit)


def _form(visit: Visit, number: int, decision: Decision) -> Response:
    return page(
        visit,
        "reverting.html.jinja",
        decision.status,
        here="/historik",
        number=number,
        decision=decision,
    )


def _first_look(visit: Visit, number: int) -> Decision:
    """Raises PageError where there is nothing to decide."""
    history = Way("Se historikken", visit.url("/historik"))
    try:
        proposal, _ = manual.propose_revert(number, visit.tenant)
    except UnknownRevisionError:
        raise NotHereError from None
    except SweptRevisionError:
        sheet = Way("Hent arket, hvis det er gemt", visit.url(f"/historik/{number}/ark"))
        raise PageError(
            410, f"Rækkerne i version {number} er slettet", _SWEPT, ways=(sheet, history)
        ) from None
    except NothingToChangeError:
        raise PageError(
            409, f"Det er rækkerne i version {number}, der vises nu", _SAME, ways=(history,)
        ) from None
    return confirm.first_look(proposal, "revert", number)


_SWEPT = (
    "Den er for gammel til, at du kan gå tilbage til den. Har du arket, så kontrollér det igen og offentliggør det. "
    "Det, borgerne ser, er ikke ændret."
)
_SAME = "Så der er ikke noget at gå tilbage til, og intet er ændret."
