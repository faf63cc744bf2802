"""Formulas that several cells share: each cell gets its own where the one that holds the text is overwritten.

A formula is moved only if every piece of it is known. What Excel writes for deleted sheets and columns, tables, other
workbooks, spilled areas and the like is not, and such a formula must stay where it is: half of it would be damage.
"""

from __future__ import annotations

import re
from collections import defaultdict

from kleark.ooxml.markup import Splice, string_item
from kleark.redaction.patterns import pattern
from kleark.sheet.address import column_letters, column_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kleark.ooxml.worksheet import SharedFormula, SheetMap
    from kleark.sheet.address import Cell

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

# A sheet's name before a reference; none with a colon (several sheets) or brackets (another workbook).
_SHEET = r"(?:(?:[^\W\d]|\\)[\w.\\?]*!|'(?:[^'\[\]:*?/\\]|'')+'!)?"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
# What may not follow a reference or a name: with it, both would be something else.
_ENDS = r"(?![\w.\\?$(\[!#:@'\"{])"
_PIECE = pattern(
    rf"""
    (?P<text>"(?:[^"]|"")*"(?!["\w]))
    |(?P<function>(?:[^\W\d])[\w.]*\()
    |{_SHEET}(?P<cells>{_CELL}(?::{_CELL})?){_ENDS}
    |{_SHEET}(?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}){_ENDS}
    |{_SHEET}(?P<rows>\$?[1-9][0-9]{{0,6}}:\$?[1-9][0-9]{{0,6}}){_ENDS}
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?){_ENDS}
    |(?P<name>{_SHEET}(?:[^\W\d]|\\)[\w.\\?]*){_ENDS}
    |(?P<error>\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)){_ENDS}
    |(?P<operator>[-+*/^&=<>%(),;{{}}\s]+)
    """,
    re.VERBOSE,
)
_REFERENCE = pattern(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})")
_COLUMN = pattern(r"(\$?)([A-Za-z]{1,3})")
_ROW = pattern(r"(\$?)([1-9][0-9]{0,6})")


def immovable_cells(sheet_map: SheetMap, overwritten: Collection[Cell]) -> frozenset[Cell]:
    """The cells that must not be overwritten: others share their formula, and it cannot be given to those."""
    return frozenset(
        cell
        for cell, origins, others in _losses(sheet_map, overwritten)
        if len(origins) > 1 or any(_moved_to(origins[0], other.cell) is None for other in others)
    )


def shared_formula_splices(sheet_map: SheetMap, overwritten: Collection[Cell]) -> Iterator[Splice]:
    """Where the cell that holds a shared formula's text is overwritten, the others get a formula of their own.

    None of `immovable_cells` may be among the overwritten.
    """
    for _, origins, others in _losses(sheet_map, overwritten):
        for other in others:
            text = _moved_to(origins[0], other.cell)
            assert text is not None
            plain = string_item(text, sheet_map.prefix).replace(' xml:space="preserve"', "")
            yield Splice(other.start, other.end, plain.replace("t>", "f>").encode())


def _losses(
    sheet_map: SheetMap, overwritten: Collection[Cell]
) -> Iterator[tuple[Cell, list[SharedFormula], list[SharedFormula]]]:
    """For each overwritten cell that holds a group's text: the cell, who holds a text, who else needs it."""
    groups: dict[str, list[SharedFormula]] = defaultdict(list)
    for formula in sheet_map.shared:
        groups[formula.group].append(formula)
    for group in groups.values():
        origins = [formula for formula in group if formula.text]
        others = [formula for formula in group if not formula.text and formula.cell not in overwritten]
        lost = [formula.cell for formula in origins if formula.cell in overwritten]
        if others:
            yield from ((cell, origins, others) for cell in lost)


def _moved_to(formula: SharedFormula, cell: Cell) -> str | None:
    return moved(formula.text, cell[0] - formula.cell[0], cell[1] - formula.cell[1])


def moved(formula: str, rows: int, columns: int) -> str | None:
    """A formula as it reads so many rows further down and columns to the right; None where it is not wholly known."""
    pieces: list[str] = []
    position = 0
    while position < len(formula):
        match = _PIECE.match(formula, position)
        if match is None:
            return None
        piece = match.group()
        kind = match.lastgroup or ""
        reference = match[kind]
        mover = _MOVERS.get(kind)
        if mover is not None:
            before = piece[: len(piece) - len(reference)]
            shifted = [mover(one, rows, columns) for one in reference.split(":")]
            if None in shifted:
                return None
            piece = before + ":".join(one for one in shifted if one is not None)
        elif kind == "name" and _REFERENCE.fullmatch(reference.rpartition("!")[2]):
            return None
        pieces.append(piece)
        position = match.end()
    return "".join(pieces)


def _move_cell(text: str, rows: int, columns: int) -> str | None:
    match = _REFERENCE.fullmatch(text)
    assert match is not None
    fixed_column, letters, fixed_row, number = match.groups()
    column, row = _shift_column(fixed_column, letters, columns), _shift_row(fixed_row, number, rows)
    return None if column is None or row is None else column + row


def _move_column(text: str, _: int, columns: int) -> str | None:
    match = _COLUMN.fullmatch(text)
    return None if match is None else _shift_column(match[1], match[2], columns)


def _move_row(text: str, rows: int, _: int) -> str | None:
    match = _ROW.fullmatch(text)
    return None if match is None else _shift_row(match[1], match[2], rows)


_MOVERS = {"cells": _move_cell, "columns": _move_column, "rows": _move_row}


def _shift_column(fixed: str, letters: str, columns: int) -> str | None:
    number = column_number(letters.upper())
    new = number if fixed else number + columns
    return f"{fixed}{column_letters(new)}" if 1 <= new <= _LAST_COLUMN and number <= _LAST_COLUMN else None


def _shift_row(fixed: str, number: str, rows: int) -> str | None:
    new = int(number) if fixed else int(number) + rows
    return f"{fixed}{new}" if 1 <= new <= _LAST_ROW and int(number) <= _LAST_ROW else None
