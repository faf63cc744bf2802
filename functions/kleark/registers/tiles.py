"""A map of equal tiles: where on a grid each municipality's tile stands, so that Denmark is recognised.

The places are made for this: neighbours stay near each other, islands stand by themselves with water between, and
Bornholm is farthest to the east and south.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kleark.data_classes import dataclass

_DATA = Path(__file__).parent / "data" / "tiles.csv"


@dataclass(frozen=True, slots=True)
class Tile:
    """``column``, ``row``: counted from 0 in the north-west. ``label``: the name as it fits in, line by line."""

    code: str
    column: int
    row: int
    label: tuple[str, ...]


@cache
def tiles() -> tuple[Tile, ...]:
    """All 98, row by row from the north, each from the west."""
    lines = _DATA.read_text(encoding="utf-8").splitlines()[1:]
    return tuple(sorted(map(_tile, lines), key=lambda tile: (tile.row, tile.column)))


def _tile(line: str) -> Tile:
    code, column, row, label = line.split(";")
    return Tile(code, int(column), int(row), tuple(label.split("|")))
