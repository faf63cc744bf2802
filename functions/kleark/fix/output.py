"""What `fix` changed in a workbook, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count
from kleark.report.findings import truncate
from kleark.rules.links_rules import BROKEN_TARGET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.fix.fix import Change, FixResult, NotFixed
    from kleark.i18n.language import Language

_WORDS = {
    "da": (
        ("1 celle rettet", "{} celler rettet"),
        ("1 tilbage", "{} tilbage"),
        ("1 fejl", "{} fejl"),
        ("1 advarsel", "{} advarsler"),
        "Ikke rettet",
    ),
    "en": (
        ("1 cell changed", "{} cells changed"),
        ("1 left", "{} left"),
        ("1 error", "{} errors"),
        ("1 warning", "{} warnings"),
        "Not changed",
    ),
}
_REASONS: dict[Language, dict[NotFixed, str]] = {
    "da": {
        "formula": "andre celler bruger formlen i den, og vi kan ikke give dem den. Ret cellen i Excel",
        "fixed_in_vain": "det, vi ville skrive, ville ikke have fjernet bemærkningen. Ret cellen i Excel",
        "new_error": "det, vi ville skrive, ville have givet en ny fejl",
        "merged_or_array": "den er en del af en flettet celle eller en matrixformel. Ret den i Excel",
    },
    "en": {
        "formula": "other cells use the formula in it, and it cannot be given to them. Correct the cell in Excel",
        "fixed_in_vain": "what would be written would not have removed the finding. Correct the cell in Excel",
        "new_error": "what would be written would have caused a new error",
        "merged_or_array": "it is part of a merged cell or of an array formula. Correct it in Excel",
    },
}

_HIDDEN: dict[Language, str] = {
    "da": "CPR-numre er skjult i filen (******-****). De står stadig i den, du rettede: slet dem også der.",
    "en": "CPR numbers are hidden in the file (******-****). The one you fixed still has them: delete them there too.",
}


def render_text(fixed: FixResult, output: str, lang: Language) -> str:
    """Each changed cell with its old and new value, how many errors and warnings are left, and what was not changed."""
    return "\n".join(_lines(fixed, output, lang)) + "\n"


def render_json(fixed: FixResult, output: str) -> str:
    """The changes, and the report on the result as ``kleark check`` prints it, without its rows."""
    after = fixed.after.head() | {"findings": [one.to_json() for one in truncate(fixed.after.findings)]}
    document = {
        "output": output,
        "hidden": fixed.hidden,
        "counts": {"changed": len(fixed.changes), "left": fixed.left},
        "changes": [change.to_json() for change in fixed.changes],
        "notChanged": [one.to_json() for one in fixed.unfixed],
        "report": after,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _lines(fixed: FixResult, output: str, lang: Language) -> Iterator[str]:
    errors, warnings = fixed.after.counts.errors, fixed.after.counts.warnings
    changed, left, error, warning, not_changed = _WORDS[lang]
    counts = format_count(len(fixed.changes), changed, lang), format_count(fixed.left, left, lang)
    kinds = format_count(errors, error, lang), format_count(warnings, warning, lang)
    yield f"{output}: {', '.join(counts)} ({', '.join(kinds)})."
    width = max((len(change.cell) for change in fixed.changes), default=0)
    for change in fixed.changes:
        yield f"  {change.cell:<{width}}  {_change(change, lang)}  [{', '.join(change.rules)}]"
    if fixed.hidden:
        yield f"  {_HIDDEN[lang]}"
    for one in fixed.unfixed:
        yield f"  {not_changed}: {one.cell}: {_REASONS[lang][one.reason]}."


def _change(change: Change, lang: Language) -> str:
    if change.before == change.after and BROKEN_TARGET.id in change.rules:
        return f"{change.after} {'(linket bag teksten)' if lang == 'da' else '(the link behind the text)'}"
    empty = "(tom)" if lang == "da" else "(empty)"
    return f"{change.before or empty} → {change.after}"
