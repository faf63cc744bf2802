"""What the child writes: JSON lines, a few kinds of them.

``{"sheet": …}`` opens a worksheet with its facts, ``[row, [values…]]`` follows for each row that holds anything,
``{"hyperlinks": {…}}`` closes it; ``{"end": true}`` or ``{"refused": [rule, {…}]}`` is the last line.

A value that JSON lacks is an object with one key: ``d`` date, ``dt`` date and time, ``t`` time of day,
``td`` seconds, ``e`` an error's code, ``f`` a formula without a result.
Written by hand: importing ``json`` takes as long as starting the child.
"""

from __future__ import annotations

from kleark.sheet import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Marked: TypeAlias = tuple[str, str]

# Whole numbers beyond this are not exact in a float, and no number that a sheet means.
_EXACT = 2**53
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x20), 0x22, 0x5C, *range(0x7F, 0xA0))}


def line(value: object) -> bytes:
    return (as_json(value) + "\n").encode("utf-8", "replace")


def as_json(value: object) -> str:
    """``value`` in JSON. An `Marked` pair (a tuple of two) becomes an object with one key."""
    kind = type(value)
    if kind is str:
        return _text(value)  # type: ignore[arg-type]
    if value is None:
        return "null"
    if kind is float:
        return _number(value)  # type: ignore[arg-type]
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value) if -_EXACT <= value <= _EXACT else _number(float(value))  # type: ignore[operator, arg-type]
    if kind is list:
        return "[" + ",".join(map(as_json, value)) + "]"  # type: ignore[call-overload]
    if kind is dict:
        return "{" + ",".join(f"{_text(k)}:{as_json(v)}" for k, v in value.items()) + "}"  # type: ignore[attr-defined]
    if kind is tuple:
        key, text = value  # type: ignore[misc]
        return f'{{"{key}":{_text(text)}}}'
    return as_json(_moment(value))


def _text(text: str) -> str:
    text = text[: limits.CELL_CHARACTERS]
    if not text.isprintable() or '"' in text or "\\" in text:
        text = text.translate(_ESCAPES)
    return f'"{text}"'


def _number(number: float) -> str:
    if number != number or number in (float("inf"), float("-inf")):
        return f'"{number}"'
    if number.is_integer() and -_EXACT <= number <= _EXACT:
        return str(int(number))
    return repr(number)


def _moment(value: object) -> Marked:
    """Dates and times by their shape, so that datetime need not be imported where a sheet has none."""
    kind = type(value).__name__
    if kind == "timedelta":
        return ("td", repr(value.total_seconds()))  # type: ignore[attr-defined]
    text = value.isoformat()  # type: ignore[attr-defined]
    if kind == "datetime":
        return ("d", text[:10]) if text[10:] == "T00:00:00" else ("dt", text)
    return ("d", text) if kind == "date" else ("t", text)
