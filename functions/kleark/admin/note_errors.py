"""What is wrong with a reason or a message that somebody typed, as the form says it at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.publishing.errors import MissingNoteError, UnfitNoteError
from kleark.publishing.note import LONGEST_NOTE

if TYPE_CHECKING:
    from kleark.publishing.errors import Refusal

NOTE_REFUSALS = (MissingNoteError, UnfitNoteError)
"""What `checked_note` refuses with."""


class NoteWords(NamedTuple):
    """What a form says of a text that is missing, too long, or not fit to be kept."""

    missing: str
    too_long: str
    unfit: str


REASON = NoteWords(
    "Skriv en kort begrundelse, så dine kolleger kan se hvorfor.",
    f"Begrundelsen må højst fylde {LONGEST_NOTE} tegn. Gør den kortere.",
    UnfitNoteError().da,
)


def note_error(refusal: Refusal, typed: str, words: NoteWords = REASON) -> str:
    """What is wrong with ``typed``; empty where the refusal is about something else."""
    if isinstance(refusal, MissingNoteError):
        return words.too_long if typed.strip() else words.missing
    return words.unfit if isinstance(refusal, UnfitNoteError) else ""
