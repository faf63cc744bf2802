"""Elements of a document."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Literal

import pytest

from kleark.status.elements import element, serialise


class Tags(HTMLParser):
    """The elements that a browser would make."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


@pytest.mark.parametrize("method", ["xml", "html"])
def test_a_name_that_holds_markup_is_escaped(method: Literal["xml", "html"]) -> None:
    hostile = element("p", "<script>alert(1)</script>&", title='"><img src=x>')
    assert Tags(serialise(hostile, method)).found == ["p"]
