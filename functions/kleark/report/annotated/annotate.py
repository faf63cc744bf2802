"""The admin's own workbook with the report in it: a comment and a colour on each cell, and a sheet with all findings.

What Kleark writes is recognised later: an annotated workbook can be fixed, uploaded as it is and annotated again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.data_classes import dataclass, field, replace
from kleark.ooxml.cell_edits import NewCell, cell_splices
from kleark.ooxml.hiding import hide_in_part, hide_numbers
from kleark.ooxml.markup import Splice, apply_splices
from kleark.ooxml.package import open_workbook
from kleark.ooxml.parts import Parts
from kleark.ooxml.styles import Styles
from kleark.ooxml.worksheet import map_sheet, merge_anchor
from kleark.redaction.cpr import mask
from kleark.report.annotated.comments import add_comments, delimit_comment, remove_comments
from kleark.report.annotated.fills import format_with_mark, remove_fills
from kleark.report.annotated.front_sheet import add_front_sheet, comment_lines
from kleark.report.annotated.front_sheet_removal import remove_front_sheet
from kleark.report.findings import cells_with_numbers, sanitise
from kleark.sheet.address import parse_area

if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.ooxml.editor import Editor
    from kleark.ooxml.package import WorkbookPart
    from kleark.report.model import Finding, FindingKind, Report
    from kleark.sheet.address import Cell

_WEIGHTS: dict[FindingKind, int] = {"error": 3, "warning": 2, "repaired": 1, "info": 0}


def annotate(data: bytes, report: Report, lang: Language = "da") -> bytes:
    """Write a report into its workbook. CPR numbers are masked everywhere, also in the cells' own content.

    Args:
        data: The file that the report is on.
        report: The report.
        lang: The language of comments and front sheet.

    Raises:
        UnreadableFile: The file cannot be opened. The report then has one finding, which says why.
    """
    parts = Parts(data)
    remove_front_sheet(parts)
    book = open_workbook(parts)
    styles = Styles(parts, book)
    worksheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet" and sheet.part in parts]
    for sheet in worksheets:
        remove_comments(parts, sheet.part)
    remove_fills(parts, [sheet.part for sheet in worksheets], styles)
    # Before comments and shapes are added, which are most of a workbook with many findings: what Kleark says itself
    # is masked where it is written.
    hide_numbers(parts, cells_with_numbers(report.findings))
    by_sheet: dict[str | None, list[Finding]] = {}
    for finding in report.findings:
        if finding.row is not None:
            by_sheet.setdefault(finding.sheet, []).append(finding)
    for sheet in worksheets:
        findings = by_sheet.pop(sanitise(sheet.name), [])
        if findings:
            _mark(parts, book, sheet.part, styles, _Marks.of(findings, lang))
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
    written = styles.save()
    if written is not None:
        # They were read before the numbers in them were hidden.
        hide_in_part(parts, written)
    return parts.to_bytes()


def annotate_in(editor: Editor, data: bytes, report: Report, lang: Language = "da") -> bytes:
    """`annotate` in a child process with limits. Raises as `Editor.edit`."""
    # Only what is written is handed over: rows and plan are not.
    return editor.edit(annotate, data, replace(report, rows=(), plan=None), lang)


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks on one sheet: lines and kinds by cell, and both by row where a finding names no cell."""

    lines: dict[Cell, list[str]] = field(default_factory=dict)
    kinds: dict[Cell, FindingKind] = field(default_factory=dict)
    rows: dict[int, list[tuple[FindingKind, list[str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: list[Finding], lang: Language) -> _Marks:
        marks = cls()
        for finding in findings:
            lines = comment_lines(finding, lang)
            area = parse_area(finding.range or finding.cell or "")
            if area is None:
                marks.rows.setdefault(finding.row or 0, []).append((finding.kind, lines))
                continue
            top, left, bottom, right = area
            marks.lines.setdefault((top, left), []).extend(lines)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    marks.add_kind((row, column), finding.kind)
        return marks

    def add_kind(self, cell: Cell, kind: FindingKind) -> None:
        """Of several findings on a cell, the gravest decides its colour."""
        known = self.kinds.get(cell)
        if known is None or _WEIGHTS[kind] > _WEIGHTS[known]:
            self.kinds[cell] = kind


def _mark(parts: Parts, book: WorkbookPart, part: str, styles: Styles, marks: _Marks) -> None:
    content = parts.read(part)
    wanted: dict[int, set[int]] = {row: {1} for row in marks.rows}
    for row, column in marks.kinds:
        wanted.setdefault(row, set()).add(column)
    sheet_map = map_sheet(content, part, wanted)
    for row, several in marks.rows.items():
        # A finding on a whole row is marked on the first cell of it that is not empty.
        cell = row, sheet_map.first_filled.get(row, 1)
        for kind, lines in several:
            marks.lines.setdefault(cell, []).extend(lines)
            marks.add_kind(cell, kind)
    if any(cell[1] not in wanted[cell[0]] for cell in marks.kinds):
        for row, column in marks.kinds:
            wanted[row].add(column)
        sheet_map = map_sheet(content, part, wanted)
    formats = {(cell.row, cell.column): cell.style for cell in sheet_map.cells}
    cells: dict[Cell, NewCell] = {}
    texts: dict[Cell, list[str]] = {}
    marked_cells: dict[tuple[int, FindingKind], NewCell] = {}
    for cell, kind in marks.kinds.items():
        key = formats.get(cell, 0), kind
        if key not in marked_cells:
            marked_cells[key] = NewCell(style=format_with_mark(styles, *key))
        cells[cell] = marked_cells[key]
    for cell, lines in marks.lines.items():
        # Only the first cell of a merged area is shown: nobody would see a comment on another.
        texts.setdefault(merge_anchor(sheet_map, cell), []).extend(lines)
    splices = list(cell_splices(content, sheet_map, cells))
    legacy = add_comments(
        parts, book, part, sheet_map, {cell: mask(delimit_comment(lines)) for cell, lines in texts.items()}
    )
    if legacy is not None:
        splices.append(Splice(sheet_map.legacy_drawing_offset, sheet_map.legacy_drawing_offset, legacy))
    parts.write(part, apply_splices(content, splices))
