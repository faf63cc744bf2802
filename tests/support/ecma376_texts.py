"""The places of ECMA-376 part 1 (and Microsoft's published extensions) whose type lets a text stand there.

By root element: ``element@attribute``, or an element for its own text. Listed are the types xsd:string, ST_Xstring,
ST_Formula, ST_CellRef, ST_Ref, xsd:token, xsd:anyURI and the like, and numbers that a user chooses. Behind a minus:
types that are strings to a schema, but have a form that programs give them (ids of relationships, GUIDs, times,
checksums).
"""

from __future__ import annotations

SPREADSHEET = {
    "workbook": """
        fileVersion@appName -fileVersion@lastEdited -fileVersion@lowestEdited -fileVersion@rupBuild
        fileVersion@codeName fileSharing@userName fileSharing@algorithmName -fileSharing@hashValue
        -fileSharing@saltValue workbookPr@codeName workbookProtection@workbookAlgorithmName
        workbookProtection@revisionsAlgorithmName workbookView@showHorizontalScroll sheet@name -sheet@id
        functionGroup@name -externalReference@id definedName definedName@name definedName@comment
        definedName@customMenu definedName@description definedName@help definedName@statusBar
        definedName@shortcutKey oleSize@ref customWorkbookView@name -customWorkbookView@guid
        smartTagType@namespaceUri smartTagType@name smartTagType@url webPublishing@characterSet
        fileRecoveryPr@repairLoad webPublishObject@divId webPublishObject@sourceObject
        webPublishObject@destinationFile webPublishObject@title ext@uri absPath@url
        -revisionPtr@documentId
    """,
    "worksheet": """
        sheetPr@syncRef sheetPr@codeName dimension@ref pane@topLeftCell selection@activeCell
        selection@sqref row@spans c@r f f@ref f@r1 f@r2 protectedRange@sqref protectedRange@name
        protectedRange@securityDescriptor protectedRange@algorithmName -protectedRange@hashValue
        -protectedRange@saltValue securityDescriptor scenario@name scenario@user scenario@comment
        inputCells@r inputCells@val scenarios@sqref autoFilter@ref filter@val customFilter@val top10@val
        top10@filterVal dynamicFilter@val dynamicFilter@maxVal -dynamicFilter@valIso
        -dynamicFilter@maxValIso sortState@ref sortCondition@ref sortCondition@customList dataRef@ref
        dataRef@name dataRef@sheet customSheetView@topLeftCell -customSheetView@guid
        customSheetView@filter mergeCell@ref rPh t conditionalFormatting@sqref cfRule@text
        cfRule@timePeriod formula cfvo@val dataValidations@prompt dataValidation@errorTitle
        dataValidation@error dataValidation@promptTitle dataValidation@prompt dataValidation@sqref
        formula1 formula2 hyperlink@ref -hyperlink@id hyperlink@location hyperlink@tooltip
        hyperlink@display oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter
        customPr@name cellWatch@r ignoredError@sqref cellSmartTags@r cellSmartTagPr@key
        cellSmartTagPr@val oleObject@progId oleObject@link control@name controlPr@altText
        controlPr@linkedCell controlPr@listFillRange controlPr@cf controlPr@macro objectPr@altText
        webPublishItem@divId webPublishItem@sourceRef webPublishItem@sourceObject
        webPublishItem@destinationFile webPublishItem@title sqref sparkline slicer@name ext@uri
    """,
    "chartsheet": "sheetPr@codeName oddHeader oddFooter webPublishItem@title -customSheetView@guid",
    "dialogsheet": "sheetPr@codeName oddHeader oleObject@progId control@name",
    "sst": "t rPh",
    "styleSheet": """
        numFmt@formatCode name@val cellStyle@name tableStyle@name tableStyles@defaultTableStyle
        tableStyles@defaultPivotStyle slicerStyle@name font color@theme
    """,
    "table": """
        table@name table@displayName table@comment table@ref table@headerRowCellStyle
        table@dataCellStyle table@totalsRowCellStyle tableColumn@uniqueName tableColumn@name
        tableColumn@totalsRowLabel tableColumn@headerRowCellStyle tableColumn@dataCellStyle
        tableColumn@totalsRowCellStyle calculatedColumnFormula totalsRowFormula xmlColumnPr@xpath
        xmlColumnPr@xmlDataType tableStyleInfo@name filter@val customFilter@val table@altText
        table@altTextSummary
    """,
    "comments": "author text t comment@ref -comment@guid commentPr@altText",
    "ThreadedComments": """
        text threadedComment@ref -threadedComment@id -threadedComment@dT -threadedComment@personId
        hyperlink@url
    """,
    "personList": "person@displayName -person@id person@userId person@providerId",
    "pivotCacheDefinition": """
        -pivotCacheDefinition@id pivotCacheDefinition@refreshedBy -pivotCacheDefinition@refreshedDateIso
        worksheetSource@ref worksheetSource@name worksheetSource@sheet pageItem@name rangeSet@ref
        rangeSet@name rangeSet@sheet cacheField@name cacheField@caption cacheField@propertyName
        cacheField@formula s@v s@c e@v n@v n@c -d@v m@c b@c sharedItems@minValue sharedItems@maxValue
        -sharedItems@minDate -sharedItems@maxDate rangePr@startNum rangePr@endNum groupLevel@uniqueName
        groupLevel@caption group@name group@uniqueName group@caption group@uniqueParent
        groupMember@uniqueName tuple@hier set@setDefinition query@mdx entries sortByTuple kpi@uniqueName
        kpi@caption kpi@displayFolder kpi@measureGroup kpi@parent kpi@value kpi@goal kpi@status
        kpi@trend kpi@weight kpi@time cacheHierarchy@uniqueName cacheHierarchy@caption
        cacheHierarchy@defaultMemberUniqueName cacheHierarchy@allUniqueName cacheHierarchy@allCaption
        cacheHierarchy@dimensionUniqueName cacheHierarchy@displayFolder cacheHierarchy@measureGroup
        calculatedItem@formula calculatedMember@name calculatedMember@mdx calculatedMember@memberName
        calculatedMember@hierarchy calculatedMember@parent dimension@name dimension@uniqueName
        dimension@caption measureGroup@name measureGroup@caption serverFormat@culture
        serverFormat@format
    """,
    "pivotCacheRecords": "s@v n@v e@v s@c n@c -d@v",
    "pivotTableDefinition": """
        pivotTableDefinition@name pivotTableDefinition@dataCaption
        pivotTableDefinition@grandTotalCaption pivotTableDefinition@errorCaption
        pivotTableDefinition@missingCaption pivotTableDefinition@pageStyle
        pivotTableDefinition@pivotTableStyle pivotTableDefinition@vacatedStyle pivotTableDefinition@tag
        pivotTableDefinition@rowHeaderCaption pivotTableDefinition@colHeaderCaption location@ref
        pivotField@name pivotField@subtotalCaption pivotField@uniqueMemberProperty item@n pageField@name
        pageField@cap dataField@name pivotHierarchy@caption member@name mp@name pivotFilter@name
        filter@name filter@description filter@stringValue1 filter@stringValue2 filter@val
        customFilter@val pivotTableStyleInfo@name pivotArea@offset pivotTableDefinition@altText
        pivotTableDefinition@altTextSummary rowHierarchyUsage@hierarchyUsage
    """,
    "connections": """
        connection@sourceFile connection@odcFile connection@name connection@description
        connection@singleSignOnId dbPr@connection dbPr@command dbPr@serverCommand olapPr@localConnection
        webPr@url webPr@post webPr@editPage webPr@htmlFormat textPr@sourceFile textPr@characterSet
        textPr@decimal textPr@thousands textPr@delimiter parameter@name parameter@string
        parameter@prompt parameter@cell s@v oledbPr@connection oledbPr@command rangePr@sourceName
        dbTable@name dbCommand@text
    """,
    "queryTable": "queryTable@name queryTableField@name deletedField@name sortState@ref filter@val",
    "externalLink": """
        -externalBook@id sheetName@val definedName@name definedName@refersTo cell@r v ddeLink@ddeService
        ddeLink@ddeTopic ddeItem@name val oleLink@progId oleItem@name -oleLink@id
    """,
    "volTypes": "main@first stp tr@r v",
    "singleXmlCells": "singleXmlCell@r xmlCellPr@uniqueName xmlPr@xpath xmlPr@xmlDataType",
    "MapInfo": """
        MapInfo@SelectionNamespaces Schema@ID Schema@SchemaRef Schema@Namespace Map@Name Map@RootElement
        Map@SchemaID DataBinding@DataBindingName DataBinding@FileBindingName
    """,
    "headers": "-headers@guid -header@guid -header@dateTime header@userName -header@id",
    "revisions": """
        rrc@ref rm@source rm@destination rsnm@oldName rsnm@newName ris@name rcc@quotePrefix nc@r oc@r v
        f t is rfmt@sqref raf@sqref rcmt@cell -rcmt@guid rcmt@author rdn@name formula oldFormula
        rdn@description rdn@oldDescription rdn@help rdn@oldHelp rdn@statusBar rdn@oldStatusBar
        rdn@customMenu rdn@oldCustomMenu rdn@comment rdn@oldComment -rcv@guid
    """,
    "users": "-userInfo@guid userInfo@name -userInfo@dateTime",
    "metadata": "metadataType@name metadataStrings s@v mdx@f t@v ms@ns k@n p@n rc@t",
    "rvData": "v rv@s",
    "rvStructures": "s@t k@n",
    "slicers": "slicer@name slicer@cache slicer@caption slicer@style",
    "slicerCacheDefinition": """
        slicerCacheDefinition@name slicerCacheDefinition@sourceName pivotTable@name level@uniqueName
        level@sourceCaption i@n i@c p@n selection@n
    """,
    "timelines": "timeline@name timeline@cache timeline@caption timeline@style -timeline@scrollPosition",
    "timelineCacheDefinition": """
        timelineCacheDefinition@name timelineCacheDefinition@sourceName pivotTable@name
    """,
    "namedSheetViews": """
        namedSheetView@name -namedSheetView@id nsvFilter@ref -nsvFilter@filterId filter@val
    """,
    "formControlPr": """
        formControlPr@fmlaLink formControlPr@fmlaGroup formControlPr@fmlaMacro formControlPr@fmlaRange
        formControlPr@fmlaTxbx item@val
    """,
    "calcChain": "c@r",
}

DRAWING = {
    "wsDr": """
        cNvPr@name cNvPr@descr cNvPr@title sp@macro sp@textlink pic@macro cxnSp@macro graphicFrame@macro
        hlinkClick@tooltip hlinkClick@invalidUrl hlinkClick@action hlinkClick@tgtFrame -hlinkClick@id t
        fld@type -fld@id latin@typeface rPr@bmk rPr@lang snd@name cNvPr@hidden blip@link
        wavAudioFile@name quickTimeFile@link videoFile@link prstGeom@prst tableStyleId -gd@fmla gd@name
        text
    """,
    "userShapes": "cNvPr@name cNvPr@descr cNvPr@title t sp@textlink",
    "theme": """
        theme@name clrScheme@name fontScheme@name fmtScheme@name latin@typeface -latin@panose
        font@script font@typeface custClr@name ext@uri
    """,
    "dataModel": "t -pt@modelId cNvPr@name presLayoutVars@val prSet@phldrT prSet@presName prSet@custT",
    "layoutDef": "layoutDef@uniqueId title@val desc@val cat@type",
}

CHART = {
    "chartSpace": """
        f v formatCode pt@formatCode numFmt@formatCode t name separator lang@val oddHeader oddFooter
        evenHeader evenFooter firstHeader firstFooter -userShapes@id trendlineLbl dispUnitsLbl
        pivotSource min@val max@val -axId@val -crossAx@val ext@uri cNvPr@name
    """,
}

PROPERTIES = {
    "Properties": """
        Template Manager Company HyperlinkBase Application PresentationFormat lpstr lpwstr bstr
        property@name property@linkTarget -property@fmtid -AppVersion i4 ui4 r8 decimal int clsid
        -filetime -date error blob
    """,
    "coreProperties": """
        category contentStatus creator description identifier keywords value language lastModifiedBy
        revision subject title version -created -modified -lastPrinted
    """,
    "labelList": "label@name -label@id -label@siteId label@method",
    "Types": "Default@Extension Override@ContentType",
    "Relationships": "-Relationship@Id Relationship@Type",
}

OLD_DRAWING = {
    "xml": """
        shape@id shape@alt shape@title shape@href shape@target imagedata@title imagedata@src
        textpath@string font div td span shapetype@id FmlaLink FmlaMacro FmlaRange FmlaTxbx FmlaGroup
        FmlaPict Accel2 ListItem LCT -Anchor shape@name -shape@spid -shape@style -shape@path
        textbox@tooltip signatureline@suggestedsigner signatureline@suggestedsigneremail
        signatureline@signinginstructions
    """,
}

ROOTS = {**SPREADSHEET, **DRAWING, **CHART, **PROPERTIES, **OLD_DRAWING}


def places() -> list[tuple[str, str, str | None, bool]]:
    """(root, element, attribute or None, whether it may be left out with a reason)."""
    return [
        (root, element, attribute or None, place.startswith("-"))
        for root, listed in ROOTS.items()
        for place in listed.split()
        for element, _, attribute in (place.removeprefix("-").partition("@"),)
    ]
