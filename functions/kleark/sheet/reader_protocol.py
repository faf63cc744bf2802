"""What the child writes: JSON lines, of a few kinds.

``{"ready": true}`` comes first. ``{"texts": [[place, sheet, cell, text, is it a value, heading], …]}`` may follow:
what stands outside the cells and holds digits enough for a personal number. ``{"sheet": …}`` opens a worksheet with
its facts, ``[[row, [values…]], …]`` follow for the rows that hold anything, and
``{"hyperlinks": {…}, "beyond": …, "searched": …}`` closes it; ``texts`` of what was beyond may follow.
``{"external": [kind…]}`` and ``{"names": {name: formula…}}`` stand before the first worksheet.
``{"end": true}`` or ``{"refused": [rule, {…}]}`` is the last.

A value that JSON lacks is a pair: ``d`` date, ``dt`` date and time, ``t`` time of day, ``td`` seconds, ``e`` an
error's code, ``r`` the same where Excel shows a picture or a data type, ``f`` a formula without a result, and then its
text. ``looks`` among the facts holds addresses: ``struck``, ``unseen``, ``rich``, ``cut`` with the text that is left,
``formats`` as ``[[code, on white, [address…]], …]``, and areas: ``conditional``.
Only the C half of ``json``: importing the rest takes as long as starting the child.
"""

from __future__ import annotations

from _json import encode_basestring, make_encoder

from kleark.sheet import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def line(message: object) -> bytes:
    """One line of the answer."""
    return (_encoded(message) + "\n").encode("utf-8", "replace")


def row_text(number: int, values: list[object]) -> str:
    """One row, as it stands in a line of rows. Texts that Excel could not show are cut."""
    text = _encoded([number, values])
    longest = limits.CELL_CHARACTERS
    if len(text) <= longest or not any(isinstance(value, str) and len(value) > longest for value in values):
        return text
    return _encoded([number, [_cut(value) for value in values]])


def usual_rows_text(rows: list[tuple[int, list[Any]]]) -> str | None:
    """Several rows in the same way, without brackets around them; None where each of them is to be looked at itself.

    Takes what is empty at their ends away.
    """
    for number, values in rows:
        while values and (values[-1] is None or values[-1] == ""):
            values.pop()
        if not values or number > limits.LAST_ROW or len(values) > limits.LAST_COLUMN:
            return None
    text = _encoded(rows)
    return text[1:-1] if len(text) <= limits.CELL_CHARACTERS else None


def rows_line(rows: list[str]) -> bytes:
    """A line of rows."""
    return f"[{','.join(rows)}]\n".encode("utf-8", "replace")


def _encoded(message: object) -> str:
    return "".join(_encoder(message, 0))


def _cut(value: object) -> object:
    return value[: limits.CELL_CHARACTERS] if isinstance(value, str) else value


def _pair(value: Any) -> tuple[str, str]:
    """The types of datetime are sent by name: they are imported only where a sheet has them."""
    kind = type(value).__name__
    if kind == "datetime":
        text = value.isoformat()
        # A date without a time of day is a date.
        return ("d", text[:10]) if text[10:] == "T00:00:00" else ("dt", text)
    if kind == "date":
        return "d", value.isoformat()
    if kind == "time":
        return "t", value.isoformat()
    return "td", repr(value.total_seconds())


class _Pairs(dict["Any", "tuple[str, str]"]):
    """The same, worked out once for each value: days repeat themselves."""

    def __missing__(self, value: Any) -> tuple[str, str]:
        if len(self) >= _MOST_PAIRS:
            self.clear()
        self[value] = pair = _pair(value)
        return pair


_MOST_PAIRS = 20_000
_encoder = make_encoder(None, _Pairs().__getitem__, encode_basestring, None, ":", ",", False, False, True)
