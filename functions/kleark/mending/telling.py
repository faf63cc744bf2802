"""What was changed in a workbook, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kleark.report.writing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.mending.fixing import Change, Fixed
    from kleark.report.text import Language


def as_text(fixed: Fixed, output: str, lang: Language) -> str:
    """Each changed cell with what stood there and what stands there now, and how the sheet then fares."""
    return "\n".join(_lines(fixed, output, lang)) + "\n"


def as_json(fixed: Fixed, output: str) -> str:
    """The changes, and the report on the result as `kleark check` prints it, without its rows."""
    after = fixed.after.head() | {"findings": [one.to_json() for one in listed(fixed.after.findings)]}
    told = {
        "output": output,
        "changes": [change.to_json() for change in fixed.changes],
        "report": after,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _lines(fixed: Fixed, output: str, lang: Language) -> Iterator[str]:
    count = len(fixed.changes)
    counts = fixed.after.counts
    if lang == "da":
        cells = "1 celle" if count == 1 else f"{count} celler"
        yield f"{output}: {cells} rettet. Tilbage: {counts.errors} fejl, {counts.warnings} advarsler."
    else:
        cells = "1 cell" if count == 1 else f"{count} cells"
        yield f"{output}: {cells} changed. Left: {counts.errors} errors, {counts.warnings} warnings."
    width = max((len(change.cell) for change in fixed.changes), default=0)
    for change in fixed.changes:
        yield f"  {change.cell:<{width}}  {_change(change, lang)}  [{', '.join(change.rules)}]"


def _change(change: Change, lang: Language) -> str:
    if change.before == change.after:
        return f"{change.after} {'(nu som tekst)' if lang == 'da' else '(now as text)'}"
    empty = "(tom)" if lang == "da" else "(empty)"
    return f"{change.before or empty} → {change.after}"
