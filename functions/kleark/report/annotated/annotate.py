"""The admin's own workbook with the report in it: a comment and a colour on each cell, and a sheet that tells all.

What we write is known again: an annotated workbook can be fixed and uploaded as it is, and annotated anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kleark.ooxml.cell_edits import NewCell, cell_splices
from kleark.ooxml.markup import Splice, apply_splices
from kleark.ooxml.package import open_workbook
from kleark.ooxml.parts import Parts
from kleark.ooxml.styles import Styles
from kleark.ooxml.worksheet import map_sheet, merge_anchor
from kleark.report.annotated.comments import add_comments, delimit_comment, remove_comments
from kleark.report.annotated.fills import format_with_mark, remove_fills
from kleark.report.annotated.front_sheet import add_front_sheet, comment_lines, remove_front_sheet
from kleark.report.annotated.masking import mask_workbook
from kleark.report.findings import sanitise
from kleark.sheet.address import parse_area

if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.ooxml.package import WorkbookPart
    from kleark.report.model import Finding, FindingKind, Report
    from kleark.sheet.address import Cell

_WEIGHTS: dict[FindingKind, int] = {"error": 3, "warning": 2, "repaired": 1, "info": 0}


def annotate(data: bytes, report: Report, lang: Language = "da") -> bytes:
    """The workbook with the report on it. CPR numbers are hidden in all of it, cells' own content included.

    ``data`` is the file that the report is on. Raises UnreadableFile where it cannot be opened: then the report
    has one finding, which says why, and there is nothing to annotate.
    """
    parts = Parts(data)
    remove_front_sheet(parts)
    book = open_workbook(parts)
    styles = Styles(parts, book)
    worksheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet" and sheet.part in parts]
    for sheet in worksheets:
        remove_comments(parts, sheet.part)
    remove_fills(parts, [sheet.part for sheet in worksheets], styles)
    by_sheet: dict[str | None, list[Finding]] = {}
    for finding in report.findings:
        if finding.row is not None:
            by_sheet.setdefault(finding.sheet, []).append(finding)
    for sheet in worksheets:
        findings = by_sheet.pop(sanitise(sheet.name), [])
        if findings:
            _mark(parts, book, sheet.part, styles, _Marks.of(findings, lang))
    mask_workbook(parts)
    names = {
        known: sheet.name
        for known, sheet in zip(
            [sanitise(sheet.name) for sheet in worksheets],
            [
                sheet
                for sheet in open_workbook(parts).sheets
                if sheet.part in {one.part for one in worksheets}
            ],
            strict=True,
        )
    }
    add_front_sheet(parts, styles, report, names, lang)
    styles.save()
    return parts.to_bytes()


@dataclass(frozen=True, slots=True)
class _Marks:
    """What goes on one sheet. Lines by cell; colours by cell; and lines by row where no cell is named."""

    lines: dict[Cell, list[str]] = field(default_factory=dict)
    colours: dict[Cell, FindingKind] = field(default_factory=dict)
    rows: dict[int, list[tuple[FindingKind, list[str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: list[Finding], lang: Language) -> _Marks:
        marks = cls()
        for finding in findings:
            mark, lines = finding.kind, comment_lines(finding, lang)
            area = parse_area(finding.range or finding.cell or "")
            if area is None:
                marks.rows.setdefault(finding.row or 0, []).append((mark, lines))
                continue
            top, left, bottom, right = area
            marks.lines.setdefault((top, left), []).extend(lines)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    marks.colour((row, column), mark)
        return marks

    def colour(self, cell: Cell, mark: FindingKind) -> None:
        """The gravest mark is the one that is seen."""
        known = self.colours.get(cell)
        if known is None or _WEIGHTS[mark] > _WEIGHTS[known]:
            self.colours[cell] = mark


def _mark(parts: Parts, book: WorkbookPart, part: str, styles: Styles, marks: _Marks) -> None:
    content = parts.read(part)
    wanted: dict[int, set[int]] = {row: {1} for row in marks.rows}
    for row, column in marks.colours:
        wanted.setdefault(row, set()).add(column)
    found = map_sheet(content, part, wanted)
    for row, several in marks.rows.items():
        # What goes for a whole row stands on the first cell of it that says something.
        cell = row, found.first_filled.get(row, 1)
        for mark, lines in several:
            marks.lines.setdefault(cell, []).extend(lines)
            marks.colour(cell, mark)
    if any(cell[1] not in wanted[cell[0]] for cell in marks.colours):
        for row, column in marks.colours:
            wanted[row].add(column)
        found = map_sheet(content, part, wanted)
    formats = {(cell.row, cell.column): cell.style for cell in found.cells}
    cells: dict[Cell, NewCell] = {}
    texts: dict[Cell, list[str]] = {}
    looks: dict[tuple[int, FindingKind], NewCell] = {}
    for cell, mark in marks.colours.items():
        look = formats.get(cell, 0), mark
        if look not in looks:
            looks[look] = NewCell(style=format_with_mark(styles, *look))
        cells[cell] = looks[look]
    for cell, lines in marks.lines.items():
        # The shown part of a merged cell is its first one: a comment elsewhere is seen by nobody.
        texts.setdefault(merge_anchor(found, cell), []).extend(lines)
    splices = list(cell_splices(content, found, cells))
    legacy = add_comments(
        parts, book, part, found, {cell: delimit_comment(lines) for cell, lines in texts.items()}
    )
    if legacy is not None:
        splices.append(Splice(found.legacy_drawing_place, found.legacy_drawing_place, legacy))
    parts.write(part, apply_splices(content, splices))
