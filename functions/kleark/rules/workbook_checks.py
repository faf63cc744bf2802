"""KA225, KA228 and KA229: what is to be said of the workbook around the configuration."""

from __future__ import annotations

import re

from kleark.redaction.patterns import pattern
from kleark.rules.model import Placed, Remark, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.sheet.workbook import ExternalKind, Workbook, Worksheet

LARGE_SHEET = rule(
    "KA225",
    "info",
    title=("Et stort faneblad er ikke læst helt", "A large worksheet was not read in full"),
    message=(
        'Fanebladet "{sheet}" er større, end Kleark læser (fra celle {cell}). Det er ikke konfigurationen, så det er '
        "kun gennemsøgt for CPR-numre.",
        'The worksheet "{sheet}" is larger than what is read (from cell {cell} on). It is not the '
        "configuration, so it was only searched for CPR numbers.",
    ),
    many=("{count} store faneblade er ikke læst helt", "{count} large worksheets were not read in full"),
    why=("Borgerne mærker det ikke.", "Citizens do not notice."),
    fix=(
        "Du behøver ikke at gøre noget. Hører fanebladet ikke til arket, så gem konfigurationen i en fil for sig.",
        "You need not do anything. If the worksheet does not belong here, save the configuration in a file "
        "of its own.",
    ),
)
EXTERNAL_DATA = rule(
    "KA228",
    "warning",
    title=("Filen henter data andre steder fra", "The file fetches data from elsewhere"),
    message=(
        "Filen henter data fra {kinds_da}. Kleark henter intet, men har læst det, der sidst blev gemt i cellerne.",
        "The file fetches data from {kinds_en}. Nothing was fetched: what was last saved in the cells was read.",
    ),
    many=("{count} filer henter data andre steder fra", "{count} files fetch data from elsewhere"),
    why=(
        "Det, der vises for borgerne, kan være forældet, og den, der åbner filen, kan komme til at hente skadeligt "
        "indhold.",
        "What is shown to citizens may be out of date, and whoever opens the file may fetch harmful content.",
    ),
    fix=(
        "Vælg Data, Forespørgsler og forbindelser og Data, Rediger kæder, bryd forbindelserne, og gem. Kender du dem "
        "ikke, så tal med it-sikkerhed.",
        "Choose Data, Queries & Connections and Data, Edit Links, break the connections, and save. If you do not "
        "know them, talk to IT security.",
    ),
)
NOT_SEARCHED = rule(
    "KA229",
    "warning",
    title=("Et faneblad er ikke gennemsøgt helt", "A worksheet was not searched in full"),
    message=(
        'Fanebladet "{sheet}" er så stort, at det ikke er gennemsøgt helt for CPR-numre (læsningen stopper ved celle '
        "{cell}).",
        'The worksheet "{sheet}" is so large that it was not searched for CPR numbers in full (reading '
        "ends at cell {cell}).",
    ),
    many=("{count} faneblade er ikke gennemsøgt helt", "{count} worksheets were not searched in full"),
    why=(
        "Står der CPR-numre på fanebladet, følger de med filen, uden at nogen opdager det.",
        "If there are CPR numbers on the worksheet, they go with the file without anybody noticing.",
    ),
    fix=(
        "Gem konfigurationen i en fil for sig, uden fanebladet.",
        "Save the configuration in a file of its own, without the worksheet.",
    ),
)

_KINDS: dict[ExternalKind, tuple[str, str]] = {
    "database": ("en database", "a database"),
    "dde": ("et andet program (DDE)", "another program (DDE)"),
    "query": ("en forespørgsel (Power Query)", "a query (Power Query)"),
    "text": ("en tekstfil", "a text file"),
    "web": ("en webside", "a web page"),
    "workbook": ("en anden projektmappe", "another workbook"),
}
_WEB_FORMULA = pattern(r"\b(?:WEBSERVICE|IMAGE|STOCKHISTORY)\s*\(", re.IGNORECASE)
# By its name, or by the number of a part that a program may have left out.
_OTHER_WORKBOOK = pattern(
    r"(?<![\w\]])\[(?:[0-9]{1,3}|[^\[\]]+\.(?:xl[a-z]{1,2}|ods|csv))\][^\[\]!]*!", re.IGNORECASE
)
_TEXTS = pattern('"[^"]*"')
_DDE_FORMULA = pattern(r"\bRTD\s*\(|^=?\s*[\w.]+\|'?[^!]*'?!", re.IGNORECASE)


def workbook_remarks(workbook: Workbook, judged: Worksheet) -> Iterator[tuple[Worksheet | None, Placed]]:
    """What is to be said besides the table that is judged, each with the sheet that it is on, if it is on one."""
    kinds = set(workbook.external) | _formula_kinds(workbook)
    if kinds:
        named = [_KINDS[kind] for kind in sorted(kinds)]
        params = {
            f"kinds_{lang}": ", ".join(one[at] for one in named) for at, lang in enumerate(("da", "en"))
        }
        yield None, Placed(Remark(EXTERNAL_DATA, params))
    for worksheet in workbook.worksheets:
        if worksheet.beyond is not None and worksheet is not judged:
            params = {"sheet": worksheet.name, "cell": worksheet.beyond}
            found = LARGE_SHEET if worksheet.searched else NOT_SEARCHED
            yield worksheet, Placed(Remark(found, params))


def _formula_kinds(workbook: Workbook) -> set[ExternalKind]:
    kinds: set[ExternalKind] = set()
    for worksheet in workbook.worksheets:
        for formula in set(worksheet.formulas.values()):
            if _WEB_FORMULA.search(formula):
                kinds.add("web")
            if _DDE_FORMULA.search(formula):
                kinds.add("dde")
            if "[" in formula and _OTHER_WORKBOOK.search(_TEXTS.sub('""', formula)):
                kinds.add("workbook")
    return kinds
