"""Every page in every state, in a wide window and on two phones: accessible, within the window, and nobody else's.

`make pictures` keeps a picture of each, for whoever changes a page to look at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.rules.registry import all_rules
from tests.support.browsing import axe_violations, layout
from tests.support.states import STATES, State

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.gallery import Gallery, Shown

WIDTHS = (1280, 320, 375)
"""The narrower phone comes first: the wider one, laid out alike, has more room for the same."""
PICTURED = (1280, 320)
LONELY_ICONS = """() => [...document.querySelectorAll("a, button")].flatMap(one => {
    const icon = one.querySelector(":scope > svg");
    const text = [...one.childNodes].find(part => part.nodeType === 3 && part.textContent.trim());
    if (!icon || !text || !icon.checkVisibility()) return [];
    const range = document.createRange();
    range.selectNodeContents(text);
    const [first] = range.getClientRects();
    return first && first.top >= icon.getBoundingClientRect().bottom - 2 ? [one.textContent.trim()] : [];
})"""
"""Links and buttons whose icon stands on a line of its own."""
BY_NAME = {state.name: state for state in STATES}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state(pages: Gallery, state: State) -> None:
    """All that can be wrong is told at once."""
    with pages.shown(state) as shown:
        assert shown.answer.status == state.status
        assert wrong_with_what_it_says(shown.page, state) == []
        assert wrong_with_what_it_sent(shown, state, pages) == []
        layouts: set[tuple[bool, ...]] = set()
        found = {width: wrong_at(shown, state, width, layouts) for width in WIDTHS}
        assert {width: faults for width, faults in found.items() if faults} == {}
        assert layouts


def wrong_with_what_it_says(page: Page, state: State) -> list[str]:
    headings = [" ".join(text.split()) for text in page.locator("h1").all_text_contents()]
    if len(headings) != 1:
        return [f"headings of the page: {headings}"]
    says = state.says or headings[0]
    expected = re.escape(state.titled or says) + r".* – KLE-konfiguration(, .+)?"
    faults = []
    if not headings[0].startswith(says):
        faults.append(f"the heading is {headings[0]!r}")
    if not re.fullmatch(expected, page.title()):
        faults.append(f"the title is {page.title()!r}")
    if state.who and not page.title().endswith(" Kommune") and state.status not in {401, 500}:
        faults.append(f"whose page it is does not stand in the title {page.title()!r}")
    return faults


def wrong_with_what_it_sent(shown: Shown, state: State, pages: Gallery) -> list[str]:
    own = pages.site.stack.endpoint
    faults = [f"asked for {url}" for url in shown.heard.asked if not url.startswith((own + "/", "data:"))]
    expected_of_errors = (
        f"Failed to load resource: the server responded with a status of {shown.answer.status}"
    )
    faults += [
        f"said {text!r}"
        for text in shown.heard.said
        if not text.startswith(expected_of_errors) and text != state.complaint
    ]
    policy = shown.answer.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        faults.append(f"the policy is {policy!r}")
    # What a field holds is text that nobody follows: the address in a cell stands there, to be mended.
    inline = shown.page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(one => [
            ...(one.matches('style, script:not([src])') ? [one.outerHTML] : []),
            ...[...one.attributes]
                .filter(({name}) => name !== 'value' || !one.matches('[type=text], [type=hidden]'))
                .filter(({name, value}) => name === 'style' || /^on/.test(name) || /^\\s*javascript:/i.test(value))
                .map(({name, value}) => `${name}="${value}"`),
        ])"""
    )
    return faults + [f"inline: {one}" for one in inline]


def wrong_at(shown: Shown, state: State, width: int, layouts: set[tuple[bool, ...]]) -> list[str]:
    """``layouts``: those that axe has seen of this page; it looks at each once."""
    here = layout(shown.page, width)
    violations = [] if state.vast or here in layouts else axe_violations(shown.page)
    layouts.add(here)
    faults = [f"axe: {rule} at {places}" for rule, places in violations]
    if (needed := shown.page.evaluate("document.documentElement.scrollWidth")) > width:
        faults.append(f"{needed} px wide: {widest(shown.page, width)}")
    faults += [f"an icon without its word beside it: {one}" for one in shown.page.evaluate(LONELY_ICONS)]
    if width in PICTURED:
        shown.picture(f"page-{state.name}-{width}", whole=not state.vast)
    return faults


def widest(page: Page, width: int) -> list[str]:
    """What reaches out of the window, for whoever has to fix it."""
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > width + 0.5)
            .map(one => `${one.tagName.toLowerCase()}.${one.className} to ${one.getBoundingClientRect().right}`)
            .slice(-4)""",
        width,
    )
    return found


@pytest.mark.parametrize("name", ["result-rejected", "preview", "error-404", "welcome"])
def test_the_policy_is_at_work(pages: Gallery, name: str) -> None:
    """What somebody got into a page would neither run, nor look like anything, nor call home."""
    with pages.shown(BY_NAME[name]) as shown:
        found = shown.page.evaluate(
            """async () => {
                const blocked = new Set();
                document.addEventListener("securitypolicyviolation", (event) => {
                    blocked.add(event.effectiveDirective);
                });
                const paragraph = document.createElement("p");
                document.querySelector("main").append(paragraph);
                paragraph.setAttribute("style", "color: rgb(1, 2, 3)");
                paragraph.setAttribute("onclick", "window.clicked = true");
                const style = document.createElement("style");
                style.textContent = "main p { background-color: rgb(1, 2, 3); }";
                document.body.append(style);
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.body.append(script);
                const foreign = document.createElement("script");
                foreign.src = "https://elsewhere.example/script.js";
                document.body.append(foreign);
                new Image().src = "https://elsewhere.example/picture.png";
                document.body.append(Object.assign(document.createElement("iframe"), {src: "/"}));
                await fetch("https://elsewhere.example/").catch(() => {});
                paragraph.click();
                const looks = getComputedStyle(paragraph);
                for (let turn = 0; turn < 100 && blocked.size < 7; turn++) {
                    await new Promise((done) => setTimeout(done, 20));
                }
                return {
                    ran: Boolean(window.ran || window.clicked),
                    coloured: [looks.color, looks.backgroundColor].includes("rgb(1, 2, 3)"),
                    blocked: [...blocked].sort(),
                };
            }"""
        )
        assert found == {
            "ran": False,
            "coloured": False,
            "blocked": [
                "connect-src",
                "frame-src",
                "img-src",
                "script-src-attr",
                "script-src-elem",
                "style-src-attr",
                "style-src-elem",
            ],
        }


def test_no_explanation_of_a_rule_is_wider_than_a_phone(pages: Gallery) -> None:
    with pages.shown(BY_NAME["rules"], width=320) as shown:
        addresses = {rule: pages.site.at(f"/regler/{rule}") for rule in all_rules()}
        widths = shown.page.evaluate(
            """async (addresses) => {
                const widths = {};
                // One by one: for each that is asked for beside another, a function more would start.
                for (const [rule, address] of Object.entries(addresses)) {
                    const text = await (await fetch(address)).text();
                    const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
                    document.querySelector("main").replaceWith(main);
                    widths[rule] = document.documentElement.scrollWidth;
                }
                return widths;
            }""",
            addresses,
        )
        assert widths == dict.fromkeys(addresses, 320)
