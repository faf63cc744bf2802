"""Which language a caller wants its problems in (RFC 9110, 12.5.4). Imported when there is one to answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.i18n.language import Language

MOST_RANGES = 20
"""More than any browser sends. What follows is not read."""

_OFFERED: Sequence[Language] = ("da", "en")
"""The first is given to whoever asks for none of them: to refuse a refusal would help nobody."""


def preferred_language(accept_language: str) -> Language:
    """The offered language with the highest weight; of equal ones that which is named first, else Danish.

    ``en-GB`` asks for English and ``*`` for whatever is not named (RFC 4647, 3.3.1). What is malformed counts as not
    written.
    """
    ranges = [_range(item) for item in accept_language.lower().split(",", MOST_RANGES)[:MOST_RANGES]]
    named = {language: _asked(ranges, language) for language in _OFFERED}
    others = next((weight for tag, weight in ranges if tag == "*"), 0.0)
    weights = {
        language: (weight if place is not None else others) for language, (weight, place) in named.items()
    }
    best = max(weights.values())
    if best <= 0:
        return _OFFERED[0]
    wanted = [language for language in _OFFERED if weights[language] == best]
    # What was named stands before what only a star asks for.
    return min(wanted, key=lambda one: MOST_RANGES if (place := named[one][1]) is None else place)


def _asked(ranges: Sequence[tuple[str, float]], language: Language) -> tuple[float, int | None]:
    """The weight of a language and the place where it was asked for; None where it was not."""
    found = [
        (weight, place)
        for place, (tag, weight) in enumerate(ranges)
        if tag == language or tag.startswith(f"{language}-")
    ]
    if not found:
        return 0.0, None
    weight, place = max(found, key=lambda one: (one[0], -one[1]))
    return weight, place


def _range(item: str) -> tuple[str, float]:
    """A range with its weight; an empty one where it is malformed."""
    tag, semicolon, parameter = (part.strip() for part in item.partition(";"))
    if not semicolon:
        return tag, 1.0
    name, _, value = (part.strip() for part in parameter.partition("="))
    digits, _, decimals = value.partition(".")
    sound = (
        name == "q"
        and value.isascii()
        and (digits in {"0", "1"})
        and (decimals == "" or decimals.isdigit())
        and len(decimals) <= 3
    )
    return (tag, float(value)) if sound and float(value) <= 1 else ("", 0.0)
