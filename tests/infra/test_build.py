"""What `sam build` makes, without docker, for the platform in template.yaml."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from infra.cloudformation import ROOT, function_folders, load_template
from tests.infra.test_pins import normalised, pins
from tests.support.infra_commands import run, sam

if TYPE_CHECKING:
    from pathlib import Path

FUNCTIONS = function_folders(load_template())

AARCH64 = 0xB7
"""The machine field of an ELF header (e_machine), as in the ELF specification's supplement for it."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sam") / "build"
    outcome = sam("build", "--build-dir", folder, home=folder.parent / "home")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Path -> digest, of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_artefact_holds_the_handler_the_package_and_its_schemas(built: Path, function: str) -> None:
    artefact = contents(built / function)
    name = FUNCTIONS[function]
    assert f"{name}/handler.py" in artefact
    source = ROOT / "functions" / "kleark"
    code = {f"kleark/{path.relative_to(source)}" for path in source.rglob("*.py")}
    schemas = {
        f"kleark/schemas/{path.relative_to(ROOT / 'schemas')}"
        for path in (ROOT / "schemas").rglob("*")
        if path.is_file()
    }
    assert "kleark/schemas/row.schema.json" in schemas
    assert code | schemas <= artefact.keys()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_artefact_holds_nothing_else_of_the_project(built: Path, function: str) -> None:
    artefact = contents(built / function)
    others = set(FUNCTIONS.values()) - {FUNCTIONS[function]}
    strays = [
        path
        for path in artefact
        if path.split("/")[0] in {"tests", "infra", "bin", "boto3", "botocore", *others}
        or "__pycache__" in path
        or path.endswith((".pyc", "requirements.txt"))
    ]
    assert strays == []


def test_the_page_brings_its_assets_and_no_other_function_does(built: Path) -> None:
    assets = built / "AdminPageFunction" / "kleark" / "admin" / "assets"
    names = json.loads((assets / "manifest.json").read_text(encoding="utf-8"))
    assert {"dkfds.css", "dkfds-license.txt"} < names.keys()
    packed = {f"{name}.gz" for name in names.values() if not name.endswith(".woff2")}
    assert {path.name for path in assets.iterdir()} == {
        "manifest.json",
        "icons.json",
        *names.values(),
        *packed,
    }
    for function in FUNCTIONS.keys() - {"AdminPageFunction"}:
        assert not (built / function / "kleark" / "admin" / "assets").exists(), function


def test_a_page_without_its_design_system_is_not_built_and_the_command_that_helps_is_told(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; sys.path.insert(0, 'infra'); import build_function; from pathlib import Path\n"
        "build_function.ROOT = Path(sys.argv[1]); build_function._make_assets()"
    )
    (tmp_path / "infra").mkdir()
    shutil.copyfile(ROOT / "infra" / "assets.py", tmp_path / "infra" / "assets.py")
    outcome = run(sys.executable, "-c", code, tmp_path)
    assert outcome.returncode != 0
    assert "BuildError: assets: the design system is missing" in outcome.stderr
    assert "infra/environment.py node" in outcome.stderr


@pytest.mark.parametrize("function", FUNCTIONS)
def test_all_that_is_installed_is_pinned(built: Path, function: str) -> None:
    """Also what a requirement brings with it, so that two builds are alike."""
    pattern = re.compile(r"(.+)-([^-]+)\.dist-info")
    names = [path.name for path in (built / function).glob("*.dist-info")]
    installed = {normalised(match[1]): match[2] for name in names if (match := pattern.fullmatch(name))}
    requirements = ROOT / "functions" / FUNCTIONS[function] / "requirements.txt"
    assert installed == pins(requirements.read_text(encoding="utf-8").splitlines())


def test_compiled_modules_are_for_the_machine_they_are_deployed_to(built: Path) -> None:
    modules = list((built / "ValidateFunction").rglob("*.so"))
    assert any("jsonschema_rs" in module.name for module in modules)
    for module in modules:
        header = module.read_bytes()[:20]
        assert header[:4] == b"\x7fELF", module.name
        assert int.from_bytes(header[18:20], "little") == AARCH64, module.name


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_artefact_stays_far_below_lambdas_limit(built: Path, function: str) -> None:
    """Lambda takes 250 MB unpacked; a cold start pays for each of them."""
    assert sum(path.stat().st_size for path in (built / function).rglob("*") if path.is_file()) < 60_000_000


def test_building_again_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    outcome = run(sys.executable, ROOT / "infra" / "build_function.py", "validate", again)
    assert outcome.returncode == 0, outcome.stderr
    assert contents(again) == contents(built / "ValidateFunction")


def test_a_requirement_that_does_not_exist_is_told_plainly(tmp_path: Path) -> None:
    """The build fails, and says which file could not be installed, in the installer's own words."""
    code = (
        "import sys; sys.path.insert(0, 'infra'); import build_function; from pathlib import Path\n"
        "build_function._install(Path(sys.argv[1]), Path(sys.argv[2]), 'lambda')"
    )
    wrong = ROOT / ".build" / "wrong-requirements.txt"
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text("./no-such-package-here\n", encoding="utf-8")
    try:
        outcome = run(sys.executable, "-c", code, wrong, tmp_path)
    finally:
        wrong.unlink()
    assert outcome.returncode != 0
    assert "BuildError" in outcome.stderr
    assert "wrong-requirements.txt could not be installed" in outcome.stderr
