"""What is known against a package is told, and what could not be asked about is never told to be well."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from infra import vulnerabilities
from infra.cloudformation import ROOT
from infra.vulnerabilities import Answer, ask_npm, ask_pypi, main, read_npm_audit, read_pip_audit, summary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JINJA = {"name": "jinja2", "version": "3.1.6", "vulns": []}
FOUND = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"]}]}
SKIPPED = {
    "name": "openpyxl",
    "skip_reason": "Dependency not found on PyPI and could not be audited: openpyxl (3.1.5)",
}


def pip_audit(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


def npm_audit(vulnerabilities: dict[str, Any]) -> str:
    return json.dumps({"vulnerabilities": vulnerabilities, "metadata": {"dependencies": {"total": 2}}})


def test_nothing_known_is_said_of_as_many_as_were_asked_about() -> None:
    answers = [
        read_pip_audit(pip_audit(JINJA, JINJA), "", "functions"),
        read_npm_audit(npm_audit({}), "", "npm"),
    ]
    assert summary(answers) == (0, "Nothing is known against 4 packages.")


def test_what_is_known_is_told_with_the_release_that_fixes_it() -> None:
    code, said = summary([read_pip_audit(pip_audit(JINJA, FOUND), "", "functions")])
    assert code == 1
    assert "functions: idna 3.6: PYSEC-2024-60, fixed in 3.7" in said
    assert "NOT AUDITED" not in said
    code, said = summary(
        [read_npm_audit(npm_audit({"dkfds": {"severity": "high", "range": "<12"}}), "", "npm")]
    )
    assert (code, "npm: dkfds <12: high" in said) == (1, True)


def test_a_package_that_the_index_does_not_know_was_not_asked_about() -> None:
    """pip-audit ends with 0 on it."""
    code, said = summary([read_pip_audit(pip_audit(JINJA, SKIPPED), "", "functions")])
    assert code == 3
    assert said.startswith("NOT AUDITED: 1 could not be asked about")
    assert "openpyxl" in said


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (read_pip_audit("", "noise\nERROR: no route\n", "functions"), "functions: ERROR: no route"),
        (read_pip_audit("[]", "", "functions"), "functions: it said nothing"),
        (read_npm_audit("", "getaddrinfo ENOTFOUND", "npm"), "npm: getaddrinfo ENOTFOUND"),
        (read_npm_audit('{"message": "405 Method Not Allowed"}', "x", "npm"), "npm: 405 Method Not Allowed"),
        (read_npm_audit('{"error": {"summary": "no network"}}', "x", "npm"), "npm: no network"),
        (read_npm_audit('{"vulnerabilities": {}}', "x", "npm"), "npm: x"),
    ],
)  # fmt: skip
def test_a_list_that_does_not_answer_is_said_with_its_reason(answer: Answer, why: str) -> None:
    assert answer == Answer(unasked=[why])
    assert summary([Answer(asked=9), answer])[0] == 3


def test_findings_count_before_lists_that_could_not_be_asked() -> None:
    code, said = summary([read_pip_audit(pip_audit(FOUND, SKIPPED), "", "functions")])
    assert code == 1
    assert "NOT AUDITED" in said


def test_all_pins_of_the_functions_are_asked_about_and_what_browsers_get(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[list[str]] = []

    def run(command: Sequence[str], folder: Path = ROOT) -> tuple[str, str]:
        calls.append([*command, str(folder)])
        return (npm_audit({}) if "audit" in command else pip_audit(JINJA)), ""

    monkeypatch.setattr(vulnerabilities, "_run", run)
    assert main([]) == 0
    pypi, npm = calls
    assert {str(path) for path in (ROOT / "functions").glob("*/requirements.txt")} <= set(pypi)
    assert "--omit=dev" in npm
    assert npm[-1] == str(ROOT / "infra" / "npm")
    calls.clear()
    assert main(["--tools"]) == 0
    assert len(calls) == 4
    assert "--omit=dev" not in calls[1]
    assert "Nothing is known against 5 packages." in capsys.readouterr().out


def test_pip_audit_itself_is_asked_and_where_it_cannot_ask_that_is_said() -> None:
    """Whatever this machine reaches: an answer about each pin, or a reason."""
    pins = ROOT / "functions" / "sweep" / "requirements.txt"
    answer = ask_pypi([pins], "functions")
    lines = [line for line in pins.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()]
    assert answer.asked + len(answer.unasked) == len(lines) or (
        answer.asked == 0 and len(answer.unasked) == 1
    )


def test_npm_itself_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Here with a registry that nobody answers at: the reason is npm's own, not that npm is missing."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path))
    (why,) = ask_npm(tools=False).unasked
    assert "audit" in why or "ECONNREFUSED" in why or "endpoint" in why
    monkeypatch.setattr(vulnerabilities, "NODE", tmp_path / "python")
    assert "No such file" in ask_npm(tools=False).unasked[0]
    assert sys.executable
