"""A form says what is wrong with the text that it was sent with, and of nothing else."""

from __future__ import annotations

import pytest

from kleark.admin.note_errors import NOTE_REFUSALS, REASON, NoteWords, note_error
from kleark.publishing.errors import FrozenError, MissingNoteError, Refusal, UnfitNoteError
from kleark.publishing.note import LONGEST_NOTE, checked_note

OWN = NoteWords("mangler", "for lang", "kan ikke gemmes")


@pytest.mark.parametrize("words", [REASON, OWN])
@pytest.mark.parametrize(
    ("typed", "which"),
    [("", "missing"), ("  ", "missing"), ("x" * (LONGEST_NOTE + 1), "too_long"), ("to\nlinjer", "unfit")],
)
def test_what_is_wrong_is_said(typed: str, which: str, words: NoteWords) -> None:
    with pytest.raises(NOTE_REFUSALS) as refused:
        checked_note(typed, required=True)
    assert isinstance(refused.value, Refusal)
    assert note_error(refused.value, typed, words) == getattr(words, which)


def test_another_refusal_says_nothing_at_the_field() -> None:
    assert note_error(FrozenError(), "grund") == ""
    assert {MissingNoteError, UnfitNoteError} == set(NOTE_REFUSALS)
