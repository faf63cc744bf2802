"""Where a finding is, with its sheet: on the sheet that was judged a cell is enough, on any other it is not."""

from __future__ import annotations

from typing import Protocol

from kleark.redaction.invisible import visible
from kleark.sheet.address import parse_area, parse_cell
from kleark.sheet.workbook import CSV_SHEET_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.report.model import Finding, SheetFacts

_WHOLE_SHEET = {"da": 'fanebladet "{}"', "en": 'the sheet "{}"'}


class OfOneSheet(Protocol):
    """A report, or a summary of one. ``sheet``: the one that was judged; None where none was."""

    @property
    def sheet(self) -> SheetFacts | None: ...


def other_sheet(finding: Finding, report: OfOneSheet) -> str | None:
    """The name of the finding's sheet, unless that is the one that was judged, or it has none, as in a CSV file."""
    if finding.sheet is None or finding.sheet == CSV_SHEET_NAME:
        return None
    if report.sheet is not None and finding.sheet == report.sheet.name:
        return None
    return visible(finding.sheet)


def with_sheet(place: str | None, sheet: str | None, lang: Language) -> str | None:
    """A place on another sheet: ``Sagsdata!B3``, as Excel writes it, or the whole of that sheet.

    ``place``: an address, or a row in words. ``sheet``: None where the place is on the sheet that was judged.
    """
    if sheet is None:
        return place
    if place is None:
        return _WHOLE_SHEET[lang].format(sheet)
    if parse_area(place) is None and not place.replace(":", "").isdecimal():
        return f"{_WHOLE_SHEET[lang].format(sheet)}, {place}"
    return f"{_reference(sheet)}!{place}"


def _reference(sheet: str) -> str:
    """A sheet's name as in a formula: in quotation marks where Excel would take it for something else."""
    plain = sheet.replace(".", "_").isidentifier() and parse_cell(sheet) is None
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"
