"""The sections of a number format, and which of them Excel shows a number in (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

from kleark.data_classes import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias


class Token(NamedTuple):
    """``kind``: ``quoted``, ``escaped``, ``space``, ``fill``, ``bracket`` or ``plain``; ``text``: what it says."""

    kind: str
    text: str


Section: TypeAlias = "tuple[Token, ...]"
Condition: TypeAlias = "tuple[str, float]"

_OF_ONE_CHARACTER = {"\\": "escaped", "_": "space", "*": "fill"}
_BETWEEN = {'"': ('"', "quoted"), "[": ("]", "bracket")}
_COMPARISONS = ("<=", ">=", "<>", "<", ">", "=")
_ELAPSED = frozenset("hms")
_TEXT = Token("plain", "@")


def sections(code: str) -> list[Section]:
    """The parts of a number format between its semicolons; at least one."""
    found: list[list[Token]] = [[]]
    position = 0
    while position < len(code):
        character = code[position]
        position += 1
        if character in _BETWEEN:
            closing, kind = _BETWEEN[character]
            end = code.find(closing, position)
            end = len(code) if end < 0 else end
            found[-1].append(Token(kind, code[position:end]))
            position = end + 1
        elif character in _OF_ONE_CHARACTER and position < len(code):
            found[-1].append(Token(_OF_ONE_CHARACTER[character], code[position]))
            position += 1
        elif character == ";":
            found.append([])
        else:
            found[-1].append(Token("plain", character))
    return [tuple(section) for section in found]


def text_section(parts: list[Section]) -> Section | None:
    """The fourth, or the last one that has an @ in it; without one a text is shown as it stands."""
    if len(parts) > 3:
        return parts[3]
    last = parts[-1]
    return last if _TEXT in last else None


def number_sections(parts: list[Section]) -> list[Section]:
    """The sections that numbers may be shown in: at least one, and at most three."""
    return [section for section in parts[:3] if section is not text_section(parts)] or parts[:1]


def number_section(parts: list[Section], value: float) -> tuple[Section | None, float]:
    """The section for a number, and the number as it is shown there: below 0 without its sign."""
    numbers = number_sections(parts)
    conditions = [_condition(section) for section in numbers]
    if any(conditions):
        for section, condition in zip(numbers, conditions, strict=True):
            if condition is None or _holds(condition, value):
                return section, value
        return None, value
    if value < 0 and len(numbers) > 1:
        return numbers[1], -value
    if value == 0 and len(numbers) > 2:
        return numbers[2], value
    return numbers[0], value


def is_date(section: Section) -> bool:
    """Whether a section shows the day or time that a number is the count of."""
    letters = "".join(token.text for token in section if token.kind == "plain").casefold()
    return bool(set(letters.replace("general", "")) & set("dmyhs")) or is_elapsed(section)


def is_elapsed(section: Section) -> bool:
    """Whether a section shows a span of time, as ``[h]:mm`` does."""
    brackets = (set(token.text.casefold()) for token in section if token.kind == "bracket")
    return any(letters and letters <= _ELAPSED and len(letters) == 1 for letters in brackets)


def _condition(section: Section) -> Condition | None:
    for token in section:
        sign = next((sign for sign in _COMPARISONS if token.text.startswith(sign)), None)
        if token.kind != "bracket" or sign is None:
            continue
        try:
            return sign, float(token.text[len(sign) :])
        except ValueError:
            continue
    return None


def _holds(condition: Condition, value: float) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }[sign]
