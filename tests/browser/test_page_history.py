"""From a search in the history to a row's own, to what a citizen saw, and to a deletion: by keyboard, on a phone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.support.browsing import tab_to
from tests.support.prepared import ODENSE, Prepared, Town, many_rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.site import Site

MOST_STOPS = 150
NARROW = 320


@pytest.fixture
def odense(site: Site) -> Town:
    """Two revisions: the second has another phone number in every row."""
    site.forget(ODENSE)
    town = Prepared(site).town(ODENSE)
    town.publish(many_rows(8), "Det første ark", "første.xlsx")
    town.publish([replace(one, contact_phone="66131399") for one in many_rows(8)], 'Nyt "hovednummer"')
    return town


def follow(page: Page, target: str) -> None:
    tab_to(page, target, MOST_STOPS)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fits(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW, page.url


@pytest.mark.parametrize("script", [True, False])
def test_a_row_is_found_by_its_number_and_what_a_citizen_saw_is_shown(
    site: Site, odense: Town, *, script: bool
) -> None:
    row = many_rows(1)[0]
    with site.visitor(script=script, width=NARROW) as visitor:
        odense.enter(visitor.context, odense.person())
        page = visitor.page
        visitor.go("/historik")
        fits(page)
        tab_to(page, "summary:has-text('Søg i historikken')", MOST_STOPS)
        page.keyboard.press("Enter")
        tab_to(page, "#telefon", MOST_STOPS)
        page.keyboard.type("66 13 13")
        follow(page, "button:has-text('Søg')")
        assert page.locator("#telefon").get_attribute("aria-invalid") == "true"
        assert page.input_value("#telefon") == "66 13 13"
        fits(page)

        page.fill("#telefon", "+45 66 13 13 99")
        follow(page, "button:has-text('Søg')")
        assert "1 fundet" in visitor.text
        assert "Og 3 rækker mere, du søgte efter. De står i forskellen fra version 1." in visitor.text
        marks = page.locator("q").first.evaluate("one => getComputedStyle(one).quotes")
        assert marks.startswith('"\\""')
        fits(page)

        follow(page, ".found-rows a")
        assert visitor.heading.startswith(f"Rækkens historie {row.kle_number}")
        fits(page)
        follow(page, "li:has-text('Version 1') a:has-text('Se, hvad borgeren så')")
        assert "Da blev version 1 vist." in visitor.text
        assert "+45 6613 1372" in page.locator(".tried").inner_text()
        fits(page)
        tab_to(page, "#dato", MOST_STOPS)
        page.keyboard.press("Control+A")
        page.keyboard.type("i morgen")
        follow(page, "button:has-text('Vis, hvad borgeren så')")
        assert page.locator("#dato").get_attribute("aria-describedby") == "dato-hint dato-fejl"
        fits(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_sheet_is_deleted_by_keyboard(site: Site, odense: Town, *, script: bool) -> None:
    upload = odense.sheet(many_rows(3), "skal slettes.xlsx", by=odense.person())
    with site.visitor(script=script, width=NARROW) as visitor:
        odense.enter(visitor.context, odense.person())
        page = visitor.page
        visitor.go(f"/ark/{upload}")
        follow(page, "a:has-text('Slet arket')")
        fits(page)
        tab_to(page, "#begrundelse", MOST_STOPS)
        page.keyboard.type("Der stod en borgers navn")
        follow(page, "button:has-text('Slet arket')")
        assert page.locator("#bekraeft").get_attribute("aria-invalid") == "true"
        assert page.input_value("#begrundelse") == "Der stod en borgers navn"
        fits(page)
        tab_to(page, "#bekraeft", MOST_STOPS)
        page.keyboard.press("Space")
        follow(page, "button:has-text('Slet arket')")
        assert visitor.path == f"/ark/{upload}"
        assert visitor.heading in {"Arket bliver slettet", "Arket er slettet"}
        assert "Der stod en borgers navn" in visitor.text
        assert "skal slettes.xlsx" not in visitor.text
        fits(page)
        visitor.go(f"/ark/{upload}/slet")
        assert visitor.heading == "Arket er slettet"
        assert "skal slettes.xlsx" not in visitor.text
