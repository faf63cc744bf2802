"""KA38x: the self-service pair: a name to read and a link to follow, or neither."""

from __future__ import annotations

import re

from kleark.redaction.patterns import pattern
from kleark.rules.model import Judged, Remark, rule
from kleark.rules.text import plain_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

# KA380 and KA381 stand beside constraints of the schema, and `row_checks` turns a violation into a remark.
FIRED_IN = ("schemas/row.schema.json",)

_TITLES = "Fredensborg Kommune: gode titler (én linje, ingen forkortelser, ingen tegn)"
_READABLE = (
    "Borgeren skal kunne forstå, hvad linket fører til.",
    "The citizen must be able to understand where the link leads.",
)

NAME_WITHOUT_LINK = rule(
    "KA380",
    "error",
    title=("Selvbetjeningen har intet link", "The self-service has no link"),
    message=(
        "Selvbetjeningen har et navn, men intet link.",
        "The self-service has a name, but no link.",
    ),
    many=("{count} selvbetjeninger har intet link", "{count} self-services have no link"),
    why=("Borgeren ser en knap, der ikke virker.", "The citizen sees a button that does not work."),
    fix=("Skriv linket, eller slet navnet.", "Write the link, or delete the name."),
    source="KOMBIT: konfigurationsark til Borgerblikket",
)
LINK_WITHOUT_NAME = rule(
    "KA381",
    "error",
    title=("Selvbetjeningen har intet navn", "The self-service has no name"),
    message=(
        "Selvbetjeningen har et link, men intet navn.",
        "The self-service has a link, but no name.",
    ),
    many=("{count} selvbetjeninger har intet navn", "{count} self-services have no name"),
    why=("Borgeren ser en knap uden tekst.", "The citizen sees a button without a text."),
    fix=("Skriv navnet, eller slet linket.", "Write the name, or delete the link."),
    source="KOMBIT: konfigurationsark til Borgerblikket",
)
ABBREVIATION = rule(
    "KA382",
    "warning",
    title=("Selvbetjeningens navn har forkortelser", "The self-service name has abbreviations"),
    message=('"{found}" indeholder en forkortelse.', '"{found}" contains an abbreviation.'),
    many=("{count} navne har forkortelser", "{count} names have abbreviations"),
    why=_READABLE,
    fix=("Skriv ordet helt ud.", "Write the word in full."),
    source=_TITLES,
)
PUNCTUATION = rule(
    "KA383",
    "warning",
    title=("Selvbetjeningens navn har tegnsætning", "The self-service name has punctuation"),
    message=('"{found}" indeholder tegnsætning.', '"{found}" contains punctuation.'),
    many=("{count} navne har tegnsætning", "{count} names have punctuation"),
    why=_READABLE,
    fix=(
        "Skriv navnet uden andre tegn end et spørgsmålstegn.",
        "Write the name without punctuation other than a question mark.",
    ),
    source=_TITLES,
)

_ABBREVIATION = pattern(
    r"\b(?:(?:[a-zæøå]{1,3}\.){2,}|(?:bl\.\s?a|f\.\s?eks|m\.\s?[mv]|o\.\s?lign)\b"
    r"|(?:pga|ifm|ifht|mhp|mht|vedr|evt|osv|mfl|inkl|ekskl|jf|jvf)\b|(?:nr|kl|ca|tlf|afd|pr|mv|mm|max|min)\.)",
    re.IGNORECASE,
)
_PUNCTUATION = pattern(r"[.,;:!\"*_#%~|<>{}\[\]]")


def read_name(value: CellValue) -> Judged[str]:
    """The name of a self-service solution; None where there is none."""
    read = plain_text(value)
    if read.value is None or read.failed:
        return read
    found = {"found": read.value}
    if _ABBREVIATION.search(read.value):
        return Judged(read.value, (*read.remarks, Remark(ABBREVIATION, found)))
    if _PUNCTUATION.search(read.value):
        return Judged(read.value, (*read.remarks, Remark(PUNCTUATION, found)))
    return read
