"""What Excel shows of a value in a number format: a small part of ECMA-376 part 1, 18.8.31, enough to compare by."""

from __future__ import annotations

import re

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue, NumberFormat

_TOKEN = pattern(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]?|(?P<plain>.)',
    re.DOTALL,
)
_WHITE = frozenset({"white", "color2", "color 2"})
_CONDITION = pattern(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_PLACEHOLDERS = frozenset("0#?")


class _Token(NamedTuple):
    """``kind``: the name of the group in `_TOKEN`; ``text``: what it says."""

    kind: str
    text: str


_Section = tuple[_Token, ...]


def shown_text(value: CellValue, shown: NumberFormat) -> str | None:
    """About what Excel shows of a number or a text; None where it is a date, or not worked out here.

    A fraction is not shown, and nothing that is white on white.
    """
    sections = _sections(shown.code)
    if isinstance(value, str):
        section = _text_section(sections)
        return value if section is None else _unless_white(section, shown, _fill_text(section, value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    section, magnitude = _number_section(sections, value)
    if section is None or _is_date(section):
        return None
    return _unless_white(section, shown, _fill_number(section, magnitude))


def date_shown(shown: NumberFormat) -> tuple[str, str] | None:
    """How Excel shows dates where that is not the whole date, or not day before month: in Danish and in English."""
    section = _sections(shown.code)[0]
    written = "".join(token.text if token.kind == "plain" else "|" for token in section).casefold()
    written = written.replace("am/pm", "|").replace("a/p", "|")
    if not set(written) & set("dmyhse") or _unless_white(section, shown, "x") == "":
        return ("slet ikke", "not at all")
    # A month's letters beside hours or seconds are minutes.
    written = re.sub(r"(?<=h)[^a-z]*m+|m+(?=[^a-z]*s)", "|", re.sub(r"h+", "h", written))
    days = written.replace("dddd", "|").replace("ddd", "|")
    places = {"da": days.find("d"), "maaned": days.find("m"), "aar": max(days.find("y"), days.find("e"))}
    if min(places.values()) < 0:
        names = {"da": ("dag", "day"), "maaned": ("måned", "month"), "aar": ("år", "year")}
        gone = [names[part] for part, place in places.items() if place < 0]
        danish, english = (" og ".join(one[0] for one in gone), " and ".join(one[1] for one in gone))
        return f"uden {danish}", f"without {english}"
    if places["maaned"] < places["da"] < places["aar"] and "mmm" not in days:
        return "med måneden før dagen", "with the month before the day"
    return None


def _sections(code: str) -> list[_Section]:
    sections: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "plain"
        if kind == "plain" and found[kind] == ";":
            sections.append([])
        else:
            sections[-1].append(_Token(kind, found[kind]))
    return [tuple(section) for section in sections]


def _text_section(sections: list[_Section]) -> _Section | None:
    """The fourth, or the last one that has an @ in it; without one a text is shown as it stands."""
    if len(sections) > 3:
        return sections[3]
    last = sections[-1]
    return last if _Token("plain", "@") in last else None


def _number_section(sections: list[_Section], value: float) -> tuple[_Section | None, float]:
    """The section for a number, and the number as it is shown there: below 0 without its sign."""
    numbers = [section for section in sections[:3] if section is not _text_section(sections)] or sections[:1]
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


def _condition(section: _Section) -> re.Match[str] | None:
    brackets = (_CONDITION.fullmatch(token.text) for token in section if token.kind == "bracket")
    return next((found for found in brackets if found), None)


def _holds(condition: re.Match[str], value: float) -> bool:
    limit = float(condition[2])
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }[condition[1]]


def _is_date(section: _Section) -> bool:
    letters = "".join(token.text for token in section if token.kind == "plain").casefold()
    return letters != "general" and bool(set(letters.replace("general", "")) & set("dmyhs"))


def _unless_white(section: _Section, shown: NumberFormat, text: str) -> str:
    white = any(token.kind == "bracket" and token.text.casefold() in _WHITE for token in section)
    return "" if white and shown.on_white else text


def _fill_text(section: _Section, value: str) -> str:
    return "".join(value if token == ("plain", "@") else _literal(token) for token in section)


def _fill_number(section: _Section, value: float) -> str:
    """The digits at their placeholders, from the right; what stands between is shown as it is."""
    letters = "".join(token.text for token in section if token.kind == "plain")
    if "general" in letters.casefold() or "@" in letters:
        return _around(section, f"{value:.15g}")
    if not set(letters) & _PLACEHOLDERS:
        return "".join(map(_literal, section))
    if re.search(r"e[+-]", letters, re.IGNORECASE):
        return f"{value:.2E}"
    scale = 100 ** letters.count("%") / 1000 ** _trailing_commas(letters)
    digits = str(round(abs(value) * scale))
    whole, _, _ = letters.partition(".")
    left = sum(one in _PLACEHOLDERS for one in whole)
    digits = digits.rjust(left, " ")
    sign = "-" if value < 0 else ""
    pieces: list[str] = []
    place, past_point = 0, False
    for token in section:
        if token.kind != "plain":
            pieces.append(_literal(token))
        elif token.text == ".":
            past_point = True
        elif token.text in _PLACEHOLDERS:
            if past_point:
                continue
            # The first placeholder takes all digits that there are no others for.
            taken = digits[: len(digits) - left + 1] if place == 0 else digits[len(digits) - left + place]
            place += 1
            pieces.append(taken.replace(" ", "0" if token.text == "0" else ""))
        elif token.text != ",":
            pieces.append(token.text)
    return sign + "".join(pieces)


def _trailing_commas(letters: str) -> int:
    found = re.search(r"[0#?](,+)(?![0#?,])", letters)
    return len(found[1]) if found else 0


def _around(section: _Section, text: str) -> str:
    """A value in the place of ``General`` or ``@``, and what stands around it."""
    pieces: list[str] = []
    placed = False
    for token in section:
        if token.kind != "plain":
            pieces.append(_literal(token))
        elif token.text.isalpha() or token.text == "@":
            if not placed:
                pieces.append(text)
            placed = True
        else:
            pieces.append(token.text)
    return "".join(pieces)


def _literal(token: _Token) -> str:
    """What a token shows of itself: a quoted text; the width of a character is a space; a colour nothing."""
    if token.kind in ("quoted", "escaped", "plain"):
        return token.text
    if token.kind == "fill":
        return "" if token.text.isspace() else token.text * 3
    if token.kind == "space":
        return " "
    return token.text[1:].partition("-")[0] if token.text.startswith("$") else ""
