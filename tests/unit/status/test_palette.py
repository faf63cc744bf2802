"""Tiles can be read, and told apart: with and without colours, in the light and in the dark."""

from __future__ import annotations

import re
from itertools import combinations
from math import dist
from typing import TYPE_CHECKING

import pytest

from kleark.status.overview import Status
from kleark.status.palette import DARK, DASHES, FORCED, LIGHT, Palette, css

if TYPE_CHECKING:
    from kleark.status.messages import Key

Colour = tuple[float, float, float]
STATUSES: tuple[Key, ...] = tuple(status.value for status in Status)

# What each kind of colour blindness leaves of linear light: Machado, Oliveira and Fernandes 2009, severity 1.0.
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "achromatopsia": ((0.2126, 0.7152, 0.0722),) * 3,
}

palettes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> Colour:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in values)
    return red, green, blue


def luminance(light: Colour) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(first: str, second: str) -> float:
    """WCAG 2.1's contrast ratio."""
    darker, lighter = sorted((luminance(linear(first)), luminance(linear(second))))
    return (lighter + 0.05) / (darker + 0.05)


def lab(light: Colour) -> Colour:
    """CIE L*a*b* of linear sRGB light, for a white of D65."""
    red, green, blue = (min(1.0, max(0.0, one)) for one in light)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(first: str, second: str, blindness: str) -> float:
    """How far two colours are from each other (CIE 1976) to an eye of this kind."""

    def seen(colour: str) -> Colour:
        light = linear(colour)
        red, green, blue = (
            sum(a * b for a, b in zip(row, light, strict=True)) for row in BLINDNESS[blindness]
        )
        return lab((red, green, blue))

    return dist(seen(first), seen(second))


def test_contrast_is_computed_as_wcag_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@palettes
def test_names_on_tiles_and_texts_on_the_sea_are_readable(palette: Palette) -> None:
    assert contrast(palette.text, palette.sea) >= 7
    for key, paint in palette.tiles.items():
        assert contrast(paint.text, paint.ground) >= 4.5, key


@palettes
def test_edges_and_patterns_are_seen(palette: Palette) -> None:
    """WCAG 2.1, 1.4.11: 3 to 1 for what must be seen to understand."""
    for key, paint in palette.tiles.items():
        assert contrast(paint.edge, palette.sea) >= 3, key
        assert contrast(paint.ink, paint.ground) >= 3, key


@palettes
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_no_two_statuses_look_alike_to_any_eye(palette: Palette, blindness: str) -> None:
    for first, second in combinations(STATUSES, 2):
        difference = apart(palette.tiles[first].ground, palette.tiles[second].ground, blindness)
        assert difference >= 8, (first, second, difference)


def test_without_any_colour_pattern_and_edge_tell_all_apart() -> None:
    """Where the reader has chosen the colours, the grounds are one of two."""
    looks = {
        key: (
            FORCED.tiles[key].ground,
            DASHES.get(key),
            key in ("unknown", "data_not_exposed", "some_exposed"),
        )
        for key in STATUSES
    }
    assert looks["no_data"] != looks["data_not_exposed"]
    assert looks["all_obligatory_exposed"][0] != looks["some_exposed"][0]
    assert {paint.ground for paint in FORCED.tiles.values()} == {"Canvas", "CanvasText"}


def test_every_colour_is_in_the_style_and_nothing_else_is() -> None:
    style = css()
    declared = {
        colour
        for palette in (LIGHT, DARK)
        for colour in (palette.sea, palette.text, *(one for paint in palette.tiles.values() for one in paint))
    }
    assert set(re.findall(r"#[0-9a-f]{6}", style)) == declared
    assert "@media screen and (prefers-color-scheme:dark)" in style
    assert "@media (forced-colors:active)" in style
    assert style.count("{") == style.count("}")
