"""Reports as SARIF 2.1.0 (OASIS), for code scanning: one run over all files.

A cell is a logical location. Since viewers know lines only, its row is given as the line of the region.
"""

from __future__ import annotations

import json
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from kleark import __version__
from kleark.redaction.invisible import visible
from kleark.report.checked_file import CheckedFile, describe, fingerprints, location
from kleark.rules.registry import get

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.i18n.language import Language
    from kleark.report.model import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FINGERPRINT = "kleark/v1"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render(files: Sequence[CheckedFile], lang: Language = "da") -> str:
    """One SARIF log on all ``files``, ending in a line break."""
    used = sorted({finding.rule for one in files for finding in one.report.findings})
    positions = {rule_id: at for at, rule_id in enumerate(used)}
    run = {
        "tool": {
            "driver": {
                "name": "Kleark",
                "version": __version__,
                "language": lang,
                "rules": [_rule(rule_id, lang) for rule_id in used],
            }
        },
        "language": lang,
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [_artifact(checked) for checked in files],
        "results": [
            result for at, checked in enumerate(files) for result in _results(checked, at, positions, lang)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(rule_id: str, lang: Language) -> dict[str, Any]:
    rule = get(rule_id)
    title, why, fix = (getattr(text, lang) for text in (rule.title, rule.why, rule.fix))
    source = "Kilde" if lang == "da" else "Source"
    return {
        "id": rule.id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": f"{why} {fix} {source}: {rule.source}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _artifact(checked: CheckedFile) -> dict[str, Any]:
    facts = checked.report.file
    artifact: dict[str, Any] = {"location": {"uri": checked.uri}, "length": facts.bytes}
    if checked.report.readable:
        artifact["mimeType"] = _XLSX
    if facts.sha256:
        artifact["hashes"] = {"sha-256": facts.sha256}
    return artifact


def _results(
    checked: CheckedFile, artifact: int, rules: dict[str, int], lang: Language
) -> list[dict[str, Any]]:
    results = []
    for number, (finding, fingerprint) in enumerate(
        zip(checked.report.findings, fingerprints(checked), strict=True)
    ):
        details = {
            "found": finding.found and visible(finding.found),
            "suggestion": finding.suggestion and visible(finding.suggestion),
            "repaired": finding.repaired,
        }
        results.append(
            {
                "ruleId": finding.rule,
                "ruleIndex": rules[finding.rule],
                "level": _LEVELS[finding.severity],
                **_baseline(checked, number),
                "message": {"text": describe(finding, lang)},
                "locations": [_location(finding, checked.uri, artifact)],
                "partialFingerprints": {FINGERPRINT: fingerprint},
                "properties": {name: value for name, value in details.items() if value is not None},
            }
        )
    return results


def _baseline(checked: CheckedFile, number: int) -> dict[str, str]:
    """Whether an error or warning was there before, in SARIF's word."""
    if checked.progress is None or checked.report.findings[number].kind not in ("error", "warning"):
        return {}
    return {"baselineState": "new" if number in checked.progress.new_findings else "unchanged"}


def _location(finding: Finding, uri: str, artifact: int) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri, "index": artifact}}
    if finding.row:
        physical["region"] = {"startLine": finding.row}
    if finding.range:
        physical["region"]["endLine"] = int(finding.range.rpartition(":")[2].lstrip(ascii_uppercase))
    entry: dict[str, Any] = {"physicalLocation": physical}
    where = location(finding)
    if where:
        kind = "range" if finding.range else "cell" if finding.cell else "row"
        sheet = f"{visible(finding.sheet)}!" if finding.sheet else ""
        entry["logicalLocations"] = [{"name": where, "fullyQualifiedName": f"{sheet}{where}", "kind": kind}]
    elif finding.sheet:
        name = visible(finding.sheet)
        entry["logicalLocations"] = [{"name": name, "fullyQualifiedName": name, "kind": "sheet"}]
    return entry
