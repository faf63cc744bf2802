"""What is published: two wheels that unpack into one folder, of which a portal's environment takes the small one.

That they install, and what they run with, is in test_installed_wheels.py.
"""

from __future__ import annotations

import ast
import email
import importlib
import importlib.metadata
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import urllib3
from packaging.requirements import Requirement

import kleark
from infra.cloudformation import ROOT
from infra.licences import licence_of, normalised, objection
from infra.pins import RUNTIME, pinned
from infra.wheels import PROJECTS, build_wheels, version_of, wheel_hashes
from kleark.testing import example_rows, local_portal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

FUNCTIONS = ROOT / "functions"
CLIENT, WHOLE = "kleark-client", "kleark"
PUBLIC = Path(__file__).with_name("public_names.json")
HELD = ("client", "exposure")
"""The packages that the client's wheel has whole."""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build_wheels(tmp_path_factory.mktemp("wheels"))


def files_of(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


def in_the_checkout() -> set[str]:
    tracked = subprocess.run(
        ["git", "ls-files", "functions/kleark", "schemas"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return {
        name.removeprefix("functions/") if name.startswith("functions/") else f"kleark/{name}"
        for name in tracked
        if (ROOT / name).exists()
    }


def test_each_file_is_in_one_wheel_and_none_is_left_out(wheels: dict[str, Path]) -> None:
    client, whole = files_of(wheels[CLIENT]), files_of(wheels[WHOLE])
    assert client & whole == set()
    assert client | whole >= in_the_checkout()
    assert {name for name in client | whole if not name.startswith("kleark/")} == set()
    assert "kleark/__init__.py" in client
    assert "kleark/py.typed" in client


def test_a_package_that_both_unpack_into_has_its_init_in_the_clients(wheels: dict[str, Path]) -> None:
    client, whole = files_of(wheels[CLIENT]), files_of(wheels[WHOLE])
    shared = {str(Path(name).parent) for name in client} & {str(Path(name).parent) for name in whole}
    assert shared
    for package in shared:
        assert f"{package}/__init__.py" in client


def _modules_imported_by(name: str) -> Iterator[str]:
    """Of kleark, those that a module names, also for types."""
    path = FUNCTIONS.joinpath(*name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kleark"):
            yield node.module
            for alias in node.names:
                found = FUNCTIONS.joinpath(*node.module.split("."), alias.name)
                if found.is_dir() or found.with_suffix(".py").exists():
                    yield f"{node.module}.{alias.name}"


def test_the_clients_has_what_it_imports_and_nothing_else(wheels: dict[str, Path]) -> None:
    waiting = ["kleark.configuration.row"]
    for package in HELD:
        paths = (FUNCTIONS / "kleark" / package).glob("*.py")
        waiting += [f"kleark.{package}.{path.stem}" for path in paths if path.stem != "__init__"]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name and name not in reached:
            reached.add(name)
            waiting += [name.rpartition(".")[0], *_modules_imported_by(name)]
    expected = {
        f"{name.replace('.', '/')}{'/__init__' if (FUNCTIONS / name.replace('.', '/')).is_dir() else ''}.py"
        for name in reached
    }
    assert files_of(wheels[CLIENT]) == expected | {"kleark/py.typed"}


THIRD_PARTY = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from datetime import date
from kleark.client import Case, Client
import kleark
answer = Client(sys.argv[3]).visit("0461", [Case("15.00.00", "FASIT", date(2024, 1, 1))])
own = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
try:
    import kleark.cli
except ModuleNotFoundError as error:
    missing = error.name
print(json.dumps([
    answer.value.decisions[0].shown, sorted(own - {"__main__"}), missing, kleark.__file__.startswith(sys.argv[1]),
]))
"""


def test_a_visit_takes_the_clients_wheel_and_urllib3_alone(wheels: dict[str, Path], tmp_path: Path) -> None:
    """In a Python that finds neither the checkout nor what is installed for these tests."""
    (tmp_path / "wheel").mkdir()
    with zipfile.ZipFile(wheels[CLIENT]) as archive:
        archive.extractall(tmp_path / "wheel")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "urllib3").symlink_to(Path(urllib3.__file__).parent)
    with local_portal() as portal:
        portal.publish("0461", example_rows())
        command = [sys.executable, "-I", "-S", "-c", THIRD_PARTY]
        folders = [str(tmp_path / "wheel"), str(tmp_path / "others")]
        done = subprocess.run(
            [*command, *folders, portal.url], capture_output=True, text=True, check=False, cwd=tmp_path
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True, ["kleark", "urllib3"], "kleark.cli", True]


def test_libraries_name_ranges(wheels: dict[str, Path]) -> None:
    client, whole = (metadata_of(wheels[name]).get_all("Requires-Dist", []) for name in (CLIENT, WHOLE))
    assert {requirement.partition(";")[0] for requirement in client} == {
        "urllib3<3,>=2.2.2",
        "tzdata>=2025.1",
    }
    [own] = [one for one in whole if one.startswith("kleark")]
    # Halves of one package are of one version.
    assert own == f"{CLIENT}=={kleark.__version__}"
    assert {one for one in whole if "==" in one.partition(";")[0]} == {own}
    assert [one for one in whole if "@" in one] == []
    assert set(metadata_of(wheels[WHOLE]).get_all("Provides-Extra", [])) == {"aws", "links", "testing"}
    assert metadata_of(wheels[CLIENT]).get_all("Provides-Extra") == ["asyncio"]


def test_each_range_is_tested_at_one_version(wheels: dict[str, Path]) -> None:
    named = {
        requirement.partition(";")[0].partition(">=")[0].lower()
        for requirement in metadata_of(wheels[WHOLE]).get_all("Requires-Dist", [])
        if "extra ==" not in requirement and not requirement.startswith(CLIENT)
    }
    assert named == set(pinned(RUNTIME.read_text(encoding="utf-8")))


def test_both_are_of_one_version_and_licence() -> None:
    assert {version_of(project) for project in PROJECTS.values()} == {kleark.__version__}
    licences = {(project / "LICENSE").read_bytes() for project in PROJECTS.values()}
    assert len(licences) == 1


def test_the_same_checkout_gives_the_same_bytes(
    wheels: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("HOME", str(tmp_path))
    before = os.umask(0o077)
    try:
        again = build_wheels(tmp_path / "again")
    finally:
        os.umask(before)
    first = wheel_hashes(next(iter(wheels.values())).parent)
    assert wheel_hashes(next(iter(again.values())).parent) == first
    assert len(first) == 2


def test_their_times_are_those_of_source_date_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for wheel in build_wheels(tmp_path).values():
        with zipfile.ZipFile(wheel) as archive:
            assert {one.date_time for one in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def _with_all_it_needs(requirements: list[str]) -> set[str]:
    """The packages of this environment that some requirements lead to, but for those of other machines."""
    waiting = list(requirements)
    found: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if normalised(requirement.name) in found or (
            requirement.marker and not requirement.marker.evaluate()
        ):
            continue
        found.add(normalised(requirement.name))
        waiting += importlib.metadata.requires(requirement.name) or []
    return found


def test_what_they_bring_along_is_under_accepted_licences(wheels: dict[str, Path]) -> None:
    """Of those that are installed where something runs; pytest and moto stay with who tests."""
    told = [one for name in (CLIENT, WHOLE) for one in metadata_of(wheels[name]).get_all("Requires-Dist", [])]
    named = [one.partition(";")[0] for one in told if not one.startswith(CLIENT) and "testing" not in one]
    brought = _with_all_it_needs(named)
    assert {"urllib3", "botocore", "protego", "jinja2"} <= brought
    wrong = {}
    for name in brought:
        said = importlib.metadata.metadata(name)
        declared = {key: said[key] for key in ("License-Expression", "License") if said[key]}
        if (why := objection(name, licence_of(name, declared))) is not None:
            wrong[name] = why
    assert wrong == {}


def public_names() -> dict[str, list[str]]:
    """Of each module that others import from, the names that they may."""
    import kleark.client  # noqa: PLC0415
    import kleark.testing  # noqa: PLC0415

    return {module.__name__: sorted(module.__all__) for module in (kleark.client, kleark.testing)}


def test_the_public_names_are_those_of_the_list() -> None:
    """A name that goes, goes by the policy in docs/portal.md: first with a DeprecationWarning, then from the list."""
    assert public_names() == json.loads(PUBLIC.read_text(encoding="utf-8"))


def test_every_public_name_is_there_and_said_where_it_is_used() -> None:
    for module, names in json.loads(PUBLIC.read_text(encoding="utf-8")).items():
        found = importlib.import_module(module)
        assert [name for name in names if not hasattr(found, name)] == []
    assert "DeprecationWarning" in (ROOT / "docs" / "portal.md").read_text(encoding="utf-8")
