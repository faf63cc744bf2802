"""Every address of the page, what role it takes, and who answers."""

from __future__ import annotations

from kleark.admin.page_settings import CALLBACK
from kleark.admin.routes import Route
from kleark.identity.person import Role

READER, EDITOR, APPROVER = Role

ROUTES = (
    Route("GET", "/", None, "home:front"),
    Route("GET", "/assets/{asset}", None, "about:asset", impersonal=True),
    Route("GET", "/tilgaengelighed", None, "about:accessibility"),
    Route("GET", "/privatliv", None, "about:privacy"),
    Route("GET", "/regler", None, "rule_documentation:every_rule"),
    Route("GET", "/regler/{rule}", None, "rule_documentation:one_rule"),
    Route("GET", "/log-ind", None, "sign_in:sign_in"),
    Route("GET", CALLBACK, None, "sign_in:signed_in"),
    Route("GET", "/logget-ud", None, "sign_in:signed_out"),
    Route("POST", "/log-ud", READER, "sign_in:sign_out"),
    Route("GET", "/ark/nyt", EDITOR, "upload:choose"),
    Route("POST", "/ark/nyt", EDITOR, "upload:form_for_script"),
    Route("GET", "/ark/modtaget", EDITOR, "upload:received"),
    Route("GET", "/ark/modtaget/status", EDITOR, "upload:received_state"),
    Route("GET", "/ark", READER, "uploads:every_upload"),
    Route("GET", "/ark/{upload}", READER, "result:result"),
    Route("GET", "/ark/{upload}/status", READER, "result:state"),
    Route("GET", "/ark/{upload}/fil/{file}", READER, "downloads:fetch"),
    Route("GET", "/ark/{upload}/forhaandsvisning", READER, "preview:preview"),
    Route("GET", "/ark/{upload}/aendringer", READER, "publish:changes"),
    Route("POST", "/ark/{upload}/offentliggoer", APPROVER, "publish:publish"),
    Route("GET", "/kvittering/{revision}", READER, "receipt:receipt"),
    Route("GET", "/historik", READER, "history:every_revision"),
    Route("GET", "/historik/sammenlign", READER, "compare:compare"),
    Route("GET", "/historik/{revision}", READER, "revision:one_revision"),
    Route("GET", "/historik/{revision}/ark", READER, "revision:sheet"),
    Route("GET", "/historik/{revision}/gaa-tilbage", APPROVER, "revert:look_before_reverting"),
    Route("POST", "/historik/{revision}/gaa-tilbage", APPROVER, "revert:revert"),
    Route("GET", "/skabelon", READER, "downloads:template"),
    Route("GET", "/status", READER, "status:country"),
    Route("GET", "/styring", READER, "settings:control"),
    Route("POST", "/styring/laas", APPROVER, "settings:freeze"),
    Route("POST", "/styring/laas-op", APPROVER, "settings:unfreeze"),
    Route("POST", "/styring/graense", APPROVER, "settings:set_limit"),
    Route("POST", "/styring/fire-oejne", APPROVER, "settings:set_four_eyes"),
    Route("POST", "/styring/fjern-plan", APPROVER, "settings:cancel_schedule"),
    Route("GET", "/styring/toem", APPROVER, "settings:look_before_unpublishing"),
    Route("POST", "/styring/toem", APPROVER, "settings:unpublish"),
)
