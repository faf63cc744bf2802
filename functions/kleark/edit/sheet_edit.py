"""What somebody asks to have changed in one sheet: cells, rows' values by their columns, rows to be added or taken out.

An edit says nothing of what is right: the sheet that comes out of it is checked like any other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.sheet.address import parse_area
from kleark.sheet.columns import CONFIGURATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.sheet.address import Area
    from kleark.sheet.columns import Column

MOST_CELLS = 20_000
"""So many cells are changed at once at most."""
LONGEST_VALUE = 4_000
"""Characters of one new value: longer ones are no value of any column."""

COLUMN_BY_KEY: Mapping[str, Column] = {column.key: column for column in CONFIGURATION.every}


class UnusableEditError(ValueError):
    """What is given is no edit, or asks for more than one edit may."""


@dataclass(frozen=True, slots=True)
class CellEdit:
    """The same text into every cell of an area (``B7``, ``E2:E10``); an empty one empties them.

    ``before``: what is expected to stand in the first of them, as a report shows it; None where that does not matter.
    """

    area: str
    value: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class RowEdit:
    """New texts for cells of the row with this number in Excel, by the keys of their columns."""

    row: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AddedRow:
    """A row that is added behind the last one, by the keys of its columns. ``like``: the row whose formats it gets."""

    values: Mapping[str, str]
    like: int | None = None


@dataclass(frozen=True, slots=True)
class SheetEdit:
    """All that is asked of one file.

    Attributes:
        cells: Changes by their addresses.
        rows: Changes by row and column, wherever the sheet has that column.
        removed: The numbers of rows to be taken out.
        added: Rows to be added, in this order.
    """

    cells: tuple[CellEdit, ...] = ()
    rows: tuple[RowEdit, ...] = ()
    removed: tuple[int, ...] = ()
    added: tuple[AddedRow, ...] = ()

    def __post_init__(self) -> None:
        """Raises UnusableEditError."""
        size = 0
        for one in self.cells:
            area = _area(one.area)
            size += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
            _require_text(one.value)
        for values in (*(row.values for row in self.rows), *(row.values for row in self.added)):
            size += len(values)
            if not values.keys() <= COLUMN_BY_KEY.keys():
                raise UnusableEditError("no such column")
            for value in values.values():
                _require_text(value)
        size += len(self.removed) * len(COLUMN_BY_KEY)
        if size > MOST_CELLS:
            raise UnusableEditError("too many cells")

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.cells or self.rows or self.removed or self.added)

    def to_json(self) -> dict[str, Any]:
        """The edit as it is stored."""
        content: dict[str, Any] = {
            "cells": [{"area": one.area, "value": one.value, "before": one.before} for one in self.cells],
            "rows": [{"row": one.row, "values": dict(one.values)} for one in self.rows],
            "removed": list(self.removed),
        }
        if self.added:
            content["added"] = [{"values": dict(one.values), "like": one.like} for one in self.added]
        return content

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SheetEdit:
        """The opposite of `to_json`. Raises UnusableEditError."""
        try:
            return cls(
                tuple(CellEdit(str(one["area"]), str(one["value"]), one["before"]) for one in data["cells"]),
                tuple(RowEdit(int(one["row"]), _texts(one["values"])) for one in data["rows"]),
                tuple(int(one) for one in data["removed"]),
                tuple(
                    AddedRow(_texts(one["values"]), None if one["like"] is None else int(one["like"]))
                    for one in data.get("added", ())
                ),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UnusableEditError(f"not an edit: {type(error).__name__}") from error

    def canonical(self) -> bytes:
        """The same bytes for the same edit, whatever order its changes are named in."""
        content = self.to_json()
        for name in ("cells", "rows"):
            content[name].sort(key=lambda one: json.dumps(one, sort_keys=True))
        content["removed"] = sorted(set(content["removed"]))
        return json.dumps(content, sort_keys=True, ensure_ascii=True).encode()


def _texts(values: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name): str(text) for name, text in values.items()}


def _area(text: str) -> Area:
    area = parse_area(text)
    if area is None:
        raise UnusableEditError("not an address")
    return area


def _require_text(value: str) -> None:
    if len(value) > LONGEST_VALUE or any(ord(one) < 32 and one not in "\t\n\r" for one in value):
        raise UnusableEditError("not a text for a cell")
