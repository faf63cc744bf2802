"""A closed list of requests to the admin's page, and what its function answers each with."""

from __future__ import annotations

import itertools
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch
from urllib.parse import quote, urlencode

import admin_page.handler as page_handler
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.adapters.presigned import PresignedUrls, UploadForm
from kleark.admin import security
from kleark.admin.app_context import AppContext
from kleark.admin.assets import assets
from kleark.http.messages import MOST_FORM_BYTES
from kleark.identity.identity_provider import ProviderUnreachableError, SignInRefusedError
from kleark.identity.person import MUNICIPALITY_CLAIM, ROLE_CLAIM, Person, Role
from kleark.identity.sessions import COOKIE, SIGNING_IN_COOKIE, Session, SigningIn
from kleark.intake import sheet
from kleark.intake.notification import ObjectCreated
from kleark.intake.ports import UploadedObject
from kleark.publishing.automatic import publish
from kleark.publishing.ids import municipality_code, upload_id
from kleark.publishing.model import UploadStatus, stamp
from kleark.publishing.object_keys import from_page_key
from kleark.testing.moto_backend import Stores, in_memory, make_table
from kleark.testing.validated_uploads import validated
from tests.integration.http.lambda_events import ABSENT, Ask, outcome, unlike
from tests.integration.http.portal_answers import Failing
from tests.support.acting import SECRET
from tests.support.erasing import KnownErasures
from tests.support.list_uploads import StoredLists
from tests.support.page import SETTINGS, Clock, KnownProvider, KnownSessions, KnownTimer
from tests.support.world import COLLEAGUES, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.adapters.dynamodb.inventory_table import InventoryTable
    from kleark.adapters.s3 import ReportStore, UploadStore
    from kleark.admin.page_settings import Settings
    from kleark.links.ports import KnownLinks
    from kleark.registers.active import RegisterSource

NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
ODENSE, AARHUS = municipality_code("0461"), municipality_code("0751")
PEOPLE = "kleark-people"
SHEET = Path(__file__).parents[3] / "sample_sheets" / "odense-2021-rettet.xlsx"

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": SETTINGS.origin}
GZIP = {"accept-encoding": "gzip"}
WANTS_JSON = {"accept": "application/json"}
SALT = "5a" * 16

TOKENS = {role: f"token-of-{role}" for role in Role}
STRANGER, OLD = "token-of-another-municipality", "token-of-yesterday"

SENT = from_page_key(ODENSE, "0123456789abcdefABCDEF", "ark på æøå.xlsx")
CHECKED = upload_id("uploads", SENT, "v1")
PUBLISHED = validated(ODENSE, rows(4), "første.xlsx", stamp(NOON))[0].upload_id
NOBODYS = "0" * 32


@dataclass
class Sheets:
    """Addresses of S3 without its signatures, and the objects that are there."""

    uploads: str = "uploads"

    def form(self, key: str, then: str | None = None) -> UploadForm:
        return UploadForm("https://uploads.example/", {"key": key, "then": then or ""})

    def version(self, key: str) -> str | None:
        return "v1" if key == SENT else None

    def upload_link(self, key: str, version: str, name: str) -> str | None:
        return f"https://uploads.example/{quote(key)}?{version}&{quote(name)}" if key == SENT else None

    def report_link(self, key: str, name: str) -> str | None:
        return None if "mended" in key else f"https://reports.example/{quote(key)}?{quote(name)}"


@dataclass
class Provider(KnownProvider):
    """Signs in whoever is named in the code, unless that is the name of what goes wrong."""

    def claims(self, signing_in: SigningIn, code: str, redirect_uri: str) -> Mapping[str, Any]:
        if code == "refused":
            raise SignInRefusedError("why")
        if code == "unreachable":
            raise ProviderUnreachableError("why")
        return super().claims(signing_in, code, redirect_uri)


@dataclass
class KnownStores:
    """The stores of the page, all in memory."""

    table: PublishedTable
    index: InventoryTable
    reports: ReportStore
    tickets: UploadTickets
    colleagues: ColleagueTable
    findings: FindingTable
    sheets: PresignedUrls = field(default_factory=lambda: cast("PresignedUrls", Sheets()))
    timer: KnownTimer = field(default_factory=KnownTimer)
    erasures: KnownErasures = field(default_factory=KnownErasures)
    provider: Provider = field(default_factory=Provider)
    links: KnownLinks | None = None

    @property
    def templates(self) -> CaseTemplateTable:
        return CaseTemplateTable(self.table.client, self.table.name)

    @property
    def own_numbers(self) -> OwnNumberTable:
        return OwnNumberTable(self.table.client, self.table.name)

    @property
    def editions(self) -> EditionTable:
        return EditionTable(self.table.client, self.table.name)

    @property
    def register(self) -> RegisterSource:
        return StoredRegister(self.editions)

    @staticmethod
    def secret() -> bytes:
        return SECRET


def answers() -> dict[str, Any]:
    """What each request is answered with, by its name. They are made one after the other: some change something."""
    with in_memory() as stores, _fixed_tokens():
        clock = Clock(NOON)
        context = _app_context(stores, clock)
        _fill(stores)
        clock.moment = NOON + timedelta(hours=1)
        _sessions(context, clock.moment)
        made: dict[str, Any] = {}
        for one in _requests():
            if one.now:
                clock.move(minutes=one.now)
            made[unlike(one.name, made)] = _answer(one, context)
        for title, settings in _SETTINGS.items():
            for one in _under_other_settings(title):
                made[unlike(one.name, made)] = _answer(one, replace(context, settings=settings))
        return {
            "headers of every answer": EVERYWHERE,
            **{name: _short(answer) for name, answer in made.items()},
        }


EVERYWHERE = security.headers(SETTINGS)
"""They are left out where they are as they are everywhere else, and told where they are otherwise (None: not there)."""


def _short(answer: Any) -> Any:
    if "headers" not in answer:
        return answer
    headers = {name: answer["headers"].get(name) for name in (*EVERYWHERE, *answer["headers"])}
    return {**answer, "headers": {n: v for n, v in headers.items() if v is None or v != EVERYWHERE.get(n)}}


_SETTINGS: dict[str, Settings] = {
    "a host of its own": replace(SETTINGS, page_url="https://page.example"),
    "a local stack": replace(SETTINGS, page_url="http://localhost:8080/kle", local=True),
}


def _answer(asked: Ask, context: AppContext) -> Any:
    if asked.fault:
        stores: Any = context.stores
        table = replace(stores.table, client=Failing(stores.table.client, asked.fault))
        context = replace(context, stores=replace(stores, table=table))
    with patch.object(page_handler, "app_context", lambda: context), _fixed_tokens():
        return outcome(page_handler.handler, asked.event, "admin_page")


@contextmanager
def _fixed_tokens() -> Iterator[None]:
    """What is random in a page counts up from the beginning, for each request anew."""
    tokens, salts = itertools.count(1), itertools.count(1)
    with (
        patch.object(secrets, "token_urlsafe", lambda size=32: f"token-{next(tokens)}-".ljust(22, "x")),
        patch.object(secrets, "token_hex", lambda size=32: f"{next(salts):0{2 * size}x}"),
    ):
        yield


def _app_context(stores: Stores, clock: Clock) -> AppContext:
    client = stores.table.client
    client.create_table(
        TableName=PEOPLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
    )
    table = PublishedTable(client, stores.table.name, pause=lambda _: None)
    tickets = UploadTickets(client, PEOPLE, clock)
    claims = {"sub": "7f3c", "email": "bo@page.example", MUNICIPALITY_CLAIM: ODENSE, ROLE_CLAIM: "approver"}
    provider = Provider(
        {
            "good": claims,
            "nobody": {},
            "nowhere": claims | {MUNICIPALITY_CLAIM: "9999"},
            "nothing": claims | {ROLE_CLAIM: "king"},
        }
    )
    make_table(client, COLLEAGUES)
    colleagues = ColleagueTable(client, COLLEAGUES)
    known = KnownStores(
        table,
        stores.index,
        stores.reports,
        tickets,
        colleagues,
        FindingTable(client, stores.table.name),
        provider=provider,
    )
    return AppContext(SETTINGS, KnownSessions(), known, clock)


def _fill(stores: Stores) -> None:
    """Two revisions, and a sheet that somebody has sent from the page, and is checked."""
    for number, (count, name) in enumerate(((4, "første.xlsx"), (6, "andet.xlsx"))):
        at = NOON + timedelta(minutes=number)
        upload, config = validated(ODENSE, rows(count), name, stamp(at))
        stores.table.claim(upload)
        stores.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
        publish(ODENSE, upload.upload_id, stores.table, stores.reports, lambda at=at: at)  # type: ignore[misc]
    waiting, config = validated(ODENSE, rows(5), "til i nat.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
    stores.table.claim(waiting)
    stores.reports.write(ODENSE, waiting.upload_id, "config.json", config.to_bytes())

    class Bucket:
        def fetch(self, *_: object) -> UploadedObject:
            data = SHEET.read_bytes()
            return UploadedObject(len(data), NOON + timedelta(minutes=30), data)

    services = sheet.IntakeServices(
        bucket="uploads",
        uploads=cast("UploadStore", Bucket()),
        reports=stores.reports,
        table=stores.table,
        queue=cast("Any", None),
        index=stores.index,
        lists=StoredLists(stores.table.client, stores.table.name),
        tickets=UploadTickets(stores.table.client, PEOPLE),
        secret=lambda: SECRET,
        now=lambda: NOON + timedelta(minutes=30),
    )
    taken = sheet.process_upload(ObjectCreated("uploads", SENT, "v1", stamp(NOON), 1), services)
    assert taken.upload_id == CHECKED
    assert taken.faults == ()


def _sessions(context: AppContext, now: datetime) -> None:
    for role, token in TOKENS.items():
        context.sessions.start(
            Session(token, Person(f"oidc:7f3c:{role}@page.example", "Anne Å", ODENSE, role), now, now)
        )
    stranger = Person("oidc:99:bo@page.example", "Bo", AARHUS, Role.APPROVER)
    context.sessions.start(Session(STRANGER, stranger, now, now))
    yesterday = now - timedelta(days=1)
    context.sessions.start(Session(OLD, stranger, yesterday, yesterday))


def _as(role: Role | str | None) -> tuple[str, ...]:
    token = TOKENS.get(role) if isinstance(role, Role) else role
    return (f"{COOKIE}={token}",) if token else ()


def _csrf(token: str) -> str:
    """A form's token, made with another salt than the pages of these requests are."""
    person = Person("", "", ODENSE, Role.READER)
    with patch.object(secrets, "token_hex", lambda size=32: SALT):
        return Session(token, person, NOON, NOON).csrf


def _get(
    path: str, query: str = "", role: Role | str | None = Role.APPROVER, title: str = "", **more: Any
) -> Ask:
    told = ", ".join(part for part in (f"as {role}" if role else "as nobody", title) if part)
    return Ask(more.pop("method", "GET"), f"/kle{path}", query, title=told, cookies=_as(role), **more)


def _post(
    path: str,
    form: Mapping[str, str] | None = None,
    role: Role | str | None = Role.APPROVER,
    title: str = "",
    **more: Any,
) -> Ask:
    token = TOKENS.get(role, "") if isinstance(role, Role) else role or ""
    body = urlencode({"csrf": _csrf(token), **(form or {})}).encode()
    whole: dict[str, Any] = {"headers": FORM, "body": body, "encoded": True} | more
    return _get(path, role=role, title=title, method="POST", **whole)


OPEN = ("/", "/tilgaengelighed", "/privatliv", "/regler", "/regler/KA101", "/logget-ud")
PAGES = (
    "/ark/nyt", "/ark", f"/ark/{CHECKED}", f"/ark/{CHECKED}/status", f"/ark/{CHECKED}/fil/original",
    f"/ark/{CHECKED}/fil/rapport", f"/ark/{CHECKED}/forhaandsvisning", f"/ark/{CHECKED}/aendringer", "/kvittering/2",
    "/historik", "/historik/sammenlign", "/historik/1", "/historik/1/ark", "/historik/1/gaa-tilbage", "/skabelon",
    "/status", "/styring", "/styring/toem", "/styring/dele", "/styring/adresse", "/register", "/kontrol", "/svar",
    "/kolleger", "/mine-beskeder", "/hvorfor", "/historik/raekke", "/sager",
    "/sagsskabeloner", "/sagsskabeloner/ny", "/sagsskabeloner/slet",
    "/egne-numre", "/egne-numre/ny", "/egne-numre/slet",
)  # fmt: skip
FORMS = (
    "/log-ud", "/ark/nyt", f"/ark/{CHECKED}/offentliggoer", "/historik/1/gaa-tilbage", "/styring/laas",
    "/styring/laas-op",
    "/styring/graense", "/styring/fire-oejne", "/styring/fjern-plan", "/styring/toem",
)  # fmt: skip
"""All that a form may be sent to."""


def _requests() -> list[Ask]:
    return [
        *_every_address(),
        *_received(),
        *_addresses_that_are_none(),
        *_parameters(),
        *_assets(),
        *_codings(),
        *_cookies(),
        *_forgeries(),
        *_changes(),
        *_signing_in(),
        *_events(),
        *_faults(),
        *_ends(),
    ]


def _every_address() -> Iterator[Ask]:
    for path in OPEN:
        yield from (
            _get(path, method=method, role=None) for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT")
        )
        yield _get(path)
    for path in PAGES:
        yield from (_get(path, role=role) for role in (None, *Role))
        yield from (_get(path, method=method) for method in ("HEAD", "PUT", "DELETE", "OPTIONS"))
        yield _get(path, role=None, headers=WANTS_JSON)
        yield _get(path, role=STRANGER)
        yield _get(path, role=OLD)
    for path in FORMS:
        yield _post(path, role=None)
        yield _post(path, role=None, headers=FORM | WANTS_JSON)
        yield _post(path, role=None, headers=FORM | {"referer": f"{SETTINGS.page_url}/styring?a=b"})
        yield _post(path, role=None, headers=FORM | {"referer": f"{SETTINGS.page_url}/styring/laas"})
        yield _post(path, role=None, headers=FORM | {"referer": "https://elsewhere.example/styring"})
        yield _post(path, role=OLD)
        if path != "/log-ud":
            yield _post(path, role=Role.READER)
        if path not in {"/log-ud", "/ark/nyt"}:
            yield _post(path, role=Role.EDITOR)
        yield from (_get(path, method=method, role=None) for method in ("GET", "PATCH") if path not in PAGES)


def _received() -> Iterator[Ask]:
    for path in ("/ark/modtaget", "/ark/modtaget/status"):
        for key in (
            SENT,
            SENT.replace("0461", "0751"),
            SENT.replace("æ", "a"),
            "x",
            "",
            "0461/kontrol/ark.xlsx",
        ):
            yield _get(path, urlencode({"key": key}), title="a key")
        yield _get(path)
        yield _get(path, urlencode({"key": SENT}), role=None)
        yield _get(path, urlencode({"key": SENT}), role=None, headers=WANTS_JSON)
        yield _get(path, urlencode({"key": SENT}), role=Role.READER)


def _addresses_that_are_none() -> Iterator[Ask]:
    paths = (
        "", "//", "/x", "/ark/", "/ARK", "/ark/x", f"/ark/{CHECKED.upper()}", f"/ark/{CHECKED}/", f"/ark/{CHECKED}/x",
        f"/ark/{NOBODYS}", f"/ark/{NOBODYS}/status", f"/ark/{CHECKED}\n", f"/ark/{CHECKED}/fil/x",
        f"/ark/{CHECKED}/fil/X", f"/ark/{CHECKED}/fil/", f"/ark/{CHECKED}/fil/rettet",
        f"/ark/{CHECKED}/fil/kommentarer",
        f"/ark/{PUBLISHED}", f"/ark/{PUBLISHED}/fil/original", f"/ark/{PUBLISHED}/aendringer", "/historik/0",
        "/historik/01", "/historik/3", "/historik/999999999", "/historik/1000000000", "/historik/x", "/kvittering/9",
        "/kvittering/0", "/regler/KA999", "/regler/ka101", "/regler/KA10", "/regler/KA101/", "/assets/", "/assets/x",
        "/assets/../x.css", "/assets/a.b.css", "/assets/manifest.json", "/historik/9/gaa-tilbage", "/log-ind/",
        "/%61rk",
        "/{upload}", "/styring/", "/styring/laas/",
    )  # fmt: skip
    for path in paths:
        yield _get(path)
        yield _get(path, role=None, method="POST", title="no form")
    for path in ("/ark", "/styring", "/", "/log-ud"):
        yield replace(_get(path, title="outside the page's base"), path=path)
    yield replace(_get("", title="outside the page's base"), path="/klex/ark")


def _parameters() -> Iterator[Ask]:
    for query in (
        "side=1",
        "side=2",
        "side=0",
        "side=x",
        "side=",
        "side=1&side=9",
        "side=9&side=1",
        "ukendt=1",
        "side=%31",
        "&",
        "=",
        "side",
    ):
        yield from (_get(path, query) for path in ("/ark", "/historik"))
    many = "&".join(f"a{n}=1" for n in range(51))
    for query in (
        "q=kle",
        "q=%C3%A6",
        "q=%FF",
        "q=a+b",
        "q=",
        "q=" + "a" * 300,
        many,
        many[: many.rindex("&")],
    ):
        yield _get("/regler", query, role=None)
    for query in (
        "fra=1&til=2",
        "fra=2&til=1",
        "fra=1&til=1",
        "fra=x&til=2",
        "fra=9&til=1",
        "fra=1",
        "fra=&til=",
    ):
        yield _get("/historik/sammenlign", query)
    for query in (
        "kle=15.00.01&fagsystem=FASIT&oprettet=1-4-2021&status=Aktiv",
        "kle=x",
        "side=1",
        "side=9",
        "q=15",
    ):
        yield _get(f"/ark/{CHECKED}/forhaandsvisning", query)
    for query in ("tom", "tom=1", "version=1", "version=9", "version=x", "version="):
        yield _get("/skabelon", query)
    for language in ("en", "da", "de"):
        yield _get("/", role=None, headers={"accept-language": language})


def _assets() -> Iterator[Ask]:
    for logical in ("app.css", "app.js", "dkfds.css", "IBMPlexSans-Bold-Latin1.woff2", "dkfds-license.txt"):
        path = f"/assets/{assets().name(logical)}"
        yield _get(path, role=None)
        yield _get(path, role=None, headers=GZIP)
        yield _get(path, role=OLD, title="a cookie is not looked at")
        yield from (
            _get(path, role=None, method=method, headers=GZIP) for method in ("HEAD", "POST", "OPTIONS")
        )
        yield _get(path, "x=1", role=None, headers={"if-none-match": "*"})
    yield _get("/assets/app.css", role=None, title="without what names its content")
    yield _get("/assets/app.000000000000.css", role=OLD)


def _codings() -> Iterator[Ask]:
    for given in (
        "", "gzip", "GZIP", "x-gzip", "*", "br", "deflate, gzip;q=1.0, *;q=0.5", "gzip;q=0", "gzip;q=x",
        "gzip;q=0, *",
        "*;q=0", "br, gzip;q=0.5",
    ):  # fmt: skip
        yield _get("/", headers={"accept-encoding": given})
    for path in ("/styring", "/skabelon", "/logget-ud", "/x", f"/ark/{CHECKED}/status", "/log-ind"):
        yield from (_get(path, headers=GZIP, method=method, title="packed") for method in ("GET", "HEAD"))
    for name in ("if-none-match", "if-match"):
        yield _get("/", headers={name: "*"})
    for given in (
        "application/json",
        "application/json, */*",
        "*/*, application/json",
        "application/json;q=1",
        "text/html",
    ):
        yield _get("/ark", role=None, headers={"accept": given})
    yield _get("/ark", "side=2&a=%C3%A6", role=None, title="come back to after the sign-in")


def _cookies() -> Iterator[Ask]:
    token = TOKENS[Role.APPROVER]
    jars: dict[str, tuple[str, ...] | None] = {
        "none": None,
        "an empty list": (),
        "an empty one": ("",),
        "another": ("a=b",),
        "one after another": ("a=b", f"{COOKIE}={token}"),
        "several in one": (f"a=b; {COOKIE}={token}",),
        "twice, the good one last": (f"{COOKIE}=x", f"{COOKIE}={token}"),
        "twice, the good one first": (f"{COOKIE}={token}", f"{COOKIE}=x"),
        "in quotes": (f'{COOKIE}="{token}"',),
        "without a value": (f"{COOKIE}=",),
        "without a name": (f"={token}",),
        "unknown": (f"{COOKIE}=unknown",),
        "beside one that is none": ("a b=c", f"{COOKIE}={token}"),
        "after one that is none": (f"[]=c; {COOKIE}={token}",),
        "in capitals": (f"{COOKIE.upper()}={token}",),
        "with a space": (f"{COOKIE} = {token}",),
        "odd letters": (f"{COOKIE}=æøå",),
        "over": (f"{COOKIE}={OLD}",),
    }
    for title, cookies in jars.items():
        yield Ask("GET", "/kle/ark", cookies=cookies, title=f"cookies: {title}")
        if cookies:
            header = {"cookie": "; ".join(cookies)}
            yield Ask("GET", "/kle/ark", headers=header, title=f"cookies in a header: {title}")
    both = {"cookie": f"{COOKIE}={token}"}
    yield Ask("GET", "/kle/ark", headers=both, cookies=(f"{COOKIE}=x",), title="cookies in both")
    yield Ask("GET", "/kle/ark", headers={"Cookie": f"{COOKIE}={token}"}, title="a header in capitals")
    yield from (
        Ask(method, "/kle/", cookies=(f"{COOKIE}=x",), title="unknown") for method in ("GET", "HEAD", "PUT")
    )


def _forgeries() -> Iterator[Ask]:
    """Changes that are asked for by something else than a form of the session."""
    path, token = "/styring/laas", TOKENS[Role.APPROVER]

    def sent(title: str, form: str | bytes | None = None, **headers: str) -> Ask:
        body = form.encode() if isinstance(form, str) else form
        body = urlencode({"csrf": _csrf(token)}).encode() if body is None else body
        named = FORM | {name.replace("_", "-"): value for name, value in headers.items()}
        return _post(path, title=title, headers={n: v for n, v in named.items() if v != "-"}, body=body)

    for origin in (
        "https://elsewhere.example",
        "null",
        "",
        "-",
        f"{SETTINGS.origin}/",
        SETTINGS.origin.upper(),
        "http://page.example",
    ):
        yield sent("an origin", origin=origin)
    for site in ("cross-site", "same-site", "same-origin", "none", "", "x"):
        yield sent("a site", sec_fetch_site=site)
    good = _csrf(token)
    for title, csrf in {
        "none": None,
        "empty": "",
        "half": good[:40],
        "too long": good + "0",
        "another salt": "0" * 32 + good[32:],
        "another session's": _csrf(TOKENS[Role.EDITOR]),
        "odd letters": "æ" * 96,
        "in capitals": good.upper(),
    }.items():
        yield sent(f"token: {title}", urlencode({} if csrf is None else {"csrf": csrf}))
    yield sent("token: the good one first", f"csrf={good}&csrf=x")
    yield sent("token: the good one last", f"csrf=x&csrf={good}")
    yield sent("token: escaped", f"csrf=%{ord(good[0]):x}{good[1:]}")
    yield sent("too many fields", f"csrf={good}&" + "&".join(f"a{n}=1" for n in range(200)))
    yield sent("as many fields as may be", f"csrf={good}&" + "&".join(f"a{n}=1" for n in range(199)))
    yield sent("as large as it may be", f"csrf={good}&a=".ljust(MOST_FORM_BYTES, "x"))
    yield sent("a byte too large", f"csrf={good}&a=".ljust(MOST_FORM_BYTES + 1, "x"))
    yield sent("not UTF-8", b"csrf=" + good.encode() + b"&note=\xff")
    for kind in ("multipart/form-data; boundary=x", "text/plain", "-", "", "application/json"):
        yield sent("a media type", content_type=kind)
    for kind in ("application/x-www-form-urlencoded; charset=utf-8", "APPLICATION/X-WWW-FORM-URLENCODED"):
        yield sent("a media type of a form", content_type=kind)
    yield replace(sent("not as base64"), encoded=False)
    yield replace(sent("no base64"), change={"body": "%%%"})
    yield replace(sent("no body"), change={"body": ABSENT})
    yield replace(sent("a body that is null"), change={"body": None})
    yield replace(sent("the token in the query", b""), query=f"csrf={good}")


def _changes() -> Iterator[Ask]:
    """What a person does, and what is wrong with it, in an order in which each finds what it needs."""
    yield _post("/styring/laas", {"note": ""}, title="without a reason")
    yield _post("/styring/laas", {"note": "på æøå + 1"}, title="freezing")
    yield _post("/styring/laas", {"note": "igen"}, title="frozen already")
    yield _get("/styring", title="frozen")
    yield _post(f"/ark/{CHECKED}/offentliggoer", {"version": "2", "note": ""}, title="while frozen")
    yield _post("/styring/laas-op", {"note": "åben"}, title="unfreezing")
    for percent in ("50", "x", "101", ""):
        yield _post("/styring/graense", {"procent": percent, "note": "prøver"}, title=f"limit {percent}")
    yield _post("/styring/fire-oejne", {"til": "1", "note": "to"}, title="four eyes")
    yield _post(f"/ark/{CHECKED}/offentliggoer", {"version": "2"}, title="by unknown hands")
    yield _post("/styring/fire-oejne", {"til": "0", "note": "én"}, title="four eyes no more")
    yield _post("/styring/fjern-plan", {"plan": "x", "note": "nej"}, title="no plan")
    yield _post(
        "/ark/nyt", {"name": "a\\b/ark {på} æøå.xlsx"}, headers=FORM | WANTS_JSON, title="a form for a script"
    )
    yield _post(f"/ark/{NOBODYS}/offentliggoer", {"version": "2"}, title="an upload that is none")
    yield _post(f"/ark/{CHECKED}/offentliggoer", {}, title="without what was seen")
    yield _post(f"/ark/{CHECKED}/offentliggoer", {"version": "1"}, title="on what was live before")
    yield _post(
        "/historik/1/gaa-tilbage", {"version": "2", "note": "forkert", "bekraeftet": "1"}, title="reverting"
    )
    yield _post("/historik/9/gaa-tilbage", {"version": "3", "note": "x"}, title="to what never was")
    yield _post(
        "/styring/toem", {"version": "9", "note": "x", "bekraeftet": "1"}, title="on what is not live"
    )


def _signing_in() -> Iterator[Ask]:
    for query in (
        "", "til=/ark", "til=/ark%3Fside%3D2", "til=//elsewhere.example", "til=https://elsewhere.example",
        "til=/%5Cx",
        "til=/log-ind", "til=ark", "til=/" + "a" * 1000, "til=/%0A", "til=/ark&til=/styring", "til=/%C3%A6",
    ):  # fmt: skip
        yield _get("/log-ind", query, role=None)
        # Each begins with the same token as these requests are answered with the same "random" ones.
        token, state = "token-1-".ljust(22, "x"), "token-2-".ljust(22, "x")
        yield Ask(
            "GET",
            "/kle/log-ind/svar",
            f"code=good&state={state}",
            cookies=(f"{SIGNING_IN_COOKIE}={token}",),
            title=f"back from {query}"[:60],
        )
    token, state = "token-1-".ljust(22, "x"), "token-2-".ljust(22, "x")
    jar = (f"{SIGNING_IN_COOKIE}={token}",)
    for query in (
        f"code=nobody&state={state}", f"code=nowhere&state={state}", f"code=nothing&state={state}",
        f"code=refused&state={state}", f"code=unreachable&state={state}", f"code=unknown&state={state}",
        f"state={state}", f"code=&state={state}", "code=good&state=x", "code=good",
        f"error=access_denied&state={state}",
        f"code=good&state=x&state={state}",
    ):  # fmt: skip
        yield _get("/log-ind", role=None, title=f"before {query}")
        yield Ask("GET", "/kle/log-ind/svar", query, cookies=jar, title="back")
    yield Ask("GET", "/kle/log-ind/svar", f"code=good&state={state}", cookies=jar, title="twice")
    yield Ask("GET", "/kle/log-ind/svar", f"code=good&state={state}", title="without a cookie")
    yield _get("/log-ind/svar", "code=good&state=x", title="signed in already")
    yield _get("/log-ind", title="signed in already")
    yield _get("/log-ind", method="HEAD", role=None)
    yield _get("/log-ind", role=None, title="and too late")
    late = Ask("GET", "/kle/log-ind/svar", f"code=good&state={state}", cookies=jar, title="too late", now=16)
    yield late
    yield _get("/logget-ud", title="signed in")


def _events() -> Iterator[Ask]:
    """Events that differ from the usual one."""
    http = {"method": "GET", "path": "/kle/ark"}

    def changed(title: str, **change: Any) -> Ask:
        return _get("/ark", title=title, change=change)

    for stage, raw in (
        ("prod", "/prod/kle/ark"), ("prod", "/prod/ark"), ("prod", "/kle/ark"), ("kle", "/kle/kle/ark"), ("kle",
        "/kle/ark"),
        ("$default", "/$default/kle/ark"), ("prod", "/kle/prod/ark"), ("", "/kle/ark"), ("prod", "/prod"),
    ):  # fmt: skip
        yield changed(
            f"stage {stage}, path {raw}", rawPath=raw, requestContext={"stage": stage, "http": http}
        )
    yield changed("no stage", requestContext={"http": http})
    yield changed(
        "a method in small letters", requestContext={"stage": "$default", "http": {"method": "get"}}
    )
    yield changed("no headers", headers=ABSENT)
    yield changed("headers that are null", headers=None)
    yield changed("no query", rawQueryString=ABSENT)
    yield changed("a query that is null", rawQueryString=None)
    yield changed("no path", rawPath=ABSENT)
    yield changed("no word of base64", isBase64Encoded=ABSENT)
    yield changed("a body that is null", body=None)
    yield changed("a body that is no base64", body="%%%", isBase64Encoded=True)
    yield changed("cookies that are null", cookies=None)
    yield changed("headers in capitals", headers={"Accept-Encoding": "gzip"})
    gone = dict.fromkeys(("rawPath", "rawQueryString", "routeKey", "version"), ABSENT)
    rest = {"path": "/kle/ark", "httpMethod": "GET", "requestContext": {"stage": "prod", "httpMethod": "GET"}}
    yield changed("an event of a REST API", **(gone | rest))


def _faults() -> Iterator[Ask]:
    for fault in ("ThrottlingException", "ValidationException"):
        for path in ("/", "/ark", "/styring", f"/ark/{CHECKED}/status"):
            yield from (_get(path, title=fault, fault=fault, method=method) for method in ("GET", "HEAD"))
        yield _get("/", title=f"{fault}, packed", fault=fault, headers=GZIP)
        yield _post("/styring/laas", {"note": "x"}, title=fault, fault=fault)
        yield _get("/ark", role=None, title=fault, fault=fault)


def _ends() -> Iterator[Ask]:
    """A session that is used is written down, one that is not used ends, and one that is ended is forgotten."""
    yield _get("/logget-ud", role=Role.READER, title="in use", now=30)
    yield _post("/log-ud", role=Role.EDITOR, title="signing out")
    yield _get("/ark", role=Role.EDITOR, title="signed out")
    yield _get("/ark", role=Role.READER, title="an hour after it was first seen", now=45)
    yield _get("/ark", role=Role.APPROVER, title="not used for an hour")
    yield _post("/styring/laas", {"note": "x"}, role=Role.APPROVER, title="not used for an hour")


def _under_other_settings(title: str) -> Iterator[Ask]:
    for path in ("/", "/kle/", "/kle/ark", "/ark", "/kle/log-ind", "/log-ind", "/kle"):
        yield Ask("GET", path, title=title)
    for origin in ("https://page.example", "http://localhost:8080"):
        body = urlencode({"csrf": _csrf(STRANGER)}).encode()
        yield Ask(
            "POST",
            "/kle/styring/laas",
            headers=FORM | {"origin": origin},
            body=body,
            cookies=_as(STRANGER),
            title=title,
        )
