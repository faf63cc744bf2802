"""What somebody typed, over a sign-in: no session that ends takes it along (WCAG 2.2.1).

A form that is sent when the session is over is not carried out. Its fields are stored for an hour, under the hash of a
token that only this browser has, and stand in the form again once the same person has signed in for the same
municipality. Nothing is sent by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.security import CSRF_FIELD
from kleark.http.messages import set_cookie
from kleark.identity.sessions import CSRF_LENGTH, DRAFT, DRAFT_COOKIE, MOST_DRAFT_BYTES, Draft, new_token

if TYPE_CHECKING:
    from kleark.admin.app_context import AppContext
    from kleark.admin.form_filling import FilledForm
    from kleark.admin.page_settings import Settings
    from kleark.http.messages import Request
    from kleark.identity.person import Person


def save_draft(request: Request, context: AppContext) -> str | None:
    """Store what a form holds that cannot be carried out now.

    Only what a page of ours has sent, as the browser itself says: another site must not put words into somebody's form.

    Returns:
        The cookie that goes with it; None where there is nothing to be stored.
    """
    form = request.form
    csrf = form.get(CSRF_FIELD, "")
    if request.headers.get("origin") != context.settings.origin or len(csrf) != CSRF_LENGTH:
        return None
    fields = {name: value for name, value in form.items() if name != CSRF_FIELD}
    if len(request.body) > MOST_DRAFT_BYTES or not any(fields.values()):
        return None
    draft = Draft(new_token(), request.path, fields, csrf, context.now())
    context.sessions.save_draft(draft)
    return set_cookie(DRAFT_COOKIE, draft.token, int(DRAFT.total_seconds()))


def find_draft(request: Request, person: Person, context: AppContext) -> Draft | None:
    """What this person had filled in; None where there is nothing, or where it is somebody else's."""
    token = request.cookie_values.get(DRAFT_COOKIE)
    draft = context.sessions.find_draft(token) if token else None
    return draft if draft and draft.is_for(person, context.now()) else None


def end_draft(request: Request, context: AppContext) -> tuple[str, ...]:
    """Forget it, whosever it was; gives the cookies that let the browser forget it, too."""
    token = request.cookie_values.get(DRAFT_COOKIE)
    if not token:
        return ()
    context.sessions.end_draft(token)
    return (set_cookie(DRAFT_COOKIE, "", 0),)


def fill_in(html: str, draft: Draft, settings: Settings) -> FilledForm | None:
    """A page with the draft in its form; None where it has no such form."""
    from kleark.admin.form_filling import fill_form  # noqa: PLC0415 (a parser that few need)

    return fill_form(html, settings.url(draft.action), draft.fields)
