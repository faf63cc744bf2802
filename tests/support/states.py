"""Every page and every state of it, with how a browser comes there. For tests that look at all of them."""

from __future__ import annotations

import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.edition_table import EditionTable
from kleark.adapters.dynamodb.keys import (
    EDITION_PARTITION,
    INDEX_HEAD,
    INDEX_PARTITION,
    REGISTER_PARTITION,
)
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.editions.activation import carry_out, plan_edition
from kleark.editions.ports import StoredFile
from kleark.editions.receive import EditionServices, receive
from kleark.i18n.danish_time import danish_zone
from kleark.identity.person import Role
from kleark.identity.sessions import COOKIE
from kleark.publishing.ids import municipality_code
from kleark.registers.kle_register import embedded
from tests.support.browsing import hear
from tests.support.list_uploads import NUMBERS, SAMPLE
from tests.support.prepared import (
    DOOMED,
    EMPTIED,
    FIRST,
    FOUR_EYES,
    FROZEN,
    HANDED_OVER,
    HOSTILE,
    LONG,
    MOVING,
    NOTHING,
    ODENSE,
    PARTED,
    SCHEDULED,
)
from tests.support.receiving import edition_file
from tests.support.site import MENDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page, Response

    from kleark.adapters.dynamodb.list_table import ListTable
    from kleark.editions.model import EditionRecord
    from tests.support.prepared import Prepared

    Act = Callable[[Page, Prepared], None]
    Around = Callable[[Prepared], AbstractContextManager[None]]

READER, EDITOR, APPROVER = Role


@dataclass(frozen=True)
class State:
    """``path``: with the names of `Prepared.ids` in braces. ``says``: how the heading of the page begins, and its title
    where that has no beginning of its own. ``act``: what is done on the page that the path leads to.
    ``around``: what is otherwise meanwhile. ``alone``: in a browser that no other state uses. ``apart``: in a window
    that no other state uses. ``vast``: of so many parts that axe takes minutes over it; another state has the same, and
    fewer. ``complaint``: what the browser says.
    """

    name: str
    path: str
    says: str
    titled: str = ""
    town: str = ODENSE
    who: Role | None = APPROVER
    status: int = 200
    act: Act | None = None
    around: Around = lambda _: nullcontext()
    alone: bool = False
    apart: bool = False
    vast: bool = False
    complaint: str = ""

    @property
    def title(self) -> str:
        return self.titled or self.says


@dataclass
class Heard:
    """What a page's visit brought about besides: ``answers`` of documents, ``asked`` for from anywhere, and what the
    browser ``said`` on its console."""

    answers: list[Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Until `be_still`."""
        hear(page, "console", lambda message: self.said.append(message.text))
        hear(page, "pageerror", lambda error: self.said.append(str(error)))
        hear(page, "request", lambda request: self.asked.append(request.url))
        hear(page, "response", self._answered)

    def _answered(self, answer: Response) -> None:
        if answer.request.resource_type == "document" and answer.status not in range(300, 400):
            self.answers.append(answer)


def pressed(button: str, **filled: str) -> Act:
    """The button, with some fields filled in, and without the browser's own checks of what is filled in."""

    def act(page: Page, _: Prepared) -> None:
        page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true; })")
        for field_id, value in filled.items():
            page.fill(f"#{field_id}", value)
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()

    return act


def too_late(button: str) -> Act:
    """The button, after somebody else has published something."""

    def act(page: Page, prepared: Prepared) -> None:
        prepared.town(MOVING).move()
        if page.locator("#bekraeft").count():
            page.check("#bekraeft")
        pressed(button)(page, prepared)

    return act


def without(selector: str, button: str) -> Act:
    """The button of a form that lacks something."""

    def act(page: Page, prepared: Prepared) -> None:
        page.evaluate("one => document.querySelectorAll(one).forEach(each => each.remove())", selector)
        pressed(button)(page, prepared)

    return act


def signed_out_meanwhile(page: Page, prepared: Prepared) -> None:
    [token] = [one["value"] for one in page.context.cookies() if one["name"] == COOKIE]
    stack = prepared.site.stack
    SessionTable(stack.dynamodb, stack.people_table_name).end(token)
    pressed("Offentliggør arket")(page, prepared)


def planned_for_no_time(page: Page, prepared: Prepared) -> None:
    page.check("#senere")
    pressed("Offentliggør arket")(page, prepared)


def chose_an_empty_file(page: Page, _: Prepared) -> None:
    page.set_input_files("#ark", {"name": "tom.xlsx", "mimeType": "", "buffer": b""})
    page.get_by_role("button", name="Kontrollér arket").click()
    page.locator("#fejl").wait_for()


def upload_that_ends(how: str) -> Act:
    """S3 does not answer, or the connection to it is lost."""

    def act(page: Page, prepared: Prepared) -> None:
        def end(route: object) -> None:
            if how == "lost":
                route.abort("connectionreset")  # type: ignore[attr-defined]

        page.route(f"**/{prepared.site.stack.uploads_bucket}**", end)
        page.set_input_files("#ark", MENDED)
        page.get_by_role("button", name="Kontrollér arket").click()
        page.locator("#fejl" if how == "lost" else "[data-upload-progress]").wait_for()

    return act


def waited_for_long(page: Page, _: Prepared) -> None:
    page.route("**/status", lambda route: route.fulfill(json={"done": False, "where": None}))
    page.clock.install()
    page.reload()
    later = page.get_by_text("Det tager længere end normalt")
    for _turn in range(80):
        page.clock.run_for(16_000)
        if later.is_visible():
            return
    later.wait_for()


def opened_older(page: Page, _: Prepared) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Se det, der er ældre").click()


def saw_today(page: Page, prepared: Prepared) -> None:
    pressed("Vis, hvad borgeren så", dato=f"{datetime.now(danish_zone()):%d-%m-%Y}", oprettet="1-4-2021")(
        page, prepared
    )


@contextmanager
def no_inventory(prepared: Prepared) -> Iterator[None]:
    with _taken_away(prepared, INDEX_HEAD):
        yield


@contextmanager
def half_an_inventory(prepared: Prepared) -> Iterator[None]:
    """What counts is no longer whole, as for the moment in which another takes its place."""
    stack = prepared.site.stack
    with _taken_away(prepared, INDEX_HEAD) as (head,):
        other = head | {"digest": {"S": "0" * 64}}
        stack.dynamodb.put_item(TableName=stack.table_name, Item=other)
        yield


@contextmanager
def list_stored(prepared: Prepared) -> Iterator[None]:
    """Odense's list of case templates was uploaded, with three errors in it."""
    with _list_uploaded(prepared, CaseTemplateTable, "skabeloner/sagsskabeloner.csv", SAMPLE):
        yield


@contextmanager
def numbers_stored(prepared: Prepared) -> Iterator[None]:
    """Odense's list of own KLE numbers was uploaded, with one that has the name of one of KL's."""
    with _list_uploaded(prepared, OwnNumberTable, "egne-numre/egne-numre.csv", NUMBERS.encode()):
        yield


@contextmanager
def _list_uploaded(prepared: Prepared, kind: type[ListTable], name: str, data: bytes) -> Iterator[None]:
    stack, code = prepared.site.stack, municipality_code(ODENSE)
    table = kind(stack.dynamodb, stack.table_name)
    stack.s3.put_object(Bucket=stack.uploads_bucket, Key=f"{ODENSE}/{name}", Body=data)
    for _ in range(100):
        if table.head(code, consistent=True):
            break
        time.sleep(0.3)
    try:
        yield
    finally:
        partition: Any = {":pk": {"S": table.partition(code)}}
        found = stack.dynamodb.query(
            TableName=stack.table_name, KeyConditionExpression="PK = :pk", ExpressionAttributeValues=partition
        )
        for item in found["Items"]:
            key = {name: item[name] for name in ("PK", "SK")}
            stack.dynamodb.delete_item(TableName=stack.table_name, Key=key)


@contextmanager
def editions_came_in(prepared: Prepared) -> Iterator[None]:
    """One edition was activated; a later one is held, since a main group is not in it."""
    stack = prepared.site.stack
    table = EditionTable(stack.dynamodb, stack.table_name)
    at = datetime(2025, 11, 10, 9, 0, tzinfo=danish_zone())
    services = EditionServices(table, PublishedTable(stack.dynamodb, stack.table_name), lambda: at)
    announced = {"15.20.24": "Fleksjob [udgår 2026]"}
    try:
        record = _received(edition_file("2025-08-01", renamed=announced), services)
        carry_out(plan_edition(record, services), "nogen", "KL's udgave for tredje kvartal", services)
        other = [one for one in embedded().topics if one[:2] == "32"]
        renamed = announced | {"15.17.26": "Et andet navn"}
        _received(edition_file("2025-11-01", renamed=renamed, without=tuple(other)), services)
        yield
    finally:
        for partition in (REGISTER_PARTITION, EDITION_PARTITION):
            query: Any = {
                "TableName": stack.table_name,
                "KeyConditionExpression": "PK = :pk",
                "ExpressionAttributeValues": {":pk": {"S": partition}},
            }
            for item in stack.dynamodb.query(**query)["Items"]:
                key = {name: item[name] for name in ("PK", "SK")}
                stack.dynamodb.delete_item(TableName=stack.table_name, Key=key)


def _received(data: bytes, services: EditionServices) -> EditionRecord:
    """What the register function records of a file."""

    class Files:
        def open(self, *_: object) -> StoredFile:
            return StoredFile(len(data), BytesIO(data))

    record = receive("editions", "KLE.xml", "1", replace(services, files=Files(), bucket="editions")).record
    assert record is not None
    return record


@contextmanager
def _taken_away(prepared: Prepared, beginning: str) -> Iterator[list[Any]]:
    stack = prepared.site.stack
    found = stack.dynamodb.query(
        TableName=stack.table_name,
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": INDEX_PARTITION}, ":sk": {"S": beginning}},
    )["Items"]
    assert found
    for item in found:
        stack.dynamodb.delete_item(
            TableName=stack.table_name, Key={name: item[name] for name in ("PK", "SK")}
        )
    try:
        yield found
    finally:
        for item in found:
            stack.dynamodb.put_item(TableName=stack.table_name, Item=item)


_ERRORS = (
    State(
        "error-401",
        "/ark/{mended}/aendringer",
        "Du er logget ud",
        status=401,
        act=signed_out_meanwhile,
        alone=True,
    ),
    State("error-403-role", "/ark/nyt", "Det har du ikke adgang til", who=READER, status=403),
    State(
        "error-403-forged",
        "/ark/{mended}/aendringer",
        "Siden var blevet for gammel",
        status=403,
        act=without("form.decide [name=csrf]", "Offentliggør arket"),
    ),
    State("error-404", "/findes-ikke", "Vi kan ikke finde siden", status=404),
    State("error-404-signed-out", "/findes-ikke", "Vi kan ikke finde siden", who=None, status=404),
    State("error-405", "/styring/laas", "Siden kan ikke åbnes på den måde", status=405),
    State("error-409-has-errors", "/ark/{original}/aendringer", "Arket har fejl", status=409),
    State("error-409-live", "/ark/{live}/aendringer", "Arket vises allerede", status=409),
    State("error-409-replaced", "/ark/{replaced}/aendringer", "Arket har været vist før", status=409),
    State(
        "error-409-preview", "/ark/{original}/forhaandsvisning", "Arket har fejl, der skal rettes", status=409
    ),
    State("error-410-gone", "/ark/{gone}", "Arket blev slettet, før det kunne læses", status=410),
    State(
        "error-410-swept",
        "/historik/1/gaa-tilbage",
        "Rækkerne i version 1 er slettet",
        town=LONG,
        status=410,
    ),
    State(
        "error-422",
        "/ark/{mended}/aendringer",
        "Prøv igen fra siden før",
        status=422,
        act=without("[name=forventet]", "Offentliggør arket"),
    ),
    State("error-500", "/ark/{broken}", "Vi kunne ikke vise siden", status=500),
    State("error-503", "/status", "Der er travlt lige nu", status=503, around=half_an_inventory),
)

_START = (
    State("welcome", "/", "KLE-konfiguration til Mit Overblik", "Log ind", who=None),
    State("signed-out", "/logget-ud", "Du er logget ud", who=None),
    State("start", "/", "Odense Kommune", "Forside"),
    State("start-reader", "/", "Odense Kommune", "Forside", who=READER),
    State("start-nothing", "/", "Københavns Kommune", "Forside", NOTHING),
    State("start-first", "/", "Frederiksberg Kommune", "Forside", FIRST),
    State("start-emptied", "/", "Gentofte Kommune", "Forside", EMPTIED),
    State("start-frozen", "/", "Aarhus Kommune", "Forside", FROZEN),
    State("start-scheduled", "/", "Aalborg Kommune", "Forside", SCHEDULED),
    State("start-doomed", "/", "Kolding Kommune", "Forside", DOOMED),
    State("start-hostile", "/", "Faaborg-Midtfyn Kommune", "Forside", HOSTILE),
    State("start-asked", "/", "Randers Kommune", "Forside", HANDED_OVER),
    State("start-asked-editor", "/", "Randers Kommune", "Forside", HANDED_OVER, who=EDITOR),
    State("accessibility", "/tilgaengelighed", "Om sidens tilgængelighed", who=None),
    State("accessibility-signed-in", "/tilgaengelighed", "Om sidens tilgængelighed"),
    State("privacy", "/privatliv", "Sådan bruger vi dine oplysninger", who=None),
)

_SHEETS = (
    State("choose", "/ark/nyt", "Vælg jeres ark", "Vælg ark", who=EDITOR),
    State("choose-empty-file", "/ark/nyt", "Vælg jeres ark", "Vælg ark", act=chose_an_empty_file),
    State(
        "choose-under-way",
        "/ark/nyt",
        "Vælg jeres ark",
        "Vælg ark",
        act=upload_that_ends("never"),
        apart=True,
    ),
    State(
        "choose-lost",
        "/ark/nyt",
        "Vælg jeres ark",
        "Vælg ark",
        act=upload_that_ends("lost"),
        apart=True,
        complaint="Failed to load resource: net::ERR_CONNECTION_RESET",
    ),
    State("choose-part", "/ark/nyt?del=Jobcenter", "Vælg jeres ark", "Vælg ark", PARTED, who=EDITOR),
    State("waiting", "/ark/{received}", "Arket bliver kontrolleret", town=MOVING),
    State(
        "waiting-long",
        "/ark/{received}",
        "Arket bliver kontrolleret",
        town=MOVING,
        act=waited_for_long,
        alone=True,
    ),
    State("result-rejected", "/ark/{original}", "1 fejl skal rettes"),
    State("result-rejected-reader", "/ark/{original}", "1 fejl skal rettes", who=READER),
    State("result-warnings", "/ark/{mended}", "Arket kan offentliggøres, men se"),
    State("result-editor", "/ark/{mended}", "Arket kan offentliggøres", who=EDITOR),
    State("result-counted", "/ark/{counted}", "Arket kan offentliggøres, men se", town=EMPTIED),
    State("result-clean", "/ark/{clean}", "Arket er klar til at blive offentliggjort"),
    State("result-unreadable", "/ark/{unreadable}", "Filen"),
    State("result-header", "/ark/{header}", ""),
    State("result-some", "/ark/{some}", ""),
    State("result-much", "/ark/{much}", "", vast=True),
    State("findings-of-rule", "/ark/{some}/bemaerkninger/error-KA340", ""),
    State("result-hostile", "/ark/{hostile}", ""),
    State("result-live", "/ark/{live}", "Vises nu (version 4)"),
    State("result-was-live", "/ark/{replaced}", "Blev vist indtil"),
    State("result-frozen", "/ark/{frozen}", "Arket er klar", town=FROZEN),
    State("result-scheduled", "/ark/{scheduled}", "Planlagt til", town=SCHEDULED),
    State("result-doomed", "/ark/{doomed}", "Planlagt til", town=DOOMED),
    State("result-asked", "/ark/{asked}", "Venter på godkendelse af Gudrun Godkender", town=HANDED_OVER),
    State("result-sent-back", "/ark/{sent_back}", "Sendt tilbage", town=HANDED_OVER, who=EDITOR),
    State("result-discarded", "/ark/{discarded}", "Kasseret", town=HANDED_OVER),
    State(
        "ask-approval",
        "/ark/{unasked}/send-til-godkendelse",
        "Send til godkendelse",
        town=HANDED_OVER,
        who=EDITOR,
    ),
    State(
        "ask-approval-wrong",
        "/ark/{unasked}/send-til-godkendelse",
        "Send til godkendelse",
        "Fejl: Send til godkendelse",
        HANDED_OVER,
        who=EDITOR,
        status=422,
        act=pressed("Send til godkendelse", begrundelse="Spørg 010180-1234"),
    ),
    State("register", "/register", "KL's register", who=READER),
    State("case-templates-none", "/sagsskabeloner", "Sagsskabeloner", who=READER),
    State("case-templates", "/sagsskabeloner", "Sagsskabeloner", around=list_stored),
    State(
        "case-templates-upload",
        "/sagsskabeloner/ny?fagsystem=SBSYS",
        "Vælg jeres liste over sagsskabeloner",
        "Vælg liste over sagsskabeloner",
        who=EDITOR,
    ),
    State(
        "case-templates-delete", "/sagsskabeloner/slet", "Slet listen over sagsskabeloner", around=list_stored
    ),
    State(
        "case-templates-delete-wrong",
        "/sagsskabeloner/slet",
        "Slet listen over sagsskabeloner",
        "Fejl: Slet listen over sagsskabeloner",
        status=422,
        act=pressed("Slet listen"),
        around=list_stored,
    ),
    State("own-numbers-none", "/egne-numre", "Egne KLE-numre", who=READER),
    State("own-numbers", "/egne-numre", "Egne KLE-numre", around=numbers_stored),
    State(
        "own-numbers-upload",
        "/egne-numre/ny",
        "Vælg jeres liste over egne KLE-numre",
        "Vælg liste over egne KLE-numre",
        who=EDITOR,
    ),
    State("own-numbers-delete", "/egne-numre/slet", "Slet listen over egne KLE-numre", around=numbers_stored),
    State("register-waiting", "/register", "KL's register", who=READER, around=editions_came_in),
    State("rows", "/raekker", "Ret i rækkerne", who=EDITOR),
    State("replace-rows", "/raekker/erstat?fra=66131372&til=65515151", "Erstat i rækkerne", who=EDITOR),
    State("copy-row", "/ark/{mended}/raekker/ny?fra=2", "Ny række ud fra 15.62.05", who=EDITOR),
    State(
        "copy-row-taken",
        "/ark/{mended}/raekker/ny?fra=2",
        "Ny række ud fra 15.62.05",
        "Fejl: Ny række ud fra 15.62.05",
        who=EDITOR,
        status=422,
        act=pressed("Tilføj rækken, og kontrollér"),
    ),
    State("edit-row", "/ark/{mended}/raekker/2", "Ret 15.62.05", who=EDITOR),
    State(
        "edit-row-nothing",
        "/ark/{mended}/raekker/2",
        "Ret 15.62.05",
        "Fejl: Ret 15.62.05",
        who=EDITOR,
        status=422,
        act=pressed("Ret rækken, og kontrollér"),
    ),
    State("send-back", "/ark/{asked}/send-tilbage", "Send tilbage", town=HANDED_OVER),
    State(
        "send-back-without-reason",
        "/ark/{asked}/send-tilbage",
        "Send tilbage",
        "Fejl: Send tilbage",
        HANDED_OVER,
        status=422,
        act=pressed("Send tilbage"),
    ),
    State("uploads", "/ark", "Jeres ark"),
    State("delete", "/ark/{deletable}/slet", "Slet arket", town=EMPTIED),
    State(
        "delete-wrong",
        "/ark/{deletable}/slet",
        "Slet arket",
        "Fejl: Slet arket",
        EMPTIED,
        status=422,
        act=pressed("Slet arket"),
    ),
    State("delete-live", "/ark/{live}/slet", "Slet arket"),
    State("deleting", "/ark/{deleting}", "Arket bliver slettet", town=EMPTIED, status=410),
    State("deleted", "/ark/{deleted}", "Arket er slettet", town=EMPTIED, status=410),
    State("uploads-deleted", "/ark", "Jeres ark", town=EMPTIED),
    State("uploads-empty", "/ark", "Jeres ark", town=NOTHING),
    State("uploads-empty-reader", "/ark", "Jeres ark", town=NOTHING, who=READER),
    State("uploads-paged", "/ark?fra={older}", "Jeres ark", "Jeres ældre ark", town=LONG),
    State("uploads-no-day", "/ark?dato=i+g%C3%A5r", "Jeres ark", "Fejl: Jeres ark", status=422),
    State("uploads-hostile", "/ark", "Jeres ark", town=HOSTILE),
)

_PREVIEW = "/ark/{mended}/forhaandsvisning"
_PREVIEWS = (
    State("preview", _PREVIEW, "Sådan vil borgerne se det", "Forhåndsvisning"),
    State(
        "preview-wrong-case",
        _PREVIEW + "?kle=15&fagsystem=&oprettet=i+g%C3%A5r&status=",
        "Sådan vil borgerne se det",
        "Fejl: Forhåndsvisning",
        status=422,
    ),
    State(
        "preview-case-shown",
        _PREVIEW + "?kle=15.20.24&fagsystem=FASIT&oprettet=1-4-2021&status=Behandles",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
    ),
    State(
        "preview-case-not-shown",
        _PREVIEW + "?kle=15.20.24&fagsystem=FASIT&oprettet=1-4-2001&status=Afsluttet",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
    ),
    State(
        "preview-large",
        "/ark/{large}/forhaandsvisning",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
        town=LONG,
    ),
    State(
        "preview-large-inside",
        "/ark/{large}/forhaandsvisning?side=250",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
        town=LONG,
    ),
    State(
        "preview-nothing-found",
        "/ark/{large}/forhaandsvisning?q=findes+ikke",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
        town=LONG,
    ),
    State(
        "preview-scheduled-now",
        "/ark/{scheduled}/forhaandsvisning?tid=nu",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
        town=SCHEDULED,
    ),
    State(
        "preview-hostile",
        "/ark/{strange}/forhaandsvisning",
        "Sådan vil borgerne se det",
        "Forhåndsvisning",
        town=HOSTILE,
    ),
)


_CHANGES = "Se, hvad der ændrer sig"
_DECISIONS = (
    State("changes", "/ark/{mended}/aendringer", _CHANGES),
    State("changes-reader", "/ark/{mended}/aendringer", _CHANGES, who=READER),
    State("changes-editor", "/ark/{mended}/aendringer", _CHANGES, who=EDITOR),
    State("changes-first", "/ark/{first}/aendringer", _CHANGES, town=FIRST),
    State("changes-to-confirm", "/ark/{few}/aendringer", _CHANGES, town=MOVING),
    State(
        "changes-unconfirmed",
        "/ark/{few}/aendringer",
        _CHANGES,
        f"Fejl: {_CHANGES}",
        MOVING,
        status=422,
        act=pressed("Offentliggør arket"),
    ),
    State(
        "changes-stale",
        "/ark/{seven}/aendringer",
        _CHANGES,
        "Ikke offentliggjort",
        MOVING,
        status=409,
        act=too_late("Offentliggør arket"),
    ),
    State(
        "changes-no-time",
        "/ark/{mended}/aendringer",
        _CHANGES,
        f"Fejl: {_CHANGES}",
        status=422,
        act=planned_for_no_time,
    ),
    State(
        "changes-unanswered",
        "/ark/{mended}/aendringer",
        _CHANGES,
        f"Fejl: {_CHANGES}",
        status=422,
        act=pressed("Offentliggør arket"),
    ),
    State("answers", "/svar", "Svar på bemærkninger"),
    State("answers-none", "/svar", "Svar på bemærkninger", town=NOTHING, who=READER),
    State("changes-frozen", "/ark/{frozen}/aendringer", _CHANGES, town=FROZEN),
    State("changes-four-eyes", "/ark/{own}/aendringer", _CHANGES, town=FOUR_EYES),
    State("changes-asked", "/ark/{asked}/aendringer", _CHANGES, town=HANDED_OVER),
    State("changes-scheduled", "/ark/{scheduled}/aendringer", _CHANGES, town=SCHEDULED),
    State("changes-instead", "/ark/{instead}/aendringer", _CHANGES, town=SCHEDULED),
    State("changes-hostile", "/ark/{strange}/aendringer", _CHANGES, town=HOSTILE),
    State("changes-large", "/ark/{large}/aendringer", _CHANGES, town=LONG),
    State("changes-large-later", "/ark/{large}/aendringer?side=2", _CHANGES, town=LONG),
    State(
        "cards-changed",
        "/ark/{mended}/aendringer/kort?kle=15.62.05&fagsystem=FASIT",
        "15.62.05",
        "Før og efter",
    ),
    State(
        "cards-removed",
        "/ark/{mended}/aendringer/kort?kle=15.20.00&fagsystem=FASIT",
        "15.20.00",
        "Før og efter",
    ),
    State(
        "cards-scheduled",
        "/ark/{scheduled}/aendringer/kort?kle=15.20.24&fagsystem=FASIT",
        "15.20.24",
        "Før og efter",
        SCHEDULED,
    ),
    State(
        "cards-hostile",
        "/ark/{strange}/aendringer/kort?kle=15.20.25&fagsystem=*",
        "15.20.25",
        "Før og efter",
        HOSTILE,
    ),
    State("receipt", "/kvittering/4", "Kvittering for version 4", "Kvittering: Version 4 er offentliggjort"),
    State("receipt-reader", "/kvittering/4", "Kvittering for version 4", "Kvittering", who=READER),
    State("receipt-superseded", "/kvittering/2", "Kvittering for version 2", "Kvittering"),
    State("receipt-emptied", "/kvittering/2", "Kvittering for version 2", "Kvittering", EMPTIED),
    State("colleagues", "/kolleger", "Kolleger", town=HANDED_OVER),
    State("own-notices", "/mine-beskeder", "Mine beskeder", town=HANDED_OVER, who=EDITOR),
    State("own-notices-unknown", "/mine-beskeder", "Mine beskeder"),
    State("notice-address", "/styring/adresse", "Kommunens fælles adresse til beskeder"),
    State(
        "notice-address-wrong",
        "/styring/adresse",
        "Kommunens fælles adresse til beskeder",
        "Fejl: Kommunens fælles adresse",
        status=422,
        act=pressed("Gem adressen", adresse="kle@odense"),
    ),
    State("control", "/styring", "Styr visningen"),
    State("control-reader", "/styring", "Styr visningen", who=READER),
    State("control-nothing", "/styring", "Styr visningen", town=NOTHING),
    State("control-frozen", "/styring", "Styr visningen", town=FROZEN),
    State("control-scheduled", "/styring", "Styr visningen", town=SCHEDULED),
    State("control-four-eyes", "/styring", "Styr visningen", town=FOUR_EYES),
    State(
        "control-no-reason",
        "/styring",
        "Styr visningen",
        "Fejl: Styr visningen",
        status=422,
        act=pressed("Lås visningen"),
    ),
    State(
        "control-no-percentage",
        "/styring",
        "Styr visningen",
        "Fejl: Styr visningen",
        status=422,
        act=pressed("Gem grænsen", procent="abc", **{"graense-begrundelse": "et stort ark"}),
    ),
    State(
        "control-no-plan",
        "/styring",
        "Styr visningen",
        "Fejl: Styr visningen",
        SCHEDULED,
        status=422,
        act=without("[name=plan]", "Annullér planen"),
    ),
    State("watch-front", "/", "Sønderborg Kommune", "Forside", PARTED),
    State("watch", "/kontrol", "Løbende kontrol af det, der vises", "Løbende kontrol", PARTED),
    State(
        "watch-unticked",
        "/kontrol",
        "Løbende kontrol af det, der vises",
        "Fejl: Løbende kontrol",
        PARTED,
        status=422,
        act=pressed("Set, og i orden"),
    ),
    State("parts", "/styring/dele?ret=Ydelser", "Afdelingernes dele", town=PARTED),
    State(
        "parts-overlap",
        "/styring/dele",
        "Afdelingernes dele",
        "Fejl: Afdelingernes dele",
        PARTED,
        status=422,
        act=pressed(
            "Gem delen", navn="Sygedagpenge", indhold="Ydelseskontoret", begrundelse="De får deres eget ark"
        ),
    ),
    State("unpublish", "/styring/toem", "Tøm visningen"),
    State("unpublish-frozen", "/styring/toem", "Tøm visningen", town=FROZEN),
    State(
        "unpublish-no-reason",
        "/styring/toem",
        "Tøm visningen",
        "Fejl: Tøm visningen",
        status=422,
        act=pressed("Tøm visningen"),
    ),
    State("revert", "/historik/1/gaa-tilbage", "Gå tilbage til version 1"),
    State("revert-frozen", "/historik/1/gaa-tilbage", "Gå tilbage til version 1", town=FROZEN),
    State(
        "revert-unconfirmed",
        "/historik/1/gaa-tilbage",
        "Gå tilbage til version 1",
        "Fejl: Gå tilbage til version 1",
        status=422,
        act=pressed("Gå tilbage til version 1"),
    ),
    State(
        "revert-stale",
        "/historik/1/gaa-tilbage",
        "Gå tilbage til version 1",
        "Gå tilbage til version 1",
        MOVING,
        status=409,
        act=too_late("Gå tilbage til version 1"),
    ),
)

_HISTORY = (
    State("history", "/historik", "Historik"),
    State("history-empty", "/historik", "Historik", town=NOTHING),
    State("history-long", "/historik", "Historik", town=LONG),
    State("history-older", "/historik", "Historik", town=LONG, act=opened_older),
    State("history-hostile", "/historik", "Historik", town=HOSTILE),
    State("history-found", "/historik?kle=15.62&telefon=66+13+13+73", "Historik", "Søgning i historikken"),
    State(
        "history-no-query",
        "/historik?telefon=123&tidligst=i+g%C3%A5r",
        "Historik",
        "Fejl: Søgning i historikken",
        status=422,
    ),
    State(
        "row-history",
        "/historik/raekke?kle=15.62.05&fagsystem=FASIT",
        "Rækkens historie 15.62.05 Dagpenge, FASIT",
        "Rækkens historie: 15.62.05 Dagpenge",
        act=saw_today,
    ),
    State(
        "row-history-long",
        "/historik/raekke?kle=15.62.05&fagsystem=KSD",
        "Rækkens historie 15.62.05",
        "Rækkens historie",
        town=LONG,
    ),
    State(
        "row-history-hostile",
        "/historik/raekke?kle=15.20.25&fagsystem=*&dato=1-1-2020",
        "Rækkens historie 15.20.25",
        "Rækkens historie",
        town=HOSTILE,
    ),
    State(
        "explained",
        "/hvorfor?kle=15.62.05&fagsystem=FASIT&oprettet=1-4-2019&status=Behandles",
        "Hvorfor vises sagen ikke?",
        "Hvorfor vises sagen ikke?",
    ),
    State(
        "explained-hostile",
        "/hvorfor?kle=15.20.25&fagsystem=KSD&oprettet=1-4-2021&status=Afsluttet&klokken=25",
        "Hvorfor vises sagen ikke?",
        "Fejl: Hvorfor vises sagen ikke?",
        town=HOSTILE,
        status=422,
    ),
    State("comparison", "/historik/sammenlign?fra=1&til=4", ""),
    State("comparison-hostile", "/historik/sammenlign?fra=1&til=2", "", town=HOSTILE),
    State(
        "comparison-no-number",
        "/historik/sammenlign?fra=&til=4",
        "Sammenlign to versioner",
        "Fejl: Sammenlign to versioner",
        status=422,
    ),
    State(
        "comparison-unknown",
        "/historik/sammenlign?fra=1&til=40",
        "Sammenlign to versioner",
        "Fejl: Sammenlign to versioner",
        status=404,
    ),
    State(
        "comparison-same",
        "/historik/sammenlign?fra=4&til=4",
        "Sammenlign to versioner",
        "Fejl: Sammenlign to versioner",
        status=422,
    ),
    State(
        "comparison-swept",
        "/historik/sammenlign?fra=1&til=40",
        "Sammenlign to versioner",
        "Fejl: Sammenlign to versioner",
        LONG,
        status=410,
    ),
    State(
        "comparison-nothing",
        "/historik/sammenlign?fra=1&til=2",
        "Sammenlign to versioner",
        "Fejl: Sammenlign to versioner",
        NOTHING,
        status=404,
    ),
    State("revision-live", "/historik/4", "Version 4"),
    State("revision-earlier", "/historik/2", "Version 2"),
    State("revision-swept", "/historik/1", "Version 1", town=LONG),
    State("revision-deleted", "/historik/1", "Version 1", town=EMPTIED),
    State("revision-emptied", "/historik/2", "Version 2", town=EMPTIED),
    State("revision-hostile", "/historik/2", "Version 2", town=HOSTILE),
)

_COUNTRY_AND_RULES = (
    State("status", "/status", "Status"),
    State("case-shares", "/sager", "Sager, borgerne ser"),
    State("case-shares-unknown", "/sager", "Sager, borgerne ser", around=no_inventory),
    State("status-unknown", "/status", "Status", around=no_inventory),
    State("rules", "/regler", "Regler"),
    State("rules-signed-out", "/regler", "Regler", who=None),
    State("rules-found", "/regler?q=telefon", "Regler"),
    State("rules-none-found", "/regler?q=giraf", "Regler"),
    State("rule", "/regler/KA401", ""),
    State("rule-signed-out", "/regler/KA330", "", who=None),
)

STATES = (*_START, *_SHEETS, *_PREVIEWS, *_DECISIONS, *_HISTORY, *_COUNTRY_AND_RULES, *_ERRORS)
