"""Where the next page begins, as text that a caller hands back without knowing what is in it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from kleark.portal.problems import FOREIGN_CURSOR, MALFORMED_CURSOR, OTHER_QUESTION, ProblemError

_FORM = re.compile(r"([0-9]{4})\.([1-9][0-9]{0,9})\.([0-9]{1,6})\.([0-9a-f]{8})")
_SUM = 8
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """``offset``: of the next page's first row among those asked for. ``question``: `fingerprint` of what was.

    It names the revision, so every page is of the same one, whatever is published meanwhile.
    """

    code: str
    revision: int
    offset: int
    question: str

    def __str__(self) -> str:
        """Safe in an address. The sum is no secret: it tells a damaged cursor from a good one. Who makes one of
        their own gets what is public anyway.
        """
        text = f"{self.code}.{self.revision}.{self.offset}.{self.question}"
        return base64.urlsafe_b64encode(f"{text}.{_sum(text)}".encode()).decode().rstrip("=")


def read_cursor(text: str, code: str, question: str) -> Cursor:
    """The cursor that ``text`` is. Raises ProblemError unless it was given for this municipality and question."""
    cursor = _parsed(text)
    if cursor.code != code:
        raise ProblemError(FOREIGN_CURSOR)
    if cursor.question != question:
        raise ProblemError(OTHER_QUESTION)
    return cursor


def fingerprint(*parts: str) -> str:
    """8 hex digits: which rows are asked for, or which list."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _parsed(text: str) -> Cursor:
    try:
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except ValueError as error:
        raise ProblemError(MALFORMED_CURSOR) from error
    inner, _, checked = whole.rpartition(".")
    parts = _FORM.fullmatch(inner)
    if parts is None or checked != _sum(inner):
        raise ProblemError(MALFORMED_CURSOR)
    cursor = Cursor(parts[1], int(parts[2]), int(parts[3]), parts[4])
    if str(cursor) != text:  # base64 has several texts for the same bytes; there is one cursor
        raise ProblemError(MALFORMED_CURSOR)
    return cursor


def _sum(text: str) -> str:
    return hashlib.sha256(f"cursor {text}".encode()).hexdigest()[:_SUM]
