"""The texts of the HTML reports on lists beside the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.report.list_messages import LIST_WORDS
from kleark.schemas import schema

if TYPE_CHECKING:
    from kleark.report.model import Subject


def test_every_kind_of_list_has_its_words() -> None:
    subjects = set(schema("report")["properties"]["subject"]["enum"])
    assert LIST_WORDS.keys() == subjects - {"configuration", "inventory"}


@pytest.mark.parametrize("kind", LIST_WORDS)
def test_both_languages_say_the_same_things_of_a_kind(kind: Subject) -> None:
    danish, english = LIST_WORDS[kind]["da"], LIST_WORDS[kind]["en"]
    for name in ("verdicts", "verdict_leads", "sections", "columns", "checks"):
        assert getattr(danish, name).keys() == getattr(english, name).keys(), name
    assert [one.count("{}") for one in danish.rejected] == [one.count("{}") for one in english.rejected]
