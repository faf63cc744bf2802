"""Choosing a sheet: it goes from the browser straight to S3, and its check is waited for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NextStep, NotFoundError, PageError
from kleark.admin.pages.progress import is_under_way, state_answer, waiting_page
from kleark.admin.rendering import page
from kleark.configuration.part import part_named
from kleark.http.messages import json_response, see_other
from kleark.i18n.danish_time import danish_zone
from kleark.publishing.ids import upload_id
from kleark.publishing.object_keys import OwnList, destination, from_page_key, safe_file_name
from kleark.publishing.sheet_effect import parts_of
from kleark.redaction.shown_name import shown_name
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.configuration.part import Part
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload

PART = "del"
"""The parameter that names the part that the sheet is to speak for."""
TICKET_LIVES = 30 * 24 * 3600
"""Seconds. Longer than the queue keeps an upload that waits for its check."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser has put into S3: ``upload``: its record, once the validator has taken it up."""

    upload_id: str
    upload: Upload | None

    @property
    def is_judged(self) -> bool:
        """Whether its result can be seen."""
        return self.upload is not None and not is_under_way(self.upload)


def upload_form(visit: PageVisit) -> Response:
    """The form, which leads straight to S3. It works as it is; a script asks for one that knows the file's name."""
    parts = parts_of(visit.table.live(visit.person.code, consistent=True))
    part = _chosen(visit, parts)
    key = _issued_key(visit, _name_without_script(visit), part)
    form = visit.context.stores.sheets.form(key, visit.context.settings.whole_url("/ark/modtaget"))
    return page(visit, "upload.html.jinja", here="/ark/nyt", form=form, parts=parts, part=part)


def form_for_script(visit: PageVisit) -> Response:
    """The same form's fields, as JSON, for a file of the given name. The tenant is the session's, never the form's."""
    parts = parts_of(visit.table.live(visit.person.code, consistent=True))
    key = _issued_key(visit, visit.request.form.get("name", ""), _chosen(visit, parts))
    form = visit.context.stores.sheets.form(key)
    return json_response(
        {"url": form.url, "fields": dict(form.fields), "then": visit.url("/ark/modtaget", key=key)}
    )


def after_upload(visit: PageVisit) -> Response:
    """Where S3 sends the browser when it has the sheet. Raises PageError."""
    sent = sent_object(visit)
    if sent.is_judged:
        return see_other(visit.url(f"/ark/{sent.upload_id}"))
    key = visit.request.parameters["key"]
    return waiting_page(
        visit,
        name=shown_name(destination(key).file_name),
        again=visit.url("/ark/modtaget", key=key),
        ask=visit.url("/ark/modtaget/status", key=key),
    )


def check_state(visit: PageVisit) -> Response:
    """Whether the check is over, and where its result is, for the script that waits. Raises PageError."""
    sent = sent_object(visit)
    return state_answer(visit.url(f"/ark/{sent.upload_id}") if sent.is_judged else None)


def _chosen(visit: PageVisit, parts: tuple[Part, ...]) -> Part | None:
    """The part that the sheet is to speak for, by the address; None for everything. Raises PageError.

    A form that was opened before a colleague removed the part must not become one for everything.
    """
    name = visit.request.parameters.get(PART, "")
    if not name:
        return None
    if (part := part_named(name, parts)) is None:
        raise PageError(
            RefusalCode.UNKNOWN_PART,
            404,
            "Delen findes ikke længere",
            "En kollega har ændret jeres dele, siden du så på dem. Der er ikke lagt noget op. Vælg igen.",
            next_steps=(NextStep("Vælg arket igen", visit.url("/ark/nyt")),),
        )
    return part


def _issued_key(visit: PageVisit, name: str, part: Part | None) -> str:
    """A key that nobody else has, with a ticket that says whose it is."""
    key = from_page_key(visit.person.code, new_ticket(), name, part.name if part else None)
    issue_ticket(visit, key)
    return key


def new_ticket() -> str:
    """What makes a key one that nobody else has."""
    return secrets.token_urlsafe(16)


def issue_ticket(visit: PageVisit, key: str) -> None:
    """Record that who visits may upload to a key."""
    stores = visit.context.stores
    expires_at = int(visit.context.now().timestamp()) + TICKET_LIVES
    stores.tickets.issue(stores.sheets.uploads, key, visit.person.code, visit.person.actor, expires_at)


def _name_without_script(visit: PageVisit) -> str:
    """S3 cannot be told to keep the browser's name and one exact key as well."""
    return f"ark lagt op {visit.context.now().astimezone(danish_zone()):%Y-%m-%d kl. %H.%M}.xlsx"


def sent_object(visit: PageVisit) -> Sent:
    """The object that the address names, if it is one of this municipality's that came from this page."""
    identity = sent_upload(visit)
    if identity is None:
        raise PageError(
            RefusalCode.UPLOAD_INTERRUPTED,
            404,
            "Vi har ikke fået arket",
            "Det blev afbrudt undervejs. Intet er ændret. Vælg arket, og prøv igen.",
            next_steps=(NextStep("Vælg arket igen", visit.url("/ark/nyt")),),
        )
    return Sent(identity, visit.table.upload(visit.person.code, identity))


def sent_upload(visit: PageVisit, own_list: OwnList | None = None) -> str | None:
    """The id of the upload whose key the address names; None where S3 has nothing there.

    ``own_list``: the kind of list that it is to be; None: a sheet. Raises NotFoundError where it is none that this page
    has lent to somebody of the municipality.
    """
    key = visit.request.parameters.get("key", "")
    place = destination(key)
    lent = place.from_page and place.file_name == safe_file_name(place.file_name)
    if place.municipality != visit.person.code or not lent or place.own_list is not own_list:
        raise NotFoundError
    sheets = visit.context.stores.sheets
    version = sheets.version(key)
    return None if version is None else upload_id(sheets.uploads, key, version)
