"""One version of everything, wherever it is named."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from infra.cloudformation import ROOT
from infra.environment import ENVIRONMENTS
from infra.pins import BENCH, DEV, RUNTIME, Lock, PinError, locked, locks, misfits
from tests.support.infra_commands import run

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
        if not requirement or requirement.startswith("--hash=sha256:"):
            continue
        match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==([A-Za-z0-9.]+)", requirement)
        assert match, f"not pinned: {line}"
        found[normalised(match[1])] = match[2]
    return found


def project_pins() -> dict[str, str]:
    """What the tests run with, of which the ranges in pyproject.toml are told."""
    return {
        name: version
        for path in DEV.pins
        for name, version in pins(path.read_text(encoding="utf-8").splitlines()).items()
    }


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


LOCKS = locks()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.file.relative_to(ROOT)))
def test_every_lock_fits_its_pins_and_has_a_hash_for_each(lock: Lock) -> None:
    assert misfits(lock) == []
    assert locked(lock.file.read_text(encoding="utf-8"))


def test_every_file_with_pins_has_a_lock() -> None:
    sources = {path for lock in LOCKS for path in lock.pins}
    assert {*ALL_REQUIREMENTS, ROOT / "benchmarks" / "requirements.txt"} == sources


@pytest.mark.parametrize("lock", [DEV, BENCH], ids=["dev", "bench"])
def test_the_projects_own_pins_are_those_of_the_lock(lock: Lock) -> None:
    held = locked(lock.file.read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = pins(RUNTIME.read_text(encoding="utf-8").splitlines()) | pins(
        project["build-system"]["requires"]
    )
    wanted |= project_pins() if lock is DEV else {}
    assert {name: version for name, version in wanted.items() if version not in held.get(name, {})} == {}


@pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
def test_every_environment_installs_a_lock_by_its_hashes_and_builds_nothing(name: str) -> None:
    install = ENVIRONMENTS[name].install
    assert "--require-hashes" in install
    assert install[install.index("--only-binary") + 1] == ":all:"
    assert Path(install[-1]) in {lock.file for lock in LOCKS}


def test_a_function_runs_on_the_same_versions_as_its_tests() -> None:
    tested = locked(DEV.file.read_text(encoding="utf-8"))
    for lock in LOCKS:
        if lock.file.parent.parent == ROOT / "functions":
            for name, versions in locked(lock.file.read_text(encoding="utf-8")).items():
                assert versions.keys() <= tested[name].keys(), (lock.file, name)


def test_what_does_not_fit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.pins.ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("six==1.17.0\njmespath==1.1.0  # why\n")
    lock = Lock(tmp_path / "requirements.lock", (tmp_path / "requirements.txt",))
    assert misfits(lock) == ["requirements.lock is missing: run `make pins`"]
    good = f"six==1.17.0 ; python_version >= '3.11' \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{'1' * 64}\n"
    lock.file.write_text(f"{good}jmespath==1.0.0\n")
    assert misfits(lock) == [
        "requirements.lock: jmespath has no hash",
        "requirements.lock has not jmespath==1.1.0 of requirements.txt: run `make pins`",
    ]
    lock.file.write_text(f"{good}--index-url https://example.org\n")
    with pytest.raises(PinError, match="not pinned: --index-url"):
        misfits(lock)


def test_a_file_with_another_hash_is_not_installed(tmp_path: Path) -> None:
    wrong = tmp_path / "requirements.lock"
    wrong.write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")
    code = (
        "import sys; sys.path.insert(0, 'infra'); import build_function; from pathlib import Path\n"
        "build_function.ROOT = Path(sys.argv[1]).parent\n"
        "build_function._install(Path(sys.argv[1]), Path(sys.argv[2]), 'lambda')"
    )
    outcome = run(sys.executable, "-c", code, wrong, tmp_path / "installed")
    assert outcome.returncode != 0
    assert "BuildError: requirements.lock could not be installed" in outcome.stderr
    assert "hash" in outcome.stderr.lower()
    assert not (tmp_path / "installed" / "six.py").exists()
