"""Where text can stand in a workbook: every text and every attribute of every part, less what holds none.

Finding (`kleark.sheet.text_search`) and hiding (`kleark.ooxml.hiding`) go by this one description. It is complete
because it lists what is left out, with the reason, and never what is looked at: a part, an element or an
attribute that is not named here is searched. Names are local names of ECMA-376 part 1 and of Microsoft's
extensions; ``*`` is any element.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

    # What stands there has to be, after hiding as before: any text; a number; a whole formula; the name of a tab;
    # a name without spaces; a number format.
    Form: TypeAlias = str
    # What an admin would call the place; `kleark.rules.personal_data` has the words.
    Place: TypeAlias = str

TEXT: Final = "text"
NUMBER: Final = "number"
VALUE: Final = "value"
"""A copy of a cell's value, which may be a number or a text."""
FORMULA: Final = "formula"
TAB_NAME: Final = "tab name"
NAME: Final = "name"
COLUMN_NAME: Final = "column name"
HEADER: Final = "header"
"""Of a printed page: a text with codes for its looks and for what a program fills in."""
NUMBER_FORMAT: Final = "number format"
VALUE_FORMS: Final = frozenset((NUMBER, VALUE, FORMULA))
"""What may be, or copy, a number cell's value, in which a personal number has lost its first zero."""

CELL: Final = "cell"
OTHER: Final = "other"

ROOT_PLACES: dict[str, Place] = {
    "worksheet": OTHER,
    "chartsheet": OTHER,
    "dialogsheet": OTHER,
    "workbook": OTHER,
    "sst": "unused_text",
    "styleSheet": "style",
    "theme": "style",
    "comments": "comment",
    "ThreadedComments": "comment",
    "personList": "persons",
    "wsDr": "drawing",
    "xml": "drawing",
    "dataModel": "drawing",
    "drawing": "drawing",
    "layoutDef": "drawing",
    "styleDef": "drawing",
    "colorsDef": "drawing",
    "chartSpace": "chart",
    "chartStyle": "chart",
    "colorStyle": "chart",
    "userShapes": "chart",
    "formControlPr": "form_control",
    "ocx": "form_control",
    "pivotCacheDefinition": "pivot_cache",
    "pivotCacheRecords": "pivot_cache",
    "pivotTableDefinition": "pivot_table",
    "slicers": "slicer",
    "slicerCacheDefinition": "slicer",
    "timelines": "slicer",
    "timelineCacheDefinition": "slicer",
    "connections": "connection",
    "queryTable": "connection",
    "externalLink": "external_link",
    "ddeLink": "external_link",
    "volTypes": "external_link",
    "table": "table",
    "singleXmlCells": "xml_map",
    "MapInfo": "xml_map",
    "headers": "change_log",
    "revisions": "change_log",
    "users": "change_log",
    "metadata": "data_type",
    "rvData": "data_type",
    "rvStructures": "data_type",
    "rvTypesInfo": "data_type",
    "richValueRels": "data_type",
    "arrayData": "data_type",
    "supportingPropertyBags": "data_type",
    "spbStructures": "data_type",
    "richStyles": "data_type",
    "webImagesSrd": "data_type",
    "namedSheetViews": "view",
    "coreProperties": "properties",
    "Properties": "properties",
    "labelList": "properties",
    "calcChain": OTHER,
    "Types": OTHER,
    "Relationships": "link",
}
"""By its root element, what a part is. These are vocabularies that are known; of any other part nothing is left out."""

ELEMENT_PLACES: dict[str, Place] = {
    "sheet": "tab_name",
    "definedName": "defined_name",
    "fileSharing": "protection",
    "protectedRange": "protection",
    "customWorkbookView": "view",
    "customSheetView": "view",
    "webPublishItem": "web_page",
    "webPublishObject": "web_page",
    "smartTag": "smart_tag",
    "cellSmartTag": "smart_tag",
    "f": "formula",
    "rPh": "phonetic",
    "hyperlink": "link",
    "dataValidation": "validation",
    "conditionalFormatting": "conditional_format",
    "scenario": "scenario",
    "autoFilter": "filter",
    "sortState": "filter",
    "dataConsolidate": "consolidation",
    "sparklineGroup": "sparkline",
    "headerFooter": "page",
    "oleObject": "embedded",
    "oleLink": "external_link",
    "control": "form_control",
    "controlPr": "form_control",
    "customPr": "properties",
    "queryTableRefresh": "connection",
    "numFmt": "number_format",
}
"""Elements that are a place of their own, with all that is in them, in whichever part they stand."""

_KEY = "a key that programs make and match"
_TIME = "a time, which programs write"
_SIZE = "a measure, a position or an angle"
_CHECKSUM = "a checksum"
_VERSION = "the version of a program"
_PICTURE = "the outline of a shape"


def _each(said: str, places: str) -> dict[str, str]:
    """The same of several places."""
    return dict.fromkeys(places.split(), said)


EXCLUDED: dict[str, str] = {
    **_each(
        _KEY,
        """
        *@id *@Id *@uid *@guid *@uidLastSave *@documentId *@spid *@shapeId *@axisId axId@val crossAx@val uniqueId@val
        *@rowId *@colId rowId@val colId@val creationId@val modId@val *@modelId *@srcId *@destId *@parTransId
        *@sibTransId *@presId *@fmtid *@clsid *@classid *@itemID *@siteId *@parentId *@personId *@cacheId
        *@pivotCacheId *@dataBindingId
        """,
    ),
    **_each(
        _TIME,
        """
        *@dT *@dateTime *@refreshedDate *@refreshedDateIso *@firstRefreshedDate *@valIso *@maxValIso d@v
        rangePr@startDate rangePr@endDate selection@startDate selection@endDate bounds@startDate bounds@endDate
        created modified lastPrinted date filetime TotalTime
        """,
    ),
    **_each(_CHECKSUM, "*@hashValue *@saltValue *@password *@revisionsPassword *@workbookPassword hashValue"),
    **_each(_VERSION, "*@lastEdited *@lowestEdited *@rupBuild *@calcId *@defaultThemeVersion AppVersion"),
    **_each(
        _SIZE,
        """
        off@x off@y pt@x pt@y pos@x pos@y *@cx *@cy *@w *@h *@width *@ht *@dyDescent *@defaultRowHeight
        *@defaultColWidth *@panose *@rot *@ang *@dist *@dir *@blurRad *@sz *@pos *@tint colOff rowOff col row
        pageMargins@left pageMargins@right pageMargins@top pageMargins@bottom pageMargins@header pageMargins@footer
        x@val y@val w@val h@val gd@fmla Anchor
        """,
    ),
}
"""What is not searched in a part of a known vocabulary, and why: ``element@attribute``, or an element for its text."""

EXCLUDED_IN_OLD_DRAWINGS: dict[str, str] = {
    **_each(
        _PICTURE, "*@path *@coordsize *@coordorigin *@adj *@points *@style *@gfxdata *@wrapcoords *@limo"
    ),
    **_each(_KEY, "*@spid"),
}
"""The same in a drawing of the older kind (VML), where the name of a shape stands in its id."""

PROGRAM_PROPERTIES: dict[str, str] = {
    **dict.fromkeys(
        ("_AdHocReviewCycleID", "_PreviousAdHocReviewCycleID", "_ReviewCycleID"),
        "a random number that Outlook puts in a file that it mails",
    ),
    **dict.fromkeys(("_EmailEntryID", "_EmailStoreID", "_EmailStoreID0", "_EmailStoreID1"), _KEY),
    **dict.fromkeys(("ContentTypeId", "_dlc_DocIdItemGuid", "WorkbookGuid", "KSOProductBuildVer"), _KEY),
}
"""Properties of a file that programs set for themselves, by name, and why their values are not searched."""

RELATIONSHIP_NAMESPACES = frozenset(
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
)
"""Attributes of these are ids of relationships: keys that programs make. The targets are searched."""

FORMS: dict[str, Form] = {
    **_each(
        FORMULA,
        """
        f formula formula1 formula2 calculatedColumnFormula totalsRowFormula definedName hyperlink@location *@fmlaLink
        *@fmlaGroup *@fmlaRange *@fmlaTxbx *@fmlaPict *@linkedCell *@listFillRange *@textlink *@macro oldFormula
        FmlaLink FmlaRange FmlaGroup FmlaTxbx FmlaPict FmlaMacro cacheField@formula calculatedItem@formula sqref
        calculatedMember@mdx *@refersTo cfvo@val parameter@cell
        """,
    ),
    **_each(
        TAB_NAME,
        """
        sheet@name worksheetSource@sheet rangeSet@sheet dataRef@sheet sheetName@val ris@name rsnm@oldName rsnm@newName
        """,
    ),
    **_each(
        NAME,
        """
        definedName@name table@name table@displayName worksheetSource@name rangeSet@name dataRef@name *@codeName
        rdn@name slicerCacheDefinition@name slicer@cache
        """,
    ),
    **_each(HEADER, "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter"),
    **_each(COLUMN_NAME, "tableColumn@name cacheField@name queryTableField@name"),
    **_each(NUMBER_FORMAT, "numFmt@formatCode formatCode *@formatCode"),
    **_each(
        NUMBER,
        """
        n@v sharedItems@minValue sharedItems@maxValue rangePr@startNum rangePr@endNum rangePr@groupInterval top10@val
        top10@filterVal dynamicFilter@val dynamicFilter@maxVal min@val max@val parameter@integer parameter@double
        formControlPr@val formControlPr@min formControlPr@max
        """,
    ),
    **_each(VALUE, "filter@val customFilter@val inputCells@val s@v"),
}
"""What has to stand there, where it is not just any text."""

PROPERTY_NUMBERS = frozenset(
    ("i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint", "r4", "r8", "decimal", "cy")
)
"""Elements of the properties that hold a number."""

WHOLE_TEXTS = frozenset(("si", "is", "text", "p", "div", "rPh"))
"""Elements whose text is cut into runs, which a reader sees as one text."""

CUSTOM_XML: Final = "custom_xml"
PLACES: frozenset[Place] = frozenset((*ROOT_PLACES.values(), *ELEMENT_PLACES.values(), OTHER, CUSTOM_XML))
"""Every kind of place outside the values of cells."""


def excluded_because(element: str, attribute: str | None, root: str) -> str | None:
    """Why a text or an attribute is not searched; None where it is."""
    if root not in ROOT_PLACES:
        return None
    if attribute is None:
        return EXCLUDED.get(element)
    if root == "xml":
        return EXCLUDED_IN_OLD_DRAWINGS.get(f"*@{attribute}")
    return EXCLUDED.get(f"{element}@{attribute}") or EXCLUDED.get(f"*@{attribute}")


def form_of(element: str, attribute: str | None) -> Form:
    """What has to stand there."""
    if attribute is None:
        return FORMS.get(element, TEXT)
    return FORMS.get(f"{element}@{attribute}") or FORMS.get(f"*@{attribute}", TEXT)
