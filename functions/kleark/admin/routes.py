"""The table of the page's addresses: which role each takes, and which page answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, cast

from kleark.admin.page_settings import CALLBACK
from kleark.http.routing import Route, match_route
from kleark.identity.person import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.admin.app_context import AppContext, PageVisit
    from kleark.http.messages import Request, Response
    from kleark.identity.sessions import Session

    Page = Callable[[PageVisit], Response]
    OpenPage = Callable[[Request, Mapping[str, str], Session | None, AppContext], Response]


@dataclass(frozen=True)
class PageRoute(Route):
    """A route of the page.

    Attributes:
        role: The least role that it takes; None: no sign-in.
        function: A module of `kleark.admin.pages` and a function in it, ``home:home_page``. It is imported at its first
            request: an instance that has just started, with somebody waiting, needs one page and not all.
        impersonal: Whether the answer is the same for everybody, signed in or not.
        form_page: For POST: the path of the page that the form stands on, where that is not this address. What was
            typed stands there again after a sign-in.
        renews: Whether a request counts as use of the session. One that a script makes by itself does not.
    """

    role: Role | None
    function: str
    impersonal: bool = False
    form_page: str = ""
    renews: bool = True

    segments: ClassVar[Mapping[str, str]] = {
        "upload": "[0-9a-f]{32}",
        "revision": "[1-9][0-9]{0,8}",
        "rule": "KA[0-9]{3}",
        "answer": "[0-9a-f]{32}",
        "file": "[a-z]{1,20}",
        "group": "[a-z]{4,8}-KA[0-9]{3}",
        "row": "[1-9][0-9]{0,4}",
        "asset": r"[A-Za-z0-9_-]{1,80}(?:\.[A-Za-z0-9_-]{1,20}){1,3}",
    }

    @cached_property
    def page(self) -> Page:
        """The page, where it takes a role."""
        assert self.role is not None
        return cast("Page", self._imported)

    @cached_property
    def open_page(self) -> OpenPage:
        """The page, where it takes none."""
        assert self.role is None
        return cast("OpenPage", self._imported)

    @cached_property
    def _imported(self) -> object:
        module, function = self.function.split(":")
        return getattr(import_module(f"kleark.admin.pages.{module}"), function)


READER, EDITOR, APPROVER = Role

ROUTES = (
    PageRoute("GET", "/", None, "home:home_page"),
    PageRoute("GET", "/assets/{asset}", None, "about:asset", impersonal=True),
    PageRoute("GET", "/tilgaengelighed", None, "about:accessibility"),
    PageRoute("GET", "/was", None, "about:statement", impersonal=True),
    PageRoute("GET", "/privatliv", None, "about:privacy"),
    PageRoute("GET", "/regler", None, "rule_documentation:every_rule"),
    PageRoute("GET", "/regler/{rule}", None, "rule_documentation:one_rule"),
    PageRoute("GET", "/log-ind", None, "sign_in:sign_in"),
    PageRoute("GET", CALLBACK, None, "sign_in:callback"),
    PageRoute("GET", "/logget-ud", None, "sign_in:after_sign_out"),
    PageRoute("POST", "/log-ud", READER, "sign_in:sign_out"),
    PageRoute("GET", "/log-ind/rest", READER, "staying:time_left", renews=False),
    PageRoute("POST", "/log-ind/bliv", READER, "staying:stay"),
    PageRoute("GET", "/ark/nyt", EDITOR, "upload:upload_form"),
    PageRoute("POST", "/ark/nyt", EDITOR, "upload:form_for_script"),
    PageRoute("GET", "/ark/modtaget", EDITOR, "upload:after_upload"),
    PageRoute("GET", "/ark/modtaget/status", EDITOR, "upload:check_state"),
    PageRoute("GET", "/ark/rettes", EDITOR, "edit_progress:being_edited"),
    PageRoute("GET", "/ark/rettes/status", EDITOR, "edit_progress:edit_state"),
    PageRoute("GET", "/raekker", READER, "rows:rows"),
    PageRoute("GET", "/raekker/erstat", EDITOR, "replace_rows:replace_form"),
    PageRoute("POST", "/raekker/erstat", EDITOR, "replace_rows:replace"),
    PageRoute("GET", "/raekker/ny", EDITOR, "add_row:new_row_form"),
    PageRoute("POST", "/raekker/ny", EDITOR, "add_row:add_row"),
    PageRoute("GET", "/raekker/{row}", EDITOR, "edit_row:row_form"),
    PageRoute("POST", "/raekker/{row}", EDITOR, "edit_row:edit_row"),
    PageRoute("GET", "/ark", READER, "uploads:every_upload"),
    PageRoute("GET", "/ark/{upload}", READER, "result:result"),
    PageRoute("GET", "/ark/{upload}/status", READER, "result:state"),
    PageRoute("GET", "/ark/{upload}/bemaerkninger/{group}", READER, "rule_findings:findings_of_rule"),
    PageRoute("POST", "/ark/{upload}/bemaerkninger/{group}", EDITOR, "rule_findings:correct_findings"),
    PageRoute("GET", "/ark/{upload}/fil/{file}", READER, "downloads:fetch"),
    PageRoute("POST", "/ark/{upload}/ret", EDITOR, "edit_findings:edit_findings", form_page="/ark/{upload}"),
    PageRoute("GET", "/ark/{upload}/raekker", READER, "rows:rows"),
    PageRoute("GET", "/ark/{upload}/raekker/erstat", EDITOR, "replace_rows:replace_form"),
    PageRoute("POST", "/ark/{upload}/raekker/erstat", EDITOR, "replace_rows:replace"),
    PageRoute("GET", "/ark/{upload}/raekker/ny", EDITOR, "add_row:new_row_form"),
    PageRoute("POST", "/ark/{upload}/raekker/ny", EDITOR, "add_row:add_row"),
    PageRoute("GET", "/ark/{upload}/raekker/{row}", EDITOR, "edit_row:row_form"),
    PageRoute("POST", "/ark/{upload}/raekker/{row}", EDITOR, "edit_row:edit_row"),
    PageRoute("GET", "/ark/{upload}/forhaandsvisning", READER, "preview:preview"),
    PageRoute("GET", "/ark/{upload}/aendringer", READER, "publish:publish_form"),
    PageRoute("GET", "/ark/{upload}/aendringer/kort", READER, "row_cards:cards_of_change"),
    PageRoute(
        "POST",
        "/ark/{upload}/offentliggoer",
        APPROVER,
        "publish:publish",
        form_page="/ark/{upload}/aendringer",
    ),
    PageRoute("GET", "/ark/{upload}/send-til-godkendelse", EDITOR, "approval:ask_form"),
    PageRoute("POST", "/ark/{upload}/send-til-godkendelse", EDITOR, "approval:ask"),
    PageRoute("POST", "/ark/{upload}/traek-tilbage", EDITOR, "approval:withdraw", form_page="/ark/{upload}"),
    PageRoute("GET", "/ark/{upload}/send-tilbage", APPROVER, "approval:send_back_form"),
    PageRoute("POST", "/ark/{upload}/send-tilbage", APPROVER, "approval:send_back"),
    PageRoute("POST", "/ark/{upload}/kasser", EDITOR, "discard:discard", form_page="/ark/{upload}"),
    PageRoute("POST", "/ark/{upload}/hent-frem", EDITOR, "discard:restore", form_page="/ark/{upload}"),
    PageRoute("GET", "/ark/{upload}/slet", APPROVER, "delete:confirm_deletion"),
    PageRoute("POST", "/ark/{upload}/slet", APPROVER, "delete:delete"),
    PageRoute("GET", "/kvittering/{revision}", READER, "receipt:receipt"),
    PageRoute("GET", "/historik", READER, "history:every_revision"),
    PageRoute("GET", "/historik/sammenlign", READER, "compare:compare"),
    PageRoute("GET", "/historik/sammenlign/kort", READER, "row_cards:cards_of_difference"),
    PageRoute("GET", "/historik/raekke", READER, "row_history:row_history"),
    PageRoute("GET", "/hvorfor", READER, "explain_case:explain_case"),
    PageRoute("GET", "/historik/{revision}", READER, "revision:one_revision"),
    PageRoute("GET", "/historik/{revision}/ark", READER, "revision:sheet"),
    PageRoute("GET", "/historik/{revision}/gaa-tilbage", APPROVER, "revert:confirm_revert"),
    PageRoute("POST", "/historik/{revision}/gaa-tilbage", APPROVER, "revert:revert"),
    PageRoute("GET", "/svar", READER, "answer_list:every_answer"),
    PageRoute("POST", "/svar/{answer}/tag-tilbage", APPROVER, "answer_list:withdraw", form_page="/svar"),
    PageRoute("GET", "/kontrol", READER, "watch_findings:findings"),
    PageRoute("POST", "/kontrol/set", APPROVER, "watch_findings:put_aside", form_page="/kontrol"),
    PageRoute("POST", "/kontrol/tag-op", APPROVER, "watch_findings:bring_back", form_page="/kontrol"),
    PageRoute("GET", "/skabelon", READER, "downloads:template"),
    PageRoute("GET", "/sagsskabeloner", READER, "own_list:current_list"),
    PageRoute("GET", "/sagsskabeloner/ny", EDITOR, "own_list_upload:upload_form"),
    PageRoute("POST", "/sagsskabeloner/ny", EDITOR, "own_list_upload:form_for_script"),
    PageRoute("GET", "/sagsskabeloner/modtaget", EDITOR, "own_list_upload:after_upload"),
    PageRoute("GET", "/sagsskabeloner/modtaget/status", EDITOR, "own_list_upload:check_state"),
    PageRoute("GET", "/sagsskabeloner/slet", APPROVER, "own_list_deletion:confirm_deletion"),
    PageRoute("POST", "/sagsskabeloner/slet", APPROVER, "own_list_deletion:delete"),
    PageRoute("GET", "/sagsskabeloner/{upload}", READER, "own_list:one_list"),
    PageRoute("GET", "/sagsskabeloner/{upload}/bemaerkninger/{group}", READER, "own_list:findings_of_rule"),
    PageRoute("GET", "/sagsskabeloner/{upload}/fil/{file}", READER, "own_list:fetch"),
    PageRoute("GET", "/egne-numre", READER, "own_list:current_list"),
    PageRoute("GET", "/egne-numre/ny", EDITOR, "own_list_upload:upload_form"),
    PageRoute("POST", "/egne-numre/ny", EDITOR, "own_list_upload:form_for_script"),
    PageRoute("GET", "/egne-numre/modtaget", EDITOR, "own_list_upload:after_upload"),
    PageRoute("GET", "/egne-numre/modtaget/status", EDITOR, "own_list_upload:check_state"),
    PageRoute("GET", "/egne-numre/slet", APPROVER, "own_list_deletion:confirm_deletion"),
    PageRoute("POST", "/egne-numre/slet", APPROVER, "own_list_deletion:delete"),
    PageRoute("GET", "/egne-numre/{upload}", READER, "own_list:one_list"),
    PageRoute("GET", "/egne-numre/{upload}/bemaerkninger/{group}", READER, "own_list:findings_of_rule"),
    PageRoute("GET", "/egne-numre/{upload}/fil/{file}", READER, "own_list:fetch"),
    PageRoute("GET", "/status", READER, "status:country"),
    PageRoute("GET", "/sager", READER, "case_shares:shares"),
    PageRoute("GET", "/register", READER, "register_page:active_edition"),
    PageRoute("GET", "/mine-beskeder", READER, "own_notices:own_notices"),
    PageRoute("POST", "/mine-beskeder", READER, "own_notices:save"),
    PageRoute("GET", "/kolleger", APPROVER, "directory:colleagues"),
    PageRoute("POST", "/kolleger/fjern", APPROVER, "directory:remove", form_page="/kolleger"),
    PageRoute("GET", "/styring/adresse", APPROVER, "notice_address:notice_address"),
    PageRoute("POST", "/styring/adresse", APPROVER, "notice_address:save"),
    PageRoute("GET", "/styring/dele", READER, "part_list:part_list"),
    PageRoute("POST", "/styring/dele", APPROVER, "part_list:save"),
    PageRoute("POST", "/styring/dele/fjern", APPROVER, "part_list:remove", form_page="/styring/dele"),
    PageRoute("GET", "/styring", READER, "settings:settings_page"),
    PageRoute("POST", "/styring/laas", APPROVER, "settings:freeze", form_page="/styring"),
    PageRoute("POST", "/styring/laas-op", APPROVER, "settings:unfreeze", form_page="/styring"),
    PageRoute("POST", "/styring/graense", APPROVER, "settings:set_limit", form_page="/styring"),
    PageRoute("POST", "/styring/fire-oejne", APPROVER, "settings:set_four_eyes", form_page="/styring"),
    PageRoute("POST", "/styring/svar", APPROVER, "settings:set_wait_for_answers", form_page="/styring"),
    PageRoute("POST", "/styring/fjern-plan", APPROVER, "settings:cancel_schedule", form_page="/styring"),
    PageRoute("GET", "/styring/toem", APPROVER, "settings:confirm_unpublishing"),
    PageRoute("POST", "/styring/toem", APPROVER, "settings:unpublish"),
)


def referring_page(request: Request, page_url: str) -> str | None:
    """The page that a form stood on, as far as the browser tells.

    A form that was shown again, since something was wrong with it, stood at an address that only takes forms.
    """
    whole, _, _ = request.headers.get("referer", "").partition("?")
    path = whole.removeprefix(page_url)
    return path if path != whole and match_route(ROUTES, "GET", path) else None
