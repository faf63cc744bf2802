"""What Excel shows of a value in a number format: a small part of ECMA-376 part 1, 18.8.31, enough to compare by."""

from __future__ import annotations

import re
from datetime import date

from kleark.sheet.format_sections import is_date, number_section, sections, text_section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.format_sections import Section, Token
    from kleark.sheet.workbook import CellValue, NumberFormat

_WHITE = frozenset({"white", "color2", "color 2"})
_DAY_ZERO = date(1899, 12, 30)
_TODAY_OR_SO = date(2026, 1, 1)
_PLACEHOLDERS = frozenset("0#?")


def shown_text(value: CellValue, shown: NumberFormat) -> str | None:
    """About what Excel shows of a number or a text; None where it is a date, or not worked out here.

    A fraction is not shown, and nothing that is white on white.
    """
    parts = sections(shown.code)
    if isinstance(value, str):
        section = text_section(parts)
        return value if section is None else _unless_white(section, shown, _fill_text(section, value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    section, magnitude = number_section(parts, value)
    if section is None or is_date(section):
        return None
    return _unless_white(section, shown, _fill_number(section, magnitude))


def date_shown(shown: NumberFormat, day: date = _TODAY_OR_SO) -> tuple[str, str] | None:
    """How Excel shows a date where that is not the whole date, or not day before month: in Danish and in English."""
    section, _ = number_section(sections(shown.code), (day - _DAY_ZERO).days)
    if section is None:
        return ("slet ikke", "not at all")
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


def _unless_white(section: Section, shown: NumberFormat, text: str) -> str:
    white = any(token.kind == "bracket" and token.text.casefold() in _WHITE for token in section)
    return "" if white and shown.on_white else text


def _fill_text(section: Section, value: str) -> str:
    return "".join(value if token == ("plain", "@") else _literal(token) for token in section)


def _fill_number(section: Section, value: float) -> str:
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


def _around(section: Section, text: str) -> str:
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


def _literal(token: Token) -> str:
    """What a token shows of itself: a quoted text; the width of a character is a space; a colour nothing."""
    if token.kind in ("quoted", "escaped", "plain"):
        return token.text
    if token.kind == "fill":
        return "" if token.text.isspace() else token.text * 3
    if token.kind == "space":
        return " "
    return token.text[1:].partition("-")[0] if token.text.startswith("$") else ""
