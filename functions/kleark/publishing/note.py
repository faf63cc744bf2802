"""The reason that a person gives. It stays in the log for ever, so some texts are refused."""

from __future__ import annotations

from kleark.publishing.errors import MissingNoteError, UnfitNoteError

LONGEST_NOTE = 500


def checked_note(text: str, *, required: bool = False) -> str:
    """``text`` without the space around it. Raises MissingNoteError, UnfitNoteError.

    Unfit is a note with a CPR number (an entry of the log cannot be deleted without breaking its chain), with
    invisible characters, or of more than one line.
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
