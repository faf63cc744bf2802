"""The rules on the page: each explained at an address of its own, found by what is said of it, open to all."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from kleark.admin.pages.rule_documentation import severity_text
from kleark.identity.person import Role
from kleark.redaction.invisible import visible
from kleark.rules.registry import all_rules
from kleark.rules.rule_examples import load_examples
from tests.support.page import Browser, Clock, PageStores, app_context, asking, links, text_of

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.world import World


def stranger(world: World) -> Browser:
    return Browser(app_context(PageStores(world), Clock()))


def told(made: Response) -> str:
    return html.unescape(text_of(made))


def line(text: str) -> str:
    """As it stands on one line of text."""
    return " ".join(text.split())


def test_every_rule_is_explained_to_whoever_asks(world: World) -> None:
    browser = stranger(world)
    for rule in all_rules().values():
        page = browser.get(f"/regler/{rule.id}")
        assert page.status == 200, rule.id
        text = told(page)
        for part in (
            rule.title.da,
            rule.why.da,
            rule.fix.da,
            severity_text(rule).meaning,
            f"Regel {rule.id}",
        ):
            assert line(part) in text, rule.id
        if example := load_examples().get(rule.id):
            assert line(visible(example.message)) in text, rule.id
            assert "Eksempel fra et opdigtet ark" in text, rule.id
        else:
            assert "Prikkerne står for det" in text, rule.id


STOPS = "kan ikke offentliggøres, før det er rettet"


def test_only_what_is_found_in_a_sheet_stops_one(world: World) -> None:
    browser = stranger(world)
    for rule, stops in (
        ("KA401", True),
        ("KA840", False),
        ("KA871", False),
        ("KA805", False),
        ("KA769", False),
    ):
        assert (f"Arket {STOPS}" in told(browser.get(f"/regler/{rule}"))) is stops, rule
    for rule in ("KA849", "KA888", "KA755"):
        assert "Arket kan godt offentliggøres" not in told(browser.get(f"/regler/{rule}")), rule


def test_an_example_says_what_to_write(world: World) -> None:
    text = told(stranger(world).get("/regler/KA401"))
    assert 'hedder "Fleksjob", men navnet i rækken er "Revalidering", som har nummer 15.17.12.' in text
    assert "Skriv: 15.17.12" in text
    assert "KL: KLE-Emneplan" in text


def test_no_placeholder_is_left_in_any_text(world: World) -> None:
    browser = stranger(world)
    pages = {rule: browser.get(f"/regler/{rule}").body.decode() for rule in all_rules()}
    # A command for jq is written so.
    assert [rule for rule, page in pages.items() if "{" in page.replace("{orgUnits}", "")] == []


@pytest.mark.parametrize("path", ["/regler/KA999", "/regler/ka401", "/regler/KA4011", "/regler/../KA401"])
def test_what_is_no_rule_is_not_found(world: World, path: str) -> None:
    assert stranger(world).get(path).status == 404


def test_the_list_leads_to_every_rule(world: World) -> None:
    page = stranger(world).get("/regler")
    assert links(page, "/regler/") == [f"/regler/{rule}" for rule in all_rules()]
    meanings = sum(rule.startswith("KA4") for rule in all_rules())
    assert f"Registre og mening {meanings}" in told(page)


def test_a_rule_leads_to_the_others_of_its_group(world: World) -> None:
    page = stranger(world).get("/regler/KA601")
    assert links(page, "/regler/") == ["/regler/KA602"]
    others = links(stranger(world).get("/regler/KA701"), "/regler/")
    assert others == [f"/regler/{rule}" for rule in all_rules() if rule.startswith("KA7") and rule != "KA701"]


def test_rules_are_found_by_what_is_said_of_them(world: World) -> None:
    browser = stranger(world)
    by_number = browser.get("/regler?q=ka34")
    assert links(by_number, "/regler/") == [
        f"/regler/{rule}" for rule in all_rules() if rule.startswith("KA34")
    ]
    both = links(browser.get(f"/regler?q={quote('TELEFON overtakseret')}"), "/regler/")
    assert both == ["/regler/KA411"]
    one = browser.get("/regler?q=KA401")
    assert '1 regel med "KA401"' in told(one)
    assert 'value="KA401"' in one.body.decode()


def test_where_nothing_is_found_all_rules_can_be_shown(world: World) -> None:
    page = stranger(world).get("/regler?q=findesikke")
    assert 'Ingen regler med "findesikke"' in told(page)
    assert links(page, "/regler/") == []
    assert "/regler" in links(page, "/regler")


def test_what_is_searched_for_is_text(world: World) -> None:
    wanted = '"><script>alert(1)</script>\u202e'
    body = stranger(world).get(f"/regler?q={quote(wanted)}").body.decode()
    assert "<script>alert" not in body
    assert "\u202e" not in body
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]"' in body


def test_whoever_is_signed_in_sees_where_they_are(world: World) -> None:
    body = asking(world, Role.READER).get("/regler/KA401").body.decode()
    assert 'href="/kle/regler" aria-current="page"' in body
    assert "Hovedmenu" not in stranger(world).get("/regler").body.decode()
