"""axe finds the same, to the last figure, where it is made quick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.browsing import axe, leave, quick_axe, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = """<!doctype html><html lang="da"><title>Farver</title><main><h1>Farver</h1>
<p style="color: #999">grå</p>
<p style="color: #9999">gennemsigtig grå</p>
<p style="color: rgb(200 200 0)">gul</p>
<p style="color: hsl(0.5turn 50% 60%); background: hsl(200deg 50% 70%)">blå på blå</p>
<p style="color: oklch(70% 0.1 200)">oklch</p>
<p style="color: color(display-p3 0.6 0.8 0.4)">p3</p>
<p style="color: lab(70% 20 -10)">lab</p>
<p style="background: #ccc; opacity: 0.7; color: #777">med <span style="color: #a44">rødt</span></p>
<p style="background: linear-gradient(#fff, #000); color: #888">foran et forløb</p>
<p style="color: #bbb; text-shadow: 0 0 2px #000, 1px 1px 0 rgba(200, 0, 0, 0.5)">med skygge</p>
<p style="background: #333"><a href="/" style="color: currentcolor; opacity: 0.5">et link</a></p>
<p style="color: transparent">usynlig</p><p style="color: black">sort</p>
</main></html>"""

LOOK = "axe.run().then(({violations, passes, incomplete}) => ({violations, passes, incomplete}))"

HELD_IN_OBJECTS = "() => Object.getOwnPropertySymbols(new axe.commons.color.Color(1, 2, 3)).length"


def test_what_it_finds_is_what_it_finds_by_itself(browser: Browser) -> None:
    page = window(browser, 1280)
    try:
        page.set_content(PAGE)
        page.evaluate(axe())
        own: dict[str, Any] = page.evaluate(LOOK)
        assert page.evaluate(f"window.own = axe; ({HELD_IN_OBJECTS})()") == 0
        page.evaluate(quick_axe())
        assert page.evaluate("window.own !== axe")
        assert page.evaluate(f"({HELD_IN_OBJECTS})()") > 0
        assert page.evaluate(LOOK) == own
        assert page.evaluate(LOOK) == own
    finally:
        leave(page)
    contrast = [node for one in own["violations"] if one["id"] == "color-contrast" for node in one["nodes"]]
    assert len(contrast) > 8
    assert len({node["any"][0]["data"]["fgColor"] for node in contrast}) > 8
