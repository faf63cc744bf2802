"""A screen reader that reads a page in the browser, from its first word to its last, and what it said."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING

from infra.environment import ENVIRONMENTS
from tests.support.site import PICTURES, SCREENSHOTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

_NAMED = re.compile(r"([\w$]+) as (\w+)")

BUNDLE = "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
MOST_PHRASES = 4000

_EXPORT = re.compile(r"export\s*\{(?P<names>[^}]* as virtual\b[^}]*)\}\s*;?")


@cache
def reader_script() -> str:
    """The script as npm brought it, giving itself to the page instead of to an import."""
    text = (ENVIRONMENTS["node"].folder / BUNDLE).read_text(encoding="utf-8")
    found = _EXPORT.search(text)
    assert found, "the bundle ends otherwise than it did"
    names = {known: own for own, known in _NAMED.findall(found["names"])}
    return f"(() => {{ {text[: found.start()]}\nwindow.virtualReader = {names['virtual']};\n}})()"


def read_aloud(page: Page, name: str) -> list[str]:
    """All that is said of a page, phrase by phrase. Kept as text where pictures are."""
    page.evaluate(reader_script())
    said: list[str] = page.evaluate(
        """async (most) => {
            await virtualReader.start({container: document.body});
            for (let at = 0; at < most; at++) {
                await virtualReader.next();
                if ((await virtualReader.lastSpokenPhrase()) === "end of document") break;
            }
            const said = await virtualReader.spokenPhraseLog();
            await virtualReader.stop();
            return said;
        }""",
        MOST_PHRASES,
    )
    if os.environ.get(PICTURES):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        (SCREENSHOTS / f"{name}.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
    return said
