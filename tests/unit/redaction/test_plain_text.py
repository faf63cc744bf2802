"""Texts as they read, and where in the text each character was written."""

from __future__ import annotations

import pytest

from kleark.redaction.plain_text import plain_text


@pytest.mark.parametrize("text", ["", "010180-1234", "Åse & Øre", "a\u00a0b", "100 %", "a_b &c"])
def test_what_is_plain_stays_and_needs_no_positions(text: str) -> None:
    assert plain_text(text) == (text, None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0\u200b1\u00ad2", "012"),
        ("0\u20131", "0-1"),
        ("\uff10\uff0d\uff11", "0-1"),
        ("\u0661\u0662", "12"),
        ("\U0001d7d9", "1"),
        ("0%2D1", "0-1"),
        ("0%252d1", "0-1"),
        ("0%E2%80%931", "0-1"),
        ("0%C2%A01", "0 1"),
        ("0&#45;1&ndash;2&#x2d;3", "0-1-2-3"),
        ("0_x002D_1", "0-1"),
        ("0\\u002d1", "0-1"),
        ("0\u20091", "0 1"),
        ("0\u20281", "0\n1"),
        ("0\u20441", "0/1"),
        ("0\ufe0f1", "01"),
    ],
)
def test_look_alikes_and_encodings_are_read(text: str, plain: str) -> None:
    read, positions = plain_text(text)
    assert read == plain
    assert positions is not None
    assert len(positions) == len(plain)
    first, last = positions[0], positions[-1]
    assert (first[0], last[1]) == (0, len(text))


def test_a_position_is_that_of_the_whole_writing() -> None:
    assert plain_text("a%2Db\u200bc") == ("a-bc", [(0, 1), (1, 4), (4, 5), (6, 7)])
