"""What an admin calls each place of a workbook that can hold a text, and how a text is removed from it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.rules.model import Params

_INSPECT_DA = "Filer, Oplysninger, Kontrollér, om der er problemer, Undersøg dokument"
_INSPECT_EN = "File, Info, Check for Issues, Inspect Document"


def _place(place_da: str, place_en: str, how_da: str = "", how_en: str = "") -> Params:
    """A place at the head of a sentence, and how to remove a text from it as the rest of one."""
    return {
        "place_da": place_da,
        "place_en": place_en,
        "how_da": f": {how_da}" if how_da else "",
        "how_en": f": {how_en}" if how_en else "",
    }


PLACE_SENTENCES: Mapping[str, Params] = {
    "cell": _place("Cellen", "The cell"),
    "hidden": _place(
        "Cellen, hvor der nu står ******-****,",
        "The cell that now reads ******-****",
        "skriv det, der skal stå der",
        "write what should stand there",
    ),
    "name": _place("Arkets navn", "The sheet's name"),
    "file_name": _place(
        "Filens navn",
        "The file's name",
        "giv filen et andet navn, og læg den op igen",
        "rename it and upload it again",
    ),
    "tab_name": _place(
        "Navnet på et andet faneblad",
        "The name of another tab",
        "omdøb eller slet fanebladet; er det skjult, så højreklik på et faneblad, og vælg Vis",
        "rename or delete the tab; if it is hidden, right-click a tab and choose Unhide",
    ),
    "comment": _place(
        "En kommentar", "A comment", "slet kommentaren under Gennemse", "delete the comment under Review"
    ),
    "persons": _place(
        "Listen over dem, der har skrevet kommentarer",
        "The list of those who wrote comments",
        f"slet kommentarerne, og brug {_INSPECT_DA}",
        f"delete the comments, and use {_INSPECT_EN}",
    ),
    "drawing": _place(
        "En figur, en tekstboks eller dens alternative tekst",
        "A shape, a text box or its alternative text",
        "slet figuren; Hjem, Søg og vælg, Markeringsrude viser alle figurer",
        "delete the shape; Home, Find & Select, Selection Pane lists all shapes",
    ),
    "chart": _place(
        "Et diagram og dets gemte kopi af tal og navne",
        "A chart and its stored copy of numbers and names",
        "slet diagrammet, eller ret de celler, det tegner, og gem igen",
        "delete the chart, or fix the cells that it draws and save again",
    ),
    "form_control": _place(
        "En knap eller et andet formularfelt",
        "A button or another form control",
        "slet det, eller ret dets tekst under Udvikler, Egenskaber",
        "delete it, or change its text under Developer, Properties",
    ),
    "embedded": _place(
        "Et dokument, der er sat ind i arket",
        "A document that is embedded in the sheet",
        "slet det indsatte dokument",
        "delete the embedded document",
    ),
    "pivot_cache": _place(
        "En pivottabels skjulte kopi af data",
        "A pivot table's hidden copy of its data",
        "slet pivottabellen, eller fjern nummeret i dens kilde, og vælg Opdater; under Indstillinger for pivottabel, "
        "Data, sættes antal elementer, der bevares, til Ingen",
        "delete the pivot table, or remove the number from its source and choose Refresh; under PivotTable Options, "
        "Data, set the number of items to retain to None",
    ),
    "pivot_table": _place(
        "En pivottabel",
        "A pivot table",
        "slet pivottabellen, eller ret dens navne og filtre",
        "delete the pivot table, or change its names and filters",
    ),
    "slicer": _place(
        "Et udsnitsværktøj eller en tidslinje",
        "A slicer or a timeline",
        "slet udsnitsværktøjet",
        "delete the slicer",
    ),
    "connection": _place(
        "En dataforbindelse eller forespørgsel",
        "A data connection or query",
        "slet den under Data, Forespørgsler og forbindelser",
        "delete it under Data, Queries & Connections",
    ),
    "external_link": _place(
        "En gemt kopi af celler fra en anden fil",
        "A stored copy of cells of another file",
        "bryd kæden under Data, Rediger kæder",
        "break the link under Data, Edit Links",
    ),
    "table": _place(
        "En tabels navn, kolonne eller filter",
        "A table's name, column or filter",
        "ret kolonnens overskrift, eller vælg Konvertér til område under Tabeldesign",
        "change the column's heading, or choose Convert to Range under Table Design",
    ),
    "xml_map": _place(
        "En XML-tilknytning",
        "An XML map",
        "slet den under Udvikler, Kilde, XML-tilknytninger",
        "delete it under Developer, Source, XML Maps",
    ),
    "change_log": _place(
        "Listen over ændringer i en delt fil",
        "The list of changes of a shared file",
        "hold op med at dele filen under Gennemse, Del projektmappe",
        "stop sharing the file under Review, Share Workbook",
    ),
    "data_type": _place(
        "En celles skjulte data (datatype eller billede i en celle)",
        "A cell's hidden data (a data type or a picture in a cell)",
        "højreklik på cellen, og vælg Datatype, Konvertér til tekst",
        "right-click the cell and choose Data Type, Convert to Text",
    ),
    "unused_text": _place(
        "En tekst, som ingen celle viser længere, men som stadig ligger i filen",
        "A text that no cell shows any more, but that is still in the file",
        "åbn filen i Excel, og gem den som en ny fil",
        "open the file in Excel and save it as a new file",
    ),
    "style": _place(
        "En celletypografi eller et tema",
        "A cell style or a theme",
        "slet typografien under Hjem, Celletypografier",
        "delete the style under Home, Cell Styles",
    ),
    "number_format": _place(
        "Et talformat",
        "A number format",
        "slet formatet under Formatér celler, Tal, Brugerdefineret",
        "delete the format under Format Cells, Number, Custom",
    ),
    "defined_name": _place(
        "Et navngivet område",
        "A named range",
        "slet navnet under Formler, Navnestyring",
        "delete the name under Formulas, Name Manager",
    ),
    "formula": _place("En formel i cellen", "A formula in the cell", "ret formlen", "change the formula"),
    "phonetic": _place(
        "En skjult læsehjælp i cellen",
        "A hidden reading aid in the cell",
        "slet cellens indhold, og skriv det igen",
        "clear the cell and write it again",
    ),
    "link": _place(
        "Et link og dets hjælpetekst",
        "A link and its screen tip",
        "højreklik på cellen eller figuren, og vælg Rediger link eller Fjern link",
        "right-click the cell or shape and choose Edit Link or Remove Link",
    ),
    "validation": _place(
        "Datavalideringen (en liste, en grænse eller en hjælpetekst)",
        "The data validation (a list, a limit or a help text)",
        "ret den under Data, Datavalidering",
        "change it under Data, Data Validation",
    ),
    "conditional_format": _place(
        "En betinget formatering",
        "A conditional format",
        "slet den under Hjem, Betinget formatering, Administrer regler",
        "delete it under Home, Conditional Formatting, Manage Rules",
    ),
    "scenario": _place(
        "Et what-if-scenarie",
        "A what-if scenario",
        "slet det under Data, What if-analyse, Scenariestyring",
        "delete it under Data, What-If Analysis, Scenario Manager",
    ),
    "filter": _place(
        "Et filter eller en sortering",
        "A filter or a sort order",
        "ryd det under Data, Ryd",
        "clear it under Data, Clear",
    ),
    "consolidation": _place(
        "En konsolidering",
        "A consolidation",
        "slet dens kilder under Data, Konsolider",
        "delete its sources under Data, Consolidate",
    ),
    "sparkline": _place(
        "Et minidiagram",
        "A sparkline",
        "højreklik, og vælg Minidiagrammer, Ryd",
        "right-click and choose Sparklines, Clear",
    ),
    "page": _place(
        "Sidehovedet eller sidefoden",
        "The page header or the page footer",
        "ret det under Sidelayout, Udskriv titler, Sidehoved/sidefod",
        "change it under Page Layout, Print Titles, Header/Footer",
    ),
    "protection": _place(
        "Beskyttelsen af filen eller af et område",
        "The protection of the file or of a range",
        "ret den under Gennemse, Tillad redigering af områder",
        "change it under Review, Allow Edit Ranges",
    ),
    "view": _place(
        "En gemt visning",
        "A saved view",
        "slet den under Vis, Brugerdefinerede visninger eller Arkvisning",
        "delete it under View, Custom Views or Sheet View",
    ),
    "web_page": _place(
        "Indstillingerne for at gemme som webside",
        "The settings for saving as a web page",
        f"fjern dem med {_INSPECT_DA}",
        f"remove them with {_INSPECT_EN}",
    ),
    "smart_tag": _place(
        "Et smart tag", "A smart tag", f"fjern det med {_INSPECT_DA}", f"remove it with {_INSPECT_EN}"
    ),
    "properties": _place(
        "Filens egenskaber (Filer, Oplysninger)",
        "The file's properties (File, Info)",
        "slet teksten der, også under Egenskaber, Avancerede egenskaber",
        "delete the text there, also under Properties, Advanced Properties",
    ),
    "custom_xml": _place(
        "Skjulte XML-data i filen",
        "Hidden XML data in the file",
        f"fjern dem med {_INSPECT_DA}",
        f"remove them with {_INSPECT_EN}",
    ),
    "other": _place(
        "En skjult del af filen", "A hidden part of the file", f"brug {_INSPECT_DA}", f"use {_INSPECT_EN}"
    ),
}
"""By kind of place: those of `kleark.sheet.text_places`, cells, tabs and the file itself."""
