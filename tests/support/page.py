"""The admin's page on moto, asked as a browser would ask it: cookies are kept, forms carry their token."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from kleark.adapters import clients
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.presigned import PresignedUrls
from kleark.admin.app import handle
from kleark.admin.app_context import AppContext
from kleark.admin.page_settings import Settings
from kleark.http.messages import Request, Response
from kleark.identity.person import Person, Role
from kleark.identity.sessions import COOKIE, Draft, Session, Sessions, SigningIn, new_token
from kleark.publishing.ids import municipality_code
from tests.support.acting import SECRET
from tests.support.erasing import KnownErasures
from tests.support.world import (
    COLLEAGUES,
    NOON,
    ODENSE,
    PEOPLE,
    REPORTS,
    TABLE,
    UPLOADS,
    make_people_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kleark.adapters.dynamodb.upload_tickets import UploadTickets
    from kleark.adapters.s3 import ReportStore
    from kleark.admin.app_context import Stores
    from kleark.links.ports import KnownLinks
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.active import RegisterSource
    from tests.support.world import World


SETTINGS = Settings(
    page_url="https://page.example/kle",
    sign_in_origin="https://sign-in.example",
    uploads_origin="https://uploads.example",
    owner="KOMBIT A/S",
    contact="kle@page.example",
    notice_sender="beskeder@page.example",
)


@dataclass
class Clock:
    """Stands until it is moved."""

    moment: datetime = NOON + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class KnownProvider:
    """Signs in whoever is named in the code; the real one is tried on the local stack."""

    claims_by_code: dict[str, dict[str, Any]] = field(default_factory=dict)

    def authorization_url(self, signing_in: SigningIn, redirect_uri: str) -> str:
        asked = {"state": signing_in.state, "nonce": signing_in.nonce, "redirect_uri": redirect_uri}
        return f"{SETTINGS.sign_in_origin}/oauth2/authorize?{urlencode(asked)}"

    def claims(self, signing_in: SigningIn, code: str, redirect_uri: str) -> Mapping[str, Any]:
        return self.claims_by_code[code]

    def sign_out_url(self, then: str) -> str:
        return f"{SETTINGS.sign_in_origin}/logout?{urlencode({'logout_uri': then})}"


@dataclass
class KnownSessions:
    """Sessions in memory."""

    sessions: dict[str, Session] = field(default_factory=dict)
    under_way: dict[str, SigningIn] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)

    def start(self, session: Session) -> None:
        self.sessions[session.token] = session

    def find(self, token: str) -> Session | None:
        return self.sessions.get(token)

    def touch(self, session: Session) -> None:
        self.sessions[session.token] = session

    def end(self, token: str) -> None:
        self.sessions.pop(token, None)

    def begin_signing_in(self, signing_in: SigningIn) -> None:
        self.under_way[signing_in.token] = signing_in

    def take_signing_in(self, token: str) -> SigningIn | None:
        return self.under_way.pop(token, None)

    def save_draft(self, draft: Draft) -> None:
        self.drafts[draft.token] = draft

    def find_draft(self, token: str) -> Draft | None:
        return self.drafts.get(token)

    def end_draft(self, token: str) -> None:
        self.drafts.pop(token, None)


@dataclass
class KnownTimer:
    """Keeps which upload each municipality's clock is set for, and when; wakes nobody."""

    set_for: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def set(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None:
        self.set_for[code] = (upload_id, due)

    def cancel(self, code: MunicipalityCode) -> None:
        self.set_for.pop(code, None)


@dataclass
class PageStores:
    """The stores of a `World`, opened as the deployed page opens them: each when it is first asked for."""

    world: World
    timer: KnownTimer = field(default_factory=KnownTimer)
    erasures: KnownErasures = field(default_factory=KnownErasures)
    provider: KnownProvider = field(default_factory=KnownProvider)

    links: KnownLinks | None = None

    @property
    def table(self) -> PublishedTable:
        return PublishedTable(clients.dynamodb(), TABLE, pause=lambda _: None)

    @property
    def index(self) -> InventoryTable:
        return InventoryTable(clients.dynamodb(), TABLE)

    @property
    def templates(self) -> CaseTemplateTable:
        return CaseTemplateTable(clients.dynamodb(), TABLE)

    @property
    def own_numbers(self) -> OwnNumberTable:
        return OwnNumberTable(clients.dynamodb(), TABLE)

    @property
    def editions(self) -> EditionTable:
        return EditionTable(clients.dynamodb(), TABLE)

    @property
    def register(self) -> RegisterSource:
        return StoredRegister(self.editions, lambda code: self.own_numbers.counting(municipality_code(code)))

    @property
    def findings(self) -> FindingTable:
        return FindingTable(clients.dynamodb(), TABLE, pause=lambda _: None)

    @property
    def reports(self) -> ReportStore:
        return self.world.reports

    @property
    def sheets(self) -> PresignedUrls:
        return PresignedUrls(clients.s3_for_browsers(), UPLOADS, REPORTS)

    @property
    def colleagues(self) -> ColleagueTable:
        return ColleagueTable(clients.dynamodb(), COLLEAGUES)

    @staticmethod
    def secret() -> bytes:
        return SECRET

    @cached_property
    def tickets(self) -> UploadTickets:
        from kleark.adapters.dynamodb.upload_tickets import (  # noqa: PLC0415 (as the deployed page does)
            UploadTickets,
        )

        make_people_table(self.world)
        return UploadTickets(clients.dynamodb(), PEOPLE)


def person(code: str = "0461", role: Role = Role.APPROVER, name: str = "anne") -> Person:
    """Somebody of a municipality."""
    return Person(f"oidc:{code}-{name}:{name}@page.example", name.capitalize(), municipality_code(code), role)


def app_context(stores: Stores, clock: Clock, sessions: Sessions | None = None) -> AppContext:
    """What the pages work with."""
    return AppContext(SETTINGS, sessions or KnownSessions(), stores, clock)


@dataclass
class Browser:
    """One browser at the page. ``base``: what every path of the page begins with is put in front by the server."""

    context: AppContext
    cookies: dict[str, str] = field(default_factory=dict)

    def signed_in_as(self, who: Person) -> Browser:
        """With a session of ``who``, as a sign-in leaves it."""
        now = self.context.now()
        session = Session(new_token(), who, now, now)
        self.context.sessions.start(session)
        self.cookies[COOKIE] = session.token
        return self

    @property
    def csrf(self) -> str:
        session = self.context.sessions.find(self.cookies[COOKIE])
        assert session is not None
        return session.csrf

    def get(self, path: str, **headers: str) -> Response:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Response:
        """With the token of this session, unless ``form`` brings another."""
        filled = {"csrf": self.csrf if COOKIE in self.cookies else "", **(form or {})}
        sent = {"content-type": "application/x-www-form-urlencoded", "origin": SETTINGS.origin}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask("POST", path, urlencode(filled).encode(), sent | named)

    def follow(self, made: Response) -> Response:
        """Go where a redirect within the page leads."""
        location = urlsplit(made.headers["Location"])
        path = location.path.removeprefix(SETTINGS.base)
        return self.get(path + (f"?{location.query}" if location.query else ""))

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Response:
        where, _, query = path.partition("?")
        sent = tuple(f"{name}={value}" for name, value in self.cookies.items())
        made = handle(Request(method, where, query, headers, sent, body), self.context)
        for one in made.cookies:
            name, _, value = one.split(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in one:
                del self.cookies[name]
        return made


def asking(
    world: World,
    role: Role = Role.APPROVER,
    code: str = ODENSE,
    name: str = "anne",
    clock: Clock | None = None,
) -> Browser:
    """A browser at the page of a `World`, in which somebody is signed in."""
    return Browser(app_context(PageStores(world), clock or Clock())).signed_in_as(person(code, role, name))


def text_of(made: Response) -> str:
    """What is heard of a page, without its markup, on one line."""
    body = re.sub(r"(?s)<(style|script|svg).*?</\1>", "", made.body.decode())
    body = re.sub(r'(?s)<span aria-hidden="true">.*?</span>', "", body)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def links(made: Response, path: str) -> list[str]:
    """Where the links of a page lead that begin with ``path``, in their order."""
    found = re.findall(r'<a\b[^>]*? href="([^"#]*)"', made.body.decode())
    ways = [html.unescape(href).removeprefix(SETTINGS.base) for href in found]
    return [way for way in ways if way.startswith(path)]


def query_of(made: Response) -> dict[str, str]:
    """The parameters of where a redirect leads."""
    return {name: values[0] for name, values in parse_qs(urlsplit(made.headers["Location"]).query).items()}
