"""What the child writes: JSON lines, of a few kinds.

``{"ready": true}`` comes first. ``{"sheet": …}`` opens a worksheet with its facts, ``[row, [values…]]`` follows
for each row that holds anything, ``{"hyperlinks": {…}}`` closes it. ``{"end": true}`` or
``{"refused": [rule, {…}]}`` is the last.

A value that JSON lacks is an object with one key: ``d`` date, ``dt`` date and time, ``t`` time of day,
``td`` seconds, ``e`` an error's code, ``f`` a formula without a result.
Written by hand: importing ``json`` takes as long as starting the child.
"""

from __future__ import annotations

from kleark.sheet import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, time, timedelta
    from typing import Any, TypeAlias

    Mark: TypeAlias = tuple[str, str]

# Whole numbers beyond this are not exact in a float, and no number that a sheet means.
_EXACT = 2**53
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x20), 0x22, 0x5C, *range(0x7F, 0xA0))}


def line(message: object) -> bytes:
    """One line of the answer. A pair of a mark and its text becomes an object with one key."""
    return (_json(message) + "\n").encode("utf-8", "replace")


def _json(value: Any) -> str:
    return _WRITERS[type(value)](value)


def _text(text: str) -> str:
    if len(text) > limits.CELL_CHARACTERS:
        text = text[: limits.CELL_CHARACTERS]
    if not text.isprintable() or '"' in text or "\\" in text:
        text = text.translate(_ESCAPES)
    return f'"{text}"'


def _number(number: float) -> str:
    """Whole numbers as such: Excel has no other kind of number than floats. JSON has no infinity."""
    if -_EXACT <= number <= _EXACT:
        return str(int(number)) if number == int(number) else repr(float(number))
    text = repr(float(number))
    return f'"{text}"' if text in ("nan", "inf", "-inf") else text


def _list(values: list[object]) -> str:
    return "[" + ",".join([_WRITERS[type(value)](value) for value in values]) + "]"


def _object(items: dict[str, object]) -> str:
    return "{" + ",".join([f"{_text(key)}:{_json(value)}" for key, value in items.items()]) + "}"


def _marked(mark: Mark) -> str:
    return f'{{"{mark[0]}":{_text(mark[1])}}}'


def _date_and_time(value: datetime) -> str:
    """A date without a time of day is a date."""
    text = value.isoformat()
    return f'{{"d":"{text[:10]}"}}' if text[10:] == "T00:00:00" else f'{{"dt":"{text}"}}'


class _Writers(dict[type, "Callable[[Any], str]"]):
    """How to write a value of each type; the types of datetime are told by name, to import it only where needed."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        self[kind] = writer = _MOMENTS[kind.__name__]
        return writer


def _date(value: date) -> str:
    return f'{{"d":"{value.isoformat()}"}}'


def _time(value: time) -> str:
    return f'{{"t":"{value.isoformat()}"}}'


def _duration(value: timedelta) -> str:
    return f'{{"td":"{value.total_seconds()!r}"}}'


_MOMENTS: dict[str, Callable[[Any], str]] = {
    "datetime": _date_and_time,
    "date": _date,
    "time": _time,
    "timedelta": _duration,
}
_WRITERS = _Writers(
    {
        str: _text,
        float: _number,
        int: _number,
        bool: {True: "true", False: "false"}.__getitem__,
        type(None): lambda _: "null",
        list: _list,
        dict: _object,
        tuple: _marked,
    }
)
