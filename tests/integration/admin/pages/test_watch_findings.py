"""What the watch has found, on the front page and on its own: what to do, and "set, og i orden"."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.admin.finding_lines import ANSWERED_BY_ROWS
from kleark.case_templates.model import CaseTemplate, TemplateList
from kleark.configuration.case_counts import IndexedCases
from kleark.identity.person import Role
from kleark.publishing.set_aside import set_aside_in
from kleark.registers.kle_register import Topic
from kleark.rules.registry import all_rules
from kleark.watch.circumstances import StoredFlaw
from kleark.watch.judge import judge
from kleark.watch.model import WatchFinding, WatchState, count_findings
from tests.support.exposure_cases import row
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.watch_cases import around, register_with
from tests.support.world import ODENSE, TABLE

if TYPE_CHECKING:
    from tests.support.world import World

RETIRING = register_with(Topic("15.20.24", "Fleksjob [udgår 2027]"))
ELSEWHERE = IndexedCases(9, {"15.20.24": {"ksd": 9}}, {"ksd": "KSD"}, "2026-05-30")


def keep(world: World, state: WatchState) -> None:
    table = FindingTable(world.dynamodb, TABLE)
    _, judgement = table.state(ODENSE)
    assert table.put(ODENSE, state, count_findings(state.findings), judgement, tell=False)


@pytest.fixture
def found(world: World) -> WatchState:
    rows = [row(phone="90123456"), row("KSD", number="27.60.04", title="Pleje")]
    world.published(rows)
    state = judge(rows, around(register=RETIRING, indexed=ELSEWHERE), WatchState())
    keep(world, state)
    return state


def browser_of(world: World, role: Role = Role.APPROVER) -> Browser:
    return Browser(app_context(PageStores(world), Clock())).signed_in_as(person(role=role))


def the(state: WatchState, rule: str) -> WatchFinding:
    return next(one for one in state.open_findings if one.rule == rule)


def test_the_front_page_says_what_was_found_with_what_to_do(world: World, found: WatchState) -> None:
    front = browser_of(world).get("/")
    text = text_of(front)
    assert f"Løbende kontrol: {len(found.open_findings)} ting at se på" in text
    assert "15.20.24 udgår i 2027." in text
    assert "Find emnets nye nummer, og tilføj det i tide." in text
    assert "Kontrollér nummeret." in text
    body = front.body.decode()
    assert "/raekker?soeg=15.20.24&amp;kolonne=kleNumber" in body
    assert "/raekker/erstat?fra=90123456&amp;kolonne=contactPhone" in body


def test_where_nothing_is_found_the_front_page_says_so_in_a_line(world: World) -> None:
    world.published([row()])
    assert "Løbende kontrol" not in text_of(browser_of(world).get("/"))
    unseen = text_of(browser_of(world).get("/kontrol"))
    assert "ikke kontrolleret endnu. Det sker i løbet af nogle timer. Intet er set efter endnu" in unseen
    assert "Der er intet at se på" not in unseen
    keep(world, WatchState("2026-06-01T03:00:00.000Z"))
    assert "intet at se på. Sidst kontrolleret 1. jun. 2026" in text_of(browser_of(world).get("/"))
    page = text_of(browser_of(world).get("/kontrol"))
    assert "Der er intet at se på" in page


def test_all_findings_are_on_their_page_for_every_reader(world: World, found: WatchState) -> None:
    text = text_of(browser_of(world, Role.READER).get("/kontrol"))
    assert all(one.message_da in text for one in found.open_findings)
    assert "Skriv det fagsystem, sagerne ligger i, eller Alle. Forslag: KSD" in text
    assert "En godkender kan sige" in text
    assert "Ret det her på siden" not in text
    assert "Ret det her på siden" in text_of(browser_of(world, Role.EDITOR).get("/kontrol"))


def test_what_lacks_rows_leads_to_a_new_row(world: World) -> None:
    """Obligatory numbers that are not live, and cases that no row shows: there is no row to change."""
    texts = {one.id: one.fix.da for one in all_rules().values() if one.id in ANSWERED_BY_ROWS}
    assert texts.keys() == ANSWERED_BY_ROWS
    assert all(text.startswith("Tilføj en række for hvert nummer") for text in texts.values())
    world.published([row()])
    keep(world, judge([row()], around(), WatchState()))
    page = browser_of(world).get("/kontrol")
    assert "Tilføj en række her på siden" in text_of(page)
    assert '/raekker/ny"' in page.body.decode()
    assert "Tilføj en række her" not in text_of(browser_of(world, Role.READER).get("/kontrol"))


def test_what_is_set_aside_is_out_of_the_way_with_reason_and_day_and_can_be_taken_up(
    world: World, found: WatchState
) -> None:
    browser, one = browser_of(world), the(found, "KA404")
    until = browser.get("/kontrol").body.decode().partition('name="til" value="')[2][:10]
    form = {f"fund-{one.finding_id}": "on", "til": until, "note": "afløseren er på vej"}
    done = browser.follow(browser.post("/kontrol/set", form))
    assert "Det er noteret som set, og i orden" in text_of(done)
    text = text_of(browser.get("/kontrol"))
    assert "Set, og i orden (1)" in text
    assert "Kommer frem igen" in text
    assert "afløseren er på vej" in text
    assert "15.20.24 udgår i 2027." not in text_of(browser.get("/"))
    [group] = set_aside_in(world.live().set_aside)
    assert (group.findings, group.until) == ((one.finding_id,), until)
    entry = world.log()[-1]
    assert (entry.note, entry.until, entry.actor) == ("afløseren er på vej", until, person().actor)
    assert "fund i den løbende kontrol (1) er set og i orden" in text_of(browser.get("/historik")).lower()

    again = browser.post("/kontrol/set", form)
    assert "Det var allerede gjort" in text_of(browser.follow(again))
    assert world.log()[-1] == entry

    taken = browser.post("/kontrol/tag-op", {"fund": one.finding_id, "note": "rettes alligevel"})
    assert "Det er taget op igen" in text_of(browser.follow(taken))
    assert "15.20.24 udgår i 2027." in text_of(browser.get("/"))
    assert browser.post("/kontrol/tag-op", {"fund": one.finding_id, "note": "x"}).status == 303
    assert world.log()[-1].note == "rettes alligevel"


@pytest.mark.parametrize(
    ("wrong", "says", "field"),
    [
        ({"note": ""}, "Skriv en kort begrundelse", "begrundelse"),
        ({"note": "010190-1234"}, "CPR", "begrundelse"),
        ({"til": "2020-01-01"}, "Vælg en dag, der er tidligst i morgen", "til"),
        ({"til": "i morgen"}, "Vælg den dag, det skal frem igen", "til"),
    ],
)
def test_what_is_wrong_with_the_form_stands_at_its_field_and_nothing_typed_is_lost(
    world: World, found: WatchState, wrong: dict[str, str], says: str, field: str
) -> None:
    one = the(found, "KA404")
    browser = browser_of(world)
    until = browser.get("/kontrol").body.decode().partition('name="til" value="')[2][:10]
    form = {f"fund-{one.finding_id}": "on", "til": until, "note": "set"} | wrong
    made = browser.post("/kontrol/set", form)
    assert made.status == 422
    assert says in text_of(made)
    body = made.body.decode()
    assert f'href="#{field}"' in body
    assert f'name="fund-{one.finding_id}" checked' in body
    assert world.live().set_aside is None


def test_nothing_ticked_or_nothing_said_at_taking_up_is_told(world: World, found: WatchState) -> None:
    browser, one = browser_of(world), the(found, "KA404")
    made = browser.post("/kontrol/set", {"til": "2030-01-01", "note": "set", "fund-x": "on"})
    assert (made.status, "Sæt kryds" in text_of(made)) == (422, True)
    until = browser.get("/kontrol").body.decode().partition('name="til" value="')[2][:10]
    browser.post("/kontrol/set", {f"fund-{one.finding_id}": "on", "til": until, "note": "set"})
    made = browser.post("/kontrol/tag-op", {"fund": one.finding_id, "note": ""})
    assert (made.status, "Skriv en kort begrundelse" in text_of(made)) == (422, True)


def test_what_has_gone_and_what_could_not_be_kept_is_told(world: World, found: WatchState) -> None:
    gone = tuple(replace(one, resolved="2026-06-02T03:00:00.000Z") for one in found.findings)
    keep(world, replace(found, findings=gone, left_out=7))
    text = text_of(browser_of(world).get("/kontrol"))
    assert "Løst for nylig" in text
    assert "Løst 2. jun. 2026" in text
    assert "Der er 7 fund mere" in text


def test_of_what_is_stored_and_not_whole_the_page_says_who_knows(world: World) -> None:
    world.published([row()])
    keep(world, judge(None, around(flaws={StoredFlaw.ROWS: True}), WatchState()))
    text = text_of(browser_of(world).get("/kontrol"))
    assert "Bed dem, der driver Kleark, om at se på det. De har fået en alarm." in text


def test_a_hostile_value_is_shown_and_no_more(world: World) -> None:
    bad = replace(row(), kle_title="<script>alert(1)</script>")
    world.published([bad])
    finding = WatchFinding(
        "0" * 12,
        "KA751",
        "warning",
        "<img src=x onerror=alert(1)>",
        "",
        "2026-06-01T03:00:00.000Z",
        "2026-06-01T03:00:00.000Z",
        (("15.20.24", "<b>FASIT"),),
        1,
        "kleTitle",
        '"><script>',
        "x&y",
    )
    keep(world, WatchState("2026-06-01T03:00:00.000Z", (finding,)))
    body = browser_of(world).get("/kontrol").body.decode()
    assert "<img src=x" not in body
    assert "<script>alert" not in body
    assert "<b>FASIT" not in body


def test_what_is_wrong_with_case_templates_leads_to_their_page(world: World) -> None:
    rows = [row()]
    world.published(rows)
    listed = TemplateList((CaseTemplate(2, "Fleksjob", "15.20.24", "FASIT", "G01"),), {})
    keep(world, judge(rows, around(register=RETIRING, templates=listed), WatchState()))
    for role in (Role.READER, Role.EDITOR):
        browser = browser_of(world, role)
        for address in ("/", "/kontrol"):
            body = browser.get(address).body.decode()
            told = body[body.index("Skabelonens nummer udgår snart") :]
            assert 'Ret skabelonen "Fleksjob"' in unescape(told)
            assert unescape(told).index("/sagsskabeloner") < told.index("Se sagsskabelonerne")
            assert "Ret det her på siden" not in told[: told.index("Se sagsskabelonerne")]
