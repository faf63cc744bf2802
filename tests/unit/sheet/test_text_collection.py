"""The texts of one part: each once, long ones in windows, and also of a part that is not what it should be."""

from __future__ import annotations

import pytest

from kleark.sheet import limits
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.text_collection import texts_in_markup, texts_in_plain

CPR = "010180-1234"


def test_a_text_is_collected_once_with_its_place_and_without_the_values_of_cells() -> None:
    xml = (
        f'<worksheet><c r="B2"><v>{CPR}</v></c><hyperlink ref="C3" tooltip="{CPR}" display="{CPR}"/>'
        f'<dataValidation><formula1>101801234</formula1></dataValidation><p note="kort"/></worksheet>'
    )
    assert texts_in_markup(xml.encode(), "sheet.xml") == [
        ("link", "C3", CPR, False, ""),
        ("validation", None, "101801234", True, ""),
    ]


def test_a_long_text_is_collected_in_windows_that_lose_nothing() -> None:
    longest = limits.CELL_CHARACTERS
    text = "x" * (longest - 5) + CPR + "x" * longest
    windows = [found[2] for found in texts_in_markup(f"<a>{text}</a>".encode(), "a.xml")]
    assert any(CPR in window for window in windows)
    assert max(map(len, windows)) <= longest


def test_a_broken_part_is_a_text() -> None:
    assert texts_in_markup(f"<a b='{CPR}'>".encode(), "a.xml")[-1] == (
        "other",
        None,
        f"<a b='{CPR}'>",
        False,
        "",
    )


def test_a_part_that_is_no_markup_is_one_too_and_a_picture_is_none() -> None:
    assert texts_in_plain(f"Sag {CPR}".encode()) == [("other", None, f"Sag {CPR}", False, "")]
    assert texts_in_plain(b"\xff\xd8" + CPR.encode()) == []


def test_a_document_type_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        texts_in_markup(f"<!DOCTYPE a><a>{CPR}</a>".encode(), "a.xml")
