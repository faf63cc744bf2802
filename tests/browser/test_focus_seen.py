"""On a phone, and where everything is four times as large, what has the focus can be seen (WCAG 2.4.7 and 2.4.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_html_report import opened
from tests.support.browsing import leave
from tests.support.states import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.gallery import Gallery

BY_NAME = {state.name: state for state in STATES}
MOST_STOPS = 300
WIDTHS = (320, 375)

FOCUSED = """
() => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const drawn = [one, ...(one.labels ?? [])];
    const own = (hit) => hit && drawn.some((each) => each === hit || each.contains(hit));
    let seen = 0, points = 0;
    for (const box of drawn.flatMap((each) => [...each.getClientRects()])) {
        for (let across = 1; across < 8; across++) for (let down = 1; down < 8; down++) {
            points++;
            const hit = document.elementFromPoint(box.left + box.width * across / 8, box.top + box.height * down / 8);
            if (own(hit)) seen++;
        }
    }
    const text = (one.innerText || one.getAttribute("aria-label") || one.id).trim().slice(0, 40);
    return {name: `${one.tagName.toLowerCase()}.${one.className} “${text}”`, seen, points};
}
"""
"""What has the focus, and how many of its points are not behind something else."""


def hidden(page: Page) -> list[str]:
    """The stops of which nothing is seen."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    found, stops = [], 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        stops += 1
        if not focused["seen"]:
            found.append(focused["name"])
    assert stops > 3
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["rejected", "many-errors"])
def test_in_the_report(browser: Browser, name: str, width: int) -> None:
    page, _ = opened(browser, name, "da", width)
    try:
        page.set_viewport_size({"width": width, "height": 667 if width == 375 else 256})
        assert hidden(page) == []
    finally:
        leave(page)


def test_it_would_be_noticed(browser: Browser) -> None:
    page, _ = opened(browser, "many-errors", "da", 320)
    try:
        page.set_viewport_size({"width": 320, "height": 256})
        # Row numbers, which stay in sight, as wide as nearly all of the window.
        page.evaluate("document.styleSheets[0].insertRule('.grid .number { min-width: 17rem }', 0)")
        page.evaluate("document.styleSheets[0].insertRule('html .grid .number { min-width: 17rem }', 0)")
        assert hidden(page) != []
    finally:
        leave(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["result-rejected", "changes", "control", "start"])
def test_on_the_page(pages: Gallery, name: str, width: int) -> None:
    with pages.shown(BY_NAME[name], width=width) as shown:
        assert hidden(shown.page) == []
