"""The page on the municipalities' status in a browser: accessible, as narrow as a phone, readable in any colours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.registers.municipalities import municipalities
from kleark.status.html_page import page_policy, policy, status_html
from kleark.status.overview import Health, overview
from kleark.status.palette import css
from kleark.status.svg import status_svg
from sample_sheets.write_inventory import example
from tests.support.browsing import axe_violations, axe_violations_once, hear, leave, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from kleark.i18n.language import Language

BROKEN_WORDS = """() => [...document.querySelectorAll("td.health, td.missing, td.number")].flatMap(cell => {
    const text = cell.firstChild;
    return [...text.data.matchAll(/[^\\s,]+/g)].filter(word => {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return new Set([...range.getClientRects()].map(box => box.top)).size > 1;
    }).map(word => word[0]);
})"""
"""The words of a cell that stand on two lines."""

PAPER = 688
"""A4 across, less its margins, at 96 dots an inch."""

ADDRESS = "http://kleark.test/v1/status.html"


def opened(
    browser: Browser, width: int, lang: Language = "da", *, known: bool = True
) -> tuple[Page, list[str]]:
    """The page as it is served, with its policy, and what the browser asked for or complained of besides."""
    of = example() if known else overview(None, {}, {})
    page = window(browser, width)
    heard: list[str] = []
    hear(page, "console", lambda message: heard.append(message.text))
    hear(page, "request", lambda request: heard.append(request.url))
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page_policy()}
    page.route("**/*", lambda route: route.fulfill(body=status_html(of, lang), headers=headers))
    page.goto(ADDRESS)
    heard.remove(ADDRESS)
    return page, heard


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize(("lang", "width"), [("da", 1280), ("da", 375), ("da", 320), ("en", 320)])
def test_accessible_and_within_the_window(browser: Browser, lang: Language, width: int, known: bool) -> None:
    page, heard = opened(browser, width, lang, known=known)
    try:
        assert axe_violations_once(page, width) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert heard == []
    finally:
        leave(page)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_no_word_is_broken_and_no_window_too_narrow_for_the_widest_table(
    browser: Browser, lang: Language
) -> None:
    """With what the watch found and what was shown before, as wide as the table becomes."""
    of = example()
    widest = replace(
        of,
        municipalities=tuple(
            replace(
                one, health=Health("2026-01-01T00:00:00.000Z", 12, 123, 14), shown_before=one.shown and 12345
            )
            for one in of.municipalities
        ),
    )
    page = window(browser, 1280)
    try:
        page.set_content(status_html(widest, lang))
        for width in (320, 800, 1020, 1060, 1120, 1200, 1220, 1280, 1500):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.evaluate(BROKEN_WORDS) == []
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    finally:
        leave(page)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_accessible_in_the_light_and_in_the_dark(browser: Browser, scheme: str) -> None:
    page, _ = opened(browser, 1280)
    try:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert axe_violations(page) == []
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == ("rgb(20, 24, 29)" if scheme == "dark" else "rgb(255, 255, 255)")
        assert page.evaluate("getComputedStyle(document.querySelector('.sea')).fill") == ground
    finally:
        leave(page)


def test_colours_that_the_reader_has_chosen_are_used(browser: Browser) -> None:
    page, _ = opened(browser, 1280)
    try:
        page.emulate_media(forced_colors="active")
        fills = page.evaluate(
            "[...document.querySelectorAll('.layer-status [role=img] .ground')].map(one => getComputedStyle(one).fill)"
        )
        assert len(fills) == 98
        assert len(set(fills)) == 2
        edges = page.evaluate(
            "[...document.querySelectorAll('.layer-status .t-no_data .edge')]"
            ".map(one => getComputedStyle(one).strokeDasharray)"
        )
        assert set(edges) == {"6px, 4px"}
    finally:
        leave(page)


def test_each_municipality_is_read_out_by_name_and_status(browser: Browser) -> None:
    """What the browser tells a screen reader, not what stands in the file."""
    page, _ = opened(browser, 1280)
    try:
        images = page.get_by_role("img", include_hidden=False)
        assert images.count() == 98
        tree = page.locator(".layer-status .country").aria_snapshot()
        for one in municipalities():
            assert f'img "{one.official_name}: ' in tree
        assert page.get_by_role("row").count() == 99
        assert page.get_by_role("rowheader").count() == 98
    finally:
        leave(page)


def test_a_keyboard_chooses_the_other_layer(browser: Browser) -> None:
    """Without a script, and with all that the first layer has: a name and words for each municipality."""
    page, heard = opened(browser, 1280)
    try:
        chosen = page.get_by_role("radio", checked=True)
        assert chosen.get_attribute("id") == "layer-status"
        chosen.focus()
        page.keyboard.press("ArrowDown")
        assert page.get_by_role("radio", checked=True).get_attribute("id") == "layer-share"
        assert not page.locator(".layer-status").is_visible()
        assert page.get_by_role("img", include_hidden=False).count() == 98
        tree = page.locator(".layer-share .country").aria_snapshot()
        for one in municipalities():
            assert f'img "{one.official_name}: ' in tree
        assert axe_violations(page) == []
        assert heard == []
    finally:
        leave(page)


def test_a_keyboard_passes_the_map(browser: Browser) -> None:
    page, _ = opened(browser, 375)
    try:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#table"
        page.keyboard.press("Enter")
        # Asked again and again from here: the page's policy lets nobody wait inside it.
        for _ in range(600):
            top = page.evaluate("document.querySelector('#table').getBoundingClientRect().top")
            if abs(top) < 5:
                break
            page.wait_for_timeout(100)
        assert abs(page.evaluate("document.querySelector('#table').getBoundingClientRect().top")) < 5
    finally:
        leave(page)


def test_names_stay_within_their_tiles(browser: Browser) -> None:
    page, _ = opened(browser, 1280)
    try:
        outside = page.evaluate(
            """() => [...document.querySelectorAll('.country [role=img]')].flatMap(tile => {
                const ground = tile.querySelector('.ground').getBoundingClientRect();
                return [...tile.querySelectorAll('text')].filter(text => {
                    const box = text.getBoundingClientRect();
                    return box.left < ground.left || box.right > ground.right || box.bottom > ground.bottom;
                }).map(text => text.textContent);
            })"""
        )
        assert outside == []
    finally:
        leave(page)


def test_on_paper_the_map_is_whole_and_the_table_is_a_table(browser: Browser) -> None:
    page, _ = opened(browser, 1280)
    try:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
        assert (
            page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
        )
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    finally:
        leave(page)


def test_the_file_shows_under_its_own_policy_and_fetches_nothing(browser: Browser) -> None:
    page = window(browser, 1280)
    heard: list[str] = []
    address = "http://kleark.test/v1/status.svg"
    hear(page, "console", lambda message: heard.append(message.text))
    hear(page, "request", lambda request: heard.append(request.url))
    headers = {"Content-Type": "image/svg+xml", "Content-Security-Policy": policy(css())}
    page.route("**/*", lambda route: route.fulfill(body=status_svg(example()), headers=headers))
    try:
        page.goto(address)
        assert heard == [address]
        filled = page.evaluate("getComputedStyle(document.querySelector('.t-some_exposed .ground')).fill")
        assert filled == "rgb(156, 201, 240)", "its style is allowed"
    finally:
        leave(page)
