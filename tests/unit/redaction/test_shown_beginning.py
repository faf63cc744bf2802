"""The beginning of a masked text is that of the whole masked text, wherever a number stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.redaction.cpr import MASK, mask
from kleark.redaction.shown_beginning import masked_beginning

NUMBERS = ("010180-1234", "0101801234", "01 01 80 - 1234", "010180\u200b\u2013\u200b1234", "010180%2D1234")
filler = st.text(st.sampled_from("ab \u2013æ.-/\n1"), max_size=40)


def padded(text: str) -> str:
    return text + " og mere" * 300


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("at", range(60, 90))
def test_a_number_that_straddles_the_cut_is_hidden(number: str, at: int) -> None:
    text = padded("x" * (at - 1) + " " + number + " ")
    shown = masked_beginning(text, 80)[:80]
    assert shown == mask(text)[:80]
    assert not any(char.isdigit() for char in shown)


@pytest.mark.parametrize("gap", [" " * 1_000, "\u200b" * 1_000, "%E2%80%8B" * 500])
def test_a_number_that_goes_on_far_beyond_the_cut_is_hidden(gap: str) -> None:
    text = padded(f"{'x' * 60} 010180{gap}-1234 ")
    assert MASK in mask(text)
    assert masked_beginning(text, 80)[:80] == mask(text)[:80]


@given(st.lists(filler | st.sampled_from(NUMBERS), max_size=60), st.integers(1, 200))
def test_it_begins_as_the_whole_masked_text_does(pieces: list[str], length: int) -> None:
    text = padded("".join(pieces))
    shown, whole = masked_beginning(text, length), mask(text)
    assert shown[:length] == whole[:length]
    assert (len(shown) > length) == (len(whole) > length)


@given(st.text(max_size=100))
def test_a_short_text_is_masked_whole(text: str) -> None:
    assert masked_beginning(text, 80) == mask(text)
