"""Choosing a list of case templates or own KLE numbers: it goes from the browser to S3, and its check is waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.list_pages import list_pages
from kleark.admin.pages.error_page import NextStep, PageError
from kleark.admin.pages.progress import state_answer, waiting_page
from kleark.admin.pages.upload import issue_ticket, new_ticket, sent_upload
from kleark.admin.rendering import page
from kleark.http.messages import json_response, see_other
from kleark.i18n.danish_time import danish_zone
from kleark.intake.list_intake import OUTCOME
from kleark.publishing.object_keys import destination, list_key, list_reports
from kleark.redaction.shown_name import shown_name
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

SYSTEM = "fagsystem"
"""The field that names the source system of the whole list."""
LONGEST_SYSTEM = 60


def upload_form(visit: PageVisit) -> Response:
    """The form, which leads straight to S3. It works as it is; a script asks for one that knows the file's name."""
    pages = list_pages(visit)
    system = visit.request.parameters.get(SYSTEM, "").strip()[:LONGEST_SYSTEM]
    key = _issued_key(visit, _name_without_script(visit), system)
    form = visit.context.stores.sheets.form(key, visit.context.settings.whole_url(f"{pages.own}/modtaget"))
    head = pages.table(visit).head(visit.person.code, consistent=False)
    replaces = head is not None and not head.is_deleted
    return page(
        visit,
        "own_list_upload.html.jinja",
        here=pages.own,
        lists=pages,
        form=form,
        system=system,
        replaces=replaces,
    )


def form_for_script(visit: PageVisit) -> Response:
    """The same form's fields, as JSON, for a file of the given name. The tenant is the session's, never the form's."""
    sent = visit.request.form
    key = _issued_key(visit, sent.get("name", ""), sent.get(SYSTEM, "").strip()[:LONGEST_SYSTEM])
    form, own = visit.context.stores.sheets.form(key), list_pages(visit).own
    return json_response(
        {"url": form.url, "fields": dict(form.fields), "then": visit.url(f"{own}/modtaget", key=key)}
    )


def after_upload(visit: PageVisit) -> Response:
    """Where S3 sends the browser when it has the list. Raises PageError."""
    identity, pages = _sent_list(visit), list_pages(visit)
    if _is_judged(visit, identity):
        return see_other(visit.url(f"{pages.own}/{identity}"))
    key = visit.request.parameters["key"]
    return waiting_page(
        visit,
        name=shown_name(destination(key).file_name),
        again=visit.url(f"{pages.own}/modtaget", key=key),
        ask=visit.url(f"{pages.own}/modtaget/status", key=key),
        of_list=pages,
    )


def check_state(visit: PageVisit) -> Response:
    """Whether the check is over, and where its result is, for the script that waits. Raises PageError."""
    identity, own = _sent_list(visit), list_pages(visit).own
    return state_answer(visit.url(f"{own}/{identity}") if _is_judged(visit, identity) else None)


def _is_judged(visit: PageVisit, identity: str) -> bool:
    """What is written last before the workbook: by then the report is there, and the list counts or does not."""
    return (
        visit.context.stores.reports.read(
            list_reports(visit.person.code, list_pages(visit).kind), identity, OUTCOME
        )
        is not None
    )


def _issued_key(visit: PageVisit, name: str, system: str) -> str:
    pages = list_pages(visit)
    key = list_key(visit.person.code, pages.kind, name, system if pages.takes_system else "", new_ticket())
    issue_ticket(visit, key)
    return key


def _name_without_script(visit: PageVisit) -> str:
    """S3 cannot keep the browser's name as well; what kind of file it is, is told by what is in it."""
    title = list_pages(visit).title
    return f"{title[0].lower()}{title[1:]} lagt op {visit.context.now().astimezone(danish_zone()):%Y-%m-%d kl. %H.%M}"


def _sent_list(visit: PageVisit) -> str:
    """The upload that the address names. Raises NotFoundError and PageError."""
    identity = sent_upload(visit, list_pages(visit).kind)
    if identity is None:
        raise PageError(
            RefusalCode.UPLOAD_INTERRUPTED,
            404,
            "Vi har ikke fået listen",
            "Den blev afbrudt undervejs, eller den er slettet. Vælg listen, og prøv igen.",
            next_steps=(NextStep("Vælg listen igen", visit.url(f"{list_pages(visit).own}/ny")),),
        )
    return identity
