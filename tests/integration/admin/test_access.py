"""Nobody sees or changes what is another municipality's, or what their role does not let them: at every address."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import ROOT
from kleark.adapters.presigned import PresignedUrls
from kleark.admin.routes import ROUTES
from kleark.check import check_with_excerpt
from kleark.configuration.part import PartKind
from kleark.identity.colleagues import NoticeAddress
from kleark.identity.person import Role
from kleark.intake.report_files import required_files, summary_files
from kleark.publishing.handover import ApprovalRequest, ask
from kleark.publishing.manual import publish_upload
from kleark.publishing.model import UploadStatus, stamp
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.publishing.setting_aside import set_aside
from kleark.registers.municipalities import municipality
from kleark.testing.validated_uploads import validated
from kleark.watch.model import WatchFinding, WatchState, count_findings
from tests.support.acting import change_request
from tests.support.page import Browser, Clock, KnownSessions, PageStores, app_context, links, person, text_of
from tests.support.world import AARHUS, NOON, ODENSE, row

if TYPE_CHECKING:
    from kleark.admin.routes import PageRoute
    from kleark.http.messages import Response
    from kleark.publishing.ids import MunicipalityCode
    from tests.support.world import World

FOREIGN = "Fremmed Afdeling 4711"
"""Stands in everything of the other municipality, and nowhere else."""

BY_PERSON = [route for route in ROUTES if route.role is not None]
FOUND, FOREIGN_FOUND = "0123456789ab", "ba9876543210"
FORMS = {
    "/styring/dele": {"navn": "Job", "slags": "systems", "indhold": "FASIT"},
    "/styring/dele/fjern": {"foer": "Ydelse"},
    "/styring/graense": {"procent": "10"},
    "/kontrol/set": {f"fund-{FOUND}": "on", "til": "2025-12-01"},
    "/kontrol/tag-op": {"fund": FOREIGN_FOUND},
    "/styring/fire-oejne": {"til": "1"},
    "/styring/svar": {"til": "1"},
    "/styring/fjern-plan": {"plan": "0" * 32},
    "/ark/nyt": {"name": "ark.xlsx"},
    "/kolleger/fjern": {"kollega": "0751-bo"},
    "/mine-beskeder": {"published": "ja"},
    "/styring/adresse": {"adresse": "kle@odense.example"},
    "/raekker/erstat": {"fra": "66131372", "til": "66131373", "set": "1", "r2": "ja"},
    "/raekker/{row}": {"foer-contactPhone": "66131372", "contactPhone": "66131373", "set": "1"},
    "/ark/{upload}/raekker/erstat": {"fra": "66131372", "til": "66131373", "r2": "ja"},
    "/ark/{upload}/raekker/{row}": {"foer-contactPhone": "66131372", "contactPhone": "66131373"},
    "/raekker/ny": {"kleNumber": "15.20.24", "sourceSystem": "KSD", "fra": "2", "set": "1"},
    "/ark/{upload}/raekker/ny": {"kleNumber": "15.20.24", "sourceSystem": "KSD", "fra": "2"},
    "/ark/{upload}/bemaerkninger/{group}": {"gor": "skrevet", "side": "1"},
    "/ark/{upload}/ret": {"celle-B7": "15.17.26", "gor": "celle:B7"},
}
QUERIES = {
    "/historik/sammenlign/kort": "?fra=0&til=1&kle=15.00.11&fagsystem=FASIT",
    "/ark/{upload}/aendringer/kort": "?kle=15.00.04&fagsystem=FASIT",
    "/historik": f"?kle=15&tekst={FOREIGN.split(maxsplit=1)[0]}",
    "/historik/sammenlign": "?fra=1&til=1",
    "/raekker/ny": "?fra=2",
    "/ark/{upload}/raekker/ny": "?fra=2",
    "/raekker": "?soeg=Afdeling&kolonne=contactDepartment",
    "/raekker/erstat": "?fra=Kontaktcenter&til=Borgerservice",
    "/ark/{upload}/raekker": "?soeg=1",
    "/hvorfor": "?kle=15.00.01&fagsystem=FASIT&oprettet=1-4-2021&status=Behandles&dato=3-11-2025",
    "/historik/raekke": "?kle=15.00.01&fagsystem=FASIT&dato=3-11-2025",
}
"""What addresses without an id are asked, so that they read all that they may."""
FOREIGN_REVISION = 3
SHEET = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"


class Two:
    """Odense with one revision and one checked upload; Aarhus with three, and one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stores = PageStores(world)
        self.context = app_context(self.stores, Clock(), KnownSessions())
        self.own = self._checked(ODENSE, "own", "Kontaktcenter")
        self._published(ODENSE, 1, "Kontaktcenter")
        self.foreign = self._checked(AARHUS, "foreign", FOREIGN)
        self.asked = self._checked(ODENSE, "asked", "Jobcenter")
        self._handed_over()
        for code in (ODENSE, AARHUS):
            part = checked_part("Ydelse", PartKind.SYSTEMS, ["KSD", FOREIGN] if code == AARHUS else ["KSD"])
            define_part(part, "somebody", "opdelt", world.at(code).place)
        for revision in range(1, FOREIGN_REVISION + 1):
            self._published(AARHUS, revision, FOREIGN)
        self._watched()
        self.own_answer, self.foreign_answer = (
            self.stores.table.answers(code)[0].answer_id for code in (ODENSE, AARHUS)
        )

    def browser(self, role: Role | None) -> Browser:
        asking = Browser(self.context)
        return asking if role is None else asking.signed_in_as(person("0461", role))

    def _handed_over(self) -> None:
        """Somebody else has asked for an approval, in each municipality, and stands in its directory."""
        for code, upload in ((ODENSE, self.asked), (AARHUS, self.foreign)):
            bo = person(code, Role.EDITOR, "bo")
            note = FOREIGN if code == AARHUS else ""
            ask(upload, ApprovalRequest(bo.actor, note), self.world.at(code).place)
            name = FOREIGN if code == AARHUS else bo.name
            self.stores.colleagues.record(replace(bo, name=name), "bo@page.example", self.context.now())
            setting = NoticeAddress("alle@page.example", self.context.now(), bo.actor)
            self.stores.colleagues.set_notice_address(code, setting)

    def _watched(self) -> None:
        """The watch has found something in each municipality, and in Aarhus it is set aside."""
        at = stamp(NOON)
        for code, one, text in ((ODENSE, FOUND, "Udgår"), (AARHUS, FOREIGN_FOUND, FOREIGN)):
            finding = WatchFinding(one, "KA404", "warning", text, text, at, at, (("15.20.24", "FASIT"),), 1)
            state = WatchState(at, (finding,))
            assert self.stores.findings.put(code, state, count_findings((finding,)), 0, tell=False)
        until = (NOON + timedelta(days=30)).date()
        set_aside([FOREIGN_FOUND], until, "somebody", FOREIGN, self.world.at(AARHUS).place)

    def everything(self) -> list[Any]:
        """Every item of the table, and of the directory."""
        tables = (self.stores.table.name, self.stores.colleagues.name)
        return [item for name in tables for item in self.world.dynamodb.scan(TableName=name)["Items"]]

    def foreign_items(self) -> list[object]:
        """Everything that the table and both buckets hold of Aarhus."""
        held: list[object] = [item for item in self.everything() if AARHUS in str(item["PK"])]
        for bucket in (self.stores.sheets.uploads, self.stores.sheets.reports):
            found = self.world.s3.list_objects_v2(Bucket=bucket, Prefix=f"{AARHUS}/").get("Contents", [])
            held += [(bucket, one["Key"], one["ETag"]) for one in found]
        return held

    def _checked(self, code: MunicipalityCode, name: str, department: str) -> str:
        rows = [replace(row(number), contact_department=department) for number in (1, 2, 4)]
        upload, config = validated(code, rows, f"{name}.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
        self.stores.table.claim(upload)
        self.stores.reports.write(code, upload.upload_id, "config.json", config.to_bytes())
        return upload.upload_id

    def checked_in_full(self) -> None:
        """With the report that the check of Odense's own upload leaves."""
        report, excerpt = check_with_excerpt(SHEET.read_bytes(), SHEET.name, municipality(ODENSE))
        files = required_files(report, excerpt)
        summary, _ = summary_files(report, excerpt, files["report.json"])
        for name, content in (files | summary).items():
            self.stores.reports.write(ODENSE, self.own, name, content)

    def _published(self, code: MunicipalityCode, revision: int, department: str) -> None:
        rows = [replace(row(number), contact_department=department) for number in (1, 2, 10 + revision)]
        upload, config = validated(
            code, rows, f"live-{revision}.xlsx", stamp(NOON), status=UploadStatus.CHECKED
        )
        # What holds it back is answered as it is published.
        self.stores.table.claim(replace(upload, held_back_by="KA602"))
        self.stores.reports.write(code, upload.upload_id, "config.json", config.to_bytes())
        mandate = change_request(
            "arn:aws:iam::1:user/somebody", FOREIGN if code == AARHUS else "", revision - 1
        )
        place = self.world.at(code).place
        publish_upload(
            upload.upload_id,
            mandate,
            place,
            self.stores.reports,
            confirm_removals=True,
            confirm_findings=True,
        )


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


def address(route: PageRoute, upload: str, revision: int, answer: str) -> str:
    places = {
        "{upload}": upload,
        "{revision}": str(revision),
        "{file}": "original",
        "{rule}": "KA401",
        "{group}": "warning-KA503",
        "{answer}": answer,
        "{asset}": "app.css",
        "{row}": "2",
    }
    path = re.sub(r"\{[a-z]+\}", lambda match: places[match.group()], route.path)
    return path + QUERIES.get(route.path, "")


def asked(browser: Browser, route: PageRoute, path: str) -> Response:
    if route.method == "GET":
        return browser.get(path)
    return browser.post(path, FORMS.get(route.path, {"forventet": "1", "note": "fordi"}))


def forms(made: Response) -> list[str]:
    """Where the forms of a page lead within the page."""
    found = re.findall(r'<form\b[^>]*? action="/kle([^"]*)"', made.body.decode())
    return [html.unescape(action) for action in found]


def of_a_thing(route: PageRoute) -> bool:
    """Whether the address names one upload, one revision or one answer."""
    return any(name in route.path for name in ("{upload}", "{revision}", "{answer}"))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_let_in_where_its_table_says_and_nowhere_else(two: Two, role: Role) -> None:
    two.checked_in_full()
    before = two.foreign_items()
    for route in BY_PERSON:
        browser = two.browser(role)  # signing out is one of the addresses
        upload = two.asked if route.path.endswith("/send-tilbage") else two.own
        made = asked(browser, route, address(route, upload, 1, two.own_answer))
        assert route.role is not None
        where = (route.method, route.path, made.status)
        if not role.includes(route.role):
            assert made.status == 403, where
            assert "Det har du ikke adgang til" in text_of(made), where
        else:
            assert made.status not in {401, 403, 500}, where
            assert FOREIGN not in made.body.decode("utf-8", "ignore"), where
    assert two.foreign_items() == before


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_shown_a_way_that_their_role_does_not_let_them_go(two: Two, role: Role) -> None:
    browser = two.browser(role)
    two.checked_in_full()
    for route in BY_PERSON:
        assert route.role is not None
        if route.method != "GET" or not role.includes(route.role):
            continue
        made = browser.get(address(route, two.own, 1, two.own_answer))
        if made.headers.get("Content-Type", "").startswith("text/html"):
            for way in [*links(made, "/"), *forms(made)]:
                leads = [one for one in ROUTES if one.pattern.fullmatch(way.partition("?")[0])]
                assert leads, (route.path, way)
                assert any(one.role is None or role.includes(one.role) for one in leads), (route.path, way)


@pytest.mark.parametrize("role", list(Role))
def test_what_is_another_municipality_s_is_not_there(two: Two, role: Role) -> None:
    before = two.foreign_items()
    browser = two.browser(role)
    for route in filter(of_a_thing, BY_PERSON):
        made = asked(browser, route, address(route, two.foreign, FOREIGN_REVISION, two.foreign_answer))
        assert route.role is not None
        where = (route.method, route.path)
        assert (made.status, where) == (404 if role.includes(route.role) else 403, where)
        assert FOREIGN not in made.body.decode(), where
        nobody_s = asked(browser, route, address(route, "0" * 32, 999, "0" * 32))
        assert (nobody_s.status, text_of(nobody_s), where) == (made.status, text_of(made), where)
    assert two.foreign_items() == before


def test_nobody_is_let_in_without_signing_in(two: Two) -> None:
    before = two.everything()
    for route in BY_PERSON:
        made = asked(two.browser(None), route, address(route, two.own, 1, two.own_answer))
        where = (route.method, route.path)
        if route.method == "GET":
            assert (made.status, where) == (303, where)
            assert made.headers["Location"].startswith("/kle/log-ind?til="), where
        else:
            assert (made.status, where) == (401, where)
            assert "Du er logget ud" in text_of(made), where
    assert two.everything() == before


@pytest.mark.parametrize("forgery", ["no token", "another session's token", "another site", "no form"])
def test_a_change_that_no_form_of_this_session_asks_for_is_not_made(two: Two, forgery: str) -> None:
    before = two.everything()
    browser, other = two.browser(Role.APPROVER), two.browser(Role.APPROVER)
    for route in BY_PERSON:
        if route.method != "POST":
            continue
        path = address(route, two.own, 1, two.own_answer)
        form = {**FORMS.get(route.path, {}), "forventet": "1", "note": "fordi"}
        sent: dict[str, tuple[dict[str, str], dict[str, str]]] = {
            "no token": ({**form, "csrf": ""}, {}),
            "another session's token": ({**form, "csrf": other.csrf}, {}),
            "another site": (form, {"origin": "https://evil.example"}),
            "no form": (form, {"content_type": "text/plain"}),
        }
        filled, headers = sent[forgery]
        made = browser.post(path, filled, **headers)
        assert (made.status, route.path) == (403, route.path)
        assert "Siden var blevet for gammel" in text_of(made), route.path
    assert two.everything() == before
    assert browser.get("/").status == 200


def test_a_sheet_of_another_municipality_is_not_waited_for(two: Two) -> None:
    """S3 sends browsers back with a key, which anybody can write."""
    for key in (
        f"{AARHUS}/kontrol/side/abc/ark.xlsx",
        f"{AARHUS}/ark.xlsx",
        f"{ODENSE}/ark.xlsx",
        "",
        "../x",
    ):
        two.world.s3.put_object(Bucket=two.stores.sheets.uploads, Key=key or "x", Body=b"x")
        for path in ("/ark/modtaget", "/ark/modtaget/status", "/ark/rettes", "/ark/rettes/status"):
            made = two.browser(Role.APPROVER).get(f"{path}?key={key}")
            assert (made.status, key) == (404, key)


@pytest.mark.parametrize(
    "name", ["x" * 1200 + ".xlsx", "", "..", " ark.xlsx", "ark%00.xlsx", "ark%0A.xlsx", "%24%7Bfilename%7D"]
)
def test_no_store_is_asked_for_a_name_that_the_page_gives_no_sheet(
    two: Two, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """S3 takes some of them for faults of whoever asks, and those would be ours."""
    monkeypatch.setattr(PresignedUrls, "version", lambda *_: pytest.fail("asked for it"))
    key = f"{ODENSE}/kontrol/side/{'x' * 22}/{name}"
    assert two.browser(Role.EDITOR).get(f"/ark/modtaget?key={key}").status == 404
