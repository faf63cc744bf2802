"""A plan's cases in words, in Danish and in English: before and after, and where the numbers are from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import OLD_AFTER
from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_at_most, format_count, format_date, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.configuration.case_changes import CaseChange
    from kleark.configuration.case_counts import IndexedCases
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language


class CaseTotals(NamedTuple):
    """The texts on a plan's totals. ``now``, ``then``: when, or in which revision, cases are shown."""

    now: str
    then: str
    gone: Forms
    new: Forms


class _Words(NamedTuple):
    totals: str
    about: Forms
    about_none: str
    of_day: str
    of_no_day: str
    old: str


_WORDS: Mapping[Language, _Words] = {
    "da": _Words(
        "Sager, der vises: {before} {now} og {after} {then}, ud af {all} i indekserne.",
        ("Det gælder op til 1 sag.", "Det gælder op til {} sager."),
        "Der er ingen af dem i indekserne.",
        "Tallene er fra opgørelsen af indekserne fra {}. Den siger ikke, hvornår sagerne er oprettet, og fradatoen kan "
        "skjule nogle af dem. Derfor står der op til.",
        "Tallene er fra opgørelsen af indekserne. Den siger ikke, hvornår sagerne er oprettet, og fradatoen kan skjule "
        "nogle af dem. Derfor står der op til.",
        "Opgørelsen er over {} dage gammel, så tallene kan være anderledes nu.",
    ),
    "en": _Words(
        "Cases shown: {before} {now} and {after} {then}, out of {all} in the indexes.",
        ("That is up to 1 case.", "That is up to {} cases."),
        "The indexes hold none of them.",
        "The numbers are from the inventory of the indexes of {}. It does not say when cases were created, and the "
        "show-from date may hide some of them. Hence up to.",
        "The numbers are from the inventory of the indexes. It does not say when cases were created, and the show-from "
        "date may hide some of them. Hence up to.",
        "The inventory is over {} days old, so the numbers may differ now.",
    ),
}

TOTALS: Mapping[Language, CaseTotals] = {
    "da": CaseTotals(
        "nu",
        "bagefter",
        ("Op til 1 sag vises ikke længere.", "Op til {} sager vises ikke længere."),
        ("Op til 1 sag kommer til.", "Op til {} sager kommer til."),
    ),
    "en": CaseTotals(
        "now",
        "afterwards",
        ("Up to 1 case is no longer shown.", "Up to {} cases are no longer shown."),
        ("Up to 1 case comes to be shown.", "Up to {} cases come to be shown."),
    ),
}


def compared_totals(before: int, after: int, lang: Language) -> CaseTotals:
    """The texts for a comparison of two revisions, whichever is the older one."""
    if lang == "da":
        return CaseTotals(
            f"i version {before}",
            f"i version {after}",
            (
                f"Op til 1 sag vises kun i version {before}.",
                f"Op til {{}} sager vises kun i version {before}.",
            ),
            (f"Op til 1 sag vises kun i version {after}.", f"Op til {{}} sager vises kun i version {after}."),
        )
    return CaseTotals(
        f"in revision {before}",
        f"in revision {after}",
        (
            f"Up to 1 case is shown in revision {before} only.",
            f"Up to {{}} cases are shown in revision {before} only.",
        ),
        (
            f"Up to 1 case is shown in revision {after} only.",
            f"Up to {{}} cases are shown in revision {after} only.",
        ),
    )


def case_sentences(
    change: CaseChange, indexed: IndexedCases, totals: CaseTotals, lang: Language
) -> Iterator[str]:
    """What a plan does to the cases in the indexes. ``change``: of all KLE numbers."""
    yield from change_sentences(change, indexed, totals, lang)
    yield from source_sentences(indexed, lang)


def change_sentences(
    change: CaseChange, indexed: IndexedCases, totals: CaseTotals, lang: Language
) -> Iterator[str]:
    """The totals alone, without where they are from."""
    yield _WORDS[lang].totals.format(
        before=format_at_most(change.before, lang),
        after=format_at_most(change.after, lang),
        now=totals.now,
        then=totals.then,
        all=format_number(indexed.cases, lang),
    )
    if change.gone:
        yield format_count(change.gone, totals.gone, lang)
    if change.new:
        yield format_count(change.new, totals.new, lang)


def source_sentences(indexed: IndexedCases, lang: Language) -> Iterator[str]:
    """Which inventory the numbers are from, what it cannot say, and that it is old where it is."""
    words = _WORDS[lang]
    day = day_of(indexed.uploaded_at)
    yield words.of_day.format(format_date(day, lang)) if day else words.of_no_day
    if indexed.old:
        yield words.old.format(OLD_AFTER.days)


def about_cases(cases: int, lang: Language) -> str:
    """How many cases a consequence is about."""
    return format_count(cases, _WORDS[lang].about, lang) if cases else _WORDS[lang].about_none


def day_of(uploaded_at: str | None) -> date | None:
    """The day of an inventory; None where nobody knows it."""
    return date.fromisoformat(uploaded_at[:10]) if uploaded_at else None
