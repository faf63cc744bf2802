"""The colours and edges of the tiles. Tests show that they can be distinguished, also without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.status.messages import Key


class Paint(NamedTuple):
    """The colours of one kind of tile: ground, text, edge, and the pattern (``ink``) in the band at its foot."""

    ground: str
    text: str
    edge: str
    ink: str


class Palette(NamedTuple):
    """The colours of a map. ``sea``: the background of the tiles. ``text``: that on the background."""

    sea: str
    text: str
    tiles: Mapping[Key, Paint]


LIGHT = Palette(
    sea="#ffffff",
    text="#1a1a1a",
    tiles={
        "unknown": Paint("#ececec", "#1a1a1a", "#595959", "#595959"),
        "no_data": Paint("#ffffff", "#1a1a1a", "#595959", "#595959"),
        "data_not_exposed": Paint("#fbdf98", "#1a1a1a", "#5c3d00", "#7a4a00"),
        "some_exposed": Paint("#9cc9f0", "#0a0a0a", "#0b3d6e", "#0b3d6e"),
        "all_obligatory_exposed": Paint("#0b3d6e", "#ffffff", "#06233f", "#ffffff"),
    },
)
DARK = Palette(
    sea="#14181d",
    text="#f2f2f2",
    tiles={
        "unknown": Paint("#3a3f45", "#ffffff", "#b8bec5", "#c9ced4"),
        "no_data": Paint("#14181d", "#f2f2f2", "#b8bec5", "#b8bec5"),
        "data_not_exposed": Paint("#4d3800", "#ffffff", "#f2c14e", "#f2c14e"),
        "some_exposed": Paint("#2c5f8f", "#ffffff", "#b9dcfb", "#d9ecfd"),
        "all_obligatory_exposed": Paint("#c4e2fc", "#0a1a2a", "#ffffff", "#0b3d6e"),
    },
)
FORCED = Palette(
    sea="Canvas",
    text="CanvasText",
    tiles={
        "unknown": Paint("Canvas", "CanvasText", "CanvasText", "CanvasText"),
        "no_data": Paint("Canvas", "CanvasText", "CanvasText", "CanvasText"),
        "data_not_exposed": Paint("Canvas", "CanvasText", "CanvasText", "CanvasText"),
        "some_exposed": Paint("Canvas", "CanvasText", "CanvasText", "CanvasText"),
        "all_obligatory_exposed": Paint("CanvasText", "Canvas", "CanvasText", "Canvas"),
    },
)
"""For forced colours, where patterns and edges alone distinguish the tiles."""

DASHES: Mapping[Key, str] = {"unknown": "1.5 4", "no_data": "6 4"}
"""Edges that are not solid."""


def css() -> str:
    """The style of the tiles, for light and dark screens, paper and forced colours."""
    dashes = "".join(f".t-{key} .edge{{stroke-dasharray:{dash}}}" for key, dash in DASHES.items())
    dark_screens = f"@media screen and (prefers-color-scheme:dark){{{_rules(DARK)}}}"
    return (
        ".map text{font-family:system-ui,'Segoe UI',Roboto,Arial,sans-serif}"
        ".edge{fill:none;stroke-width:1.5}"
        f"{dashes}{_rules(LIGHT)}"
        f"{dark_screens}"
        f"@media (forced-colors:active){{{_rules(FORCED)}}}"
    )


def _rules(palette: Palette) -> str:
    tiles = "".join(
        f".t-{key} .ground{{fill:{paint.ground}}}.t-{key} text{{fill:{paint.text}}}"
        f".t-{key} .edge{{stroke:{paint.edge}}}.i-{key}{{fill:{paint.ink};stroke:{paint.ink}}}"
        for key, paint in palette.tiles.items()
    )
    return f".sea{{fill:{palette.sea}}}.told{{fill:{palette.text}}}{tiles}"
