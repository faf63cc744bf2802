"""Cursors: what was given is read back, and nothing else is read at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.portal.cursor import Cursor, fingerprint, read_cursor
from kleark.portal.problems import MALFORMED_CURSOR, ProblemError

cursors = st.builds(
    Cursor,
    st.integers(0, 9999).map(lambda code: f"{code:04d}"),
    st.integers(1, 999_999_999),
    st.integers(0, 99_999),
    st.text().map(fingerprint),
)


@given(cursors)
def test_what_is_given_is_read(cursor: Cursor) -> None:
    text = str(cursor)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert read_cursor(text, cursor.code, cursor.question) == cursor


@given(cursors, st.integers(0, 100), st.characters(), st.sampled_from(["replace", "insert", "delete"]))
def test_what_was_changed_is_not(cursor: Cursor, at: int, character: str, how: str) -> None:
    text = str(cursor)
    at %= len(text)
    changed = text[:at] + (character if how != "delete" else "") + text[at + (how != "insert") :]
    if changed == text:
        return
    with pytest.raises(ProblemError) as raised:
        read_cursor(changed, cursor.code, cursor.question)
    assert raised.value.problem is MALFORMED_CURSOR


@given(st.text(max_size=120))
def test_anything_at_all_is_a_problem_and_no_crash(text: str) -> None:
    with pytest.raises(ProblemError):
        read_cursor(text, "0461", "00000000")
