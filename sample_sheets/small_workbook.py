"""Workbooks of a few hundred bytes: no more parts than Excel needs, and the same parts at every run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kleark.sheet.address import address
from kleark.sheet.workbook import CellError, UncachedFormula, Visibility

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_TYPE = f"{SPREADSHEET}.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

Parts = dict[str, str]


@dataclass(frozen=True)
class Calculated:
    """A formula with the result that was stored for it: text, a number, or a day."""

    formula: str
    result: str | int | date


@dataclass(frozen=True)
class Runs:
    """A text in runs, of which some are struck through."""

    struck: str
    plain: str


Value = str | int | float | date | datetime | time | CellError | UncachedFormula | Calculated | Runs | None

_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd\\-mm\\-yyyy\\ hh:mm"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/>'
    '</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf numFmtId="166" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_STRIKING = '<dxfs count="1"><dxf><font><strike/></font></dxf></dxfs>'
_DRESSES = {
    "struck": '<xf fontId="1" applyFont="1"/>',
    "white": '<xf fontId="2" applyFont="1"/>',
    "hidden": '<xf numFmtId="167" applyNumberFormat="1"/>',
    "swedish": '<xf numFmtId="168" applyNumberFormat="1"/>',
    "month": '<xf numFmtId="17" applyNumberFormat="1"/>',
}
"""Formats of cells that are given one by name, beside the four above."""
_DRESSED = (
    _STYLES.replace(
        '<numFmts count="3">',
        '<numFmts count="5"><numFmt numFmtId="167" formatCode=";;;"/>'
        '<numFmt numFmtId="168" formatCode="&quot;+46 &quot;0"/>',
    )
    .replace(
        '<fonts count="1"><font/></fonts>',
        '<fonts count="3"><font/><font><strike/></font><font><color rgb="FFFFFFFF"/></font></fonts>',
    )
    .replace('<cellXfs count="4">', f'<cellXfs count="{4 + len(_DRESSES)}">')
    .replace("</cellXfs>", f"{''.join(_DRESSES.values())}</cellXfs>")
)


@dataclass(frozen=True)
class Tab:
    """One worksheet: its rows from row 1 and column A on.

    ``links``: hyperlink targets by address. ``merged``: ranges. ``hidden_columns``: counted from 1. ``dresses``:
    formats of `_DRESSES` by address. ``rich``: addresses of cells whose value is a picture. ``struck_where``: formulas
    by the areas that are struck through where they hold.
    """

    rows: Sequence[Sequence[Value]]
    name: str = "KLE-konfiguration"
    visibility: Visibility = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[str] = ()
    dresses: Mapping[str, str] = field(default_factory=dict)
    rich: frozenset[str] = frozenset()
    struck_where: Mapping[str, str] = field(default_factory=dict)


def workbook(*tabs: Tab) -> bytes:
    """An .xlsx file with these sheets."""
    return zipped(parts(*tabs))


def parts(*tabs: Tab, main_type: str = SHEET_TYPE) -> Parts:
    """The parts of an .xlsx file with these sheets, by name."""
    numbers = range(1, len(tabs) + 1)
    made = {
        "[Content_Types].xml": _content_types(numbers, main_type),
        "_rels/.rels": _relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>'
        + "".join(_sheet_entry(number, tab) for number, tab in zip(numbers, tabs, strict=True))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(
            ("rId0", "styles", "styles.xml"),
            *((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
        ),
        "xl/styles.xml": _DRESSED if any(tab.dresses for tab in tabs) else _STYLES,
    }
    if any(tab.struck_where for tab in tabs):
        made["xl/styles.xml"] = made["xl/styles.xml"].replace("</styleSheet>", f"{_STRIKING}</styleSheet>")
    if any(tab.rich for tab in tabs):
        _add_rich_values(made)
    for number, tab in zip(numbers, tabs, strict=True):
        made[f"xl/worksheets/sheet{number}.xml"] = _worksheet(tab)
        if tab.links:
            targets = ((f"rId{at}", "hyperlink", url) for at, url in enumerate(tab.links.values(), 1))
            made[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relationships(*targets, external=True)
    return made


def _add_rich_values(made: Parts) -> None:
    """The parts by which Excel finds a picture as a cell's value; the picture itself is left out."""
    rich = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
    made["xl/metadata.xml"] = (
        f'<metadata xmlns="{MAIN}" xmlns:x="{rich}"><metadataTypes count="1"><metadataType name="XLRICHVALUE"/>'
        '</metadataTypes><futureMetadata name="XLRICHVALUE" count="1"><bk><extLst>'
        '<ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"><x:rvb i="0"/></ext></extLst></bk></futureMetadata>'
        '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
    )
    made["xl/richData/rdrichvalue.xml"] = (
        f'<rvData xmlns="{rich}" count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>'
    )
    made["xl/richData/rdrichvaluestructure.xml"] = (
        f'<rvStructures xmlns="{rich}" count="1"><s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/>'
        '<k n="CalcOrigin" t="i"/></s></rvStructures>'
    )
    office = "http://schemas.microsoft.com/office/2017/06/relationships"
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId90" Type="{RELATIONSHIPS}/sheetMetadata" Target="metadata.xml"/>'
        f'<Relationship Id="rId91" Type="{office}/rdRichValue" Target="richData/rdrichvalue.xml"/>'
        f'<Relationship Id="rId92" Type="{office}/rdRichValueStructure" '
        'Target="richData/rdrichvaluestructure.xml"/></Relationships>',
    )


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    """The parts as a package, without the time of day in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _content_types(numbers: Sequence[int], main_type: str) -> str:
    overrides = {
        "/xl/workbook.xml": main_type,
        "/xl/styles.xml": f"{SPREADSHEET}.styles+xml",
        **{f"/xl/worksheets/sheet{number}.xml": f"{SPREADSHEET}.worksheet+xml" for number in numbers},
    }
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
        + "</Types>"
    )


def _relationships(*targets: tuple[str, str, str], external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    rows = (
        f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/{kind}" Target={quoteattr(url)}{mode}/>'
        for key, kind, url in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _sheet_entry(number: int, tab: Tab) -> str:
    state = "" if tab.visibility == "visible" else f' state="{tab.visibility}"'
    return f'<sheet name={quoteattr(tab.name)} sheetId="{number}"{state} r:id="rId{number}"/>'


def _worksheet(tab: Tab) -> str:
    rows = "".join(_row(number, values, tab) for number, values in enumerate(tab.rows, 1) if any(values))
    columns = "".join(
        f'<col min="{at}" max="{at}" width="22" customWidth="1"{_hidden(at in tab.hidden_columns)}/>'
        for at in range(1, max(map(len, tab.rows)) + 1)
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in tab.merged)
    conditions = "".join(
        f'<conditionalFormatting sqref="{area}"><cfRule type="expression" dxfId="0" priority="{priority}">'
        f"<formula>{formula}</formula></cfRule></conditionalFormatting>"
        for priority, (area, formula) in enumerate(tab.struck_where.items(), 1)
    )
    links = "".join(f'<hyperlink ref="{cell}" r:id="rId{at}"/>' for at, cell in enumerate(tab.links, 1))
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><cols>{columns}</cols>'
        f"<sheetData>{rows}</sheetData>"
        + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
        + conditions
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + "</worksheet>"
    )


def _hidden(hidden: bool) -> str:
    return ' hidden="1"' if hidden else ""


def _row(number: int, values: Sequence[Value], tab: Tab) -> str:
    cells = (
        _cell(number, column, value, tab)
        for column, value in enumerate(values, 1)
        if value is not None and value != ""
    )
    return f'<row r="{number}"{_hidden(number in tab.hidden_rows)}>{"".join(cells)}</row>'


def _cell(number: int, column: int, value: Value, tab: Tab) -> str:
    attributes, content = _content(value)
    at = address(number, column)
    if at in tab.dresses:
        kind = attributes[attributes.find(" t=") :] if " t=" in attributes else ""
        attributes = f' s="{4 + list(_DRESSES).index(tab.dresses[at])}"{kind}'
    if at in tab.rich:
        attributes += ' vm="1"'
    return f'<c r="{at}"{attributes}>{content}</c>'


def _content(value: Value) -> tuple[str, str]:
    """A cell's attributes and what stands in it. Texts stand in their cells, which saves a part."""
    if isinstance(value, str):
        return ' t="inlineStr"', f'<is><t xml:space="preserve">{escape(value)}</t></is>'
    if isinstance(value, CellError):
        return ' t="e"', f"<f>{value.code}</f><v>{value.code}</v>"
    if isinstance(value, UncachedFormula):
        return "", f"<f>{escape(value.formula)}</f>"
    if isinstance(value, Runs):
        space = 'xml:space="preserve"'
        return ' t="inlineStr"', (
            f"<is><r><rPr><strike/></rPr><t {space}>{escape(value.struck)}</t></r>"
            f"<r><t {space}>{escape(value.plain)}</t></r></is>"
        )
    if isinstance(value, Calculated):
        attributes, content = _content(value.result)
        if isinstance(value.result, str):
            attributes, content = ' t="str"', f"<v>{escape(value.result)}</v>"
        return attributes, f"<f>{escape(value.formula)}</f>{content}"
    style = {date: ' s="1"', datetime: ' s="2"', time: ' s="3"'}.get(type(value), "")
    return style, f"<v>{_number(value)}</v>"


def _number(value: float | date | time | None) -> str:
    """Excel's count of days since 30 December 1899, or the number itself."""
    if isinstance(value, time):
        return f"{(value.hour * 3600 + value.minute * 60 + value.second) / 86_400:.15g}"
    if not isinstance(value, date):
        return str(value)
    of_day = (
        (value.hour * 3600 + value.minute * 60 + value.second) / 86_400 if isinstance(value, datetime) else 0
    )
    return f"{value.toordinal() - date(1899, 12, 30).toordinal() + of_day:.15g}"
