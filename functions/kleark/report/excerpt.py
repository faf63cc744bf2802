"""An excerpt of the sheet: the rows around its findings, since the report itself does not hold the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.data_classes import NamedTuple, dataclass
from kleark.redaction.cpr import MASK, cell_holds_cpr, mask
from kleark.redaction.invisible import visible
from kleark.report.findings import sanitise
from kleark.rules.text import cell_text
from kleark.sheet.address import column_letters, parse_area
from kleark.sheet.columns import KLE_NUMBER, KLE_TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.report.model import Finding
    from kleark.sheet.table import Table, Values
    from kleark.sheet.workbook import CellValue

SCHEMA_VERSION = "1.0"

MOST_ROWS = 60
"""An excerpt has at most so many rows, those with errors before those with warnings."""
LONGEST_CELL = 56
ROWS_OF_A_CLEAN_SHEET = 3


class ExcerptColumn(NamedTuple):
    """``letters``: as above the column in Excel. ``name``: the header as the admin wrote it, or empty."""

    letters: str
    name: str


class ExcerptRow(NamedTuple):
    """A row by its number in Excel. ``cells``: one for each column of the excerpt."""

    number: int
    cells: tuple[str, ...]


class RowTopic(NamedTuple):
    """The KLE number and name in a row as written, right or wrong."""

    kle_number: str
    title: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows with findings, and the rows next to them. Every text is masked, shortened and free of invisible characters.

    Attributes:
        header_row: The number of the header's row.
        columns: Those of the configuration, and others with an error or a warning on them.
        rows: In the order of the sheet.
        topics: By row number, for every data row with a finding.
        left_out: How many rows with findings there was no room for.
    """

    header_row: int
    columns: tuple[ExcerptColumn, ...]
    rows: tuple[ExcerptRow, ...]
    topics: Mapping[int, RowTopic]
    left_out: int

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/excerpt.schema.json``."""
        return {
            "schemaVersion": SCHEMA_VERSION,
            "headerRow": self.header_row,
            "columns": [{"letters": column.letters, "name": column.name} for column in self.columns],
            "rows": [{"row": row.number, "cells": list(row.cells)} for row in self.rows],
            "topics": [
                {"row": number, "kleNumber": topic.kle_number, "kleTitle": topic.title}
                for number, topic in self.topics.items()
            ],
            "leftOut": self.left_out,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Excerpt:
        """The opposite of `to_json`. Raises KeyError or TypeError when ``data`` is not an excerpt."""
        return cls(
            header_row=data["headerRow"],
            columns=tuple(ExcerptColumn(column["letters"], column["name"]) for column in data["columns"]),
            rows=tuple(ExcerptRow(row["row"], tuple(row["cells"])) for row in data["rows"]),
            topics={
                topic["row"]: RowTopic(topic["kleNumber"], topic["kleTitle"]) for topic in data["topics"]
            },
            left_out=data["leftOut"],
        )


def excerpt_of(table: Table, findings: Sequence[Finding]) -> Excerpt:
    """The excerpt of ``table`` that shows those of the ``findings`` that are on its sheet."""
    header = table.header
    name = sanitise(table.worksheet.name)
    findings = [finding for finding in findings if finding.sheet == name]
    below = {row.number: row.values for row in table.rows}
    with_findings = [number for number in _rows_worst_first(findings) if number in below]
    numbers, wanted = frozenset(with_findings), with_findings[:MOST_ROWS]
    indexes = sorted({*header.positions.values(), *_finding_columns(findings)})
    rows = tuple(
        ExcerptRow(
            number,
            tuple(_cell(below[number], index, header.names.get(index, "")) for index in indexes),
        )
        for number in sorted(_with_neighbours(wanted, list(below)))
    )
    return Excerpt(
        header_row=header.row,
        columns=tuple(
            ExcerptColumn(column_letters(index + 1), _shorten(header.names.get(index, "")))
            for index in indexes
        ),
        rows=rows,
        topics={
            row.number: _topic(table, row.values)
            for row in table.rows
            if row.kind == "data" and row.number in numbers
        },
        left_out=len(with_findings) - len(wanted),
    )


def _rows_worst_first(findings: Sequence[Finding]) -> list[int]:
    """The rows with findings, those with errors first; of a range, its first and last row."""
    weights = {"error": 0, "warning": 1, "info": 2}
    rows: dict[int, None] = {}
    for finding in sorted(findings, key=lambda one: weights[one.severity]):
        area = parse_area(finding.range) if finding.range else None
        for number in (finding.row, area and area[2]):
            if number:
                rows.setdefault(number)
    return list(rows)


def _finding_columns(findings: Sequence[Finding]) -> Iterator[int]:
    for finding in findings:
        area = parse_area(finding.cell) if finding.cell and finding.severity != "info" else None
        if area:
            yield area[1] - 1


def _with_neighbours(wanted: Sequence[int], numbers: Sequence[int]) -> set[int]:
    """The ``wanted`` rows and, while there is room, the rows next to each; a single row between two is added, too."""
    chosen = set(wanted)
    at = {number: index for index, number in enumerate(numbers)}
    if not wanted:
        return set(numbers[:ROWS_OF_A_CLEAN_SHEET])
    for number in wanted:
        around = numbers[max(0, at[number] - 1) : at[number] + 2]
        if len(chosen | {*around}) > MOST_ROWS:
            break
        chosen |= {*around}
    lone = {
        numbers[index]
        for index in range(1, len(numbers) - 1)
        if numbers[index - 1] in chosen and numbers[index + 1] in chosen
    }
    return chosen | lone


def _topic(table: Table, values: Values) -> RowTopic:
    number, title = (_text(table.header.value(column, values)) for column in (KLE_NUMBER, KLE_TITLE))
    return RowTopic(number, title)


def _cell(values: Values, index: int, heading: str) -> str:
    return _text(values[index] if index < len(values) else None, heading)


def _text(value: CellValue, heading: str = "") -> str:
    # A CPR number in a number cell may have lost the zero by which `mask` would recognise it.
    # Columns of the table are judged without their heading, others with it: what either finds is hidden.
    is_number = not isinstance(value, str)
    found = is_number and (cell_holds_cpr(value, heading) or cell_holds_cpr(value))
    written = MASK if found else cell_text(value)
    return _shorten(written or "", heading)


def _shorten(text: str, heading: str = "") -> str:
    """Mask a text and cut it in the middle: both its host and its end distinguish a link from others."""
    whole = visible(mask(mask(text, heading)))
    if len(whole) <= LONGEST_CELL:
        return whole
    half = LONGEST_CELL // 2
    return f"{whole[:half]}…{whole[-half + 1 :]}"
