"""KA226 and KA227: columns that are left out although they hold what looks meant for citizens."""

from __future__ import annotations

import re
from collections import Counter

from kleark.redaction.patterns import pattern
from kleark.rules.model import Placed, Remark, rule
from kleark.rules.table_rules import UNKNOWN_COLUMN
from kleark.rules.text import cell_text
from kleark.sheet.columns import fold
from kleark.sheet.header_rows import without_number
from kleark.sheet.table import says_something

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue

_WHY = (
    "Det, der står i kolonnen, når ikke frem til borgerne.",
    "What is in the column does not reach the citizens.",
)

DECISION_COLUMN = rule(
    "KA226",
    "warning",
    title=("En kolonne om, hvad der vises, er ikke læst", "A column on what is shown was not read"),
    message=(
        'Kolonnen "{column}" ser ud til at bestemme, {lost_da}, men den er ikke en del af konfigurationen og er '
        "ikke læst. Den er udfyldt i {count} af rækkerne, og det går tabt: {values}.",
        'The column "{column}" looks as if it decides {lost_en}, but it is not part of the configuration and was '
        "not read. It is filled in on {count} of the rows, and that is lost: {values}.",
    ),
    many=(
        "{count} kolonner om, hvad der vises, er ikke læst",
        "{count} columns on what is shown were not read",
    ),
    why=(
        "Borgerne får vist sagerne, som om kolonnen ikke var der.",
        "Citizens are shown the cases as if the column were not there.",
    ),
    fix=(
        'Er det et valg af titler, så kald kolonnen "Vis sagstitel" eller "Vis dokumenttitler", og skriv Ja eller Nej. '
        "Skal den ellers gælde, så sørg for det i fagsystemet eller hos KOMBIT. Slet den, hvis den ikke skal, så ingen "
        "tror det.",
        'If it is a choice of titles, call the column "Vis sagstitel" or "Vis dokumenttitler", and write Ja or Nej. '
        "If it should apply otherwise, see to it in the source system or at KOMBIT. Delete it if it should not, so "
        "that nobody believes that it does.",
    ),
)
COLUMN_WITH_VALUES = rule(
    "KA227",
    "warning",
    title=("En kolonne med værdier er ikke læst", "A column with values was not read"),
    message=(
        'Kolonnen "{column}" er ikke en del af konfigurationen og er ikke læst, men den er udfyldt i {count} af '
        'rækkerne, f.eks. "{example}".',
        'The column "{column}" is not part of the configuration and was not read, but it is filled in on {count} '
        'of the rows, e.g. "{example}".',
    ),
    many=("{count} kolonner med værdier er ikke læst", "{count} columns with values were not read"),
    why=_WHY,
    fix=(
        "Ret overskriften, hvis kolonnen skal med: den skal hedde præcis som i KOMBITs skema. Ellers kan du se bort "
        "fra det.",
        "Correct the header if the column is to be read: it must be called just as in KOMBIT's table. Otherwise "
        "you can ignore this.",
    ),
)

_DECISIONS = pattern(
    r"titel|sagstit|overskrift|borgervendt|sagsemne|dokument|bilag|journalnotat|visning|synlig|skjul|eksponer|udstil|publicer"
    r"|offentliggør|medtag|deaktiv|aktiver|fravalg|tilvalg|undtag|filtr|sagstype|sagsstatus|statusvisning|ydelser"
    r"|slutdato|tildato|udløb|stopdato|vises|partsrolle|fuldmagt|kladde|udgå|slettes|fravælg|tilvælg|handlingsfacet"
    r"|afsluttedesag|lukkedesag|åbnesag|inaktiv|ophør|udelad|gælderf"
)
_LOST = (
    (
        pattern(r"dokument|bilag|journalnotat"),
        {
            "lost_da": "hvad borgerne ser af sagens dokumenter",
            "lost_en": "what citizens see of a case's documents",
        },
    ),
    (
        pattern(r"titel|sagstit|overskrift|sagsemne"),
        {"lost_da": "hvilken titel borgerne ser på en sag", "lost_en": "which title citizens see of a case"},
    ),
)
_LOST_OTHERWISE = {"lost_da": "hvilke sager borgerne får vist", "lost_en": "which cases citizens are shown"}
"""What a column decides that is not read, by what is in its name; the first that fits."""
_MOST_VALUES = 3
# A word of its own only: "vis" is in many others.
_DECISION_WORDS = frozenset(
    ("vis", "vise", "skal vises", "aktiv", "aktive", "drift", "part", "parter", "slet")
)
_KOMBIT_WORDS = pattern(
    r"link|url|www|hjemmeside|webside|selvbetj|telefon|tlf|mobil|mail|postkasse|digitalpost|kontakt|afdeling"
    r"|fagsystem|kildesystem|fradato|klenr|klenummer|klenavn|kletitel|portalid|mailboxid|åbningstid|adresse"
)
_HARMLESS = pattern(
    r"bemærk|note|kommentar|ansvarlig|opdateret|rettet|ændret|oprettet|godkendt|initial|sagsbehandler|intern"
    r"|løbenr|løbenummer|prioritet|historik|kvalitetssik|tjekket|kontrolleret"
)
_LINK = pattern(
    r"https?://|www\.|\S+@\S+\.\w|post\.borger\.dk|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:dk|com|eu|org)\b"
)
_PHONE = pattern(r"(?:\+?45)?\s*[2-9](?:[\s.]?[0-9]){7}")


def unknown_column_remarks(table: Table, hinted: Collection[int]) -> Iterator[Placed]:
    """What is to be said of the columns that are no part of the configuration, at their headers.

    ``hinted``: the indexes of those of which an error says that they may be the column that is missing.
    """
    header = table.header
    for index in header.unknown:
        name = header.names[index]
        values = [row.values[index] for row in table.rows if row.kind == "data" and index < len(row.values)]
        filled = [value for value in values if says_something(value)]
        remark = Remark(UNKNOWN_COLUMN) if index in hinted else _remark(name, filled)
        yield Placed(remark, header.row, str(index), found=name, count=max(len(filled), 1))


def _remark(name: str, filled: list[CellValue]) -> Remark:
    if not filled:
        return Remark(UNKNOWN_COLUMN)
    plain = without_number(name) or name
    words = " ".join(re.findall(r"\w+", plain.casefold()))
    folded = fold(plain)
    if _DECISIONS.search(folded) or words.partition(" ")[0] in ("vis", "vise") or words in _DECISION_WORDS:
        lost = next((words for name, words in _LOST if name.search(folded)), _LOST_OTHERWISE)
        return Remark(DECISION_COLUMN, {**lost, "values": _values(filled)})
    example = _example(filled, fits_header=bool(_KOMBIT_WORDS.search(folded)))
    if example is None or _HARMLESS.search(folded):
        link = _first_link(filled) if example is not None else None
        return Remark(UNKNOWN_COLUMN) if link is None else Remark(COLUMN_WITH_VALUES, {"example": link})
    return Remark(COLUMN_WITH_VALUES, {"example": example})


def _values(filled: list[CellValue]) -> str:
    """The values that stand there most, each once: ``"Nej", "Ja" …``."""
    counted = Counter(text for text in map(cell_text, filled) if text)
    shown = ", ".join(f'"{text}"' for text, _ in counted.most_common(_MOST_VALUES))
    return f"{shown} …" if len(counted) > _MOST_VALUES else shown


def _example(filled: list[CellValue], *, fits_header: bool) -> str | None:
    """A value that looks like one of the configuration's, or any where the header does."""
    texts = [text for text in map(cell_text, dict.fromkeys(filled)) if text]
    if fits_header and texts:
        return texts[0]
    return next(
        (text for text in texts if _LINK.search(text.lower()) or _PHONE.fullmatch(text.strip())), None
    )


def _first_link(filled: list[CellValue]) -> str | None:
    texts = (text for text in map(cell_text, dict.fromkeys(filled)) if text)
    return next((text for text in texts if _LINK.search(text.lower()) and "@" not in text), None)
