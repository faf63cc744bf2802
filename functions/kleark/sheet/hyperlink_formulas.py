"""The address that a HYPERLINK formula names, where the formula alone tells it. No result has to be stored for that.

The child process that reads the file imports this, so it imports nothing slow.
"""

from __future__ import annotations

from kleark.sheet import limits

_JOINING = ("CONCATENATE(", "CONCAT(", "SAMMENKÆDNING(", "SAMMENKÆD(")
# Excel itself allows 64; nobody writes an address with more than a few.
_DEEPEST = 8
# See `kleark.rules.volatile`.
_MOVING = ("TODAY(", "NOW(", "RAND(", "RANDBETWEEN(", "RANDARRAY(")


def literal_target(formula: str) -> str | None:
    """The address in ``HYPERLINK("https://…","text")``; None where it is worked out from other cells.

    It may be put together of texts, with ``&`` or CONCATENATE. Arguments are parted by commas in a file; some
    programs write the semicolons of the screen.
    """
    opening = _function(formula.lstrip().removeprefix("of:").lstrip("=+@ "))
    if opening[:10].upper() != "HYPERLINK(":
        return None
    read = _joined(opening, 10, 0)
    if read is None or opening[read[1] : read[1] + 1] not in (",", ";", ")"):
        return None
    return read[0]


def names_hyperlink(formula: str) -> bool:
    """Whether a formula makes a link, wherever in it."""
    return "HYPERLINK(" in formula.upper()


def _function(text: str) -> str:
    return text.removeprefix("_xlfn.").removeprefix("_xlws.")


def _joined(text: str, position: int, depth: int) -> tuple[str, int] | None:
    """One argument, texts joined by ``&``, and where it ends; None for anything but texts."""
    found = ""
    while True:
        read = _single(text, _skip(text, position), depth)
        if read is None:
            return None
        found += read[0]
        position = _skip(text, read[1])
        if text[position : position + 1] != "&":
            return found, position
        position += 1


def _single(text: str, position: int, depth: int) -> tuple[str, int] | None:
    if text[position : position + 1] == '"':
        return _quoted(text, position + 1)
    if depth >= _DEEPEST:
        return None
    if text[position : position + 1] == "(":
        return _arguments(text, position + 1, depth + 1, most=1)
    rest = text[position : position + 24]
    name = _function(rest)
    for joining in _JOINING:
        if name[: len(joining)].upper() == joining:
            return _arguments(text, position + len(rest) - len(name) + len(joining), depth + 1, most=255)
    return None


def _arguments(text: str, position: int, depth: int, most: int) -> tuple[str, int] | None:
    """The arguments of a function, joined, and where its bracket is closed."""
    found = ""
    for _ in range(most):
        read = _joined(text, position, depth)
        if read is None:
            return None
        found, position = found + read[0], read[1] + 1
        sign = text[read[1] : position]
        if sign == ")":
            return found, position
        if sign not in (",", ";") or not sign:
            return None
    return None


def _quoted(text: str, position: int) -> tuple[str, int] | None:
    """A text up to its closing quotation mark; a doubled one is part of it."""
    found = []
    while True:
        end = text.find('"', position)
        if end < 0:
            return None
        found.append(text[position:end])
        if text[end + 1 : end + 2] != '"':
            return "".join(found), end + 1
        found.append('"')
        position = end + 2


def _skip(text: str, position: int) -> int:
    while text[position : position + 1].isspace():
        position += 1
    return position


def shortened(formula: str) -> str:
    """The beginning of a formula; of what follows only the functions that move its result by themselves."""
    if len(formula) <= limits.FORMULA_CHARACTERS:
        return formula
    rest = formula[limits.FORMULA_CHARACTERS :].upper()
    moving = "".join(f" {name}" for name in _MOVING if name in rest)
    return formula[: limits.FORMULA_CHARACTERS] + moving
