"""Pages that say why something is not shown or not done, and what to do now."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.admin.rendering import open_page
from kleark.http.messages import json_response
from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.admin.app_context import AppContext, PageVisit
    from kleark.http.messages import Response
    from kleark.identity.person import Role
    from kleark.identity.sessions import Session
    from kleark.publishing.errors import SweptRevisionError


@dataclass(frozen=True, slots=True)
class NextStep:
    """A way on from an error page."""

    text: str
    href: str


class PageError(Exception):
    """The request ends with a page that says why. ``heading``, ``text``: in Danish, with what to do.

    ``code``: for the log, and for callers that catch it. ``logged``: why, for the log; nothing personal.
    """

    def __init__(  # noqa: PLR0913 (a refusal: what is said, and what is logged)
        self,
        code: RefusalCode,
        status: int,
        heading: str,
        text: str,
        *,
        next_steps: tuple[NextStep, ...] = (),
        logged: str = "",
    ) -> None:
        super().__init__(f"{status} {code}")
        self.code = code
        self.status = status
        self.heading = heading
        self.text = text
        self.next_steps = next_steps
        self.logged = logged

    def page(self, context: AppContext, session: Session | None) -> Response:
        """The page."""
        response = _page(context, session, self.code, self.status, self.heading, self.text, self.next_steps)
        return replace(response, log={"why": self.logged, **response.log}) if self.logged else response


@contextmanager
def handover_refusals(
    upload_id: str, visit: PageVisit, heading: str = "Det kan ikke lade sig gøre nu"
) -> Iterator[None]:
    """What is refused within, as a page: why the sheet is not handed over, with the way to what has become of it.

    Raises PageError.
    """
    try:
        yield
    except Refusal as refusal:
        back = NextStep("Se, hvad der er sket med arket", visit.url(f"/ark/{upload_id}"))
        raise PageError(refusal.code, 409, heading, refusal.da, next_steps=(back,)) from refusal


def rows_gone(
    swept: SweptRevisionError, visit: PageVisit, *others: NextStep, too_old: str, deleted: str
) -> PageError:
    """The rows of a revision are deleted. Where it was only too old, its sheet may still be there.

    Args:
        swept: Which revision, and why.
        visit: The request.
        *others: More ways on.
        too_old: What it means that its age is the reason, and what to do.
        deleted: The same where an approver has deleted its sheet.
    """
    sheet = NextStep("Hent arket, hvis det er gemt", visit.url(f"/historik/{swept.revision}/ark"))
    return PageError(
        swept.code,
        410,
        f"Rækkerne i version {swept.revision} er slettet",
        deleted if swept.deleted else too_old,
        next_steps=others if swept.deleted else (sheet, *others),
    )


class NotFoundError(PageError):
    """The person's municipality has no such thing. Whether another has is not revealed."""

    def __init__(self) -> None:
        super().__init__(RefusalCode.NO_SUCH_PATH, 404, *_NOT_FOUND)


def not_found(context: AppContext, session: Session | None) -> Response:
    """No such address."""
    return _page(context, session, RefusalCode.NO_SUCH_PATH, 404, *_NOT_FOUND)


def method_not_allowed(context: AppContext, session: Session | None, allowed: list[str]) -> Response:
    """The address is there, but not for this: somebody reloaded an address that a form was sent to, say."""
    response = _page(
        context,
        session,
        RefusalCode.METHOD_NOT_ALLOWED,
        405,
        "Siden kan ikke åbnes på den måde",
        "Du har nok åbnet en adresse, som kun bruges, når du trykker på en knap. Intet er ændret. "
        "Gå til forsiden, og find det derfra.",
    )
    return response.with_headers(Allow=", ".join(allowed))


def forbidden(context: AppContext, session: Session, role: Role) -> Response:
    """The person's role does not suffice."""
    return _page(
        context,
        session,
        RefusalCode.ROLE_TOO_LOW,
        403,
        "Det har du ikke adgang til",
        f"Du er {session.person.role.da}, og det her kræver, at man er {role.da}. Intet er ændret. Bed en kollega, der "
        f"er {role.da}, om at gøre det, eller bed jeres brugeradministrator om at give dig rollen.",
    )


def forged(context: AppContext, session: Session, draft_page: str = "") -> Response:
    """The form is not one of this session. ``draft_page``: where what was typed stands again; empty where nowhere."""
    response = _page(
        context,
        session,
        RefusalCode.FORGED_FORM,
        403,
        "Siden var blevet for gammel",
        "Du åbnede siden, før du sidst loggede ind, så vi kan ikke være sikre på, at det er dig, der trykkede. "
        + (
            "Intet er ændret. Gå tilbage til siden: det, du havde skrevet, står der stadig."
            if draft_page
            else "Intet er ændret. Gå tilbage, genindlæs siden, og prøv igen."
        ),
        (NextStep("Tilbage til siden", context.settings.url(draft_page)),) if draft_page else (),
    )
    return replace(response, log={"why": "forged", **response.log})


def session_ended(context: AppContext, form_page: str, *, has_draft: bool) -> Response:
    """The session ended before the form was sent. ``has_draft``: whether what was typed waits on ``form_page``."""
    return _page(
        context,
        None,
        RefusalCode.SIGNED_OUT,
        401,
        "Du er logget ud",
        "Du har været væk for længe, så du er logget ud. Intet er ændret. Log ind igen, så kommer du tilbage til siden"
        + (". Det, du havde skrevet, står der stadig i en time." if has_draft else " og kan gøre det igen."),
        (NextStep("Log ind igen", context.settings.url("/log-ind", til=form_page)),),
    )


def session_ended_json() -> Response:
    """The same, for our script."""
    response = json_response({"error": "signed_out"}, 401)
    return replace(response, log={"code": RefusalCode.SIGNED_OUT.value})


def unexpected(context: AppContext, session: Session | None = None) -> Response:
    """A fault of ours. It is in the log; whether the change was made is not known."""
    return _page(
        context,
        session,
        RefusalCode.UNEXPECTED,
        500,
        "Vi kunne ikke vise siden",
        "Fejlen er vores, og den er skrevet ned. Gå til forsiden, og se, hvad der vises nu, før du prøver igen. Bliver "
        "det ved, så skriv til os; adressen står nederst på siden.",
    )


def outcome_unknown(context: AppContext, session: Session | None = None) -> Response:
    """A store did not answer while something was changed, which may have come to pass."""
    return _page(
        context,
        session,
        RefusalCode.OUTCOME_UNKNOWN,
        503,
        "Vi ved ikke, om det blev gjort",
        "Vi fik ikke svar i tide. Det, du bad om, er enten gjort helt eller slet ikke. Gå til forsiden, og se, hvad "
        "der vises nu, før du prøver igen.",
    )


def busy(context: AppContext, session: Session | None = None) -> Response:
    """A store does not answer. Waiting helps."""
    response = _page(
        context,
        session,
        RefusalCode.BUSY,
        503,
        "Der er travlt lige nu",
        "Vi kunne ikke hente det, du bad om. Vent et øjeblik, og prøv igen. Det, borgerne ser, er der ikke noget i "
        "vejen med.",
    )
    return response.with_headers(Retry_After="5")


def _page(  # noqa: PLR0913, PLR0917 (a page: heading, text, and who sees it)
    context: AppContext,
    session: Session | None,
    code: RefusalCode,
    status: int,
    heading: str,
    text: str,
    next_steps: tuple[NextStep, ...] = (),
) -> Response:
    response = open_page(
        context,
        session,
        "error.html.jinja",
        status,
        heading=heading,
        text=text,
        next_steps=next_steps,
        code=status,
    )
    return replace(response, log={"code": code.value})


_NOT_FOUND = (
    "Vi kan ikke finde siden",
    "Der er ikke noget på adressen, eller det hører til en anden kommune. Gå til forsiden, og find det derfra.",
)
