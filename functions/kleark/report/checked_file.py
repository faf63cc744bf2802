"""A file and its report, for the formats that report on several files in one document."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kleark.data_classes import NamedTuple
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from kleark.i18n.language import Language
    from kleark.report.finding_progress import Progress
    from kleark.report.model import Finding, Report


class CheckedFile(NamedTuple):
    """A file and its report. ``path``: as the user named it, since that is how the reader knows the file.

    ``progress``: what has become of the findings of an earlier report; None where there is none.
    """

    path: str
    report: Report
    progress: Progress | None = None

    @property
    def uri(self) -> str:
        """The path as a URI reference. A relative path stays relative to the folder that Kleark was started in."""
        path = Path(self.path)
        if path.is_absolute():
            return path.as_uri()
        # Quoted, since a colon in the first part would make it a scheme.
        return quote(path.as_posix(), safe="/", errors="surrogateescape")


def describe(finding: Finding, lang: Language) -> str:
    """A finding's message and suggestion, in one paragraph."""
    message = finding.message(lang)
    if finding.suggestion and not finding.repaired:
        message += f" {'Skriv' if lang == 'da' else 'Write'}: {finding.suggestion}"
    return visible(message)


def checked_thing(report: Report, lang: Language) -> str:
    """What the report is on, at the head of a sentence."""
    if report.subject == "configuration":
        return "Arket" if lang == "da" else "The sheet"
    if report.subject == "inventory":
        return "Opgørelsen" if lang == "da" else "The inventory"
    return "Listen" if lang == "da" else "The list"


def location(finding: Finding) -> str | None:
    """Where a finding is: a range, a cell, a row (``12:12``, as Excel names it), or None for the whole file."""
    return finding.range or finding.cell or (f"{finding.row}:{finding.row}" if finding.row else None)


def fingerprints(checked: CheckedFile) -> list[str]:
    """For each finding what tells it from all others, and stays as it is after rows were put in or sorted.

    It is made of all but the finding's row and the number of cells; of those with the same, by their order.
    """
    seen: Counter[str] = Counter()
    made = []
    for finding in checked.report.findings:
        parts = (checked.uri, finding.rule, finding.sheet or "", finding.column or "", finding.found or "")
        identity = "\0".join(parts)
        seen[identity] += 1
        text = f"{identity}\0{seen[identity]}"
        made.append(hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:32])
    return made
