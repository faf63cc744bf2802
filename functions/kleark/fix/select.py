"""Select which of a report's repairs and suggestions go into which cells."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from kleark.ooxml.cells import NewValue
from kleark.rules.cross_row import DRAGGED
from kleark.rules.phone import NUMBER_CELL
from kleark.rules.text import clean
from kleark.sheet import columns
from kleark.sheet.address import parse_area
from kleark.sheet.table import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kleark.report.model import Finding, Report
    from kleark.sheet.address import Cell
    from kleark.sheet.columns import Column
    from kleark.sheet.workbook import CellValue, Worksheet

_DATE = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")
_PHONE = re.compile(r"[1-9][0-9]{7}")
_LINKS = (columns.INFO_URL, columns.DIGITAL_POST, columns.SELF_SERVICE_URL)
# A rule on the text as such yields to one that knows what the text means: that one saw the corrected text.
_ON_TEXT = "KA32"


Suggestions = bool | Literal["of_errors"]
"""Which suggestions to write: all, none, or those of errors; a person must judge those of warnings."""


class Repair(NamedTuple):
    """A new value for a cell, and the finding that it comes from."""

    finding: Finding
    value: NewValue


def select_repairs(report: Report, worksheet: Worksheet, *, suggestions: Suggestions) -> dict[Cell, Repair]:
    """The certain repairs by cell, and with ``suggestions`` also what errors and warnings suggest.

    Of several for one cell, the most far-reaching is taken; the next check shows what is still to fix.
    """
    values = dict(worksheet.rows)
    chosen: dict[Cell, tuple[int, Repair]] = {}
    for finding in report.findings:
        weight = _weight(finding, suggestions=suggestions)
        if weight is None:
            continue
        for cell, text in _cell_texts(finding, values):
            if cell not in chosen or weight >= chosen[cell][0]:
                chosen[cell] = weight, Repair(finding, _new_value(finding, text))
    return {cell: repair for cell, (_, repair) in chosen.items()}


def _weight(finding: Finding, *, suggestions: Suggestions) -> int | None:
    """How far-reaching a finding's repair is; None where it must not be made."""
    # A phone number that is a number is read right, and Excel copies it when it is dragged: nothing is won as text.
    if finding.cell is None or finding.rule == NUMBER_CELL.id:
        return None
    if finding.repaired:
        return 0 if finding.rule.startswith(_ON_TEXT) else 1
    if not suggestions or finding.suggestion is None or finding.severity == "info":
        return None
    if suggestions == "of_errors" and finding.severity != "error":
        return None
    return 3 if finding.rule == DRAGGED.id else 2


def _cell_texts(finding: Finding, values: Mapping[int, tuple[CellValue, ...]]) -> Iterator[tuple[Cell, str]]:
    """The cells that a finding is on, with the new text for each."""
    area = parse_area(finding.range or finding.cell or "")
    if area is None:
        return
    top, left, bottom, _ = area
    for row in range(top, bottom + 1):
        cells = values.get(row, ())
        value = cells[left - 1] if left <= len(cells) else None
        if finding.suggestion is None:
            text = _certain_text(value)
        else:
            # The suggestion is for the first cell, except for dragged values: they get the same text throughout.
            text = finding.suggestion if row == top or finding.rule == DRAGGED.id else None
        # An empty cell gets only what is certain.
        if text is not None and (value is not None or finding.repaired):
            yield (row, left), text


def _certain_text(value: CellValue) -> str | None:
    """The certain form of a value where the report does not give it: cleaned text."""
    if isinstance(value, str):
        cleaned = clean(value).value
        return cleaned if cleaned != value else None
    return None


def _new_value(finding: Finding, text: str) -> NewValue:
    return typed_value(column_of(finding.column or ""), text)


def typed_value(column: Column | None, text: str) -> NewValue:
    """A text as the content of a cell in ``column``: a date, a phone number or a link where it is one there.

    Otherwise it stays the text that it is, also where no rule accepts it. An empty one empties the cell.
    """
    if not text:
        return NewValue(None)
    if column is columns.SHOW_FROM and (parts := _DATE.fullmatch(text)):
        day, month, year = map(int, parts.groups())
        with suppress(ValueError):
            return NewValue(date(year, month, day))
    if column is columns.CONTACT_PHONE and _PHONE.fullmatch(text):
        # As in the template: Excel copies a number that is dragged, and counts up a text that ends in digits.
        return NewValue(int(text))
    return NewValue(text, link=column in _LINKS)
