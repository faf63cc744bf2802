"""Small workbooks in the forms of programs that do not run here, by the facts that public files and issues tell.

Each holds the same header and three rows. What Kleark reads in them must be what it reads in the plainest form.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack
from xml.sax.saxutils import escape, quoteattr

from infra.programs import description

if TYPE_CHECKING:
    from collections.abc import Callable

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_COMPATIBLE = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" mc:Ignorable="x14ac xr"'
)
# 1 April 2021, as Excel counts days.
_DAY = 44_287
_PHONE = 66_131_372
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_COLUMNS = "ABCDEFGHIJKL"


_GIVEN = description.workbook_with_table()["cells"]
_ROWS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Form:
    """``what``: the form. ``source``: where it is told of. ``build``: makes the workbook."""

    program: str
    what: str
    source: str
    build: Callable[[], bytes]


def plain() -> bytes:
    """The rows in the plainest form: each text in its own cell, and nothing that need not be there."""
    return _workbook(_worksheet("".join(_row(at, _cells(at, _inline)) for at in _ROWS)))


def _google() -> bytes:
    shared: list[str] = []
    rows = [_row(at, _cells(at, _sharing(shared), f"{_DAY}.0", f"{_PHONE}.0"), ' ht="15.75"') for at in _ROWS]
    views = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    sheet = _worksheet(
        "".join(rows),
        before='<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>'
        f'{views}<sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>',
        after='<drawing r:id="rId1"/>',
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    return _workbook(
        sheet,
        shared=shared,
        identity="rId4",
        more={
            "xl/drawings/drawing1.xml": f'<xdr:wsDr xmlns:xdr="{drawing}"/>',
            "xl/worksheets/_rels/sheet1.xml.rels": _relationships(
                ("rId1", f"{_OFFICE}/drawing", "../drawings/drawing1.xml")
            ),
        },
    )


def _excel() -> bytes:
    # In the order in which they were typed, which is not that of the cells.
    shared = list(reversed([one["value"] for one in _GIVEN if one["kind"] == "text"]))
    shared = list(dict.fromkeys(shared))
    rows = [_row(at, _cells(at, _sharing(shared)), ' spans="1:12" x14ac:dyDescent="0.25"') for at in _ROWS]
    sheet = _worksheet(
        "".join(rows),
        before='<sheetPr codeName="Ark1"/><dimension ref="A1:L4"/><sheetViews><sheetView tabSelected="1" '
        'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        '</sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>',
        after='<phoneticPr fontId="0" type="noConversion"/>',
        root=f'{_COMPATIBLE} xr:uid="{{00000000-0001-0000-0000-000000000000}}"',
    )
    return _workbook(sheet, shared=shared)


def _excel_table() -> bytes:
    columns = "".join(
        f'<tableColumn id="{at}" name={quoteattr(one["value"])}/>' for at, one in enumerate(_of_row(1), 1)
    )
    table = (
        f'<table xmlns="{_MAIN}" id="1" name="Tabel1" displayName="Tabel1" ref="A1:L4" totalsRowShown="0">'
        f'<autoFilter ref="A1:L4"/><tableColumns count="12">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
        'showColumnStripes="0"/></table>'
    )
    sheet = _worksheet(
        "".join(_row(at, _cells(at, _inline)) for at in _ROWS),
        after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
    )
    return _workbook(
        sheet,
        more={
            "xl/tables/table1.xml": table,
            "xl/worksheets/_rels/sheet1.xml.rels": _relationships(
                ("rId1", f"{_OFFICE}/table", "../tables/table1.xml")
            ),
        },
        types={"xl/tables/table1.xml": "table+xml"},
    )


def _results() -> bytes:
    """Texts that formulas gave, as Excel and Google Sheets store them."""
    rows = [_row(at, _cells(at, _inline if at == 1 else _result)) for at in _ROWS]
    return _workbook(_worksheet("".join(rows)))


def _preserved() -> bytes:
    shared: list[str] = []
    rows = "".join(_row(at, _cells(at, _sharing(shared))) for at in _ROWS)
    return _workbook(_worksheet(rows), shared=shared, space=' xml:space="preserve"')


def _with_prefixes() -> bytes:
    """Every element with a prefix, ids that are no numbers, and targets from the package's root."""
    rows = "".join(_row(at, _cells(at, _inline)) for at in _ROWS)
    return _workbook(_worksheet(rows), prefix="x", identity="R5a1c0de7f00d4b11", folder="/xl/")


def _other_styles() -> bytes:
    rows = "".join(_row(at, _cells(at, _inline)) for at in _ROWS)
    return _workbook(_worksheet(rows), styles="formats/style2.xml")


def _exponents() -> bytes:
    rows = "".join(_row(at, _cells(at, _inline, "4.4287E4", "6.6131372E7")) for at in _ROWS)
    return _workbook(_worksheet(rows))


def _summary_first() -> bytes:
    """A sheet with a list of tables before the sheet itself, which begins with the table's name."""
    rows = "".join(_row(at, _cells(at, _inline, shift=1), shift=1) for at in _ROWS)
    name = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{escape("KLE-konfiguration")}</t></is></c></row>'
    said = "This document was exported from Numbers. Each table was converted to an Excel worksheet."
    summary = _inline("B3", said)
    return _workbook(
        _worksheet(name + rows, after='<mergeCells count="1"><mergeCell ref="A1:L1"/></mergeCells>'),
        first=("Export Summary", _worksheet(f'<row r="3">{summary}</row>')),
    )


def _of_row(number: int) -> list[dict[str, str]]:
    return [one for one in _GIVEN if one["row"] == number]


def _cells(
    number: int,
    text: Callable[[str, str], str],
    day: str = str(_DAY),
    phone: str = str(_PHONE),
    shift: int = 0,
) -> str:
    """A row's cells. ``text``: writes a text into the cell at an address. In the second row the phone is a number."""
    made: list[str] = []
    for one in _of_row(number):
        cell = f"{_COLUMNS[int(one['column']) - 1]}{number + shift}"
        if one["kind"] == "date":
            made.append(f'<c r="{cell}" s="1"><v>{day}</v></c>')
        elif (number, one["value"]) == (2, str(_PHONE)):
            made.append(f'<c r="{cell}"><v>{phone}</v></c>')
        else:
            made.append(text(cell, one["value"]))
    return "".join(made)


def _row(number: int, cells: str, attributes: str = "", shift: int = 0) -> str:
    return f'<row r="{number + shift}"{attributes}>{cells}</row>'


def _inline(cell: str, text: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _result(cell: str, text: str) -> str:
    formula = escape('"' + text.replace('"', '""') + '"')
    return f'<c r="{cell}" t="str"><f>{formula}</f><v xml:space="preserve">{escape(text)}</v></c>'


def _sharing(shared: list[str]) -> Callable[[str, str], str]:
    """Writes a text's number among the shared ones, to which new ones are added."""

    def write(cell: str, text: str) -> str:
        if text not in shared:
            shared.append(text)
        return f'<c r="{cell}" t="s"><v>{shared.index(text)}</v></c>'

    return write


def _worksheet(rows: str, before: str = "", after: str = "", root: str = "") -> str:
    spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"{root}'
    return f"<worksheet {spaces}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def _relationships(*targets: tuple[str, str, str]) -> str:
    entries = "".join(f'<Relationship Id="{one}" Type="{kind}" Target="{to}"/>' for one, kind, to in targets)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


class _Otherwise(TypedDict, total=False):
    """What a form has otherwise. ``first``: a sheet before it, by name. ``folder``: what stands before targets."""

    shared: list[str]
    space: str
    identity: str
    folder: str
    styles: str
    first: tuple[str, str]
    more: dict[str, str]
    types: dict[str, str]
    prefix: str


def _workbook(sheet: str, **given: Unpack[_Otherwise]) -> bytes:
    """The package around a worksheet's part."""
    folder, styles, prefix = (
        given.get("folder", ""),
        given.get("styles", "styles.xml"),
        given.get("prefix", ""),
    )
    sheets = [
        (description.workbook()["sheet"], given.get("identity", "rId1"), "worksheets/sheet1.xml", sheet)
    ]
    if "first" in given:
        sheets.insert(0, (given["first"][0], "rId8", "worksheets/sheet2.xml", given["first"][1]))
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="{one}"/>'
        for at, (name, one, _, _) in enumerate(sheets, 1)
    )
    links = [(one, f"{_OFFICE}/worksheet", folder + to) for _, one, to, _ in sheets]
    links.append(("rId90", f"{_OFFICE}/styles", folder + styles))
    parts = {f"xl/{to}": content for _, _, to, content in sheets}
    kinds = {f"xl/{to}": "worksheet+xml" for _, _, to, _ in sheets}
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{tabs}</sheets></workbook>'
    )
    kinds["xl/workbook.xml"] = "sheet.main+xml"
    parts[f"xl/{styles}"], kinds[f"xl/{styles}"] = _STYLES, "styles+xml"
    if "shared" in given:
        space = given.get("space", "")
        items = "".join(f"<si><t{space}>{escape(text)}</t></si>" for text in given["shared"])
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}">{items}</sst>'
        kinds["xl/sharedStrings.xml"] = "sharedStrings+xml"
        links.append(("rId91", f"{_OFFICE}/sharedStrings", f"{folder}sharedStrings.xml"))
    parts = {name: _HEAD + _prefixed(content, prefix) for name, content in parts.items()} | given.get(
        "more", {}
    )
    parts["_rels/.rels"] = _relationships(
        ("rId1", f"{_OFFICE}/officeDocument", f"{folder.removesuffix('xl/')}xl/workbook.xml")
    )
    parts["xl/_rels/workbook.xml.rels"] = _relationships(*links)
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPES}{kind}"/>'
        for name, kind in (kinds | given.get("types", {})).items()
    )
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _prefixed(content: str, prefix: str) -> str:
    """The part with a prefix before each element's name."""
    if not prefix:
        return content
    content = content.replace(f'xmlns="{_MAIN}"', f'xmlns:{prefix}="{_MAIN}"')
    return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\g<1>{prefix}:", content)


FORMS = (
    Form(
        "Google Sheets",
        "no `dimension`, no docProps, `outlinePr`, an empty drawing, whole numbers as `44287.0`",
        "[readxl 26](https://github.com/tidyverse/readxl/issues/26), "
        "[Roo 498](https://github.com/roo-rb/roo/issues/498)",
        _google,
    ),
    Form(
        "Excel",
        "shared texts in the order of typing, `spans`, `dyDescent`, `xr:uid`, a frozen pane",
        "ECMA-376, [MS-XLSX](https://learn.microsoft.com/en-us/openspecs/office_standards/ms-xlsx/)",
        _excel,
    ),
    Form("Excel", "the rows as a table (ListObject)", "ECMA-376 part 1, 18.5", _excel_table),
    Form(
        "Excel",
        'results of formulas as `t="str"`, `xml:space="preserve"` on each of them',
        "ECMA-376 part 1, 18.3.1.4",
        _results,
    ),
    Form("Excel", 'shared texts with `xml:space="preserve"`', "ECMA-376 part 1, 18.4.12", _preserved),
    Form(
        "Open XML SDK and what is built on it",
        "`x:row`, `x:c` …, relationships with other ids and targets from the package's root",
        "[readxl 80](https://github.com/tidyverse/readxl/issues/80)",
        _with_prefixes,
    ),
    Form("any", "styles in a part of another name", "ECMA-376 part 2, relationships", _other_styles),
    Form("any", "numbers with an exponent, as `6.6131372E7`", "XML Schema, `xsd:double`", _exponents),
    Form(
        "Numbers",
        "a sheet `Export Summary` first, and the table's name above its header",
        "the summary's own words, as they stand in public files",
        _summary_first,
    ),
)
