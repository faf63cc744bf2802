"""Every address of the page, what role it takes, and who answers."""

from __future__ import annotations

from kleark.admin.person import Role
from kleark.admin.routes import Route
from kleark.admin.settings import CALLBACK

READER, EDITOR, APPROVER = Role

ROUTES = (
    Route("GET", "/", None, "start:front"),
    Route("GET", "/assets/{asset}", None, "public:asset", impersonal=True),
    Route("GET", "/tilgaengelighed", None, "public:accessibility"),
    Route("GET", "/privatliv", None, "public:privacy"),
    Route("GET", "/regler", None, "rules:every_rule"),
    Route("GET", "/regler/{rule}", None, "rules:one_rule"),
    Route("GET", "/log-ind", None, "signing_in:sign_in"),
    Route("GET", CALLBACK, None, "signing_in:signed_in"),
    Route("GET", "/logget-ud", None, "signing_in:signed_out"),
    Route("POST", "/log-ud", READER, "signing_in:sign_out"),
    Route("GET", "/ark/nyt", EDITOR, "choosing:choose"),
    Route("POST", "/ark/nyt", EDITOR, "choosing:form_for_script"),
    Route("GET", "/ark/modtaget", EDITOR, "choosing:received"),
    Route("GET", "/ark/modtaget/status", EDITOR, "choosing:received_state"),
    Route("GET", "/ark", READER, "uploads:every_upload"),
    Route("GET", "/ark/{upload}", READER, "result:result"),
    Route("GET", "/ark/{upload}/status", READER, "result:state"),
    Route("GET", "/ark/{upload}/fil/{file}", READER, "files:fetch"),
    Route("GET", "/ark/{upload}/forhaandsvisning", READER, "preview:preview"),
    Route("GET", "/ark/{upload}/aendringer", READER, "changes:changes"),
    Route("POST", "/ark/{upload}/offentliggoer", APPROVER, "changes:publish"),
    Route("GET", "/kvittering/{revision}", READER, "receipt:receipt"),
    Route("GET", "/historik", READER, "history:every_revision"),
    Route("GET", "/historik/sammenlign", READER, "comparing:compare"),
    Route("GET", "/historik/{revision}", READER, "revision:one_revision"),
    Route("GET", "/historik/{revision}/ark", READER, "revision:sheet"),
    Route("GET", "/historik/{revision}/gaa-tilbage", APPROVER, "reverting:look_before_reverting"),
    Route("POST", "/historik/{revision}/gaa-tilbage", APPROVER, "reverting:revert"),
    Route("GET", "/skabelon", READER, "files:template"),
    Route("GET", "/status", READER, "status:country"),
    Route("GET", "/styring", READER, "control:control"),
    Route("POST", "/styring/laas", APPROVER, "control:freeze"),
    Route("POST", "/styring/laas-op", APPROVER, "control:unfreeze"),
    Route("POST", "/styring/graense", APPROVER, "control:set_limit"),
    Route("POST", "/styring/fire-oejne", APPROVER, "control:set_four_eyes"),
    Route("POST", "/styring/fjern-plan", APPROVER, "control:cancel_schedule"),
    Route("GET", "/styring/toem", APPROVER, "control:look_before_unpublishing"),
    Route("POST", "/styring/toem", APPROVER, "control:unpublish"),
)
