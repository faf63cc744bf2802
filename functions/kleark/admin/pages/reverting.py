"""Going back to an earlier revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.pages import deciding
from kleark.admin.pages.errors import NotHereError, PageError, Way
from kleark.admin.rendering import page
from kleark.publishing import by_hand
from kleark.publishing.model import Action
from kleark.publishing.refusal import (
    NothingToChangeError,
    Refusal,
    SweptRevisionError,
    UnknownRevisionError,
)

if TYPE_CHECKING:
    from kleark.admin.desk import Visit
    from kleark.admin.exchange import Answer
    from kleark.admin.pages.deciding import Decision
    from kleark.publishing.model import LogEntry


def look_before_reverting(visit: Visit) -> Answer:
    """What going back would do to what is live."""
    number = int(visit.places["revision"])
    return _form(visit, number, _first_look(visit, number))


def revert(visit: Visit) -> Answer:
    """Go back, if what is live is still what the person saw."""
    number = int(visit.places["revision"])
    filled = deciding.given(visit)
    try:
        entry = by_hand.revert(number, filled.mandate(visit), visit.place, confirm_removals=filled.confirmed)
    except Refusal as refusal:

        def is_it(entry: LogEntry) -> bool:
            return entry.action is Action.REVERT and entry.restored == number

        if done := deciding.done_already(filled, visit, is_it):
            return done
        return _form(visit, number, deciding.again(refusal, filled, _first_look(visit, number), visit))
    return deciding.receipt(entry, visit)


def _form(visit: Visit, number: int, decision: Decision) -> Answer:
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
        proposal, _ = by_hand.propose_revert(number, visit.place)
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
    return deciding.first_look(proposal, "revert", number)


_SWEPT = (
    "Den er for gammel til, at du kan gå tilbage til den. Har du arket, så kontrollér det igen og offentliggør det. "
    "Det, borgerne ser, er ikke ændret."
)
_SAME = "Så der er ikke noget at gå tilbage til, og intet er ændret."
