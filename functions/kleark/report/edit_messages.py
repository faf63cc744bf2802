"""Why there is no annotated or corrected sheet, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.formats import format_number
from kleark.sheet import limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.ooxml.errors import Reason

_WHY: Mapping[Language, Mapping[Reason, str]] = {
    "da": {
        "time": "det ville tage for lang tid at skrive i filen",
        "memory": "filen kræver for meget hukommelse, når der skal skrives i den",
        "crash": "filen er bygget på en måde, vi ikke kan skrive i",
        "part": "en del af filen er bygget på en måde, vi ikke kan skrive i",
        "formats": "filen har flere formater, end Excel kan åbne ({formats})",
        "names": "filen har flere navngivne områder, end vi kan skrive i ({names})",
        "size": "filen ville blive for stor",
    },
    "en": {
        "time": "it would take too long to write in the file",
        "memory": "writing in the file takes too much memory",
        "crash": "the file is built in a way that cannot be written in",
        "part": "a part of the file is built in a way that cannot be written in",
        "formats": "the file has more formats than Excel can open ({formats})",
        "names": "the file has more defined names than can be written in ({names})",
        "size": "the file would become too large",
    },
}
_WHAT_TO_DO: Mapping[Language, str] = {
    "da": "Kopiér rækkerne over i en ny fil, og prøv med den. Rapporten gælder stadig.",
    "en": "Copy the rows to a new file, and try with that. The report still applies.",
}


def explain_refusal(reason: Reason, lang: Language) -> str:
    """Why nothing was written in the file, as a part of a sentence: in lower case, and without a full stop."""
    return _WHY[lang][reason].format(
        formats=format_number(limits.MOST_FORMATS, lang), names=format_number(limits.MOST_NAMES, lang)
    )


def what_to_do(lang: Language) -> str:
    """What helps, in whole sentences."""
    return _WHAT_TO_DO[lang]


_NOT_MADE: Mapping[Language, tuple[str, str, str]] = {
    "da": ("Filen med kommentarer", "Den rettede fil", "{} kunne ikke laves: {}. {}"),
    "en": ("The file with comments", "The corrected file", "{} could not be made: {}. {}"),
}


def describe_missing(name: str, reason: Reason, lang: Language) -> str:
    """Why there is no ``annotated.xlsx`` or ``mended.xlsx``, and what to do."""
    comments, corrected, sentence = _NOT_MADE[lang]
    what = comments if name == "annotated.xlsx" else corrected
    return sentence.format(what, explain_refusal(reason, lang), what_to_do(lang))
