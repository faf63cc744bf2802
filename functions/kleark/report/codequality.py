"""Reports as GitLab's Code Quality report, which a merge request shows beside the changed files.

Its form is a list of issues, a part of Code Climate's (GitLab Docs, "Code Quality", "Code Quality report format").
GitLab compares it with that of the target branch by the fingerprints, and tells what is new and what was fixed.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from kleark.redaction.invisible import visible
from kleark.report.checked_file import CheckedFile, describe, fingerprints, location
from kleark.report.locations import other_sheet, with_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.i18n.language import Language

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(files: Sequence[CheckedFile], lang: Language = "da") -> str:
    """One list of the findings in all ``files``, ending in a line break."""
    issues = [issue for checked in files for issue in _issues(checked, lang)]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"


def _issues(checked: CheckedFile, lang: Language) -> Iterator[dict[str, Any]]:
    # GitLab links to the file only where its path is as git has it: without "./".
    path = visible(str(PurePosixPath(checked.path)))
    for finding, fingerprint in zip(checked.report.findings, fingerprints(checked), strict=True):
        where = with_sheet(location(finding), other_sheet(finding, checked.report), lang)
        message = describe(finding, lang)
        yield {
            "description": f"{where}: {message}" if where else message,
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            # Its form wants a line, also of what is about the whole file.
            "location": {"path": path, "lines": {"begin": finding.row or 1}},
        }
