"""What is open to everybody: assets, and what the page says of itself."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.admin.accessibility_faults import FAULTS
from kleark.admin.assets import assets
from kleark.admin.filters import danish_date
from kleark.admin.pages.about import ACCESSIBILITY_REVIEWED, ACCESSIBILITY_WRITTEN
from kleark.identity.sessions import COOKIE, SIGNING_IN_COOKIE
from tests.support.page import SETTINGS, Browser, Clock, PageStores, app_context, links, text_of

if TYPE_CHECKING:
    from kleark.admin.accessibility_faults import AccessibilityFault
    from kleark.http.messages import Response
    from tests.support.world import World

PAGES = ["/tilgaengelighed", "/privatliv"]


def stranger(world: World, owner: str = SETTINGS.owner, contact: str = SETTINGS.contact) -> Browser:
    settings = replace(SETTINGS, owner=owner, contact=contact)
    return Browser(replace(app_context(PageStores(world), Clock()), settings=settings))


def style(world: World, **headers: str) -> Response:
    return stranger(world).get(f"/assets/{assets().name('app.css')}", **headers)


def test_a_style_sheet_comes_packed_where_the_browser_takes_it(world: World) -> None:
    plain = style(world)
    assert (plain.status, plain.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "Content-Encoding" not in plain.headers
    packed = style(world, **{"accept-encoding": "br, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in style(world, **{"accept-encoding": "gzip;q=0, identity"}).headers
    for made in (plain, packed):
        assert made.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert made.headers["Vary"] == "Accept-Encoding"
        assert made.headers["X-Content-Type-Options"] == "nosniff"


def test_a_font_comes_as_it_is(world: World) -> None:
    name = assets().name("IBMPlexSans-Medium.woff2")
    made = stranger(world).get(f"/assets/{name}", **{"accept-encoding": "gzip"})
    assert (made.headers["Content-Type"], made.body[:4]) == ("font/woff2", b"wOF2")
    assert "Content-Encoding" not in made.headers


@pytest.mark.parametrize(
    "name",
    [
        "app.css",
        "app.000000000000.css",
        "manifest.json",
        "icons.json",
        "..",
        "%2e%2e/answer.py",
        "answer.py",
        "a/b.css",
    ],
)
def test_nothing_else_is_an_asset(world: World, name: str) -> None:
    made = stranger(world).get(f"/assets/{name}")
    assert made.status == 404
    assert made.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_who_runs_the_page_stands_on_it(world: World, path: str) -> None:
    page = stranger(world).get(path)
    assert page.status == 200
    assert "KOMBIT A/S" in text_of(page)
    assert links(page, "mailto:")[0] == "mailto:kle@page.example"


@pytest.mark.parametrize("path", PAGES)
def test_where_nobody_is_named_the_page_says_so(world: World, path: str) -> None:
    nobody = stranger(world, owner="", contact="").get(path)
    assert "Det er ikke angivet, hvem der driver denne udgave af siden" in text_of(nobody)
    assert links(nobody, "mailto:") == []
    without_address = stranger(world, contact="").get(path)
    assert "KOMBIT A/S" in text_of(without_address)
    assert links(without_address, "mailto:") == []


def test_the_accessibility_statement_has_what_the_law_asks_for(world: World) -> None:
    page = stranger(world).get("/tilgaengelighed")
    text = text_of(page)
    for part in (
        "lov nr. 692 af 8. juni 2018",
        "på page.example",
        "Siden overholder kravene delvist",
        "Det er ikke tilgængeligt endnu",
        "Intet er undtaget, fordi det ville være en uforholdsmæssig stor byrde",
        "axe-core",
        "Siden er ikke afprøvet af mennesker, der bruger skærmlæser",
        "ingen uafhængig har gennemgået siden",
        "Digitaliseringsstyrelsen fører tilsyn med loven",
        f"senest gennemgået {danish_date(ACCESSIBILITY_REVIEWED)}",
        f"skrevet {danish_date(ACCESSIBILITY_WRITTEN)}",
        "Indhold, der ikke er omfattet",
        "Om sidens tilgængelighed",
    ):
        assert part in text
    assert any(way.startswith("https://digst.dk/") for way in links(page, "https://"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_each_shortcoming_names_its_requirement_reason_alternative_and_time(
    world: World, fault: AccessibilityFault
) -> None:
    assert re.match(r"WCAG [1-4]\.[1-5]\.[0-9]{1,2} \w", fault.criterion)
    text = text_of(stranger(world).get("/tilgaengelighed"))
    for part in fault:
        assert part in text
    assert all(
        part.endswith(".") for part in (fault.what, fault.how, fault.reason, fault.instead, fault.plan)
    )


def test_without_a_statement_was_leads_to_what_the_page_says_itself(world: World) -> None:
    made = stranger(world).get("/was")
    assert (made.status, made.headers["Location"]) == (303, "/kle/tilgaengelighed")
    page = stranger(world).get("/tilgaengelighed")
    assert "Den er ikke oplyst her endnu" in text_of(page)
    assert "Tilgængelighedserklæring" not in text_of(page)


def test_with_a_statement_was_and_the_foot_of_every_page_lead_there(world: World) -> None:
    address = "https://was.digst.dk/page-example"
    settings = replace(SETTINGS, statement=address, phone="+45 12 34 56 78")
    browser = Browser(replace(app_context(PageStores(world), Clock()), settings=settings))
    made = browser.get("/was")
    assert (made.status, made.headers["Location"]) == (303, address)
    for path in ("/", "/tilgaengelighed", "/regler", "/findes-ikke"):
        page = browser.get(path)
        assert address in links(page, "https://was"), path
        assert "tel:+4512345678" in links(page, "tel:"), path
    assert "eller ring på +45 12 34 56 78 hos KOMBIT A/S" in text_of(browser.get("/tilgaengelighed"))


def test_what_is_kept_of_a_person_is_told_as_it_is(world: World) -> None:
    text = text_of(stranger(world).get("/privatliv"))
    assert "Et login gælder i 9 timer, og kun 1 time, hvis du ikke bruger siden" in text
    assert "du kan blive logget ind i op til 21 timer i alt" in text
    assert "gemmer vi det, du havde skrevet, i højst 1 time" in text
    assert "Vi husker i 30 dage, at den er din" in text
    assert "Historikken kan ikke ændres, og den bliver ikke slettet" in text
    assert "senest efter 15 minutter" in text
    for cookie in (COOKIE, SIGNING_IN_COOKIE):
        assert f"{cookie} " in text


@pytest.mark.parametrize("path", [*PAGES, "/regler", "/regler/KA401"])
def test_open_pages_keep_the_policy_and_set_no_cookie(world: World, path: str) -> None:
    page = stranger(world).get(path)
    assert page.cookies == ()
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert b" style=" not in page.body
    assert b"<style" not in page.body
