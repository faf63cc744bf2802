"""One version of everything, wherever it is named."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION_REQUIREMENTS = sorted((ROOT / "functions").glob("*/requirements.txt"))
ALL_REQUIREMENTS = [*FUNCTION_REQUIREMENTS, *sorted((ROOT / "infra").rglob("*requirements.txt"))]


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lines: list[str]) -> dict[str, str]:
    """Name -> version. Fails on a line that does not pin exactly one."""
    found = {}
    for line in lines:
        # What follows a pin in a file with hashes: for which machine it is, and on lines of their own the hashes.
        requirement = line.partition("#")[0].partition(";")[0].rstrip("\\ \n").strip()
        if not requirement or requirement.startswith(("kleark[", "--hash=sha256:")):
            continue
        match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==([A-Za-z0-9.]+)", requirement)
        assert match, f"not pinned: {line}"
        found[normalised(match[1])] = match[2]
    return found


def project_pins() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return pins([*project["dependencies"], *(line for extra in extras for line in extra)])


def test_every_function_says_what_it_needs() -> None:
    handlers = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert {path.parent.name for path in FUNCTION_REQUIREMENTS} == handlers


@pytest.mark.parametrize("path", ALL_REQUIREMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_requirements_are_pinned(path: Path) -> None:
    assert pins(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", FUNCTION_REQUIREMENTS, ids=lambda path: path.parent.name)
def test_functions_run_on_the_versions_that_are_tested(path: Path) -> None:
    project = project_pins()
    function = pins(path.read_text(encoding="utf-8").splitlines())
    assert {
        name: version for name, version in function.items() if project.get(name, version) != version
    } == {}


def test_only_what_checks_sheets_carries_openpyxl_and_a_schema_engine() -> None:
    for name in ("portal_api", "publish", "announce", "sweep", "erase", "admin_page"):
        carried = pins(
            (ROOT / "functions" / name / "requirements.txt").read_text(encoding="utf-8").splitlines()
        )
        assert not carried.keys() & {"openpyxl", "jsonschema", "jsonschema-rs", "python-calamine", "boto3"}


def test_the_project_itself_is_pinned() -> None:
    assert {"boto3", "moto", "ruff", "mypy", "pytest"} <= project_pins().keys()
