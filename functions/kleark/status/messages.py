"""The texts of map and table, in Danish and in English. The four labels are KOMBIT's."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from kleark.i18n.formats import format_at_most, format_count, format_date, format_number
from kleark.status.overview import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.status.overview import Health, MunicipalityStatus, Overview

Key = Literal["unknown", "no_data", "data_not_exposed", "some_exposed", "all_obligatory_exposed"]
"""A status, or that it is unknown."""


class Words(NamedTuple):
    """All sentences and labels of the map and its page."""

    title: str
    labels: Mapping[Key, str]
    description: str
    as_of: str
    no_inventory: str
    lead: str
    map_heading: str
    map_lead: str
    table_heading: str
    table_lead: str
    skip: str
    skip_map: str
    map_region: str
    how_many: tuple[str, str]
    tile: str
    tile_obligatory: str
    tile_details: str
    tile_shown: str
    columns: tuple[str, ...]
    shown_column: str
    share_column: str
    shown_before_column: str
    figure_and_before: str
    shown_total: str
    shown_total_before: str
    of: str
    none: str
    own: str
    all_of_them: str
    definition: str
    area: tuple[str, str]
    area_of: str
    joined: str
    made_by: str
    watch_column: str
    watch_fine: str
    watch_found: tuple[tuple[str, str], ...]
    watch_told: str


_DANISH = Words(
    title="Status for de 98 kommuner",
    labels={
        "unknown": "Status kendes ikke",
        "no_data": "Ingen data i indekserne",
        "data_not_exposed": "Data i indekserne, men ikke udstillet",
        "some_exposed": "Enkelte KLE-numre udstillet",
        "all_obligatory_exposed": "Alle obligatoriske KLE-numre udstillet",
    },
    description="Danmarkskort af lige store felter, et for hver kommune. Tabellen under kortet siger det samme.",
    as_of="Opgørelsen af indekserne er fra {}.",
    no_inventory="Der er ikke lagt en opgørelse af indekserne op endnu, så kommunernes status kendes ikke.",
    lead="Kortet viser, hvor langt kommunerne er med at vise borgerne deres sager på Mit Overblik.",
    map_heading="Kort",
    map_lead="Hver kommune er et felt. Felterne er lige store og står cirka, hvor kommunerne ligger.",
    table_heading="Alle kommuner",
    table_lead="Det samme som på kortet, med tal.",
    skip="Gå til indholdet",
    skip_map="Spring kortet over, og gå til tabellen",
    map_region="Kort over kommunerne",
    how_many=("{} kommune", "{} kommuner"),
    tile="{name}: {status}",
    tile_obligatory=", {shown} af {all} obligatoriske",
    tile_details="{cases} sager i indekserne. {exposed} af {with_data} KLE-numre med sager er udstillet.",
    tile_shown=" {shown} af sagerne vises.",
    columns=(
        "Kommune",
        "Status",
        "Sager i indekserne",
        "KLE-numre med sager",
        "Heraf udstillet",
        "Obligatoriske udstillet",
        "Obligatoriske, der mangler",
    ),
    shown_column="Sager, der højst vises",
    share_column="Andel, der højst vises",
    shown_before_column="Sager, der højst vistes før",
    figure_and_before="{} (før {})",
    shown_total="Sager, der vises: {shown} ud af {cases} i indekserne.",
    shown_total_before="Sager, der vises: {shown} ud af {cases} i indekserne, før {before}.",
    of="{} af {}",
    none="Ingen",
    own="jeres kommune",
    all_of_them="Alle {}",
    definition="Et KLE-nummer er udstillet, når kommunens offentliggjorte konfiguration har en række for nummeret, "
    "der gælder et af de fagsystemer, sagerne kommer fra, eller alle. De obligatoriske er {}.",
    area=("det ene emne", "de {} emner"),
    area_of="{topics} i {groups} fra {source}",
    joined=" og ",
    made_by="Dannet af Kleark {}.",
    watch_column="Løbende kontrol",
    watch_fine="I orden",
    watch_found=(("{} fejl", "{} fejl"), ("{} advarsel", "{} advarsler"), ("{} oplysning", "{} oplysninger")),
    watch_told=" Løbende kontrol: {}.",
)

_ENGLISH = Words(
    title="Status of the 98 municipalities",
    labels={
        "unknown": "Status unknown",
        "no_data": "No data in the indexes",
        "data_not_exposed": "Data in the indexes, but not exposed",
        "some_exposed": "Some KLE numbers exposed",
        "all_obligatory_exposed": "All obligatory KLE numbers exposed",
    },
    description="Map of Denmark made of equal tiles, one a municipality. The table below says the same.",
    as_of="The inventory of the indexes is of {}.",
    no_inventory="No inventory of the indexes has been uploaded yet, so no municipality's status is known.",
    lead="The map shows how far the municipalities are with showing citizens their cases on Mit Overblik.",
    map_heading="Map",
    map_lead="Each municipality is a tile. The tiles are of equal size, roughly where the municipalities are.",
    table_heading="All municipalities",
    table_lead="The same as on the map, with figures.",
    skip="Go to the content",
    skip_map="Skip the map and go to the table",
    map_region="Map of the municipalities",
    how_many=("{} municipality", "{} municipalities"),
    tile="{name}: {status}",
    tile_obligatory=", {shown} of {all} obligatory",
    tile_details="{cases} cases in the indexes. {exposed} of {with_data} KLE numbers with cases are exposed.",
    tile_shown=" Cases shown: {shown}.",
    columns=(
        "Municipality",
        "Status",
        "Cases in the indexes",
        "KLE numbers with cases",
        "Of these exposed",
        "Obligatory exposed",
        "Obligatory missing",
    ),
    shown_column="Cases shown at most",
    share_column="Share shown at most",
    shown_before_column="Cases shown at most before",
    figure_and_before="{} (before: {})",
    shown_total="Cases shown: {shown} out of {cases} in the indexes.",
    shown_total_before="Cases shown: {shown} out of {cases} in the indexes, before that {before}.",
    of="{} of {}",
    none="None",
    own="your municipality",
    all_of_them="All {}",
    definition="A KLE number is exposed when the municipality's published configuration has a row for it that is for "
    "one of the source systems its cases come from, or for all. The obligatory ones are {}.",
    area=("the one topic", "the {} topics"),
    area_of="{topics} of {groups} in {source}",
    joined=" and ",
    made_by="Made by Kleark {}.",
    watch_column="Watch",
    watch_fine="Fine",
    watch_found=(("{} error", "{} errors"), ("{} warning", "{} warnings"), ("{} note", "{} notes")),
    watch_told=" Watch: {}.",
)

WORDS: Mapping[Language, Words] = {"da": _DANISH, "en": _ENGLISH}


def key_of(status: Status | None) -> Key:
    """The key of a status in map and texts."""
    return "unknown" if status is None else status.value


def legend_keys(overview: Overview) -> tuple[Key, ...]:
    """The keys in the legend: the four where there is an inventory, and ``unknown`` where a status is."""
    four: tuple[Key, ...] = tuple(status.value for status in Status) if overview.inventory else ()
    return (*four, "unknown") if any(one.status is None for one in overview.municipalities) else four


def tile_name(one: MunicipalityStatus, lang: Language, *, own: bool = False) -> str:
    """``Odense Kommune: enkelte KLE-numre udstillet, 4 af 12 obligatoriske``; ``own`` adds that it is the reader's."""
    words = WORDS[lang]
    label = words.labels[key_of(one.status)]
    name = words.tile.format(name=one.official_name, status=label[0].lower() + label[1:])
    if one.status in (Status.SOME_EXPOSED, Status.DATA_NOT_EXPOSED):
        name += words.tile_obligatory.format(shown=one.obligatory_exposed, all=one.obligatory)
    return f"{name} ({words.own})" if own else name


def tile_details(one: MunicipalityStatus, lang: Language) -> str | None:
    """The figures behind a status, or None."""
    if not one.cases or one.exposed is None:
        return None
    words = WORDS[lang]
    health = words.watch_told.format(health_text(one.health, lang)) if one.health else ""
    details = words.tile_details.format(
        cases=format_number(one.cases, lang), exposed=one.exposed, with_data=one.with_data
    )
    if one.shown is None:
        return details + health
    shown = format_at_most(one.shown, lang)
    told = words.tile_shown.format(shown=shown[0].upper() + shown[1:] if lang == "da" else shown)
    return details + told + health


def health_text(health: Health, lang: Language) -> str:
    """``2 advarsler, 1 oplysning``, or that all is well."""
    words = WORDS[lang]
    counts = (health.errors, health.warnings, health.infos)
    parts = [
        format_count(count, forms, lang)
        for count, forms in zip(counts, words.watch_found, strict=True)
        if count
    ]
    return ", ".join(parts) or words.watch_fine


def shown_total(overview: Overview, lang: Language) -> str:
    """How many cases are shown of all that are in the indexes, and before; empty without an inventory."""
    if overview.inventory is None:
        return ""
    words = WORDS[lang]
    before = overview.shown_before
    text = words.shown_total if before is None else words.shown_total_before
    return text.format(
        shown=format_at_most(overview.shown, lang),
        cases=format_number(overview.cases, lang),
        before=format_at_most(before or 0, lang),
    )


def status_counts(overview: Overview, lang: Language) -> dict[Key, str]:
    """``15 kommuner`` for each status that the legend explains."""
    words, counts = WORDS[lang], Counter(key_of(one.status) for one in overview.municipalities)
    return {key: format_count(counts[key], words.how_many, lang) for key in legend_keys(overview)}


def definition(overview: Overview, lang: Language = "da") -> str:
    """The text on when a KLE number counts as exposed, and on which numbers are obligatory."""
    words, at = WORDS[lang], ("da", "en").index(lang)
    areas = [
        words.area_of.format(
            topics=format_count(len(area.numbers), words.area, lang),
            groups=area.groups_in_words()[at],
            source=(area.source_da, area.source_en)[at],
        )
        for area in overview.areas
    ]
    return words.definition.format(words.joined.join(areas) or words.none.lower())


def as_of(overview: Overview, lang: Language) -> str:
    """The text on the date of the inventory, or on that there is none."""
    words = WORDS[lang]
    if overview.inventory is None:
        return words.no_inventory
    at = overview.inventory.uploaded_at
    if at is None:
        return ""
    return words.as_of.format(format_date(date.fromisoformat(at[:10]), lang))


def danish_order(name: str) -> tuple[str, ...]:
    """The sort key of a name in Danish: æ, ø and å come last, and aa is å."""
    letters = {"æ": "{", "ø": "|", "å": "}"}
    return tuple(letters.get(letter, letter) for letter in name.lower().replace("aa", "å"))
