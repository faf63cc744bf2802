"""Map and table as one page."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from kleark.status.html_page import page_policy, status_html
from kleark.status.messages import danish_order
from tests.support.country import country
from tests.support.obligatory import OBLIGATORY

if TYPE_CHECKING:
    from kleark.i18n.language import Language


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_page_holds_no_script_and_no_inline_style(lang: Language) -> None:
    page = status_html(country(), lang)
    assert f'<html lang="{lang}">' in page
    assert not re.search(r"<script|<link|<img|<iframe|\son[a-z]+=|\sstyle=|javascript:", page)
    assert set(re.findall(r'(?:href|src)="([^"]*)"', page)) == {"#main", "#table"}
    assert page.count("<style>") == 1
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page_policy()
    assert "unsafe" not in page_policy()


def test_the_table_says_what_the_map_says_in_danish_order() -> None:
    page = status_html(country())
    _, *rows = re.findall(r"<tr role=\"row\"><th[^>]*>([^<]+)</th>(.*?)</tr>", page)
    listed = [name for name, _ in rows]
    assert len(listed) == 98
    assert listed == sorted(listed, key=danish_order)
    assert listed[:2] == ["Albertslund", "Allerød"]
    assert listed[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
    odense = dict(rows)["Odense"]
    cells = [re.sub("<[^>]+>", "", one) for one in re.findall(r"<td[^>]*>(.*?)</td>", odense)]
    shares = ["1.210", "1.204", "99 procent"]
    assert cells[:7] == ["Enkelte KLE-numre udstillet", *shares, "2", "1", "4 af 12"]
    assert cells[7] == ", ".join(number for number in OBLIGATORY if number not in OBLIGATORY[7:11])
