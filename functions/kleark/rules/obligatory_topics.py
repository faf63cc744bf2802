"""KA504, KA508: obligatory topics that are not there, or that are shown later than they were to be."""

from __future__ import annotations

from kleark.i18n.formats import format_short_date
from kleark.rules.model import Placed, Remark, rule
from kleark.sheet import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kleark.registers.obligatory import Area

SOURCE = "KL's lister over obligatoriske emner, område for område"

OBLIGATORY_MISSING = rule(
    "KA504",
    "info",
    title=("Obligatoriske KLE-numre mangler", "Obligatory KLE numbers are missing"),
    message=(
        "Arket mangler {count} af de obligatoriske emner i {groups_da}: {numbers}.",
        "The sheet lacks {count} of the obligatory topics in {groups_en}: {numbers}.",
    ),
    many=("{count} ark mangler obligatoriske emner", "{count} sheets lack obligatory topics"),
    why=(
        "Borgere med sager på de numre ser ikke deres sager på Mit Overblik.",
        "Citizens with cases on those numbers do not see them on Mit Overblik.",
    ),
    fix=(
        "Tilføj en række for hvert nummer, når kommunen er klar til at vise dem.",
        "Add a row for each number when the municipality is ready to show them.",
    ),
    source=SOURCE,
)
SHOWN_TOO_LATE = rule(
    "KA508",
    "warning",
    title=(
        "Et obligatorisk KLE-nummer vises fra en for sen dato",
        "An obligatory KLE number is shown from too late a date",
    ),
    message=(
        "{number} er obligatorisk og skulle {known_da}vises fra senest 31. december {year}. Fradatoen er {day}.",
        "{number} is obligatory and {known_en}was to be shown from 31 December {year} at the latest. The show-from "
        "date is {day}.",
    ),
    many=(
        "{count} obligatoriske KLE-numre vises fra en for sen dato",
        "{count} obligatory KLE numbers are shown from too late a date",
    ),
    why=(
        "Borgerne ser ikke de sager, der er oprettet før fradatoen.",
        "Citizens do not see the cases that were created before the show-from date.",
    ),
    fix=(
        "Skriv en tidligere fradato. Har kommunen valgt datoen med vilje, så svar på bemærkningen med grunden.",
        "Write an earlier show-from date. If the municipality chose the date on purpose, answer with the reason.",
    ),
    source="KOMBIT: FAQ om Borgerblikket (fradatoen er senest 31-12 i det år, hvor numrene skal udstilles)",
)


def find_missing_obligatory(numbers: Sequence[str], areas: Sequence[Area]) -> Iterator[Placed]:
    """The obligatory topics that are not there, once an area; nothing where the rows are about other fields."""
    present = set(numbers)
    groups = {number[:2] for number in present}
    for area in areas:
        missing = [number for number in area.numbers if number not in present]
        if missing and not groups.isdisjoint(area.main_groups):
            groups_da, groups_en = area.groups_in_words()
            params: dict[str, str | int] = {
                "count": len(missing),
                "numbers": ", ".join(missing),
                "groups_da": groups_da,
                "groups_en": groups_en,
            }
            yield Placed(Remark(OBLIGATORY_MISSING, params))


def find_shown_too_late(
    rows: Sequence[int], numbers: Sequence[str | None], days: Sequence[date | None], areas: Sequence[Area]
) -> Iterator[Placed]:
    """Obligatory topics whose show-from date lies after the year in which they were to be shown.

    ``rows``: as Excel numbers them. ``numbers``, ``days``: what was read in each; None where nothing was.
    """
    area_of = {number: area for area in areas for number in area.numbers}
    if area_of.keys().isdisjoint(numbers):
        return
    for row, number, day in zip(rows, numbers, days, strict=True):
        area = area_of.get(number or "")
        if area is None or day is None or day <= area.latest_show_from:
            continue
        shown = format_short_date(day)
        params: dict[str, str | int] = {
            "number": number or "",
            "year": area.year,
            "day": shown,
            "known_da": "" if area.year_is_certain else "så vidt vides ",
            "known_en": "" if area.year_is_certain else "as far as is known ",
        }
        yield Placed(Remark(SHOWN_TOO_LATE, params), row, columns.SHOW_FROM.key, found=shown)
