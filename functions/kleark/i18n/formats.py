"""Numbers, dates, times and lists as they are written in Danish and in English. The only place that formats them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Sequence
    from datetime import date, datetime

    from kleark.i18n.language import Language

Forms = tuple[str, str]
"""For 1 and for any other number: ``("1 række", "{} rækker")``, or without the number ``("række", "rækker")``."""

ShareForms = tuple[str, str, str]
"""Of the only one there is, of all, and of some of them: ``("den ene række", "alle {} rækker", "{} af {} rækker")``."""

_MONTHS: dict[Language, tuple[str, ...]] = {
    "da": ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_DATE: dict[Language, str] = {"da": "{day}. {month} {year}", "en": "{day} {month} {year}"}
_MOMENT: dict[Language, str] = {
    "da": "{date} kl. {hour:02d}.{minute:02d}",
    "en": "{date} at {hour:02d}:{minute:02d}",
}
_UP_TO: dict[Language, str] = {"da": "op til {}", "en": "up to {}"}
_NONE: dict[Language, str] = {"da": "ingen", "en": "none"}
_AND: dict[Language, str] = {"da": " og ", "en": " and "}
_PERCENT: dict[Language, str] = {"da": "{} procent", "en": "{} per cent"}


def format_date(value: date, lang: Language) -> str:
    """``1. apr. 2021``."""
    return _DATE[lang].format(day=value.day, month=_MONTHS[lang][value.month - 1], year=value.year)


def format_short_date(value: date) -> str:
    """``01-04-2021``, as admins write it in their sheets."""
    return f"{value.day:02d}-{value.month:02d}-{value.year:04d}"


def spell_days(text: str, lang: Language) -> str:
    """A text whose days are written ``01-04-2021``, with ``1. apr. 2021`` instead. What is no day stays."""
    import re  # noqa: PLC0415 (few texts are read so)

    return re.sub(
        r"(?<![\w-])(\d{2})-(\d{2})-(\d{4})(?![\w-])", lambda found: _spelt(found, lang), text, flags=re.ASCII
    )


def _spelt(found: re.Match[str], lang: Language) -> str:
    from datetime import date  # noqa: PLC0415 (see `spell_days`)

    day, month, year = map(int, found.groups())
    try:
        return format_date(date(year, month, day), lang)
    except ValueError:
        return found[0]


def format_moment(value: datetime, lang: Language) -> str:
    """``1. apr. 2021 kl. 20.14``."""
    return _MOMENT[lang].format(date=format_date(value, lang), hour=value.hour, minute=value.minute)


def format_number(value: int, lang: Language) -> str:
    """``10.000`` in Danish, ``10,000`` in English."""
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "da" else text


def format_at_most(count: int, lang: Language) -> str:
    """``op til 1.204``, or that there are none."""
    return _UP_TO[lang].format(format_number(count, lang)) if count else _NONE[lang]


def format_percent(value: int, lang: Language) -> str:
    """``12 procent``."""
    return _PERCENT[lang].format(value)


def format_count(count: int, forms: Forms, lang: Language) -> str:
    """A number with its noun: ``1 række``, ``10.000 rækker``."""
    return plural(count, forms).format(format_number(count, lang))


def plural(count: int, forms: Forms) -> str:
    """The form that goes with a number, in Danish and in English: the first for 1 alone, also of a verb."""
    return forms[count != 1]


def format_share(some: int, whole: int, forms: ShareForms, lang: Language) -> str:
    """So many of so many: ``den ene række``, ``alle 5 rækker``, ``2 af 5 rækker``."""
    only, all_of_them, some_of_them = forms
    if some != whole:
        return some_of_them.format(format_number(some, lang), format_number(whole, lang))
    return format_count(whole, (only, all_of_them), lang)


def joined(texts: Sequence[str], lang: Language) -> str:
    """A list as one says it: ``FASIT, KSD og SBSYS``."""
    return _AND[lang].join([*([", ".join(texts[:-1])] if len(texts) > 1 else []), *texts[-1:]])


def capitalised(text: str) -> str:
    """With a capital letter first, as a sentence begins; the rest as it is."""
    return text[:1].upper() + text[1:]


class Amount:
    """A number in a message: ``{count}`` becomes ``1.830``, ``{count:række|rækker}`` the number with its noun.

    The nouns stand in the text, since they are Danish in one and English in the other.
    """

    __slots__ = ("_count", "_lang")

    def __init__(self, count: int, lang: Language) -> None:
        self._count = count
        self._lang = lang

    def __format__(self, nouns: str) -> str:
        number = format_number(self._count, self._lang)
        if not nouns:
            return number
        one, several = nouns.split("|")
        return f"{number} {plural(self._count, (one, several))}"
