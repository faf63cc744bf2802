"""How the page looks to those who need it otherwise: larger, at rest, in own colours, on paper; and what it weighs."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from infra.cloudformation import ROOT
from tests.support.browsing import contrast_violations
from tests.support.site import PICTURES, SCREENSHOTS
from tests.support.states import STATES, State

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, PdfMargins

    from tests.support.gallery import Gallery

BY_NAME = {state.name: state for state in STATES}
HEAVIEST = 150_000
"""Bytes, without fonts: the project's own limit."""
WEIGHTS = ROOT / ".build" / "page-weights.json"
"""For the benchmarks."""

PAPER = 718
"""Pixels: what an A4 page is wide within margins of a centimetre, at 96 to the inch."""

READ = """
() => {
    const seen = (one) => {
        const box = one.getBoundingClientRect();
        const shown = one.checkVisibility({opacityProperty: true, visibilityProperty: true});
        return shown && box.width > 2 && box.height > 2;
    };
    const leaf = (one) => [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
    return [...document.querySelectorAll("body *")]
        .filter((one) => !one.closest("thead, svg, .steps, .all-municipalities .label") && seen(one))
        .filter((one) => leaf(one) || one.matches("input, select, progress, button"))
        .map((one) => `${one.tagName} ${(one.textContent || one.id).trim().replace(/\\s+/g, " ").slice(0, 80)}`);
}
"""
"""What a reader meets. Heads of columns are left out, which narrow windows write at each cell instead; and the names
of the steps, of which they show the numbers."""

CUT_OFF = """
() => [...document.querySelectorAll("body *")]
    .filter((one) => {
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        if (one.closest("svg, .sr-only, thead")) return false;
        if (one.matches("input, select, .table--responsive-scroll, .map-scroll")) return false;
        if (style.overflowX === "visible" && style.overflowY === "visible" || box.width < 3) return false;
        return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    })
    .map((one) => `${one.tagName}.${one.className}`)
"""


def too_wide(page: Page, width: int) -> bool:
    found: bool = page.evaluate("width => document.documentElement.scrollWidth > width", width)
    return found


LAID_OUT_OTHERWISE = (
    *("welcome", "start", "start-doomed", "start-hostile", "accessibility", "privacy", "error-403-role"),
    *("choose", "choose-lost", "choose-part", "waiting", "uploads", "uploads-hostile", "uploads-paged"),
    *("rows", "replace-rows", "edit-row", "parts", "findings-of-rule"),
    *("result-rejected", "result-warnings", "result-unreadable", "result-hostile"),
    *("preview", "preview-wrong-case", "preview-case-shown", "preview-large-inside", "preview-hostile"),
    *(
        "changes",
        "changes-unconfirmed",
        "changes-stale",
        "changes-no-time",
        "changes-four-eyes",
        "changes-hostile",
    ),
    *("changes-large-later", "cards-changed", "cards-removed", "cards-hostile", "preview-scheduled-now"),
    *("receipt", "receipt-superseded", "control", "control-no-percentage", "unpublish", "revert"),
    *(
        "history",
        "comparison",
        "comparison-unknown",
        "revision-earlier",
        "revision-swept",
        "revision-hostile",
    ),
    *("status", "status-unknown", "rules", "rules-none-found", "rule"),
)
"""Every page, and its states that have other parts than the rest of them."""

LONGEST = ("changes-large", "result-much", "result-some", "preview-large", "history-long", "uploads-paged")
WEIGHED = [BY_NAME[name] for name in dict.fromkeys(LAID_OUT_OTHERWISE + LONGEST) if BY_NAME[name].act is None]
"""Those whose address is all it takes."""


@pytest.mark.parametrize("name", LAID_OUT_OTHERWISE)
def test_twice_as_large_nothing_is_lost(pages: Gallery, name: str) -> None:
    """As browsers enlarge: half as many pixels for everything. And as only the text grows, in the same window."""
    with pages.shown(BY_NAME[name]) as shown:
        page = shown.page
        usual = Counter(page.evaluate(READ))
        shown.resize(640)
        assert not too_wide(page, 640)
        assert page.evaluate(CUT_OFF) == []
        assert lost(usual, page) == []

        shown.resize(1280)
        was = size_of_text(page)
        page.evaluate("document.documentElement.style.fontSize = '125%'")
        assert size_of_text(page) == [2 * size for size in was]
        assert not too_wide(page, 1280)
        assert page.evaluate(CUT_OFF) == []
        assert lost(usual, page) == []


def lost(usual: Counter[str], page: Page) -> list[str]:
    return sorted((usual - Counter(page.evaluate(READ))).elements())


def size_of_text(page: Page) -> list[float]:
    sizes: list[float] = page.evaluate(
        """() => ['h1', 'main p', 'main a, footer a']
            .map(one => parseFloat(getComputedStyle(document.querySelector(one)).fontSize))"""
    )
    return sizes


@pytest.mark.parametrize("width", [1280, 640, 320])
def test_the_map_grows_and_its_names_are_there(pages: Gallery, width: int) -> None:
    """Half the width is what enlarging twice leaves: the names are as large as the rest, and scrolled to (1.4.4)."""
    with pages.shown(BY_NAME["status"], width=width) as shown:
        seen = shown.page.evaluate(
            """() => {
                const labels = [...document.querySelectorAll(".layer-status .label")];
                const map = document.querySelector(".layer-status .map-scroll");
                return {
                    shown: labels.length > 90 && labels.every((one) => one.checkVisibility()),
                    width: Math.round(document.querySelector(".layer-status .country").getBoundingClientRect().width),
                    region: map.getAttribute("role"),
                };
            }"""
        )
        assert seen["shown"]
        assert seen["width"] == 1080
        assert seen["region"] == ("region" if width < 1080 else None)
        assert not too_wide(shown.page, width)


def test_whoever_set_larger_letters_in_the_browser_gets_them(pages: Gallery) -> None:
    with pages.shown(BY_NAME["start"], apart=True) as shown:
        before = size_of_text(shown.page)
        session = shown.page.context.new_cdp_session(shown.page)
        session.send("Page.enable")
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        shown.page.wait_for_function(
            "was => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize) === 2 * was",
            arg=before[0],
        )
        assert not too_wide(shown.page, 1280)


@pytest.mark.parametrize("name", ["waiting", "choose-under-way", "start", "changes", "status"])
def test_whoever_asks_for_rest_gets_it(pages: Gallery, name: str) -> None:
    running = "document.getAnimations().filter(one => one.playState === 'running').length"
    with pages.shown(BY_NAME[name]) as shown:
        if name == "waiting":
            assert shown.page.evaluate(running) > 0
        shown.page.emulate_media(reduced_motion="reduce")
        assert shown.page.evaluate("document.getAnimations().length") == 0
        moving = shown.page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(one => {
                const style = getComputedStyle(one);
                return style.scrollBehavior === 'smooth' || style.animationName !== 'none'
                    || style.transitionDuration.split(',').some(time => parseFloat(time) > 0.01);
            }).map(one => one.tagName)"""
        )
        assert moving == []
        if name == "waiting":
            assert shown.page.get_by_text("Vi kontrollerer arket").is_visible()


SEEN_IN_OWN_COLOURS = """
() => {
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    const line = (style, side) => style[`${side}Style`] !== "none" && parseFloat(style[`${side}Width`]) > 0
        && !["rgba(0, 0, 0, 0)", ground].includes(style[`${side}Color`]);
    const faults = [];
    const tell = (one, what) => faults.push(`${one.tagName}.${one.getAttribute("class")}: ${what}`);
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    for (const one of shown(".button, .form-input, .form-select, .badge, .alert, .citizen, .step-number")) {
        const style = getComputedStyle(one);
        if (!line(style, "borderTop") && !line(style, "borderLeft") && !line(style, "outline")) tell(one, "no edge");
    }
    for (const one of shown(".grid .marked")) {
        if (!line(getComputedStyle(one), "outline")) tell(one, "no mark");
    }
    for (const one of shown("del, ins, .suggestion mark")) {
        const style = getComputedStyle(one);
        if (style.textDecorationLine === "none") tell(one, "looks like the rest");
    }
    for (const one of shown("main svg:not(.country):not(.swatch)")) {
        const style = getComputedStyle(one);
        const drawn = [style, ...[...one.querySelectorAll("*")].map((part) => getComputedStyle(part))];
        if (drawn.every((part) => part.fill === ground && part.color === ground)) tell(one, "cannot be seen");
        if (parseFloat(style.width) < 8) tell(one, "has no size");
    }
    return faults;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        "result-rejected",
        "result-warnings",
        "changes",
        "preview",
        "start",
        "control-no-reason",
        "waiting",
        "choose",
    ],
)
def test_in_ones_own_colours_marks_and_buttons_stay(pages: Gallery, name: str, scheme: str) -> None:
    with pages.shown(BY_NAME[name]) as shown:
        shown.page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
        assert shown.page.evaluate("matchMedia('(forced-colors: active)').matches")
        shown.picture(f"page-{name}-own-colours-{scheme}")
        assert shown.page.evaluate(SEEN_IN_OWN_COLOURS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["checkbox", "radio"])
def test_in_ones_own_colours_what_is_chosen_can_be_told_from_what_is_not(
    pages: Gallery, kind: str, scheme: str
) -> None:
    """The design system draws ticks in white on a dark ground, and own colours take the ground away."""
    with pages.shown(BY_NAME["changes-to-confirm"]) as shown:
        shown.page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
        field = shown.page.locator(f"form.decide input[type={kind}]").last
        label = shown.page.locator(f"label[for='{field.get_attribute('id')}']")
        assert not field.is_checked()
        empty = label.screenshot()
        field.evaluate("one => { one.checked = true; }")
        assert label.screenshot() != empty


def test_the_layers_of_the_map_are_chosen_with_a_field_that_is_seen(pages: Gallery) -> None:
    """The design system takes the look of every field away, and draws only its own."""
    with pages.shown(BY_NAME["status"]) as shown:
        field = shown.page.locator("#layer-share")
        empty = field.screenshot()
        field.check()
        assert field.screenshot() != empty


def test_a_share_in_the_table_of_municipalities_stays_one_word(pages: Gallery) -> None:
    with pages.shown(BY_NAME["status"]) as shown:
        shown.page.set_viewport_size({"width": 1280, "height": 900})
        broken = shown.page.evaluate(BROKEN_SHARES)
        assert broken == []


BROKEN_SHARES = """
() => [...document.querySelectorAll(".all-municipalities td.number")]
    .filter((one) => one.textContent.endsWith("procent"))
    .filter((one) => {
        const word = document.createRange(), text = one.firstChild;
        word.setStart(text, text.length - "procent".length);
        word.setEnd(text, text.length);
        return word.getClientRects().length > 1;
    })
    .map((one) => one.textContent)
"""

LIGHT_GROUNDS = """
() => [...document.querySelectorAll("body, main, header, footer, .alert, .citizen, .grid th, .form-input, dialog")]
    .filter((one) => {
        const [red, green, blue, alpha = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
        return alpha > 0.5 && red + green + blue > 384;
    })
    .map((one) => `${one.tagName}.${one.className}`)
"""


@pytest.mark.parametrize(
    "name",
    ["result-rejected", "result-warnings", "changes", "preview", "control-no-reason", "status", "choose"],
)
def test_whoever_asks_for_dark_colours_gets_them_and_can_read_all(pages: Gallery, name: str) -> None:
    with pages.shown(BY_NAME[name]) as shown:
        shown.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        shown.picture(f"page-{name}-dark")
        assert contrast_violations(shown.page) == []
        assert shown.page.evaluate(LIGHT_GROUNDS) == []
        assert shown.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        shown.page.emulate_media(color_scheme="dark", media="print")
        ink = shown.page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert ink == "rgb(26, 26, 26)", "paper is light"


@pytest.mark.parametrize(
    "name", ["result-rejected", "result-warnings", "result-much", "result-hostile", "changes"]
)
def test_on_paper_there_is_all_to_read_and_nothing_to_press(pages: Gallery, name: str) -> None:
    with pages.shown(BY_NAME[name], width=PAPER) as shown:
        page = shown.page
        # What can be done with the sheet next is to be pressed, with all that is said of it. The form in which findings
        # stand, each with its field, is not: what it holds is to be read.
        page.locator("main form, #offentliggoer, section[aria-labelledby=videre]").evaluate_all(
            """all => all.forEach((one) => {
                if (!one.querySelector("section.findings")) return one.remove();
                one.querySelectorAll(".d-print-none").forEach((part) => part.remove());
                one.replaceWith(...one.childNodes);
            })"""
        )
        assert name == "changes" or page.locator("section.findings").count()
        before = set(page.evaluate(READ))
        page.emulate_media(media="print")
        shown.picture(f"page-{name}-print")
        pressed = page.evaluate(
            """() => [...document.querySelectorAll("nav, footer, button, input, .button, .back-link, .function-link")]
                .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 2)
                .filter((one) => !one.closest(".alert"))
                .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
        )
        assert pressed == []
        assert not too_wide(page, PAPER)
        beyond = page.evaluate(
            """width => [...document.querySelectorAll("main *")]
                .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 1)
                .map((one) => `${one.tagName}.${one.className} to ${one.getBoundingClientRect().right}`)""",
            PAPER,
        )
        assert beyond == []
        assert page.evaluate(CUT_OFF) == []
        words = set(page.evaluate(READ))
        assert [
            one for one in before - words if one.split()[0] in {"TD", "TH", "P", "H1", "H2", "H3", "CODE"}
        ] == []
        margin: PdfMargins = {"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"}
        paper = page.pdf(format="A4", margin=margin)
        assert paper.startswith(b"%PDF-")
        if os.environ.get(PICTURES):
            (SCREENSHOTS / f"page-{name}.pdf").write_bytes(paper)


class Scales:
    """What comes over the wire to one window: bytes by kind, as the browser counted them, heads of answers included."""

    def __init__(self, session: CDPSession) -> None:
        self._kinds: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self.bytes: Counter[str] = Counter()
        self.under_way: set[str] = set()
        self.from_the_cache: set[str] = set()
        self.over_the_wire: set[str] = set()
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFailed", lambda event: self.under_way.discard(event["requestId"]))
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.requestServedFromCache", self._cached)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self.under_way.add(event["requestId"])
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _received(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]
        self._addresses[event["requestId"]] = event["response"]["url"]
        if event["response"].get("fromDiskCache"):
            self.from_the_cache.add(event["response"]["url"])

    def _cached(self, event: dict[str, Any]) -> None:
        self.from_the_cache.add(self._addresses.get(event["requestId"], ""))

    def _finished(self, event: dict[str, Any]) -> None:
        kind, address = (
            self._kinds.get(event["requestId"], "Other"),
            self._addresses.get(event["requestId"], ""),
        )
        self.under_way.discard(event["requestId"])
        self.bytes[kind] += event["encodedDataLength"]
        if event["encodedDataLength"] and not address.startswith("data:"):
            self.over_the_wire.add(address)

    def wait(self, page: Page) -> None:
        """Until all that the page asked for has come."""
        page.evaluate("document.fonts.ready.then(() => null)")
        for _ in range(600):
            page.wait_for_timeout(1)
            if not self.under_way:
                return
            page.wait_for_timeout(100)
        pytest.fail(f"never came: {[self._addresses.get(one) for one in self.under_way]}")

    def without_fonts(self) -> int:
        return sum(count for kind, count in self.bytes.items() if kind != "Font")


def weighed(pages: Gallery, state: State) -> Scales:
    """The state's page, in a browser that takes nothing out of its cache, as if it had nothing of it yet."""
    with pages.usual_window(state) as page:
        session = page.context.new_cdp_session(page)
        scales = Scales(session)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        try:
            with state.around(pages.prepared):
                page.goto(pages.address(state), wait_until="load")
            scales.wait(page)
        finally:
            session.detach()
        assert not [one for one in scales.from_the_cache if not one.startswith("data:")]
        return scales


def test_no_page_is_heavy(pages: Gallery) -> None:
    kinds = ("Document", "Stylesheet", "Script", "Font")
    table = {}
    for state in WEIGHED:
        scales = weighed(pages, state)
        told = {kind.lower(): scales.bytes[kind] for kind in kinds}
        table[state.name] = {"withoutFonts": scales.without_fonts()} | told
        assert told["stylesheet"] > 20_000, "the scales saw nothing"
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    heavy = {name: found for name, found in table.items() if found["withoutFonts"] > HEAVIEST}
    lines = [
        f"{name:28}" + "".join(f"{found[column]:>14,}" for column in found)
        for name, found in sorted(table.items(), key=lambda item: -item[1]["withoutFonts"])
    ]
    assert not heavy, "\n".join(["", *lines])


def test_the_second_page_brings_nothing_but_itself(pages: Gallery) -> None:
    context = pages.profile(BY_NAME["start"])
    try:
        page = context.new_page()
        page.goto(pages.address(BY_NAME["start"]))
        page.evaluate("document.fonts.ready.then(() => null)")
        scales = Scales(context.new_cdp_session(page))
        second = pages.address(BY_NAME["history"])
        page.goto(second)
        scales.wait(page)
        assert scales.over_the_wire == {second}
        assert scales.bytes["Document"] > 1000
        assert scales.bytes["Stylesheet"] == scales.bytes["Script"] == scales.bytes["Font"] == 0
    finally:
        context.close()


def test_only_those_letters_are_fetched_early_that_are_used(pages: Gallery) -> None:
    context = pages.profile(BY_NAME["start"])
    try:
        page = context.new_page()
        fetched: list[str] = []
        page.on("request", lambda one: fetched.append(one.url) if one.resource_type == "font" else None)
        page.goto(pages.address(BY_NAME["start"]))
        page.evaluate("document.fonts.ready.then(() => null)")
        early = page.locator("link[rel=preload]").evaluate_all("all => all.map(one => one.href)")
        used = page.evaluate(
            """async () => {
                const sheet = [...document.styleSheets].find((one) => /dkfds/.test(one.href));
                const faces = [...sheet.cssRules].filter((one) => one instanceof CSSFontFaceRule);
                const loaded = [...document.fonts].map((one) => one.status === "loaded");
                const place = (one) => /url\\("?([^")]+)/.exec(one.style.getPropertyValue("src"))[1];
                return faces.filter((_, at) => loaded[at]).map((one) => new URL(place(one), sheet.href).href);
            }"""
        )
        assert early
        assert set(early) <= set(used)
        assert set(fetched) == set(used)
    finally:
        context.close()
