"""What `fix` changed in a workbook, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_plain_count
from kleark.report.findings import truncate
from kleark.rules.links_rules import BROKEN_TARGET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.fix.fix import Change, FixResult
    from kleark.i18n.language import Language

_WORDS = {
    "da": (
        ("1 celle rettet", "{} celler rettet"),
        ("1 fejl", "{} fejl"),
        ("1 advarsel", "{} advarsler"),
        "Tilbage",
    ),
    "en": (
        ("1 cell changed", "{} cells changed"),
        ("1 error", "{} errors"),
        ("1 warning", "{} warnings"),
        "Left",
    ),
}

_HIDDEN: dict[Language, str] = {
    "da": "CPR-numre er skjult i filen (******-****). De står stadig i den, du rettede: slet dem også der.",
    "en": "CPR numbers are hidden in the file (******-****). The one you fixed still has them: delete them there too.",
}


def render_text(fixed: FixResult, output: str, lang: Language) -> str:
    """Each changed cell with its old and new value, and how many errors and warnings are left."""
    return "\n".join(_lines(fixed, output, lang)) + "\n"


def render_json(fixed: FixResult, output: str) -> str:
    """The changes, and the report on the result as ``kleark check`` prints it, without its rows."""
    after = fixed.after.head() | {"findings": [one.to_json() for one in truncate(fixed.after.findings)]}
    document = {
        "output": output,
        "hidden": fixed.hidden,
        "changes": [change.to_json() for change in fixed.changes],
        "report": after,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _lines(fixed: FixResult, output: str, lang: Language) -> Iterator[str]:
    errors, warnings = fixed.after.counts.errors, fixed.after.counts.warnings
    forms = _WORDS[lang]
    cells = format_plain_count(len(fixed.changes), forms[0])
    left = (format_plain_count(errors, forms[1]), format_plain_count(warnings, forms[2]))
    yield f"{output}: {cells}. {forms[3]}: {', '.join(left)}."
    width = max((len(change.cell) for change in fixed.changes), default=0)
    for change in fixed.changes:
        yield f"  {change.cell:<{width}}  {_change(change, lang)}  [{', '.join(change.rules)}]"
    if fixed.hidden:
        yield f"  {_HIDDEN[lang]}"


def _change(change: Change, lang: Language) -> str:
    if change.before == change.after and BROKEN_TARGET.id in change.rules:
        return f"{change.after} {'(linket bag teksten)' if lang == 'da' else '(the link behind the text)'}"
    if change.before == change.after:
        return f"{change.after} {'(nu som tekst)' if lang == 'da' else '(now as text)'}"
    empty = "(tom)" if lang == "da" else "(empty)"
    return f"{change.before or empty} → {change.after}"
