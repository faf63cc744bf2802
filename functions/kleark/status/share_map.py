"""The map's second layer: which share of its cases each municipality shows, in colour, edge and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from kleark.configuration.case_counts import percent_shown
from kleark.i18n.formats import format_at_most, format_number, format_percent
from kleark.registers.tiles import tiles
from kleark.status.elements import element
from kleark.status.svg import SIDE, label, map_size, ring, tile_corner, tile_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from kleark.i18n.language import Language
    from kleark.registers.tiles import Tile
    from kleark.status.messages import Key
    from kleark.status.overview import MunicipalityStatus, Overview

FEWEST = 5
"""Of fewer cases no share is told: docs/personal-data.md."""

ShareKey = Literal["share_unknown", "share_none", "share_low", "share_high", "share_all"]

KEYS: tuple[ShareKey, ...] = ("share_none", "share_low", "share_high", "share_all", "share_unknown")

PAINTED_AS: Mapping[ShareKey, Key] = {
    "share_unknown": "unknown",
    "share_none": "no_data",
    "share_low": "data_not_exposed",
    "share_high": "some_exposed",
    "share_all": "all_obligatory_exposed",
}
"""Which kind of the status' tiles each looks as. Without any colour, figures and edges tell them apart."""


class ShareWords(NamedTuple):
    """The texts of the layer."""

    title: str
    description: str
    labels: Mapping[ShareKey, str]
    tile: str
    details: str
    unknown: str
    choose: str
    status_layer: str
    region: str


WORDS: Mapping[Language, ShareWords] = {
    "da": ShareWords(
        "Andel af sagerne, borgerne ser",
        "Danmarkskort af lige store felter, et for hver kommune. I hvert felt står, hvor stor en del af sagerne i "
        "indekserne borgerne højst ser. Tabellen under kortet siger det samme.",
        {
            "share_none": "Ingen af sagerne",
            "share_low": "1-49 procent",
            "share_high": "50-99 procent",
            "share_all": "Alle sagerne",
            "share_unknown": f"Kendes ikke, eller færre end {FEWEST} sager",
        },
        "{name}: {share} af sagerne",
        "{shown} af {cases} sager.",
        "andelen kendes ikke",
        "Hvad skal kortet vise?",
        "Status",
        "Kort over andelen af sagerne, borgerne ser",
    ),
    "en": ShareWords(
        "Share of the cases that citizens see",
        "Map of Denmark made of equal tiles, one a municipality. Each says which share of the cases in the indexes "
        "citizens see at most. The table below says the same.",
        {
            "share_none": "None of the cases",
            "share_low": "1-49 per cent",
            "share_high": "50-99 per cent",
            "share_all": "All cases",
            "share_unknown": f"Not known, or fewer than {FEWEST} cases",
        },
        "{name}: {share} of the cases",
        "{shown} of {cases} cases.",
        "share not known",
        "What should the map show?",
        "Status",
        "Map of the share of the cases that citizens see",
    ),
}


def percent_of(one: MunicipalityStatus) -> int | None:
    """The share in per cent; None where it is not known, or is of too few cases to be told."""
    if one.shown is None or one.cases is None or one.cases < FEWEST:
        return None
    return percent_shown(one.cases, one.shown)


def share_key(percent: int | None) -> ShareKey:
    """How a share is painted."""
    if percent is None:
        return "share_unknown"
    if percent in (0, 100):
        return "share_all" if percent else "share_none"
    return "share_low" if percent < 50 else "share_high"


def share_cell(one: MunicipalityStatus, lang: Language, unknown: str) -> str:
    """The share as the table has it."""
    percent = percent_of(one)
    return unknown if percent is None else format_percent(percent, lang)


def share_map(overview: Overview, lang: Language, own: str | None = None) -> Element:
    """The layer as an element, to stand on a page on which the map stands, too: it takes that map's style.

    ``own``: the code of the municipality to highlight.
    """
    words = WORDS[lang]
    width, height = map_size()
    by_code = {one.code: one for one in overview.municipalities}
    return element(
        "svg",
        element("title", words.title, id="share-title"),
        element("desc", words.description, id="share-desc"),
        element("rect", class_="sea", width=width, height=height),
        *(_tile(tile, by_code[tile.code], lang) for tile in tiles()),
        *(ring(tile) for tile in tiles() if tile.code == own),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        class_="map country",
        role="group",
        aria_labelledby="share-title",
        aria_describedby="share-desc",
        lang=lang,
    )


def _tile(tile: Tile, one: MunicipalityStatus, lang: Language) -> Element:
    words, percent = WORDS[lang], percent_of(one)
    key = PAINTED_AS[share_key(percent)]
    x, y = tile_corner(tile)
    share = words.unknown if percent is None else format_percent(percent, lang)
    name = words.tile.format(name=one.official_name, share=share)
    title = f"{one.official_name}: {words.unknown}" if percent is None else name
    details = None
    if percent is not None:
        shown = format_at_most(one.shown or 0, lang)
        text = words.details.format(shown=shown, cases=format_number(one.cases or 0, lang))
        details = element("desc", text[0].upper() + text[1:], id=f"sd{one.code}")
    group = element(
        "g",
        element("title", title, id=f"s{one.code}"),
        details,
        # The figure stands where the status' tiles have their pattern.
        *tile_shapes(key, x, y, patterned=False),
        *label(tile, x, y),
        _figure(percent, x, y),
        class_=f"t-{key}",
        role="img",
        aria_labelledby=f"s{one.code}",
    )
    if details is not None:
        group.set("aria-describedby", f"sd{one.code}")
    return group


def _figure(percent: int | None, x: float, y: float) -> Element:
    return element(
        "text",
        "–" if percent is None else f"{percent} %",
        x=x + SIDE / 2,
        y=y + SIDE - 5,
        font_size=12,
        font_weight="700",
        text_anchor="middle",
        aria_hidden="true",
    )


def share_legend(overview: Overview) -> dict[ShareKey, int]:
    """How many municipalities have each kind of share, of the kinds that the legend explains."""
    keys = [share_key(percent_of(one)) for one in overview.municipalities]
    return {key: keys.count(key) for key in KEYS}
