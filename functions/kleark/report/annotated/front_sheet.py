"""The sheet "Kontrol", the first in an annotated workbook: the verdict, and each finding with a link to its cell."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kleark.data_classes import NamedTuple
from kleark.i18n.formats import format_count
from kleark.ooxml.markup import (
    DECLARATION,
    Splice,
    apply_splices,
    quote_attribute,
    string_item,
    tag_at,
    walk,
    with_attributes,
)
from kleark.ooxml.package import (
    add_content_type,
    add_relationship,
    open_workbook,
)
from kleark.ooxml.sheet_part_names import SHEET_PART, number_sheet_parts
from kleark.report.annotated.fills import LIGHT
from kleark.report.locations import other_sheet, with_sheet
from kleark.sheet.address import address
from kleark.sheet.front_sheet_search import FRONT_SHEET_TITLES
from kleark.sheet.workbook_parts import FRONT_SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.i18n.language import Language
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts
    from kleark.ooxml.styles import Styles
    from kleark.report.model import Finding, FindingKind, Report

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (64, 11, 24, 40, 40, 15, 9)
_TABLE_ROW = 7


class _Words(NamedTuple):
    title: str
    verdicts: dict[str, str]
    counts: tuple[tuple[str, str], ...]
    how: str
    none: str
    headers: tuple[str, ...]
    kinds: dict[FindingKind, str]
    whole: str


_WORDS: dict[str, _Words] = {
    "da": _Words(
        FRONT_SHEET_TITLES["da"],
        {
            "accepted": "GODKENDT",
            "accepted_with_warnings": "GODKENDT, men se bemærkningerne",
            "rejected": "AFVIST",
            "case_templates": "FEJL I SAGSSKABELONERNE",
        },
        (
            ("1 række", "{} rækker"),
            ("1 fejl", "{} fejl"),
            ("1 advarsel", "{} advarsler"),
            ("1 oplysning", "{} oplysninger"),
            ("1 rettet for dig", "{} rettet for dig"),
        ),
        "Klik på en celle for at komme hen til den. Ret i din egen fil, gem, og læg den op igen, som den er: "
        "Dette faneblad og kommentarerne fra Kleark bliver sprunget over.",
        "Der er ingen bemærkninger til filen.",
        ("Bemærkning", "Celle", "Overskrift", "Nu står der", "Skriv", "Slags", "Regel"),
        {"error": "Skal rettes", "warning": "Se på", "repaired": "Rettet for dig", "info": "Oplysning"},
        "hele filen",
    ),
    "en": _Words(
        FRONT_SHEET_TITLES["en"],
        {
            "accepted": "ACCEPTED",
            "accepted_with_warnings": "ACCEPTED, but see the findings",
            "rejected": "REJECTED",
            "case_templates": "ERRORS IN THE CASE TEMPLATES",
        },
        (
            ("1 row", "{} rows"),
            ("1 error", "{} errors"),
            ("1 warning", "{} warnings"),
            ("1 note", "{} notes"),
            ("1 repaired for you", "{} repaired for you"),
        ),
        "Click a cell to go to it. Correct your own file, save, and upload it again as it is: "
        "this worksheet and Kleark's comments are skipped.",
        "There are no findings on the file.",
        ("Finding", "Cell", "Header", "Current value", "Write", "Kind", "Rule"),
        {"error": "Must be fixed", "warning": "Look at", "repaired": "Repaired for you", "info": "Note"},
        "whole file",
    ),
}
# Octave's io 2.6.4 reads the sheets in the order of these numbers, which are otherwise from 1 on.
_FIRST_ID = "rId0"
_ORDER: tuple[FindingKind, ...] = ("error", "warning", "repaired", "info")


def comment_lines(finding: Finding, lang: Language) -> list[str]:
    """The lines of the comment on a finding."""
    words = _WORDS[lang]
    lines = [f"{words.kinds[finding.kind]}: {finding.message(lang)} [{finding.rule}]"]
    if finding.suggestion is not None and not finding.repaired:
        lines.append(f"{words.headers[4]}: {finding.suggestion}")
    return lines


def add_front_sheet(
    parts: Parts, styles: Styles, report: Report, names: dict[str, str], lang: Language
) -> None:
    """Insert the sheet as the first one. ``names``: each sheet's real name, by its name in the report."""
    number_sheet_parts(parts, 2)
    book = open_workbook(parts)
    # As Excel names sheets: with another name here, excelts saves the workbook without the admin's sheet.
    part = parts.unused_name(SHEET_PART)
    parts.write(part, _sheet_xml(book, styles, report, names, lang))
    add_content_type(parts, part, _SHEET_TYPE)
    identity = add_relationship(parts, book.part, book, "worksheet", part, _FIRST_ID)
    _list_sheet(parts, book, identity, _unused_name(book))
    for sheet in book.sheets:
        _deselect(parts, sheet.part)


def _list_sheet(parts: Parts, book: WorkbookPart, identity: str, name: str) -> None:
    """List the sheet in the workbook as the first and active tab, and shift the names of the other tabs by one."""
    content = book.content
    splices: list[Splice] = []
    offsets: dict[str, int] = {}

    def start(local: str, attributes: Attributes, offset: int) -> None:
        tag = tag_at(content, offset)
        if local == "sheets":
            offsets[local] = tag.end
            offsets["prefix"] = offset
        elif local == "workbookView":
            view = with_attributes(tag.raw, {"activeTab": None, "firstSheet": None})
            splices.append(Splice(offset, tag.end, view))
        elif local == "definedNames":
            offsets[local] = offset
        elif local == "definedName" and attributes.get("localSheetId", "").isdigit():
            shifted = str(int(attributes["localSheetId"]) + 1)
            splices.append(Splice(offset, tag.end, with_attributes(tag.raw, {"localSheetId": shifted})))

    walk(content, book.part, start)
    prefix = tag_at(content, offsets["prefix"]).prefix.decode()
    number = max(book.sheet_ids, default=0) + 1
    sheet = (
        f'<{prefix}sheet xmlns:r="{book.relationship_namespace}" name={quote_attribute(name)} sheetId="{number}" '
        f'r:id="{identity}"/>'
    )
    splices.append(Splice(offsets["sheets"], offsets["sheets"], sheet.encode()))
    reference = "'" + name.replace("'", "''") + "'!$A$1"
    attributes = f'name="{FRONT_SHEET_NAME}" localSheetId="0" hidden="1"'
    own = f"<{prefix}definedName {attributes}>{reference}</{prefix}definedName>"
    if "definedNames" in offsets:
        start_of_names = offsets["definedNames"]
        tag = tag_at(content, start_of_names)
        opened = with_attributes(tag.raw, {}, empty=False) + own.encode()
        closed = tag.closing if tag.empty else b""
        splices.append(Splice(start_of_names, tag.end, opened + closed))
    else:
        offset = _defined_names_offset(content, book.part)
        whole = f"<{prefix}definedNames>{own}</{prefix}definedNames>"
        splices.append(Splice(offset, offset, whole.encode()))
    parts.write(book.part, apply_splices(content, splices))


def _defined_names_offset(content: bytes, part: str) -> int:
    """Where ``definedNames`` belongs: after sheets, function groups and external references (18.2.27)."""
    last = 0

    def end(local: str, offset: int) -> None:
        nonlocal last
        if local in {"sheets", "functionGroups", "externalReferences"}:
            last = offset

    walk(content, part, lambda *_: None, end)
    return last


def _deselect(parts: Parts, part: str) -> None:
    """Deselect a tab: two selected tabs are a group, and what is typed in one is typed in both."""
    content = parts.read(part)
    splices: list[Splice] = []

    def start(local: str, attributes: Attributes, offset: int) -> None:
        if local == "sheetData":
            raise _ViewsSeen
        if local == "sheetView" and "tabSelected" in attributes:
            tag = tag_at(content, offset)
            splices.append(Splice(offset, tag.end, with_attributes(tag.raw, {"tabSelected": None})))

    head, separator, _ = content.partition(b"sheetData")
    if separator and b"tabSelected" not in head:
        return
    with suppress(_ViewsSeen):
        walk(content, part, start)
    if splices:
        parts.write(part, apply_splices(content, splices))


class _ViewsSeen(Exception):  # noqa: N818  no fault: the views stand before the rows
    """The rows begin."""


def _unused_name(book: WorkbookPart) -> str:
    taken = {sheet.name.casefold() for sheet in book.sheets}
    candidates = ["Kontrol", "Kontrol (Kleark)", *(f"Kontrol (Kleark {n})" for n in range(2, len(taken) + 3))]
    return next(name for name in candidates if name.casefold() not in taken)


def _sheet_xml(
    book: WorkbookPart, styles: Styles, report: Report, names: dict[str, str], lang: Language
) -> bytes:
    words = _WORDS[lang]
    formats = _cell_formats(styles)
    rows = [
        _row(1, [(words.title.format(file=report.file.name), formats["title"])], 26),
        _row(2, [(_verdict(report, words), formats[_verdict_kind(report)])], 22),
        _row(3, [(_counts(report, lang), formats["plain"])]),
        _row(4, [(words.how, formats["text"])], 48),
    ]
    links: list[str] = []
    if not report.findings:
        rows.append(_row(6, [(words.none, formats["plain"])]))
    else:
        rows.append(_row(_TABLE_ROW - 1, [(header, formats["header"]) for header in words.headers], 20))
    ordered = sorted(report.findings, key=lambda finding: _ORDER.index(finding.kind))
    for number, finding in enumerate(ordered, _TABLE_ROW):
        place = with_sheet(finding.range or finding.cell, other_sheet(finding, report), lang) or words.whole
        rows.append(_finding_row(number, finding, place, formats, lang))
        if finding.cell is not None and finding.sheet in names:
            sheet = names[finding.sheet].replace("'", "''")
            target = quote_attribute(f"'{sheet}'!{finding.range or finding.cell}")
            text = quote_attribute(finding.cell)
            links.append(f'<hyperlink ref="B{number}" location={target} display={text}/>')
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, 1)
    )
    pane = _TABLE_ROW - 1
    return (
        DECLARATION
        + (
            f'<worksheet xmlns="{book.namespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{address(max(_TABLE_ROW, _TABLE_ROW + len(ordered) - 1), len(_WIDTHS))}"/>'
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
            f'<pane ySplit="{pane}" topLeftCell="A{pane + 1}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="A{pane + 1}" sqref="A{pane + 1}"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
            f"{'<hyperlinks>' + ''.join(links) + '</hyperlinks>' if links else ''}"
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        ).encode()
    )


def _finding_row(number: int, finding: Finding, place: str, formats: dict[str, int], lang: Language) -> str:
    kind, words = finding.kind, _WORDS[lang]
    message = finding.message(lang)
    cells = [
        (message, formats[f"text {kind}"]),
        (place, formats["link" if finding.cell else "text"]),
        (finding.column or "", formats["text"]),
        (finding.found or "", formats["text"]),
        (finding.suggestion or "", formats["text"]),
        (words.kinds[kind], formats["text"]),
        (finding.rule, formats["text"]),
    ]
    lines = max(-(-len(text) // (width - 2)) for (text, _), width in zip(cells, _WIDTHS, strict=True))
    return _row(number, cells, max(lines, 1) * 15 + 3)


def _row(number: int, cells: Sequence[tuple[str, int]], height: int = 0) -> str:
    size = f' ht="{height}" customHeight="1"' if height else ""
    xml = "".join(
        f'<c r="{address(number, at)}" s="{style}" t="inlineStr"><is>{string_item(text)}</is></c>'
        if text
        else f'<c r="{address(number, at)}" s="{style}"/>'
        for at, (text, style) in enumerate(cells, 1)
    )
    return f'<row r="{number}"{size}>{xml}</row>'


def _cell_formats(styles: Styles) -> dict[str, int]:
    """The formats of the sheet, by their use. All are text formats, so that a text stays one when it is edited."""

    def text_format(font: str, fill: str | None = None, *, wrap: bool = True) -> int:
        number = 0 if fill is None else styles.fill(_solid_fill(fill))
        changes: dict[str, str | None] = {
            "fontId": str(styles.font(f'{font}<name val="Calibri"/><family val="2"/>')),
            "fillId": str(number),
            "numFmtId": "49",
            "borderId": "0",
            "applyFont": "1",
            "applyFill": "1",
            "applyAlignment": "1",
            "applyNumberFormat": "1",
            "quotePrefix": "1",
        }
        alignment = f'<alignment vertical="top"{" wrapText=" + chr(34) + "1" + chr(34) if wrap else ""}/>'
        return styles.derive(0, changes, styles.with_prefix(alignment))

    black = '<sz val="11"/><color rgb="FF000000"/>'
    formats = {
        "title": text_format('<b/><sz val="18"/><color rgb="FF000000"/>', wrap=False),
        "plain": text_format(black, wrap=False),
        "text": text_format(black),
        "link": text_format('<u/><sz val="11"/><color rgb="FF0B4EA2"/>'),
        "header": text_format('<b/><sz val="11"/><color rgb="FFFFFFFF"/>', "FF22313F"),
    }
    for kind in _ORDER:
        formats[kind] = text_format('<b/><sz val="14"/><color rgb="FF000000"/>', LIGHT[kind], wrap=False)
        formats[f"text {kind}"] = text_format(black, LIGHT[kind])
    return formats


def _solid_fill(colour: str) -> str:
    return f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'


def _verdict(report: Report, words: _Words) -> str:
    return words.verdicts[report.verdict_words]


def _verdict_kind(report: Report) -> str:
    return {"rejected": "error", "accepted_with_warnings": "warning", "accepted": "repaired"}[report.verdict]


def _counts(report: Report, lang: Language) -> str:
    numbers = zip((report.counts.rows, *report.totals), _WORDS[lang].counts, strict=True)
    return ", ".join(format_count(number, forms, lang) for number, forms in numbers if number)
