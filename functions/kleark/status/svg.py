"""The map: one tile for each municipality, distinguished by pattern and edge as well as by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.registers.tiles import tiles
from kleark.status.elements import element, serialise
from kleark.status.messages import WORDS, as_of, key_of, legend_keys, status_counts, tile_details, tile_name
from kleark.status.palette import css

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from kleark.i18n.language import Language
    from kleark.registers.tiles import Tile
    from kleark.status.messages import Key
    from kleark.status.overview import MunicipalityStatus, Overview

STEP = 60
SIDE = 56
BAND = 13
_MARGIN = 8
_LEGEND_AT = 530
_LINE = 12


def status_svg(overview: Overview, lang: Language = "da", note: str | None = None) -> str:
    """The map as a file of its own, with title, date and legend. ``note``: a text instead of the date."""
    root = map_element(overview, lang, alone=True, note=note)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + serialise(root, "xml") + "\n"


def map_element(
    overview: Overview, lang: Language, *, alone: bool, note: str | None = None, own: str | None = None
) -> Element:
    """The map as an element.

    Args:
        overview: The status of all municipalities.
        lang: The language of the texts.
        alone: Whether it is a file of its own: then it has a title, a date, a legend and its style in it.
        note: See `status_svg`.
        own: The code of the municipality to highlight.
    """
    date_text = as_of(overview, lang) if note is None else note
    words = WORDS[lang]
    width, height = map_size()
    by_code = {one.code: one for one in overview.municipalities}
    counts = status_counts(overview, lang)
    summary = "; ".join(f"{words.labels[key]}: {counts[key]}" for key in legend_keys(overview))
    root = element(
        "svg",
        element("title", words.title, id="map-title"),
        element("desc", f"{words.description} {summary}. {date_text}".rstrip(), id="map-desc"),
        element("style", css()) if alone else None,
        patterns(),
        element("rect", class_="sea", width=width, height=height),
        *(_legend(overview, lang, date_text) if alone else ()),
        *(_tile(tile, by_code[tile.code], lang, own=tile.code == own) for tile in tiles()),
        *(ring(tile) for tile in tiles() if tile.code == own),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        class_="map",
        # A group, since the parts of an image are not read out, and each tile must be.
        role="group",
        aria_labelledby="map-title",
        aria_describedby="map-desc",
        lang=lang,
    )
    if alone:
        root.set("width", str(width))
        root.set("height", str(height))
    return root


def swatch(key: Key, *, patterned: bool = True) -> Element:
    """A small tile for a legend outside the map; it uses the map's patterns, where it is ``patterned``."""
    return element(
        "svg",
        *tile_shapes(key, 2, 2, patterned=patterned),
        class_=f"map swatch t-{key}",
        viewBox=f"0 0 {SIDE + 4} {SIDE + 4}",
        aria_hidden="true",
    )


def patterns() -> Element:
    """The patterns of the bands at the tiles' feet: a lattice, dots and stripes."""

    def pattern(key: Key, side: float, *inside: Element) -> Element:
        return element(
            "pattern", *inside, id=f"p-{key}", width=side, height=side, patternUnits="userSpaceOnUse"
        )

    return element(
        "defs",
        pattern("unknown", 6, element("path", class_="i-unknown", d="M0 0 6 6M6 0 0 6", stroke_width=0.9)),
        pattern("data_not_exposed", 7, element("circle", class_="i-data_not_exposed", cx=3.5, cy=3.5, r=1.6)),
        pattern(
            "some_exposed",
            6,
            element("path", class_="i-some_exposed", d="M-1 1 1 -1M0 6 6 0M5 7 7 5", stroke_width=2),
        ),
    )


def _legend(overview: Overview, lang: Language, date_text: str) -> Iterator[Element]:
    """Title, date, and the meaning of each kind of tile, in the sea north of Zealand."""
    words, counts = WORDS[lang], status_counts(overview, lang)
    yield _text(words.title, _LEGEND_AT, 30, 24, weight="600")
    if date_text:
        half = len(date_text) // 2 if len(date_text) > 70 else len(date_text)
        cut = date_text.find(" ", half)
        lines = [date_text] if cut < 0 else [date_text[:cut], date_text[cut + 1 :]]
        for at, line in enumerate(lines):
            yield _text(line, _LEGEND_AT, 52 + 18 * at, 14)
    # Below the title, and no lower than the island to the left of it.
    for at, key in enumerate(legend_keys(overview)):
        x, y = _LEGEND_AT + (at % 2) * 258, 84 + (at // 2) * 46
        small = element("g", *tile_shapes(key, 0, 0), transform=f"translate({x} {y}) scale(.62)")
        yield element("g", small, class_=f"t-{key}", aria_hidden="true")
        yield _text(words.labels[key], x + 44, y + 15, 13)
        yield _text(counts[key], x + 44, y + 31, 13)


def _tile(tile: Tile, one: MunicipalityStatus, lang: Language, *, own: bool) -> Element:
    x, y = tile_corner(tile)
    details = tile_details(one, lang)
    group = element(
        "g",
        element("title", tile_name(one, lang, own=own), id=f"m{one.code}"),
        element("desc", details, id=f"d{one.code}") if details else None,
        *tile_shapes(key_of(one.status), x, y),
        *label(tile, x, y),
        *_mark(one, x, y),
        class_=f"t-{key_of(one.status)}",
        role="img",
        aria_labelledby=f"m{one.code}",
    )
    if details:
        group.set("aria-describedby", f"d{one.code}")
    return group


def _mark(one: MunicipalityStatus, x: float, y: float) -> Iterator[Element]:
    """An exclamation mark in the corner, where the watch found something that somebody should mend."""
    if one.health is not None and (one.health.errors or one.health.warnings):
        yield element("circle", class_="edge", cx=x + SIDE - 7, cy=y + 7, r=6)
        yield element(
            "text",
            "!",
            x=x + SIDE - 7,
            y=y + 11,
            font_size=11,
            font_weight="700",
            text_anchor="middle",
            aria_hidden="true",
        )


def ring(tile: Tile) -> Element:
    """A ring around a tile, over its neighbours, so that the tile's own edge and pattern stay visible."""
    x, y = tile_corner(tile)
    return element("rect", class_="ring", x=x - 3, y=y - 3, width=SIDE + 6, height=SIDE + 6, rx=6)


def map_size() -> tuple[int, int]:
    """Width and height of a map of all tiles."""
    width = STEP * (max(tile.column for tile in tiles()) + 1) + 2 * _MARGIN
    return width, STEP * (max(tile.row for tile in tiles()) + 1) + 2 * _MARGIN


def tile_corner(tile: Tile) -> tuple[float, float]:
    """Where a tile begins."""
    return tile.column * STEP + _MARGIN + 2, tile.row * STEP + _MARGIN + 2


def tile_shapes(key: Key, x: float, y: float, *, patterned: bool = True) -> Iterator[Element]:
    """Ground and edge of a tile, with the pattern of its kind at its foot, where it is ``patterned``."""
    yield element("rect", class_="ground", x=x, y=y, width=SIDE, height=SIDE, rx=4)
    if patterned and key in ("unknown", "data_not_exposed", "some_exposed"):
        yield element(
            "rect", x=x + 2, y=y + SIDE - BAND - 2, width=SIDE - 4, height=BAND, fill=f"url(#p-{key})"
        )
    yield element("rect", class_="edge", x=x, y=y, width=SIDE, height=SIDE, rx=4)


def label(tile: Tile, x: float, y: float) -> Iterator[Element]:
    """The name, in the middle of the space above the band."""
    first = y + (SIDE - BAND) / 2 + 4 - (len(tile.label) - 1) * _LINE / 2
    for at, line in enumerate(tile.label):
        yield element(
            "text",
            line,
            class_="label",
            x=x + SIDE / 2,
            y=first + at * _LINE,
            font_size=10,
            text_anchor="middle",
            aria_hidden="true",
        )


def _text(text: str, x: float, y: float, size: float, weight: str = "400") -> Element:
    return element("text", text, class_="told", x=x, y=y, font_size=size, font_weight=weight)
