"""What was done is said and focused on the page that follows, once, and only to whoever did it: after every form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.admin.flash import LIVES, Flash
from kleark.admin.routes import ROUTES
from kleark.publishing.handover import ApprovalRequest, ask
from kleark.registers.kle_register import Topic
from kleark.report.as_json import report_lines
from kleark.watch.judge import judge as judge_live
from kleark.watch.model import WatchState, count_findings
from tests.support.list_uploads import NUMBERS, ONE, put_list
from tests.support.page import SETTINGS, Browser, Clock, PageStores, app_context, person, text_of
from tests.support.sheet_builder import judge, row, sheet_of
from tests.support.watch_cases import around, register_with
from tests.support.world import NOON, TABLE, checked, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.http.messages import Response
    from tests.support.world import World

    Deed = Callable[["Doing"], Response]

RETIRING = register_with(Topic(rows(1)[0].kle_number, f"{rows(1)[0].kle_title} [udgår 2027]"))


class Doing:
    """An approver's browser at a municipality with one revision, and a sheet that could be published."""

    def __init__(self, world: World) -> None:
        world.published(rows(3))
        self.world = world
        self.clock = Clock()
        self.context = app_context(PageStores(world), self.clock)
        self.browser = Browser(self.context).signed_in_as(person())
        self.upload = checked(world, 4)
        report = "".join(report_lines(judge(sheet_of(row())))).encode()
        world.reports.write(world.code, self.upload, "report.json", report)

    def post(self, path: str, **form: str) -> Response:
        return self.browser.post(path, {"note": "fordi", **form})

    def scheduled(self) -> Response:
        day = {"dato": "2025-12-01", "klokken": "06:00", "hvornaar": "senere", "forventet": "1"}
        return self.post(f"/ark/{self.upload}/offentliggoer", **day)

    def unfrozen(self) -> Response:
        self.post("/styring/laas")
        return self.post("/styring/laas-op")

    def plan_cancelled(self) -> Response:
        self.browser.follow(self.scheduled())
        [plan] = re.findall(r'name="plan" value="([^"]+)"', self.browser.get("/styring").body.decode())
        return self.post("/styring/fjern-plan", plan=plan)

    def asked(self) -> Response:
        return self.post(f"/ark/{self.upload}/send-til-godkendelse")

    def withdrawn(self) -> Response:
        self.asked()
        return self.post(f"/ark/{self.upload}/traek-tilbage")

    def sent_back(self) -> Response:
        ask(self.upload, ApprovalRequest(person(name="bo").actor), self.world.place)
        return self.post(f"/ark/{self.upload}/send-tilbage")

    def restored(self) -> Response:
        self.post(f"/ark/{self.upload}/kasser")
        return self.post(f"/ark/{self.upload}/hent-frem")

    def notices_chosen(self) -> Response:
        self.context.stores.colleagues.record(person(), None, self.clock())
        return self.post("/mine-beskeder", published="ja")

    def part_removed(self) -> Response:
        self.post("/styring/dele", navn="Ydelse", slags="systems", indhold="KSD")
        return self.post("/styring/dele/fjern", foer="Ydelse")

    def set_aside(self) -> Response:
        """Of what the watch has found, the first."""
        found = judge_live(list(rows(3)), around(register=RETIRING), WatchState())
        FindingTable(self.world.dynamodb, TABLE).put(
            self.world.code, found, count_findings(found.findings), 0, tell=False
        )
        self.finding = found.open_findings[0].finding_id
        page = self.browser.get("/kontrol").body.decode()
        [until] = re.findall(r'name="til" value="([^"]+)"', page)
        return self.post("/kontrol/set", til=until, **{f"fund-{self.finding}": "on"})

    def taken_up(self) -> Response:
        self.set_aside()
        return self.post("/kontrol/tag-op", fund=self.finding)

    def list_deleted(self, path: str, key: str, data: bytes) -> Response:
        put_list(self.world, data, key).deliver()
        [seen] = re.findall(r'name="set" value="([^"]+)"', self.browser.get(path).body.decode())
        return self.post(path, set=seen, bekraeft="ja")

    def gone_back(self) -> Response:
        self.world.published(rows(5), NOON + timedelta(hours=1))
        return self.post("/historik/1/gaa-tilbage", forventet="2", bekraeft="ja")


DEEDS: dict[str, tuple[Deed, ...]] = {
    "/styring/laas": (lambda doing: doing.post("/styring/laas"),),
    "/styring/laas-op": (Doing.unfrozen,),
    "/styring/graense": (lambda doing: doing.post("/styring/graense", procent="10"),),
    "/styring/fire-oejne": (lambda doing: doing.post("/styring/fire-oejne", til="1"),),
    "/styring/svar": (
        lambda doing: doing.post("/styring/svar", til="1"),
        lambda doing: doing.post("/styring/svar", til="0"),
    ),
    "/styring/fjern-plan": (Doing.plan_cancelled,),
    "/styring/toem": (lambda doing: doing.post("/styring/toem", forventet="1", bekraeft="ja"),),
    "/ark/{upload}/offentliggoer": (
        lambda doing: doing.post(f"/ark/{doing.upload}/offentliggoer", forventet="1"),
        Doing.scheduled,
    ),
    "/historik/{revision}/gaa-tilbage": (Doing.gone_back,),
    "/ark/{upload}/send-til-godkendelse": (Doing.asked,),
    "/ark/{upload}/traek-tilbage": (Doing.withdrawn,),
    "/ark/{upload}/send-tilbage": (Doing.sent_back,),
    "/ark/{upload}/kasser": (lambda doing: doing.post(f"/ark/{doing.upload}/kasser"),),
    "/ark/{upload}/hent-frem": (Doing.restored,),
    "/kolleger/fjern": (lambda doing: doing.post("/kolleger/fjern", kollega="0461-bo"),),
    "/mine-beskeder": (Doing.notices_chosen,),
    "/styring/adresse": (
        lambda doing: doing.post("/styring/adresse", adresse="kle@odense.example"),
        lambda doing: doing.post("/styring/adresse", adresse=""),
    ),
    "/styring/dele": (
        lambda doing: doing.post("/styring/dele", navn="Ydelse", slags="systems", indhold="KSD"),
    ),
    "/styring/dele/fjern": (Doing.part_removed,),
    "/kontrol/set": (Doing.set_aside,),
    "/kontrol/tag-op": (Doing.taken_up,),
    "/sagsskabeloner/slet": (
        lambda doing: doing.list_deleted("/sagsskabeloner/slet", "0461/skabeloner/x.csv", ONE),
    ),
    "/egne-numre/slet": (
        lambda doing: doing.list_deleted("/egne-numre/slet", "0461/egne-numre/x.csv", NUMBERS.encode()),
    ),
    "/log-ind/bliv": (lambda doing: doing.post("/log-ind/bliv"),),
}
"""How each form that changes something succeeds."""
SAID_OTHERWISE = {
    "/log-ud": "leads to the sign-in pages, and from there to a page that says so",
    "/ark/{upload}/slet": "leads to a page whose heading says so, and has the focus",
    "/ark/nyt": "is asked by the script, for a place to put a sheet",
    "/sagsskabeloner/ny": "the same, for a list",
    "/egne-numre/ny": "the same, for a list",
    "/ark/{upload}/ret": "leads to the page that waits for the edited sheet; see pages/test_edit_findings.py",
    "/ark/{upload}/bemaerkninger/{group}": "the same; see pages/test_rule_findings.py",
    "/ark/{upload}/raekker/ny": "the same; see pages/test_add_row.py",
    "/raekker/ny": "the same, for the rows that are live; see pages/test_add_row.py",
    "/ark/{upload}/raekker/erstat": "the same; see pages/test_replace_rows.py",
    "/ark/{upload}/raekker/{row}": "the same; see pages/test_edit_row.py",
    "/raekker/erstat": "the same, for the rows that are live; see pages/test_replace_rows.py",
    "/raekker/{row}": "the same, for the rows that are live; see pages/test_edit_row.py",
    "/svar/{answer}/tag-tilbage": "is tried where there is an answer, in pages/test_answer_list.py",
}


def test_there_is_a_way_to_try_every_form() -> None:
    forms = {route.path for route in ROUTES if route.method == "POST"}
    assert sorted(forms - set(SAID_OTHERWISE)) == sorted(DEEDS), "say how the new form succeeds, in DEEDS"


@pytest.mark.parametrize(
    ("path", "at"), [(path, at) for path, deeds in DEEDS.items() for at in range(len(deeds))]
)
def test_after_every_deed_something_is_said_and_focused(world: World, path: str, at: int) -> None:
    doing = Doing(world)
    made = DEEDS[path][at](doing)
    assert made.status == 303, text_of(made)
    page = doing.browser.follow(made)
    assert page.status == 200
    body = page.body.decode()
    focused = re.search(r'<div class="alert alert-(?:success|info)"[^>]*tabindex="-1" data-focus', body)
    assert focused, path
    # A link that is followed without its fragment is read from the top: nothing else takes the focus first.
    assert "#" not in made.headers["Location"]
    said = re.search(r'class="alert-heading"[^>]*>([^<]+)', body[focused.start() :])
    assert said
    assert said[1].strip()


def test_it_is_said_first_and_in_the_title_and_not_for_ever(world: World) -> None:
    doing = Doing(world)
    made = doing.post("/styring/laas")
    page = doing.browser.follow(made).body.decode()
    assert "<title>Visningen er låst. Styr visningen" in page
    assert page.index('id="gjort-nu"') < page.index("<h1")
    doing.clock.move(seconds=LIVES.total_seconds())
    assert 'id="gjort-nu"' in doing.browser.follow(made).body.decode()
    doing.clock.move(seconds=1)
    assert 'id="gjort-nu"' not in doing.browser.follow(made).body.decode()


def test_a_link_from_somebody_else_says_nothing(world: World) -> None:
    doing = Doing(world)
    address = urlsplit(doing.post("/styring/laas").headers["Location"])
    path = f"{address.path.removeprefix(SETTINGS.base)}?{address.query}"
    colleague = Browser(doing.context).signed_in_as(person(name="bo"))
    assert 'id="gjort-nu"' not in colleague.get(path).body.decode()
    for wrong in (
        path.replace("laas", "laas-op"),
        path[:-1] + ("0" if path[-1] != "0" else "1"),
        "/styring?gjort=laast",
        "/styring?gjort=",
        "/styring?gjort=laast.x.y",
        "/styring?gjort=%C3%A6.%C3%A6.%C3%A6",
    ):
        made = doing.browser.get(wrong)
        assert made.status == 200
        assert 'id="gjort-nu"' not in made.body.decode(), wrong


def test_pressed_twice_it_says_that_it_was_done_already(world: World) -> None:
    doing = Doing(world)
    doing.post("/styring/laas")
    assert "Det var allerede gjort" in text_of(doing.browser.follow(doing.post("/styring/laas")))


@pytest.mark.parametrize("flash", list(Flash))
def test_every_message_is_a_heading_and_a_sentence(flash: Flash) -> None:
    assert not flash.message.heading.endswith(".")
    assert flash.message.text.endswith(".")
    assert re.fullmatch(r"[a-z0-9-]+", flash.value)
