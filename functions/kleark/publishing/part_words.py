"""Parts and their rows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.part import PartKind
from kleark.configuration.row import ALL_SYSTEMS
from kleark.i18n.formats import joined, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.configuration.part import Overlap, Part
    from kleark.configuration.plan import RowKey
    from kleark.configuration.row import Row
    from kleark.i18n.language import Language

MOST_NAMED = 5
"""At most so many rows are named in a sentence."""

KIND_WORDS: Mapping[PartKind, Mapping[Language, tuple[str, str]]] = {
    PartKind.SYSTEMS: {"da": ("fagsystemet", "fagsystemerne"), "en": ("source system", "source systems")},
    PartKind.KLE: {"da": ("KLE-gruppen", "KLE-grupperne"), "en": ("KLE group", "KLE groups")},
    PartKind.DEPARTMENTS: {"da": ("afdelingen", "afdelingerne"), "en": ("department", "departments")},
}
_ALL: Mapping[Language, str] = {"da": "Alle", "en": "all systems"}


def reach_text(part: Part, lang: Language) -> str:
    """What belongs to a part, e.g. ``fagsystemerne FASIT og KSD``."""
    word = plural(len(part.values), KIND_WORDS[part.kind][lang])
    return f"{word} {joined([system_name(value, lang) for value in part.values], lang)}"


def system_name(system: str, lang: Language) -> str:
    """A source system as people write it. Also any other value of a part, which stays as it is."""
    return _ALL[lang] if system == ALL_SYSTEMS else system


def parts_text(parts: Iterable[Part], lang: Language) -> str:
    """Which parts there are, as a sentence."""
    names = [part.name for part in parts]
    if not names:
        none: Mapping[Language, str] = {
            "da": "Kommunen har ikke oprettet nogen dele.",
            "en": "The municipality has defined no parts.",
        }
        return none[lang]
    return f"Delene er: {', '.join(names)}." if lang == "da" else f"The parts are: {', '.join(names)}."


def row_names(rows: Sequence[Row | RowKey], lang: Language) -> str:
    """Rows by number and system, the first few of many."""
    named = [f"{row.kle_number} ({system_name(row.source_system, lang)})" for row in rows[:MOST_NAMED]]
    more = len(rows) - len(named)
    if more:
        return f"{', '.join(named)} {'og' if lang == 'da' else 'and'} {more} {'andre' if lang == 'da' else 'more'}"
    return joined(named, lang)


def overlap_text(overlap: Overlap, lang: Language) -> str:
    """That two parts overlap, by what of a row that shows."""
    words: Mapping[Language, tuple[str, str, str]] = {
        "da": ("KLE-nummer", "fagsystem", "afdeling"),
        "en": ("KLE number", "source system", "department"),
    }
    values = (
        overlap.kle_number,
        overlap.source_system and system_name(overlap.source_system, lang),
        overlap.department,
    )
    have = joined([f"{word} {value}" for word, value in zip(words[lang], values, strict=True) if value], lang)
    one, other = overlap.one.name, overlap.other.name
    if lang == "da":
        return f"{one} og {other} overlapper: en række med {have} ville høre til begge."
    return f"{one} and {other} overlap: a row with {have} would belong to both."
