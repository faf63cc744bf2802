"""Chromium, started by Playwright, for what only a browser can tell of a page."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

# It shall do nothing but show our pages: no updates, no first-run page, no network of its own.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")

NARROWER_PHONE, WIDER_PHONE = 320, 375


def executable() -> str:
    """Chromium on this machine. Where it is missing the test is skipped, but in CI it fails.

    The one without windows of its own, where there is one: it shows a page in four fifths of the time.
    """
    found = os.environ.get("KLEARK_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        reason = "Chromium is not installed (Debian and Ubuntu: apt-get install chromium-headless-shell)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


_RUNNING: list[Browser] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with an empty profile, closed at the end. Where one runs, that: Playwright starts once in a thread."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(_FLAGS))
        _RUNNING.append(browser)
        try:
            yield browser
        finally:
            _RUNNING.clear()
            _LEFT.clear()
            browser.close()


_LEFT: dict[Browser, list[Page]] = {}
_HEARING: dict[Page, list[tuple[str, Callable[[Any], None]]]] = {}


def window(browser: Browser, width: int) -> Page:
    """A window, to be left by `leave`: one that was left, since opening one takes longer than showing a page in it."""
    left = _LEFT.setdefault(browser, [])
    page = left.pop() if left else browser.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    return page


def hear(page: Page, event: Any, listener: Callable[[Any], None]) -> None:
    """Listen until the window is left."""
    page.on(event, listener)
    _HEARING.setdefault(page, []).append((event, listener))


def leave(page: Page) -> None:
    """As it was when it was opened, for the next."""
    be_still(page)
    page.unroute_all()
    page.goto("about:blank")
    assert page.context.browser
    _LEFT[page.context.browser].append(page)


def be_still(page: Page) -> None:
    """Nothing is listened to, and nothing is shown otherwise than usual."""
    for event, listener in _HEARING.pop(page, []):
        page.remove_listener(event, listener)
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")


def layout(page: Page, width: int) -> tuple[bool, ...]:
    """Which of the page's conditions on the window hold at a width: where the same do, it is laid out alike."""
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate(
        """() => {
            const conditions = (rules) => [...rules].flatMap((rule) => [
                ...(rule instanceof CSSMediaRule ? [rule.conditionText] : []),
                ...(rule.cssRules ? conditions(rule.cssRules) : []),
            ]);
            return [...document.styleSheets]
                .flatMap((sheet) => [sheet.media.mediaText || "all", ...conditions(sheet.cssRules)])
                .map((condition) => matchMedia(condition).matches);
        }"""
    )
    return tuple(found)


def axe_violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe-core finds wrong on the page by all its rules, best practices included: rule and places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(quick_axe())
    # Only what is asked for leaves the page: all that axe tells of a page takes as long to be sent as many rules.
    found = page.evaluate(
        """() => axe.run({resultTypes: ['violations']})
            .then(({violations}) => violations.map(({id, nodes}) => [id, nodes.map(({target}) => target)]))"""
    )
    return [(rule, places) for rule, places in found]


def contrast_violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Texts that can hardly be read on their ground, as axe-core finds them: rule and places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(quick_axe())
    found = page.evaluate(
        """() => axe.run({runOnly: ["color-contrast"], resultTypes: ["violations"]})
            .then(({violations}) => violations.map(({id, nodes}) => [id, nodes.map(({target}) => target)]))"""
    )
    return [(rule, places) for rule, places in found]


def axe_violations_once(page: Page, width: int) -> list[tuple[str, list[Any]]]:
    """The same, but nothing on the wider phone where it is laid out as on the narrower one, at which others look."""
    if width == WIDER_PHONE and layout(page, NARROWER_PHONE) == layout(page, WIDER_PHONE):
        return []
    return axe_violations(page)


QUICK_MAPS = """
    const {WeakMap, WeakSet} = (() => {
        class Quick {
            place = Symbol();
            has(one) { return this.place in one; }
            get(one) { return one[this.place]; }
            set(one, value) { one[this.place] = value; return this; }
            add(one) { return this.set(one, true); }
            delete(one) { return this.has(one) && delete one[this.place]; }
        }
        return {WeakMap: Quick, WeakSet: Quick};
    })();
"""
"""axe keeps what is private to each of thousands of colours in weak maps, seven for each; to fill them, and to look
through them for garbage, takes as long as its rules. In its script, objects keep such things themselves."""

KNOWN_COLOURS = """
(() => {
    const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
    colour.parseString = function (text) {
        if (known.has(text)) {
            [this.r, this.g, this.b, this.alpha] = known.get(text);
        } else {
            parse.call(this, text);
            known.set(text, [this.r, this.g, this.b, this.alpha]);
        }
        return this;
    };
})()
"""
"""Each colour that a page names is parsed once, and not thousands of times: a third of the time that axe takes."""


@cache
def quick_axe() -> str:
    """The script, and what makes it quick. `tests/browser/test_quick_axe.py` holds that it finds the same."""
    return f"(() => {{ {QUICK_MAPS}\n{axe()}\n{KNOWN_COLOURS} }})()"


@cache
def axe() -> str:
    """The script, as it came."""
    # The package is used for the script that it carries.
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def answer_warnings(page: Page, reason: str = "det er meningen") -> None:
    """Tick each warning on the form that publishes a sheet, with a reason; nothing where there is none."""
    for box in page.locator(".answer input[type=checkbox]").all():
        box.check()
    for text in page.locator(".answer input[type=text]").all():
        text.fill(reason)


def tab_to(page: Page, target: str, most: int) -> None:
    """Tab, from wherever the focus is, until what the selector finds first has it. ``most``: stops on the way."""
    wanted = page.locator(target).first
    wanted.wait_for(state="attached")
    for _ in range(most):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached by Tab on {page.url}")
