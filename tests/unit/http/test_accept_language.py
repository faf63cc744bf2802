"""The language that a caller prefers: weights, stars, regions, and headers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.http.accept_language import MOST_RANGES, preferred_language


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "da"),
        ("da", "da"),
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("en-US,en;q=0.9,da;q=0.8", "en"),
        ("da-DK, en;q=0.7", "da"),
        ("en;q=0.7, da", "da"),
        ("da;q=0.1, en;q=0.2", "en"),
        ("da;q=0.2,en;q=0.1", "da"),
        ("en, da", "en"),
        ("da, en", "da"),
        ("en;q=0.5, da;q=0.5", "en"),
        ("*", "da"),
        ("*, en", "en"),
        ("*;q=0.5, en;q=0.1", "da"),
        ("de, *;q=0.1", "da"),
        ("da;q=0, *", "en"),
        ("da;q=0, en", "en"),
        ("da;q=0, en;q=0", "da"),
        ("en;q=0, *", "da"),
        ("de", "da"),
        ("de-DE, fr;q=0.5", "da"),
        ("sv, en;q=0.1", "en"),
        # en-GB is English, but a tag that only begins so is none.
        ("eng", "da"),
        ("enm", "da"),
        ("en_GB", "da"),
        ("en ; q = 0.9 , da ; q=0.1", "en"),
        # What is malformed was not written.
        ("en;q=2", "da"),
        ("en;q=-1", "da"),
        ("en;q=", "da"),
        ("en;q=nan", "da"),
        ("en;q=inf", "da"),
        ("en;q=1.001", "da"),
        ("en;q=0.1234", "da"),
        ("en;q=1e0", "da"),
        ("en;level=1", "da"),
        ("en;q=٠.٩", "da"),
        (";;;,,,;q=1", "da"),
        (", ,en", "en"),
        ("en;q=1.", "en"),
        ("\x00\ud800", "da"),
    ],
)
def test_the_callers_wish(header: str, expected: str) -> None:
    assert preferred_language(header) == expected


def test_of_an_endless_header_only_the_beginning_is_read() -> None:
    assert preferred_language("de," * (MOST_RANGES - 1) + "en") == "en"
    assert preferred_language("de," * MOST_RANGES + "en") == "da"
    assert preferred_language("," * 100_000) == "da"


@given(st.text(max_size=200))
def test_whatever_is_sent_has_an_answer(header: str) -> None:
    assert preferred_language(header) in {"da", "en"}


@given(*[st.integers(0, 1000)] * 2, st.booleans())
def test_the_higher_weight_wins(danish: int, english: int, english_first: bool) -> None:
    ranges = [f"da;q={danish / 1000:.3f}", f"en;q={english / 1000:.3f}"]
    if english_first:
        ranges.reverse()
    expected = (
        "da"
        if danish > english
        else "en"
        if english > danish
        else "en"
        if english_first and english
        else "da"
    )
    assert preferred_language(", ".join(ranges)) == expected
