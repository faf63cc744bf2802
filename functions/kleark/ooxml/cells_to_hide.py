"""Which cells of a workbook, and which texts that cells share, the finder found a CPR number in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kleark.ooxml.package import open_workbook
from kleark.redaction.cpr import find_cpr, mask
from kleark.redaction.invisible import visible
from kleark.sheet.address import parse_cell

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kleark.ooxml.parts import Parts
    from kleark.sheet.address import Cell
    from kleark.sheet.text_search import PlacedText

    CellsByTab = Mapping[str, Collection[Cell]]

SHARED: Final = "unused_text"
"""The place of a text that cells share."""

_ITEM = re.compile(rb"<(?:[^\s<>/:]+:)?si[\s>/]")
_SHARED_CELL = re.compile(
    rb"<(?:[^\s<>/:]+:)?c (?P<tag>[^<>]*)>\s*<(?:[^\s<>/:]+:)?v[^<>]*>\s*(?P<index>[0-9]+)\s*<"
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]+[0-9]+)["']""")
_IS_SHARED = re.compile(rb"""\bt=["']s["']""")


class CellsToHide:
    """The cells in which a number was found, by the part that they stand in."""

    def __init__(self, parts: Parts, cells: CellsByTab) -> None:
        self._parts = parts
        self._sheets: dict[str, Collection[Cell]] = {
            sheet.part: cells.get(visible(mask(sheet.name)), ())
            for sheet in open_workbook(parts).sheets
            if sheet.kind == "worksheet" and sheet.part in parts
        }

    def has(self, part: str, cell: str | None) -> bool:
        """Whether a number was found in a cell. A cell without an address is not known, and counts as one."""
        place = parse_cell(cell or "")
        return place is None or part not in self._sheets or place in self._sheets[part]

    def choose_shared(self, content: bytes, texts: list[PlacedText]) -> list[PlacedText]:
        """Of the shared texts that may hold a number, those of cells in which one was found, and those of no cell."""
        indexes: dict[int, int] = {}
        counted, position = 0, 0
        for start in sorted({placed.start for placed in texts}):
            counted += sum(1 for _ in _ITEM.finditer(content, position, start + 4))
            position = start + 4
            indexes[start] = counted - 1
        users = self._users(set(indexes.values()))
        chosen = []
        for placed in texts:
            using = users.get(indexes[placed.start])
            if using is None:
                # No heading is over it.
                if find_cpr(placed.text):
                    placed.heading = ""
                    chosen.append(placed)
            elif any(self.has(part, cell) for part, cell in using):
                chosen.append(placed)
        return chosen

    def _users(self, indexes: set[int]) -> dict[int, list[tuple[str, str]]]:
        """By index of a shared text, the cells that show it."""
        users: dict[int, list[tuple[str, str]]] = {}
        for part in self._sheets:
            for match in _SHARED_CELL.finditer(self._parts.read(part)):
                if int(match["index"]) in indexes and _IS_SHARED.search(match["tag"]):
                    reference = _REFERENCE.search(match["tag"])
                    cell = reference[1].decode() if reference else ""
                    users.setdefault(int(match["index"]), []).append((part, cell))
        return users
