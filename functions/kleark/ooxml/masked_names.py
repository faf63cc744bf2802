"""Names and formulas of a workbook without CPR numbers: what referred to each other still does."""

from __future__ import annotations

import re

from kleark.redaction.cpr import MASK, NAME_MASK, find_in_number, holds_cpr, mask
from kleark.redaction.shown_name import hide_in_name
from kleark.sheet.text_places import COLUMN_NAME, NAME, TAB_NAME

# No tab may have an asterisk in its name, no other name a hyphen either.
_PLAIN_MASK = "xxxxxxxxxx"
_MASKS = {TAB_NAME: NAME_MASK, NAME: _PLAIN_MASK, COLUMN_NAME: MASK}
_LONGEST = {TAB_NAME: 31, NAME: 255, COLUMN_NAME: 255}

# A formula in pieces: texts, quoted tabs, columns of tables, tabs, names and numbers.
_PIECES = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<quoted>'(?:[^']|'')*'!?)|(?P<column>\[[^\[\]]*\])"""
    r"""|(?P<tab>[^\s()+\-*/^&=<>,;{}\[\]"'!]+!)|(?P<name>[^\W\d][\w.?\\]*)|(?P<number>[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)"""
)


class MaskedNames:
    """The masked form of each name. Names that differ still differ, and one is the same wherever it stands."""

    def __init__(self) -> None:
        self._masked: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    def note(self, kind: str, name: str) -> None:
        """Remember a name that is in use."""
        if not holds_cpr(name):
            self._taken.add((kind, name.casefold()))

    def mask_name(self, kind: str, name: str) -> str:
        """The name without its number."""
        if not holds_cpr(name):
            return name
        key = kind, name
        if key not in self._masked:
            self._masked[key] = self._unused(kind, name)
            self._taken.add((kind, self._masked[key].casefold()))
        return self._masked[key]

    def column_of(self, text: str) -> str | None:
        """The masked name of a table's column; None where no column has such a name."""
        return self._masked.get((COLUMN_NAME, text))

    def _unused(self, kind: str, name: str) -> str:
        written = _MASKS[kind]
        masked = mask(name).replace(MASK, written)
        if len(masked) > _LONGEST[kind]:
            masked = mask(name).replace(MASK, _PLAIN_MASK[: _LONGEST[kind] - len(name) + len(_PLAIN_MASK)])
        shortened, number = masked[: _LONGEST[kind]], 1
        while (kind, shortened.casefold()) in self._taken:
            number += 1
            ending = str(number)
            shortened = masked[: _LONGEST[kind] - len(ending)] + ending
        return shortened

    def mask_formula(self, formula: str) -> str:
        """A formula without numbers, which is one still."""
        masked = _PIECES.sub(self._piece, formula)
        if holds_cpr(masked):
            # A number that is written as a difference, or in pieces that only together look like one.
            masked = mask(masked).replace(MASK, "0")
        return masked

    def _piece(self, match: re.Match[str]) -> str:
        piece = match.group()
        kind = match.lastgroup
        if kind == "text":
            return hide_in_name(piece)
        if kind == "quoted":
            tail = "!" if piece.endswith("!") else ""
            inner = piece[1 : -1 - len(tail)].replace("''", "'")
            return self._quoted(inner, tail)
        if kind == "column":
            return f"[{self.mask_name(COLUMN_NAME, piece[1:-1])}]"
        if kind == "tab":
            masked = self._tabs(piece[:-1])
            return piece if masked == piece[:-1] else self._quoted(piece[:-1], "!")
        if kind == "name":
            return self.mask_name(NAME, piece)
        return "0" if holds_cpr(piece) or find_in_number(piece) else piece

    def _quoted(self, inner: str, tail: str) -> str:
        escaped = self._tabs(inner).replace("'", "''")
        return f"'{escaped}'{tail}"

    def _tabs(self, text: str) -> str:
        """The tabs of a reference: ``[Book]First:Last``."""
        book, bracket, tabs = text.rpartition("]")
        masked = ":".join(self.mask_name(TAB_NAME, tab) for tab in tabs.split(":"))
        return (mask(book) if holds_cpr(book) else book) + bracket + masked
