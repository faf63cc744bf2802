"""The HTML report in a browser: accessible, as narrow as a phone, fetching nothing, whole on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kleark.check import check, check_with_excerpt
from kleark.configuration.plan import LiveRows
from kleark.registers.municipalities import municipality
from kleark.report.html_report import render_html
from tests.support.browsing import (
    axe_violations,
    axe_violations_once,
    contrast_violations,
    hear,
    leave,
    window,
)
from tests.support.reports import MENDED, ODENSE, TODAY
from tests.support.sheet_builder import Sheet, row, rows, written
from tests.support.site import keep_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Browser, Page

    from kleark.i18n.language import Language

HOSTILE = "</td><script>document.title='taken'</script><img src='https://example.org/x' onerror=alert(1)>"
ADDRESS = "http://kleark.test/report.html"


def _many_errors() -> bytes:
    wrong = rows(
        3,
        contactPhone="6613137",
        showFrom="32-13-2020",
        infoUrl=f"https://www.odense.dk/{'meget-lang-sti-' * 25}",
        contactDepartment=HOSTILE,
        kleTitle="Speciallægekonsulentbistandsordningssamtykkeerklæring",
    )
    clean = [row(sourceSystem=f"System {number}") for number in range(20)]
    return written(Sheet([*wrong, *clean], first=3, extra={"A1": "Odense Kommune", "C30": "En note"}))


SHEETS: Mapping[str, Callable[[], bytes]] = {
    "rejected": ODENSE.read_bytes,
    "accepted": MENDED.read_bytes,
    "many-errors": _many_errors,
    "wrong-header": lambda: written(Sheet(rows(3), headers={"kleNumber": "KLE-nr.", "kleTitle": "KLE-navn"})),
    "unreadable": lambda: b"%PDF-1.7",
}


def _live() -> LiveRows:
    """Such that the corrected sheet adds, changes, removes, leaves and moves, with what citizens must not meet."""
    plain = check(MENDED.read_bytes(), "live.xlsx", municipality("0461"), today=TODAY)
    first, second, third, *others = (sourced.row for sourced in plain.rows)
    rows = (
        replace(first, contact_phone="66131488", show_from=date(2019, 1, 1), contact_department=HOSTILE),
        replace(second, kle_number="15.27.26"),
        replace(
            third, info_url=f"https://www.odense.dk/{'meget-lang-sti-' * 25}", show_active_regardless=True
        ),
        replace(third, kle_number="15.20.00", source_system="*", kle_title=HOSTILE),
        *others[1:],
    )
    return LiveRows(rows, 3, "0461")


def _all_wrong() -> bytes:
    return written(Sheet([row(sourceSystem=f"System {at}", contactPhone="6613137") for at in range(60)]))


SHEETS_WITH_PLAN = {"planned": MENDED.read_bytes, "planned-the-same": MENDED.read_bytes}
"""Sheets that are held against what is live."""


@cache
def page_of(name: str, lang: Language) -> str:
    live = {"planned": _live, "planned-the-same": _same}.get(name)
    data = {**SHEETS, **SHEETS_WITH_PLAN, "all-wrong": _all_wrong}[name]()
    report, excerpt = check_with_excerpt(data, f"{name}.xlsx", municipality("0461"), today=TODAY, live=live)
    return render_html(report, excerpt, lang)


def _same() -> LiveRows:
    rows = check(MENDED.read_bytes(), "live.xlsx", municipality("0461"), today=TODAY).rows
    return LiveRows(tuple(sourced.row for sourced in rows), 3, "0461")


def opened(browser: Browser, name: str, lang: Language, width: int) -> tuple[Page, list[str]]:
    """The report at an address of its own, and what the browser asked for or complained of besides."""
    page = window(browser, width)
    page.emulate_media(reduced_motion="reduce")
    heard: list[str] = []
    hear(page, "console", lambda message: heard.append(message.text))
    hear(page, "request", lambda request: heard.append(request.url))
    page.route(
        "**/*", lambda route: route.fulfill(body=page_of(name, lang), content_type="text/html; charset=utf-8")
    )
    page.goto(ADDRESS)
    heard.remove(ADDRESS)
    return page, heard


@pytest.mark.parametrize(("lang", "width"), [("da", 1280), ("da", 375), ("da", 320), ("en", 320)])
@pytest.mark.parametrize("name", [*SHEETS, *SHEETS_WITH_PLAN])
def test_accessible_and_within_the_window(browser: Browser, name: str, lang: Language, width: int) -> None:
    page, heard = opened(browser, name, lang, width)
    try:
        assert axe_violations_once(page, width) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert heard == []
    finally:
        leave(page)


@pytest.mark.parametrize("name", ["many-errors", "planned", "accepted"])
def test_in_dark_colours_all_can_be_read(browser: Browser, name: str) -> None:
    page, _ = opened(browser, name, "da", 1280)
    try:
        page.emulate_media(color_scheme="dark")
        keep_picture(page, f"report-{name}-dark")
        assert contrast_violations(page) == []
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == "rgb(20, 24, 29)"
    finally:
        leave(page)


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    """That the other tests would notice."""
    page, _ = opened(browser, "rejected", "da", 1280)
    try:
        page.evaluate("document.documentElement.removeAttribute('lang')")
        page.evaluate("document.querySelector('.grid thead').remove()")
        assert "html-has-lang" in [rule for rule, _ in axe_violations(page)]
    finally:
        leave(page)


def test_nothing_in_a_sheet_runs_or_is_fetched(browser: Browser) -> None:
    page, heard = opened(browser, "many-errors", "da", 1280)
    try:
        assert heard == []
        assert page.evaluate("document.querySelectorAll('script, img, iframe, object, link').length") == 0
        assert page.evaluate("document.body.innerText").count("<script>document.title=") > 0
        assert "taken" not in page.title()
    finally:
        leave(page)


def test_the_policy_would_stop_a_script_and_a_picture(browser: Browser) -> None:
    """Were something from a sheet to become markup after all."""
    page, _ = opened(browser, "rejected", "da", 1280)
    try:
        violated = page.evaluate(
            """async () => {
                const directives = [];
                document.addEventListener("securitypolicyviolation",
                    event => directives.push(event.effectiveDirective));
                document.body.insertAdjacentHTML("beforeend",
                    "<img src='/x.png' onerror='document.title=1'><p style='color: red'>x</p>");
                const script = document.createElement("script");
                script.textContent = "document.title = 'taken'";
                document.body.append(script);
                await new Promise(done => setTimeout(done, 200));
                return directives.sort();
            }"""
        )
        assert {"img-src", "script-src-elem", "style-src-attr"} <= set(violated)
        assert page.title() != "taken"
    finally:
        leave(page)


def test_marks_show_without_colours(browser: Browser) -> None:
    page, _ = opened(browser, "rejected", "da", 1280)
    try:
        styles = page.evaluate(
            "[...document.querySelectorAll('.grid .marked')].map(cell =>"
            " [cell.className.split(' ')[1], getComputedStyle(cell).outlineStyle, cell.innerText.split('\\n')[0]])"
        )
        told = {kind: (edge, word.split()[0]) for kind, edge, word in styles}
        assert told == {
            "error": ("solid", "Fejl"),
            "warning": ("dashed", "Se"),
            "repaired": ("dotted", "Rettet"),
        }
    finally:
        leave(page)


def test_the_grid_is_reached_and_scrolled_by_keyboard(browser: Browser) -> None:
    page, _ = opened(browser, "rejected", "da", 320)
    try:
        page.focus(".scroll")
        assert (
            page.evaluate("document.activeElement.getAttribute('aria-label')")
            == "Tabel med uddrag af dit ark"
        )
        page.keyboard.press("ArrowRight")
        # Asked again and again from here: the page's policy lets nobody wait inside it.
        for _ in range(600):
            if page.evaluate("document.querySelector('.scroll').scrollLeft") > 0:
                break
            page.wait_for_timeout(100)
        assert page.evaluate("document.querySelector('.scroll').scrollLeft") > 0
    finally:
        leave(page)


def test_the_plan_shows_its_parts_without_colours_and_runs_nothing(browser: Browser) -> None:
    page, heard = opened(browser, "planned", "da", 1280)
    try:
        parts = page.evaluate(
            "[...document.querySelectorAll('.plan .part')].map(part =>"
            " [part.classList[1], getComputedStyle(part).borderLeftStyle, part.querySelector('h3').innerText])"
        )
        assert parts == [
            ["removed", "solid", "Rækker, der forsvinder"],
            ["changed", "dashed", "Ændrede rækker"],
            ["added", "dotted", "Nye rækker"],
        ]
        marked = page.evaluate(
            "['del', 'ins'].map(tag => getComputedStyle(document.querySelector(`.plan ${tag}`)).textDecorationLine)"
        )
        assert marked == ["line-through", "underline"]
        assert "<script>document.title=" in page.evaluate("document.querySelector('.plan').innerText")
        assert heard == []
        assert "taken" not in page.title()
    finally:
        leave(page)


@pytest.mark.parametrize("name", ["rejected", "many-errors", "planned"])
def test_on_paper_nothing_is_cut_off(browser: Browser, name: str) -> None:
    page, _ = opened(browser, name, "da", 1280)
    try:
        page.emulate_media(media="print")
        # A4 across, less its margins, at 96 dots an inch: what the grid is printed on.
        page.set_viewport_size({"width": 1031, "height": 700})
        assert page.evaluate("document.querySelector('.grid').scrollWidth") <= 1031
        assert page.evaluate("getComputedStyle(document.querySelector('.excerpt')).page") == "wide"
        assert page.evaluate("getComputedStyle(document.querySelector('.places thead')).display") == (
            "table-header-group"
        )
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    finally:
        leave(page)


def test_what_is_folded_is_opened_by_keyboard_and_whole_on_paper(browser: Browser) -> None:
    page, heard = opened(browser, "all-wrong", "da", 1280)
    try:
        folded = page.locator("details.fold").first
        inside = folded.locator("tbody tr")
        assert inside.count() == 50
        assert not inside.first.is_visible()
        page.emulate_media(media="print")
        assert page.evaluate(
            "[...document.querySelectorAll('details.fold tbody tr')].every(row => row.checkVisibility()"
            " && row.getBoundingClientRect().height > 5)"
        )
        page.emulate_media(media="screen")
        folded.locator("summary").focus()
        page.keyboard.press("Enter")
        assert inside.last.is_visible()
        assert heard == []
    finally:
        leave(page)
