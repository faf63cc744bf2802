"""Reports as JUnit XML, for build servers: a test suite for each file, a failed test for each error.

The format is that of Jenkins' xUnit schema (``junit-10.xsd``), which other servers read, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from kleark.redaction.invisible import visible
from kleark.report.checked_file import CheckedFile, checked_thing, describe, location
from kleark.report.locations import other_sheet, with_sheet
from kleark.rules.registry import get

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.i18n.language import Language
    from kleark.report.model import Finding, Report


def render(files: Sequence[CheckedFile], lang: Language = "da") -> str:
    """One document on all ``files``, ending in a line break.

    A file without errors is one passed test; one that could not be read is a test in error. Warnings and notes,
    which make no test fail, are in the suite's ``system-out``.
    """
    suites = [_suite(checked, lang) for checked in files]
    root = ET.Element("testsuites", {"name": "kleark"} | _totals(suites))
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(checked: CheckedFile, lang: Language) -> ET.Element:
    report, path = checked.report, visible(checked.path)
    errors = [finding for finding in report.findings if finding.severity == "error"]
    broken = len(errors) if not report.readable else 0
    suite = ET.Element(
        "testsuite",
        {
            "name": path,
            "tests": str(len(errors) or 1),
            "failures": str(len(errors) - broken),
            "errors": str(broken),
            "skipped": "0",
        },
    )
    _add_properties(suite, report)
    for finding in errors:
        _add_failure(suite, finding, checked, "error" if broken else "failure", lang)
    if not errors:
        thing = checked_thing(report, lang)
        passed = f"{thing} er uden fejl" if lang == "da" else f"{thing} has no errors"
        ET.SubElement(suite, "testcase", name=f"{path}: {passed}", classname="kleark")
    others = [finding for finding in report.findings if finding.severity != "error"]
    if others:
        ET.SubElement(suite, "system-out").text = "\n".join(
            _finding_line(finding, report, lang) for finding in others
        )
    return suite


def _add_properties(suite: ET.Element, report: Report) -> None:
    properties = ET.SubElement(suite, "properties")
    counts = report.counts
    facts = {
        "verdict": report.verdict,
        "sha256": report.file.sha256,
        "rows": counts.rows,
        "errors": counts.errors,
        "warnings": counts.warnings,
        "infos": counts.infos,
        "repaired": counts.repaired,
    }
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=str(value))


def _add_failure(suite: ET.Element, finding: Finding, checked: CheckedFile, tag: str, lang: Language) -> None:
    rule = get(finding.rule)
    title, why, fix = (getattr(text, lang) for text in (rule.title, rule.why, rule.fix))
    where = with_sheet(location(finding), other_sheet(finding, checked.report), lang)
    name = f"{visible(checked.path)}{f' {where}' if where else ''}: {title}"
    case = ET.SubElement(suite, "testcase", name=name, classname=f"kleark.{rule.id}")
    failure = ET.SubElement(case, tag, type=rule.id, message=describe(finding, lang))
    failure.text = f"{why}\n{fix}"


def _finding_line(finding: Finding, report: Report, lang: Language) -> str:
    where = with_sheet(location(finding), other_sheet(finding, report), lang)
    return f"{finding.severity}: {f'{where}: ' if where else ''}{describe(finding, lang)} [{finding.rule}]"


def _totals(suites: Sequence[ET.Element]) -> dict[str, str]:
    return {
        name: str(sum(int(suite.get(name, "0")) for suite in suites))
        for name in ("tests", "failures", "errors")
    }
