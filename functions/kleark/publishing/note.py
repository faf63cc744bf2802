"""The reason that a person gives. It stands in the log for ever, so what must not stand there is kept out."""

from __future__ import annotations

from kleark.publishing.errors import MissingNoteError, UnfitNoteError

LONGEST_NOTE = 500


def checked_note(text: str, *, required: bool = False) -> str:
    """``text`` without the space around it. Raises MissingNoteError, UnfitNoteError.

    Unfit is what holds a CPR number (an entry of the log cannot be deleted without breaking its chain), and
    what cannot be seen, or is not one line.
    """
    note = text.strip()
    if len(note) > LONGEST_NOTE or (required and not note):
        raise MissingNoteError
    if not note.isprintable() or _holds_cpr(note):
        raise UnfitNoteError
    return note


def _holds_cpr(note: str) -> bool:
    # Most entries have no note, and the rules are much to import.
    from kleark.redaction.cpr import holds_cpr  # noqa: PLC0415

    return bool(note) and holds_cpr(note)
