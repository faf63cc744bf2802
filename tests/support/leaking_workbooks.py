"""Workbooks with one invented CPR number, each in another place than the cells that are judged."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tests.support.sheet_builder import Sheet, rows, written
from tests.support.workbooks import MAIN, PACKAGE, RELATIONSHIPS, zipped

if TYPE_CHECKING:
    from collections.abc import Mapping

# No such person.
CPR = "010180-1234"
BARE = "0101801234"
NUMBER = "101801234"
OTHER = "1012801234"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument"
_SPREADSHEET_TYPE = f"{_DRAWING_TYPE}.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Package:
    """A clean configuration sheet with parts and markup added."""

    def __init__(self) -> None:
        with zipfile.ZipFile(io.BytesIO(written(Sheet(rows(4)), by="xlsxwriter"))) as archive:
            self.parts = {name: archive.read(name).decode() for name in archive.namelist()}

    def insert(self, name: str, before: str, markup: str) -> None:
        """Put markup before the last of such a text in a part."""
        head, found, tail = self.parts[name].rpartition(before)
        assert found, (name, before)
        self.parts[name] = head + markup + found + tail

    def add(self, name: str, content: str, content_type: str = "", owner: str = "", kind: str = "") -> str:
        """Add a part, its content type and the relationship to it; gives the relationship's id."""
        self.parts[name] = _DECLARATION + content
        if content_type:
            override = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
            self.insert("[Content_Types].xml", "</Types>", override)
        return self.relate(owner, kind, f"/{name}") if kind else ""

    def relate(self, owner: str, kind: str, target: str, mode: str = "") -> str:
        folder, _, file = owner.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels".lstrip("/")
        if rels not in self.parts:
            self.parts[rels] = f'<Relationships xmlns="{PACKAGE}/relationships"></Relationships>'
        identity = f"rIdX{self.parts[rels].count('<Relationship ')}"
        kind = kind if "://" in kind else f"{RELATIONSHIPS}/{kind}"
        self.insert(
            rels,
            "</Relationships>",
            f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"{mode}/>',
        )
        return identity

    def bytes(self) -> bytes:
        return zipped(self.parts)


BOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"


def _after_data(markup: str) -> bytes:
    package = Package()
    package.insert(SHEET, "<pageMargins", markup)
    return package.bytes()


def _at_the_end(markup: str) -> bytes:
    package = Package()
    package.insert(SHEET, "</worksheet>", markup)
    return package.bytes()


def _link_to_a_tab() -> bytes:
    package = Package()
    link = f'<hyperlink ref="M3" location="\'Sag {CPR}\'!A1"/>'
    if "</hyperlinks>" in package.parts[SHEET]:
        package.insert(SHEET, "</hyperlinks>", link)
    else:
        package.insert(SHEET, "<pageMargins", f"<hyperlinks>{link}</hyperlinks>")
    return package.bytes()


def _dde_link() -> bytes:
    package = Package()
    values = f'<value t="str"><val>{CPR}</val></value><value><val>{NUMBER}</val></value>'
    book_id = package.add(
        (part := "xl/externalLinks/externalLink1.xml"),
        f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="sager" ddeTopic="S {CPR}"><ddeItems><ddeItem name="A1">'
        f'<values rows="2">{values}</values></ddeItem></ddeItems></ddeLink></externalLink>',
        f"{_SPREADSHEET_TYPE}.externalLink+xml",
        BOOK,
        "externalLink",
    )
    # openpyxl asks for a link's relationships, which this one has none of.
    package.relate(part, "externalLinkPath", "andet.xlsx", ' TargetMode="External"')
    reference = f'<externalReference r:id="{book_id}" xmlns:r="{RELATIONSHIPS}"/>'
    references = f"<externalReferences>{reference}</externalReferences>"
    package.parts[BOOK] = package.parts[BOOK].replace("</sheets>", f"</sheets>{references}")
    return package.bytes()


def _rich_value() -> bytes:
    package = Package()
    package.add(
        "xl/richData/rdrichvalue.xml",
        '<rvData xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="1"><rv s="0">'
        f"<v>{CPR}</v><v>{NUMBER}</v></rv></rvData>",
        "application/vnd.ms-excel.rdrichvalue+xml",
        BOOK,
        "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue",
    )
    return package.bytes()


def _form_control() -> bytes:
    package = Package()
    package.add(
        "xl/ctrlProps/ctrlProp1.xml",
        f'<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="Spin" '
        f'max="{OTHER}" val="{NUMBER}"/>',
        "application/vnd.ms-excel.controlproperties+xml",
        SHEET,
        "ctrlProp",
    )
    return package.bytes()


def _scenario() -> bytes:
    package = Package()
    scenario = (
        f'<scenarios><scenario name="Bedste" count="1" user="Ida" comment="for {CPR}">'
        f'<inputCells r="A1" val="{BARE}"/></scenario></scenarios>'
    )
    tail = package.parts[SHEET].index("</sheetData>") + len("</sheetData>")
    package.parts[SHEET] = package.parts[SHEET][:tail] + scenario + package.parts[SHEET][tail:]
    return package.bytes()


def _connection(parameters: str = "") -> bytes:
    package = Package()
    command = f"SELECT * FROM sager WHERE cpr='{CPR}'"
    package.add(
        "xl/connections.xml",
        f'<connections xmlns="{MAIN}"><connection id="1" name="Sager" type="1" refreshedVersion="0">'
        f'<dbPr connection="DSN=sager" command="{command}"/>{parameters}</connection></connections>',
        f"{_SPREADSHEET_TYPE}.connections+xml",
        BOOK,
        "connections",
    )
    return package.bytes()


def pivot(fields: str, records: str, count: int = 2) -> bytes:
    """A workbook with the cache of a pivot table whose source is gone."""
    package = Package()
    definition = "xl/pivotCache/pivotCacheDefinition1.xml"
    book_id = package.add(
        definition, "", f"{_SPREADSHEET_TYPE}.pivotCacheDefinition+xml", BOOK, "pivotCacheDefinition"
    )
    records_id = package.add(
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{MAIN}" count="{count}">{records}</pivotCacheRecords>',
        f"{_SPREADSHEET_TYPE}.pivotCacheRecords+xml",
        definition,
        "pivotCacheRecords",
    )
    package.parts[definition] = (
        f'{_DECLARATION}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}" r:id="{records_id}" '
        f'refreshedBy="Ida" refreshedDate="44287.5" createdVersion="6" refreshedVersion="6" recordCount="{count}">'
        '<cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="Slettet"/></cacheSource>'
        f'<cacheFields count="{fields.count("<cacheField ")}">{fields}</cacheFields></pivotCacheDefinition>'
    )
    caches = (
        f'<pivotCaches><pivotCache cacheId="1" r:id="{book_id}" xmlns:r="{RELATIONSHIPS}"/></pivotCaches>'
    )
    package.insert(BOOK, "</workbook>", caches)
    return package.bytes()


def _pivot_texts() -> bytes:
    items = f'<sharedItems count="2"><s v="{CPR}"/><s v="020280-1234"/></sharedItems>'
    return pivot(
        f'<cacheField name="Nr" numFmtId="0">{items}</cacheField>', '<r><x v="0"/></r><r><x v="1"/></r>'
    )


def pivot_numbers() -> bytes:
    """One field with its numbers in the records, one with them as items beside a clean one."""
    flags = 'containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1"'
    listed = (
        f'<cacheField name="Liste" numFmtId="0"><sharedItems {flags} minValue="7" maxValue="{OTHER}" count="3">'
        f'<n v="{NUMBER}"/><n v="{OTHER}"/><n v="7"/></sharedItems></cacheField>'
    )
    plain = f'<cacheField name="Nr" numFmtId="0"><sharedItems {flags} minValue="12" maxValue="{NUMBER}"/></cacheField>'
    clean = (
        f'<cacheField name="Antal" numFmtId="0"><sharedItems {flags} minValue="1" maxValue="2"/></cacheField>'
    )
    records = f'<r><x v="0"/><n v="{NUMBER}"/><n v="1"/></r><r><x v="2"/><n v="12"/><n v="2"/></r>'
    return pivot(listed + plain + clean, records)


def _chart() -> bytes:
    package = Package()
    drawing_space = "http://schemas.openxmlformats.org/drawingml/2006"
    drawing, chart = "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"
    points = f'<c:ptCount val="2"/><c:pt idx="0"><c:v>{NUMBER}</c:v></c:pt><c:pt idx="1"><c:v>7</c:v></c:pt>'
    numbers = (
        f"<c:numRef><c:f>'KLE-konfiguration'!$A$2:$A$3</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f"{points}</c:numCache></c:numRef>"
    )
    names = (
        "<c:strRef><c:f>'KLE-konfiguration'!$B$2:$B$3</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>Sag {CPR}</c:v></c:pt></c:strCache></c:strRef>'
    )
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:cat>{names}</c:cat><c:val>{numbers}</c:val></c:ser>'
    )
    axes = (
        '<c:catAx><c:axId val="1003345678"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/>'
        '<c:crossAx val="1003345679"/></c:catAx><c:valAx><c:axId val="1003345679"/><c:scaling/>'
        '<c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1003345678"/></c:valAx>'
    )
    bars = f'<c:barChart><c:barDir val="col"/>{series}<c:axId val="1003345678"/><c:axId val="1003345679"/></c:barChart>'
    drawing_id = package.add(drawing, "", f"{_DRAWING_TYPE}.drawing+xml", SHEET, "drawing")
    chart_id = package.add(
        chart,
        f'<c:chartSpace xmlns:c="{drawing_space}/chart" xmlns:a="{drawing_space}/main"><c:chart><c:plotArea>{bars}'
        f"{axes}</c:plotArea></c:chart></c:chartSpace>",
        f"{_DRAWING_TYPE}.drawingml.chart+xml",
        drawing,
        "chart",
    )
    package.parts[drawing] = (
        f'{_DECLARATION}<xdr:wsDr xmlns:xdr="{drawing_space}/spreadsheetDrawing" xmlns:a="{drawing_space}/main">'
        "<xdr:oneCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row>"
        '<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="5400000" cy="2700000"/><xdr:graphicFrame macro="">'
        '<xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Diagram 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{drawing_space}/chart"><c:chart xmlns:c="{drawing_space}/chart" '
        f'xmlns:r="{RELATIONSHIPS}" r:id="{chart_id}"/></a:graphicData></a:graphic></xdr:graphicFrame>'
        "<xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    head, _, tail = package.parts[SHEET].rpartition("</worksheet>")
    package.parts[SHEET] = f'{head}<drawing r:id="{drawing_id}" xmlns:r="{RELATIONSHIPS}"/></worksheet>{tail}'
    return package.bytes()


def _property(kind: str, value: str, name: str = "Borger") -> bytes:
    package = Package()
    types = "http://schemas.openxmlformats.org/officeDocument/2006"
    package.add(
        "docProps/custom.xml",
        f'<Properties xmlns="{types}/custom-properties" xmlns:vt="{types}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
        f"<vt:{kind}>{value}</vt:{kind}></property></Properties>",
        f"{_DRAWING_TYPE}.custom-properties+xml",
        "",
        f"{types}/relationships/custom-properties",
    )
    return package.bytes()


def review_cycle() -> bytes:
    """A clean sheet that was mailed from Outlook."""
    return _property("i4", "-1701899834", "_AdHocReviewCycleID")


def _custom_xml() -> bytes:
    package = Package()
    package.add(
        "customXml/item1.xml", f'<sag xmlns="urn:sag"><borger nr="{BARE}"/></sag>', "", BOOK, "customXml"
    )
    return package.bytes()


def _unused_text() -> bytes:
    package = Package()
    package.insert("xl/sharedStrings.xml", "</sst>", "<si><r><t>010180</t></r><r><t>-1234</t></r></si>")
    return package.bytes()


def _table() -> bytes:
    """A table beside the configuration, with the number in a column's name, its heading, a filter and a formula."""
    package = Package()
    cells = "".join(
        f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
        for row, column, text in ((1, "N", f"Sag {CPR}"), (1, "O", "Sag 020280-1234"))
    )
    head, found, tail = package.parts[SHEET].partition("</row>")
    package.parts[SHEET] = head + cells + found + tail
    table_id = package.add(
        "xl/tables/table1.xml",
        f'<table xmlns="{MAIN}" id="1" name="Tabel1" displayName="Tabel1" ref="N1:O3"><autoFilter ref="N1:O3">'
        f'<filterColumn colId="0"><filters><filter val="{CPR}"/></filters></filterColumn></autoFilter>'
        f'<tableColumns count="2"><tableColumn id="1" name="Sag {CPR}"/><tableColumn id="2" name="Sag 020280-1234">'
        f"<calculatedColumnFormula>Tabel1[Sag {CPR}]</calculatedColumnFormula></tableColumn></tableColumns></table>",
        f"{_SPREADSHEET_TYPE}.table+xml",
        SHEET,
        "table",
    )
    head, _, tail = package.parts[SHEET].rpartition("</worksheet>")
    package.parts[SHEET] = (
        f'{head}<tableParts count="1"><tablePart r:id="{table_id}" xmlns:r="{RELATIONSHIPS}"/></tableParts>'
        f"</worksheet>{tail}"
    )
    return package.bytes()


def _defined_names() -> bytes:
    package = Package()
    named = (
        f'<definedNames><definedName name="Borger" comment="fra {CPR}">"{CPR}"</definedName>'
        f"<definedName name=\"Sag_{BARE}\">'KLE-konfiguration'!$A$1</definedName></definedNames>"
    )
    package.parts[BOOK] = (
        package.parts[BOOK].replace("<definedNames/>", "").replace("<calcPr", f"{named}<calcPr")
    )
    return package.bytes()


def _number_format(code: str = f"&quot;{CPR}&quot;") -> bytes:
    package = Package()
    styles = package.parts["xl/styles.xml"]
    one = f'<numFmt numFmtId="190" formatCode="{code}"/>'
    if "<numFmts" in styles and "</numFmts>" in styles:
        package.insert("xl/styles.xml", "</numFmts>", one)
        count = styles.partition('<numFmts count="')[2].partition('"')[0]
        package.parts["xl/styles.xml"] = package.parts["xl/styles.xml"].replace(
            f'<numFmts count="{count}"', f'<numFmts count="{int(count) + 1}"'
        )
    else:
        formats = f'<numFmts count="1">{one}</numFmts>'
        package.parts["xl/styles.xml"] = (
            styles.replace("<numFmts/>", "")
            .replace('<numFmts count="0"/>', "")
            .replace("<fonts", f"{formats}<fonts", 1)
        )
    return package.bytes()


def _external_link() -> bytes:
    package = Package()
    part = "xl/externalLinks/externalLink1.xml"
    book_id = package.add(part, "", f"{_SPREADSHEET_TYPE}.externalLink+xml", BOOK, "externalLink")
    target = package.relate(part, "externalLinkPath", "andet.xlsx", ' TargetMode="External"')
    package.parts[part] = (
        f'{_DECLARATION}<externalLink xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><externalBook r:id="{target}">'
        '<sheetNames><sheetName val="Sager"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1">'
        f'<cell r="A1" t="str"><v>{CPR}</v></cell><cell r="B1"><v>{NUMBER}</v></cell></row></sheetData></sheetDataSet>'
        "</externalBook></externalLink>"
    )
    reference = f'<externalReference r:id="{book_id}" xmlns:r="{RELATIONSHIPS}"/>'
    references = f"<externalReferences>{reference}</externalReferences>"
    package.parts[BOOK] = package.parts[BOOK].replace("</sheets>", f"</sheets>{references}")
    return package.bytes()


def cell(content: str, attributes: str = "") -> bytes:
    """A cell N2, beside the configuration."""
    package = Package()
    first, second, rest = package.parts[SHEET].split("</row>", 2)
    package.parts[SHEET] = f'{first}</row>{second}<c r="N2"{attributes}>{content}</c></row>{rest}'
    return package.bytes()


def leaking_workbooks() -> Mapping[str, tuple[bytes, str, str | None]]:
    """By name: a workbook, the kind of place that its number stands in, and the sheet's cell where there is one."""
    validation = (
        '<dataValidations count="2"><dataValidation type="list" sqref="M2:M9"><formula1>{}</formula1>'
        '</dataValidation><dataValidation type="whole" sqref="N2:N9"><formula1>1</formula1><formula2>{}</formula2>'
        "</dataValidation></dataValidations>"
    )
    conditional = (
        '<conditionalFormatting sqref="M2:M9"><cfRule type="cellIs" priority="1" operator="equal">'
        f"<formula>{BARE}</formula></cfRule></conditionalFormatting>"
    )
    header = "<headerFooter><oddHeader>&amp;L&amp;KFF00000101&amp;B80-1&amp;B234</oddHeader></headerFooter>"
    parameters = f'<parameters count="1"><parameter parameterType="value" integer="{NUMBER}"/></parameters>'
    group = (
        '<cacheField name="Nr" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" '
        f'containsNumber="1" containsInteger="1" minValue="{NUMBER}" maxValue="{OTHER}" count="1"><n v="{NUMBER}"/>'
        '</sharedItems><fieldGroup base="0">'
        f'<rangePr startNum="{NUMBER}" endNum="{OTHER}" groupInterval="9"/><groupItems count="2"><s '
        f'v="&lt;{NUMBER}"/><s v="{NUMBER}-{OTHER}"/></groupItems></fieldGroup></cacheField>'
    )
    return {
        "header": (_at_the_end(header), "page", None),
        "dde-link": (_dde_link(), "external_link", None),
        "parameter": (_connection(parameters), "connection", None),
        "pivot-groups": (pivot(group, '<r><x v="0"/></r>', 1), "pivot_cache", None),
        "data-type": (_rich_value(), "data_type", None),
        "form-control": (_form_control(), "form_control", None),
        "number-format-in-pieces": (
            _number_format("&quot;0101&quot;\\8\\0&quot;-1234&quot;0"),
            "number_format",
            None,
        ),
        "formula-constant": (cell(f"<f>COUNTIF(B:B,{NUMBER})</f><v>1</v>"), "formula", "N2"),
        "exponent-cell": (cell("<v>1.01801234e+008</v>"), "cell", "N2"),
        "negative-exponent-cell": (cell("<v>1018012340E-1</v>"), "cell", "N2"),
        "link-to-a-tab": (_link_to_a_tab(), "link", "M3"),
        "scenario": (_scenario(), "scenario", None),
        "connection": (_connection(), "connection", None),
        "pivot-texts": (_pivot_texts(), "pivot_cache", None),
        "pivot-numbers": (pivot_numbers(), "pivot_cache", None),
        "chart": (_chart(), "chart", None),
        "property-text": (_property("lpwstr", f"Sag {CPR}"), "properties", None),
        "property-number": (_property("i4", NUMBER, "CPR-nummer"), "properties", None),
        "custom-xml": (_custom_xml(), "custom_xml", None),
        "unused-text": (_unused_text(), "unused_text", None),
        "defined-name": (_defined_names(), "defined_name", None),
        "number-format": (_number_format(), "number_format", None),
        "external-link": (_external_link(), "external_link", None),
        "validation": (_after_data(validation.format(f'"{CPR},andet"', BARE)), "validation", None),
        "conditional-format": (_after_data(conditional), "conditional_format", None),
        "scientific-cell": (cell("<v>1.01801234E8</v>"), "cell", "N2"),
        "decimal-cell": (cell("<v>101801234.0</v>"), "cell", "N2"),
        "formula": (cell(f'<f>LEN("{CPR}")</f><v>11</v>'), "formula", "N2"),
        "formula-result": (cell(f"<f>101800000+1234</f><v>{NUMBER}</v>"), "cell", "N2"),
        "table": (_table(), "table", None),
    }
