"""A whole journal number, such as ``15.20.24-G01-1-21``: topic, action facet, and what belongs to one case alone."""

from __future__ import annotations

import re
from typing import NamedTuple

_JOURNAL_NUMBER = re.compile(
    r"\s*([0-9]{2}\.[0-9]{2}\.[0-9]{2})[\s.\-‐-―/:]+([A-Za-zÆØÅæøå][0-9]{2})"
    r"(?:[\s.\-‐-―/:]+[0-9]{1,7}(?:[\s.\-‐-―/:]+[0-9]{2,4})?)?\s*"
)
_GROUP = re.compile(r"\s*([0-9]{2}(?:\.[0-9]{2})?)\.?\s*")


class JournalNumber(NamedTuple):
    """Topic and action facet of a journal number."""

    kle_number: str
    facet: str


def take_apart(text: str) -> JournalNumber | None:
    """The parts of a journal number; None where the text is none."""
    found = _JOURNAL_NUMBER.fullmatch(text)
    return JournalNumber(found[1], found[2].upper()) if found else None


def group_in(text: str) -> str | None:
    """The main group or group that a text is, and no topic; None for anything else."""
    found = _GROUP.fullmatch(text)
    return found[1] if found else None
