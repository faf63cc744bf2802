"""KA51x: what shows only when the sheet is held against what the municipality has in the indexes."""

from __future__ import annotations

from datetime import date

from kleark.configuration.case_counts import (
    OLD_AFTER,
    Coverage,
    IndexedCases,
    by_number,
    coverage,
    row_cases,
    shown_cases,
)
from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import replace
from kleark.i18n.formats import format_count, format_date, format_number, joined, plural
from kleark.rules.kle import NUMBER
from kleark.rules.model import Params, Placed, Remark, rule
from kleark.sheet import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kleark.configuration.case_counts import UnreadInventory
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.rules.context import Context
    from kleark.rules.part_inventory import Share

_FILTER = "KOMBIT: FAQ om Borgerblikket (fagsystem er et filter)"

SHOWS_NONE = rule(
    "KA511",
    "warning",
    title=(
        "Rækken viser ingen sager, for de ligger i et andet fagsystem",
        "The row shows no cases, since they are in another source system",
    ),
    message=(
        "Rækken for {system} viser 0 sager. På {number} ligger {elsewhere_da}, som ingen række viser "
        "(opgørelsen af indekserne{day_da}).",
        "The row for {system} shows 0 cases. On {number}, no row shows the {elsewhere_en} (inventory of the "
        "indexes{day_en}).",
    ),
    many=(
        "{count} rækker viser ingen sager, for de ligger i et andet fagsystem",
        "{count} rows show no cases, since they are in another source system",
    ),
    why=(
        "Borgerne ser ikke de sager. Fagsystemet er et filter, så rækken viser kun sager fra det system, der står i "
        "den.",
        "Citizens do not see those cases. The source system is a filter, so the row shows its own system's only.",
    ),
    fix=(
        "Skriv det fagsystem, sagerne ligger i, eller Alle.",
        "Write the source system that the cases are in, or Alle.",
    ),
    source=_FILTER,
)
NO_CASES_YET = rule(
    "KA512",
    "info",
    title=("Rækker uden sager i indekserne", "Rows without cases in the indexes"),
    message=(
        "{rows_da} viser ingen sager nu, for der er ingen til dem i opgørelsen af indekserne{day_da}: {numbers}.",
        "{rows_en} no cases now, since the inventory of the indexes{day_en} has none for them: {numbers}.",
    ),
    many=("{count} ark har rækker uden sager i indekserne", "{count} sheets have rows without indexed cases"),
    why=(
        "Borgerne ser først noget fra de rækker, når der kommer sager i indekserne.",
        "Citizens see something of those rows only once there are cases in the indexes.",
    ),
    fix=(
        "Intet, hvis sagerne er på vej. Ellers se efter, om KLE-nummer og fagsystem er rigtige.",
        "Nothing, if the cases are on their way. Otherwise see whether KLE number and source system are right.",
    ),
)
SOME_HIDDEN = rule(
    "KA513",
    "info",
    title=(
        "Et KLE-nummer har også sager i et andet fagsystem",
        "A KLE number has cases in another source system, too",
    ),
    message=(
        "Arket viser {shown_da} på {number}. Der ligger også {elsewhere_da}, som ingen række viser "
        "(opgørelsen af indekserne{day_da}).",
        "The sheet shows {shown_en} on {number}. No row shows the {elsewhere_en} (inventory of the "
        "indexes{day_en}).",
    ),
    many=(
        "{count} KLE-numre har også sager i et andet fagsystem",
        "{count} KLE numbers have cases in another source system, too",
    ),
    why=(
        "Borgere med de sager ser dem ikke på Mit Overblik.",
        "Citizens with those cases do not see them on Mit Overblik.",
    ),
    fix=(
        "Intet, hvis det er meningen. Ellers tilføj en række for fagsystemet, eller skriv Alle.",
        "Nothing, if that is intended. Otherwise add a row for the source system, or write Alle.",
    ),
    source=_FILTER,
)
SHOWN_IN_ALL = rule(
    "KA514",
    "info",
    title=("Så mange sager viser arket", "How many cases the sheet shows"),
    message=(
        "Arket viser {shown_da} ud af {all_da} i indekserne.{others_da} Tallene er fra opgørelsen af "
        "indekserne{day_da}. Fradatoen kan skjule nogle af sagerne.{old_da}",
        "The sheet shows {shown_en} out of {all_en} in the indexes.{others_en} The numbers are from the "
        "inventory of the indexes{day_en}. The show-from date may hide some of the cases.{old_en}",
    ),
    many=("{count} ark er holdt op mod indekserne", "{count} sheets were held against the indexes"),
    why=(
        "Borgerne ser kun de sager, som en række i arket gælder for.",
        "Citizens see only those cases that a row of the sheet is for.",
    ),
    fix=(
        "Intet, hvis det er meningen. Tilføj ellers en række for hvert KLE-nummer, der skal vises.",
        "Nothing, if that is intended. Otherwise add a row for each KLE number that is to be shown.",
    ),
)
NOT_IN_INVENTORY = rule(
    "KA515",
    "info",
    title=("Kommunen har ingen sager i indekserne", "The municipality has no cases in the indexes"),
    message=(
        "Opgørelsen af indekserne{day_da} har ingen sager fra kommunen, så arket er ikke holdt op mod den.",
        "The inventory of the indexes{day_en} has no cases of the municipality, so the sheet was not held against it.",
    ),
    many=(
        "{count} ark er fra en kommune uden sager i indekserne",
        "{count} sheets are of a municipality without indexed cases",
    ),
    why=(
        "Borgerne ser først noget, når kommunens sager er i indekserne.",
        "Citizens see something only once the municipality's cases are in the indexes.",
    ),
    fix=(
        "Intet, hvis sagerne er på vej. Ellers spørg den, der har lavet opgørelsen, om kommunen mangler i den.",
        "Nothing, if the cases are on their way. Otherwise ask whoever made the inventory whether it lacks them.",
    ),
)
INVENTORY_UNREAD = rule(
    "KA516",
    "info",
    title=("Arket er ikke holdt op mod indekserne", "The sheet was not held against the indexes"),
    message=(
        "Opgørelsen af indekserne kunne ikke læses. Rapporten siger derfor ikke, hvor mange sager arket viser.",
        "The inventory of the indexes could not be read. The report therefore does not say how many cases the sheet "
        "shows.",
    ),
    many=("{count} ark er ikke holdt op mod indekserne", "{count} sheets were not held against the indexes"),
    why=("Resten af kontrollen gælder.", "The rest of the check still applies."),
    fix=(
        "Læg arket op igen om lidt, hvis du vil se tallene.",
        "Upload the sheet again in a while if you want to see the numbers.",
    ),
)

MOST_NAMED = 20
"""At most so many rows or KLE numbers are named in one sentence."""
EVERY_SYSTEM = "Alle"
"""What a sheet says for all source systems."""

_CASES: Mapping[Language, Forms] = {"da": ("1 sag", "{} sager"), "en": ("1 case", "{} cases")}
_UP_TO: Mapping[Language, Forms] = {
    "da": ("op til 1 sag", "op til {} sager"),
    "en": ("up to 1 case", "up to {} cases"),
}
_NONE: Mapping[Language, str] = {"da": "ingen sager", "en": "no cases"}

NumberedKey = tuple[int, str, str]
"""A row of the sheet as Excel counts it, its KLE number, and its source system as written."""


def find_against_inventory(
    keys: Mapping[int, tuple[str | None, str | None]], context: Context
) -> Iterator[Placed]:
    """What the indexes say of a sheet's rows; nothing while it is not known of a row what it is for.

    ``keys``: KLE number and source system of each row, by its number in Excel; None where none was read.
    """
    assert context.indexed is not None
    first: dict[tuple[str, str], NumberedKey] = {}
    for at, (number, system) in keys.items():
        if number is None or system is None or not NUMBER.fullmatch(number):
            return
        first.setdefault((number, system.casefold()), (at, number, system))
    rows = list(first.values())
    part = context.asked and context.asked.part
    if part is None or not isinstance(context.indexed, IndexedCases):
        yield from compare_with_inventory(rows, context.indexed)
        return
    from kleark.rules.part_inventory import share_of  # noqa: PLC0415 (nothing that most sheets need)

    share = share_of(part, context, first)
    if share is not None:
        yield from compare_with_inventory(rows, context.indexed, share)


def compare_with_inventory(
    rows: Sequence[NumberedKey], indexed: IndexedCases | UnreadInventory, share: Share | None = None
) -> Iterator[Placed]:
    """What is to be said of a sheet's rows, held against what is in the indexes.

    ``rows``: each key once. ``indexed``: the municipality's cases; without any where the inventory has none of it.
    ``share``: where the sheet speaks for a part: only its own rows are told of, beside others' that stay.
    """
    if not isinstance(indexed, IndexedCases):
        yield Placed(Remark(INVENTORY_UNREAD))
        return
    if not indexed.cases:
        yield Placed(Remark(NOT_IN_INVENTORY, _day(indexed)))
        return
    own = [(number, system.casefold()) for _, number, system in rows]
    systems = by_number([*own, *(share.others if share else ())])
    yield from _in_all(indexed, systems, share)
    covered = {number: coverage(indexed.of(number), own) for number, own in systems.items()}
    empty: list[NumberedKey] = []
    told: set[str] = set()
    for row in sorted(rows):
        _, number, system = row
        of = covered[number]
        if row_cases(indexed.of(number), systems[number], system.casefold()):
            if number not in told and (of := _answerable(of, number, share)).hidden:
                told.add(number)
                yield _some_hidden(row, of, indexed)
        elif of.hidden and system != ALL_SYSTEMS:
            placed = _shows_none(row, of, systems[number], indexed, first=number not in told)
            yield _offering_own(placed, share)
            told.add(number)
        else:
            empty.append(row)
    if empty:
        yield _no_cases_yet(empty, indexed)


def _shows_none(
    row: NumberedKey, of: Coverage, systems: Collection[str], indexed: IndexedCases, *, first: bool
) -> Placed:
    at, number, system = row
    params: Params = {"system": system, "number": number, **_elsewhere(of, indexed), **_day(indexed)}
    hidden = sorted(of.hidden)
    suggestion = None
    if first:
        # Of several rows one becomes the right one; for all of them to say it would be the same row twice.
        only = len(hidden) == 1
        suggestion = indexed.written(hidden[0]) if only else EVERY_SYSTEM if len(systems) == 1 else None
    return Placed(
        Remark(SHOWS_NONE, params, suggestion),
        at,
        columns.SOURCE_SYSTEM.key,
        found=system,
        # What an answer is given to: that these systems are not shown, however many cases they have.
        subject=" ".join(hidden),
    )


def _answerable(of: Coverage, number: str, share: Share | None) -> Coverage:
    """The same, without cases that no row of the part could show."""
    if share is None:
        return of
    own = share.indexed.of(number)
    return replace(of, hidden={system: cases for system, cases in of.hidden.items() if system in own})


def _offering_own(placed: Placed, share: Share | None) -> Placed:
    """The same, without a suggestion that would be no row of the part."""
    offered = placed.remark.suggestion
    if share is None or offered is None:
        return placed
    if share.may_write(ALL_SYSTEMS if offered == EVERY_SYSTEM else offered):
        return placed
    return replace(placed, remark=placed.remark._replace(suggestion=None))


def _some_hidden(row: NumberedKey, of: Coverage, indexed: IndexedCases) -> Placed:
    at, number, system = row
    params: Params = {
        "number": number,
        **_shown(of.shown),
        **_elsewhere(of, indexed),
        **_day(indexed),
    }
    return Placed(Remark(SOME_HIDDEN, params), at, columns.SOURCE_SYSTEM.key, found=system)


def _no_cases_yet(empty: Sequence[NumberedKey], indexed: IndexedCases) -> Placed:
    names = [f"{number} ({EVERY_SYSTEM if system == ALL_SYSTEMS else system})" for _, number, system in empty]
    params: Params = {
        "rows_da": format_count(len(empty), ("1 række", "{} rækker"), "da"),
        "rows_en": format_count(len(empty), ("1 row shows", "{} rows show"), "en"),
        "numbers": _listed(names),
        **_day(indexed),
    }
    return Placed(Remark(NO_CASES_YET, params))


def _in_all(
    indexed: IndexedCases, systems: Mapping[str, Collection[str]], share: Share | None
) -> Iterator[Placed]:
    of_da = of_en = ""
    if share is not None:
        indexed = share.indexed
        of_da = f" Det er kun de sager, som delen {share.name} kan vise."
        of_en = f" Those are only the cases that the part {share.name} can show."
    shown = shown_cases(indexed, systems)
    if shown == indexed.cases:
        return
    params: Params = {
        **_shown(shown),
        "all_da": format_number(indexed.cases, "da"),
        "all_en": format_number(indexed.cases, "en"),
        "others_da": of_da + _not_in_sheet(indexed, systems, "da"),
        "others_en": of_en + _not_in_sheet(indexed, systems, "en"),
        "old_da": f" Den er over {OLD_AFTER.days} dage gammel, så de kan være anderledes nu."
        if indexed.old
        else "",
        "old_en": f" It is over {OLD_AFTER.days} days old, so they may differ now." if indexed.old else "",
        **_day(indexed),
    }
    yield Placed(Remark(SHOWN_IN_ALL, params))


def _not_in_sheet(indexed: IndexedCases, systems: Mapping[str, Collection[str]], lang: Language) -> str:
    """The sentence on KLE numbers with cases and without a row, most cases first; empty where there is none."""
    counts = {number: sum(own.values()) for number, own in indexed.by_number.items() if number not in systems}
    if not counts:
        return ""
    in_order = sorted(counts, key=lambda number: (-counts[number], number))
    names = _listed([f"{number} ({format_number(counts[number], lang)})" for number in in_order])
    how_many = format_count(sum(counts.values()), _CASES[lang], lang)
    if lang == "da":
        return f" {how_many} ligger på KLE-numre, som arket ikke har: {names}."
    return f" {how_many} {plural(sum(counts.values()), ('is', 'are'))} on KLE numbers that it lacks: {names}."


def _elsewhere(of: Coverage, indexed: IndexedCases) -> Params:
    """The cases that no row shows, by source system, most of them first."""
    in_order = sorted(of.hidden.items(), key=lambda item: (-item[1], item[0]))
    danish = [f"{format_number(cases, 'da')} i {indexed.written(system)}" for system, cases in in_order]
    english = [f"{format_number(cases, 'en')} in {indexed.written(system)}" for system, cases in in_order]
    return {"elsewhere_da": _some(danish, "da"), "elsewhere_en": _some(english, "en")}


def _some(parts: Sequence[str], lang: Language) -> str:
    return joined([*parts[:MOST_NAMED], "…"] if len(parts) > MOST_NAMED else parts, lang)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def _shown(cases: int) -> Params:
    return {
        f"shown_{lang}": format_count(cases, forms, lang) if cases else _NONE[lang]
        for lang, forms in _UP_TO.items()
    }


def _day(indexed: IndexedCases) -> Params:
    """Which inventory it is, as the end of a sentence."""
    if indexed.uploaded_at is None:
        return {"day_da": "", "day_en": ""}
    day = date.fromisoformat(indexed.uploaded_at[:10])
    return {"day_da": f" fra {format_date(day, 'da')}", "day_en": f" of {format_date(day, 'en')}"}
