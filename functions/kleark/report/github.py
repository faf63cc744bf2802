"""Reports as GitHub's workflow commands, which become annotations on a pull request.

Every line is a command, and every value in it is escaped as the runner unescapes it, so that no content of a cell
or a file name can end a value or a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.redaction.invisible import visible
from kleark.report.checked_file import CheckedFile, checked_thing, describe, location
from kleark.report.locations import other_sheet, with_sheet
from kleark.rules.registry import get

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.i18n.language import Language
    from kleark.report.model import Finding, Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_VERDICTS = {
    "da": {
        "accepted": "{} er uden fejl",
        "accepted_with_warnings": "{} er uden fejl, men se bemærkningerne",
        "rejected": "{} har fejl, der skal rettes",
    },
    "en": {
        "accepted": "{} has no errors",
        "accepted_with_warnings": "{} has no errors, but see the findings",
        "rejected": "{} has errors to fix",
    },
}


def render(files: Sequence[CheckedFile], lang: Language = "da") -> str:
    """A command for each finding, and one with the verdict for each file."""
    return "".join(f"{line}\n" for checked in files for line in _lines(checked, lang))


def _lines(checked: CheckedFile, lang: Language) -> Iterator[str]:
    for finding in checked.report.findings:
        yield _annotation(finding, checked, lang)
    yield _command("notice", {"file": checked.path, "title": "Kleark"}, _verdict(checked.report, lang))


def _annotation(finding: Finding, checked: CheckedFile, lang: Language) -> str:
    title = f"{finding.rule} {getattr(get(finding.rule).title, lang)}"
    properties = {"file": checked.path, "title": title}
    if finding.row:
        properties["line"] = str(finding.row)
    where = with_sheet(location(finding), other_sheet(finding, checked.report), lang)
    message = describe(finding, lang)
    return _command(_COMMANDS[finding.severity], properties, f"{where}: {message}" if where else message)


def _verdict(report: Report, lang: Language) -> str:
    counts = report.counts
    kinds = ("rækker", "fejl", "advarsler") if lang == "da" else ("rows", "errors", "warnings")
    totals = zip(kinds, (counts.rows, counts.errors, counts.warnings), strict=True)
    count_text = ", ".join(f"{kind}: {total}" for kind, total in totals)
    verdict = _VERDICTS[lang][report.verdict].format(checked_thing(report, lang))
    return f"{verdict} ({count_text})"


def _command(name: str, properties: dict[str, str], message: str) -> str:
    property_list = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {property_list}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
