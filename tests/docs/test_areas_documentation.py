"""docs/status.md has every area, as its file says."""

from __future__ import annotations

from tests.support.area_table import DOCUMENT, written


def test_the_table_of_areas_is_up_to_date() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written(text) == text, "python -m tests.support.area_table writes it"
