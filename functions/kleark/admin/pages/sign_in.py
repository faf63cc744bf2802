"""Signing in and out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kleark.admin.drafts import end_draft, find_draft
from kleark.admin.page_settings import CALLBACK
from kleark.admin.pages.error_page import NextStep, PageError
from kleark.admin.rendering import open_page
from kleark.admin.routes import ROUTES
from kleark.http.messages import see_other, set_cookie
from kleark.http.routing import match_route
from kleark.identity.identity_provider import ProviderUnreachableError, SignInRefusedError
from kleark.identity.mail_address import mail_address_or_none
from kleark.identity.person import MUNICIPALITY_CLAIM, ROLE_CLAIM, UnfitClaimsError, person_of
from kleark.identity.sessions import COOKIE, SIGNING_IN, SIGNING_IN_COOKIE, Session, SigningIn, new_token
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import AppContext, PageVisit
    from kleark.http.messages import Request, Response
    from kleark.identity.person import Person

LONGEST_WAY_BACK = 1000
"""The longest is that to a sheet with a long name which has just been sent."""

_IN_A_QUERY = "%&+,/:;=?@"


def sign_in(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """Off to the identity provider, with what its answer will be held against."""
    then = way_back(request.parameters.get("til", "/"))
    signing_in = SigningIn(new_token(), new_token(), new_token(), new_token(), then, context.now())
    try:
        location = context.stores.provider.authorization_url(signing_in, context.settings.whole_url(CALLBACK))
    except ProviderUnreachableError as error:
        raise _unreachable(error, context) from error
    context.sessions.begin_signing_in(signing_in)
    lives = int(SIGNING_IN.total_seconds())
    return see_other(location).with_cookies(set_cookie(SIGNING_IN_COOKIE, signing_in.token, lives))


def callback(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """Back from the identity provider: the answer is held against what was asked, and a session begins.

    Raises PageError.
    """
    signing_in = _pending_sign_in(request, session, context)
    if isinstance(signing_in, str):
        return see_other(context.settings.url(signing_in))
    code = request.parameters.get("code")
    if not code:
        raise PageError(
            RefusalCode.SIGN_IN_CANCELLED,
            401,
            *_CANCELLED,
            next_steps=(_try_again(context),),
            logged="sign-in: no code",
        )
    try:
        claims = context.stores.provider.claims(signing_in, code, context.settings.whole_url(CALLBACK))
        person = person_of(claims)
    except SignInRefusedError as error:
        raise PageError(
            RefusalCode.SIGN_IN_REFUSED,
            401,
            *_LOST,
            next_steps=(_try_again(context),),
            logged=f"sign-in: refused, {error}",
        ) from error
    except ProviderUnreachableError as error:
        raise _unreachable(error, context) from error
    except UnfitClaimsError as error:
        explanation = _MISSING.get(error.claim, _WHO)
        raise PageError(
            RefusalCode.SIGN_IN_NO_ACCESS,
            403,
            _NO_ACCESS,
            explanation,
            logged=f"sign-in: unfit claim, {error.claim}",
        ) from error
    now = context.now()
    begun = Session(new_token(), person, now, now)
    context.sessions.start(begun)
    if session is not None:
        context.sessions.end(session.token)
    # What somebody else had typed at this browser is forgotten.
    forgotten = () if find_draft(request, person, context) else end_draft(request, context)
    target = _address(signing_in.then, context)
    response = see_other(target).with_cookies(
        set_cookie(COOKIE, begun.token), set_cookie(SIGNING_IN_COOKIE, "", 0), *forgotten
    )
    return replace(response, log=_record_colleague(person, claims, context))


def sign_out(visit: PageVisit) -> Response:
    """End the session here, and the one of the sign-in pages, which would else let the next person in unasked.

    Where those ask an identity provider, its own session goes on: hence what `after_sign_out` says of shared computers.
    """
    visit.context.sessions.end(visit.session.token)
    forgotten = end_draft(visit.request, visit.context)
    then = visit.context.settings.whole_url("/logget-ud")
    return see_other(visit.context.stores.provider.sign_out_url(then)).with_cookies(
        set_cookie(COOKIE, "", 0), *forgotten
    )


def after_sign_out(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """What somebody sees who has signed out."""
    return open_page(context, session, "signed_out.html.jinja")


def way_back(path: str) -> str:
    """``path`` if it is one on this page, else the front page: nobody is sent from here to somewhere else.

    An address that only takes a form stands for the page with the form.
    """
    leads_here = path.startswith("/") and not path.startswith(("//", "/\\", "/log-"))
    if not leads_here or not path.isprintable() or len(path) > LONGEST_WAY_BACK:
        return "/"
    form = match_route(ROUTES, "POST", path)
    if form is None or match_route(ROUTES, "GET", path):
        return path
    return form.route.form_page.format_map(form.path_params) or "/"


def _record_colleague(person: Person, claims: Mapping[str, Any], context: AppContext) -> Mapping[str, Any]:
    """Write into the directory who has signed in. Gives what to log of a failure, which stops nobody's work."""
    address = mail_address_or_none(claims.get("email"))
    try:
        context.stores.colleagues.record(person, address, context.now())
    except Exception as error:  # noqa: BLE001 (whatever it is: the next sign-in writes it)
        from kleark.adapters.errors import describe_error  # noqa: PLC0415 (where it failed only)

        return {"unrecorded": "colleague", **describe_error(error)}
    return {}


def _pending_sign_in(request: Request, session: Session | None, context: AppContext) -> SigningIn | str:
    """The sign-in that this answer belongs to; or where to go instead, for whoever is signed in and went back."""
    token = request.cookie_values.get(SIGNING_IN_COOKIE)
    signing_in = context.sessions.take_signing_in(token) if token else None
    state = request.parameters.get("state")
    if signing_in and signing_in.alive(context.now()) and state == signing_in.state:
        return signing_in
    if session is not None:
        return "/"
    raise PageError(
        RefusalCode.SIGN_IN_NOT_UNDER_WAY,
        401,
        *_LOST,
        next_steps=(_try_again(context),),
        logged="sign-in: not under way",
    )


def _unreachable(error: ProviderUnreachableError, context: AppContext) -> PageError:
    return PageError(
        RefusalCode.SIGN_IN_UNREACHABLE,
        503,
        *_UNREACHABLE,
        next_steps=(_try_again(context),),
        logged=f"sign-in: unreachable, {error}",
    )


def _address(then: str, context: AppContext) -> str:
    path, _, query = then.partition("?")
    return context.settings.url(path) + (f"?{quote(query, safe=_IN_A_QUERY)}" if query else "")


def _try_again(context: AppContext) -> NextStep:
    return NextStep("Log ind", context.settings.url("/log-ind"))


_CANCELLED = (
    "Du blev ikke logget ind",
    "Loginsiden sendte dig tilbage uden et svar. Prøv igen. Bliver det ved, så spørg jeres brugeradministrator.",
)
_LOST = (
    "Log ind igen",
    "Det tog for lang tid, eller du begyndte at logge ind i et andet vindue. Begynd forfra herfra.",
)
_UNREACHABLE = (
    "Loginsiden svarer ikke",
    "Vi kan ikke få fat i den side, du logger ind på. Vent et øjeblik, og prøv igen. Det, borgerne ser, er der ikke "
    "noget i vejen med.",
)
_NO_ACCESS = "Du har ikke adgang til KLE-konfigurationen"
_WHO = (
    "Dit login fortæller ikke, hvem du er, på en måde vi kan bruge. Vis jeres brugeradministrator denne side: der "
    "mangler et brugernummer (sub) i det, jeres login sender."
)
_MISSING = {
    MUNICIPALITY_CLAIM: "Dit login fortæller ikke, hvilken kommune du arbejder for. Vis jeres brugeradministrator "
    "denne side: kommunekoden (4 cifre) mangler, eller den er ikke en af de 98 kommuners.",
    ROLE_CLAIM: "Dit login fortæller ikke, hvad du må. Vis jeres brugeradministrator denne side: du skal have rollen "
    "reader (læser), editor (redaktør) eller approver (godkender).",
}
