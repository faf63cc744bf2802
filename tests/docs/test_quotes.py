"""One style of quotes, everywhere that people read: the straight ones of every keyboard."""

from __future__ import annotations

import re

from tests.support.source_tree import FUNCTIONS

OTHERS = re.compile("[“”„‟«»‹›]|&(?:[lr][ad]quo|bdquo|[lr]saquo);")
WHAT_READS_THEM = {"rules/links.py", "rules/link_address.py"}
"""What takes them off a link that somebody has pasted."""
KLEARK = FUNCTIONS / "kleark"


def test_no_text_has_quotes_of_another_style() -> None:
    texts = [path for ending in ("py", "jinja", "js", "css", "json") for path in KLEARK.rglob(f"*.{ending}")]
    assert len(texts) > 300
    found = {path.relative_to(KLEARK).as_posix() for path in texts if OTHERS.search(path.read_text("utf-8"))}
    assert found == WHAT_READS_THEM


def test_a_browser_sets_the_same_around_what_somebody_wrote() -> None:
    """Left to itself, it sets those of the page's language around a quotation."""
    sheet_of = {"admin": KLEARK / "admin/static/app.css", "report": KLEARK / "report/templates/report.css"}
    for package, styles in sheet_of.items():
        quotes = [
            path.name for path in (KLEARK / package).rglob("*.jinja") if "<q>" in path.read_text("utf-8")
        ]
        straight = re.search(r"""^q \{ quotes: '"' '"' """, styles.read_text("utf-8"), re.MULTILINE)
        assert bool(quotes) == bool(straight), (package, quotes)
