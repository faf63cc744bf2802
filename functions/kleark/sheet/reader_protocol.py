"""What the child writes: JSON lines, of a few kinds.

``{"ready": true}`` comes first. ``{"texts": [[place, sheet, cell, text, is it a value, heading], …]}`` may follow:
what stands outside the cells and holds digits enough for a personal number. ``{"sheet": …}`` opens a worksheet with
its facts, ``[[row, [values…]], …]`` follow for the rows that hold anything, or
``{"first": row, "size": rows, "columns": [column…], "bytes": …}`` for many short ones, and
``{"hyperlinks": {…}, "beyond": …, "searched": …}`` closes it; ``texts`` of what was beyond may follow.
``{"external": [kind…]}`` and ``{"names": {name: formula…}}`` stand before the first worksheet.
``{"again": true}`` takes back all worksheets so far, once.
``{"end": true}`` or ``{"refused": [rule, {…}]}`` is the last.

A column is ``"t"`` for texts, ``"d"`` for days, or a list of values. So many bytes as are said follow the line: those
texts and days, from the first column's first to the last one's last, with `limits.APART` between them. ``widths``: how
many values each row has, where not all have as many. ``rows``: the rows' numbers, where they do not follow each other.

A value that JSON lacks is a pair: ``d`` date, ``dt`` date and time, ``t`` time of day, ``td`` seconds, ``e`` an
error's code, ``r`` the same where Excel shows a picture or a data type, ``f`` a formula without a result, and then its
text. ``looks`` among the facts holds addresses: ``struck``, ``unseen``, ``rich``, ``cut`` with the text that is left,
``formats`` as ``[[code, on white, [address…]], …]``, and areas: ``conditional``.
Only the C half of ``json``: importing the rest takes as long as starting the child.
"""

from __future__ import annotations

from _json import encode_basestring, make_encoder
from itertools import zip_longest
from math import isfinite

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


def columns_line(rows: list[tuple[int, list[Any]]]) -> tuple[bytes, int] | None:
    """A line of several rows, column by column, which takes a third of the time; None where they are told one by one.

    Takes what is empty at the rows' ends away, and leaves out rows without values. With it, the number of bytes that
    the rows have at most one by one, as `row_text` has them.
    """
    for _, values in rows:
        while values and (values[-1] is None or values[-1] == ""):
            values.pop()
    told = [row for row in rows if row[1]]
    if not told:
        return b"", 0
    numbers, across = zip(*told, strict=True)
    first, size = numbers[0], len(numbers)
    widths = list(map(len, across))
    widest = max(widths)
    if widest > MOST_COLUMNS or numbers[-1] > limits.LAST_ROW:
        return None
    texts: list[str] = []
    columns = [_column(down, texts) for down in zip_longest(*across, fillvalue="")]
    if None in columns:
        return None
    content = limits.APART.join(texts).encode("utf-8", "replace")
    message: dict[str, object] = {"first": first, "size": size, "columns": columns, "bytes": len(content)}
    if numbers[-1] - first >= size:
        message["rows"] = numbers
    if min(widths) < widest:
        message["widths"] = widths
    head = line(message)
    if len(head) + len(content) > _LONGEST_LINE:
        return None
    # What JSON has to write otherwise takes six bytes at most.
    otherwise = len(content.translate(None, _AS_THEY_ARE))
    # Quotation marks and commas for what stands between two values here, and what marks a day.
    at_most = len(head) + len(content) + 5 * otherwise + (widest * _DAY + _ROW) * size
    return head + content, at_most


def _column(values: tuple[Any, ...], texts: list[str]) -> object:
    """How a column is said; None where a text in it is to be cut. Its texts and days are added to ``texts``."""
    try:
        together = limits.APART.join(values)
    except TypeError:
        return _column_of_others(values, texts)
    if len(together) > limits.CELL_CHARACTERS and max(map(len, values)) > limits.CELL_CHARACTERS:
        return None
    if together.count(limits.APART) != len(values) - 1:
        return values
    texts.append(together)
    return "t"


def _column_of_others(values: tuple[Any, ...], texts: list[str]) -> object:
    kinds = set(map(type, values))
    if str in kinds:
        cut = any(len(value) > limits.CELL_CHARACTERS for value in values if type(value) is str)
        return None if cut else values
    if kinds == {float}:
        # Excel has no other kind of number: most are whole, which is shorter and quicker.
        whole = list(map(int, values)) if isfinite(sum(values)) else values
        return whole if whole == list(values) and max(map(abs, whole)) < _EXACT else values
    if {kind.__name__ for kind in kinds} <= _DAYS:
        pairs = list(map(_pairs.__getitem__, values))
        if {mark for mark, _ in pairs} == {"d"}:
            texts.append(limits.APART.join([text for _, text in pairs]))
            return "d"
    return values


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
MOST_COLUMNS = 64
"""Of rows that are said column by column: one that is so wide says nothing of the others."""
_DAYS = frozenset(("date", "datetime"))
_LONGEST_LINE = 500_000
_EXACT = 2**53
_AS_THEY_ARE = bytes(byte for byte in range(0x20, 0x100) if byte not in b'"\\')
# At most, in bytes: of a day (``["d","2026-11-30"],``), of a row (``[12000,[]],``).
_DAY, _ROW = 18, 12
_pairs = _Pairs()
_encoder = make_encoder(None, _pairs.__getitem__, encode_basestring, None, ":", ",", False, False, True)
