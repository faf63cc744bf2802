"""What `sam build` makes, without docker, for the platform in template.yaml."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from infra import bytecode
from infra.artefact_contents import SERVICES
from infra.cloudformation import ROOT, function_folders, load_template
from infra.reached_modules import reached_from
from tests.infra.test_pins import normalised, pins
from tests.support.infra_commands import run

if TYPE_CHECKING:
    from pathlib import Path

FUNCTIONS = function_folders(load_template())

AARCH64 = 0xB7
"""The machine field of an ELF header (e_machine), as in the ELF specification's supplement for it."""


def contents(folder: Path) -> dict[str, str]:
    """Path -> digest, of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_artefact_holds_of_the_project_what_its_handler_can_come_to_and_no_more(
    built: Path, function: str
) -> None:
    name = FUNCTIONS[function]
    reached = reached_from(f"{name}.handler")
    code = {str(path.relative_to(ROOT / "functions")) for path in reached.modules.values()}
    data = {str(path.relative_to(ROOT / "functions")) for path in reached.data_files()}
    schemas = {f"kleark/schemas/{schema}" for schema in reached.schemas}
    assert f"{name}/handler.py" in code
    held = {
        path for path in contents(built / function) if path.split("/")[0] in {"kleark", *FUNCTIONS.values()}
    }
    assets = {path for path in held if path.startswith("kleark/admin/assets/")}
    assert {path for path in held - assets if "__pycache__" not in path} == code | data | schemas


LOGGING = {"aws_lambda_powertools", "jmespath", "typing_extensions"}
AWS = {"botocore", "dateutil", "six", "urllib3"}
PAGES = {"jinja2", "markupsafe"}
LINKS = {"publicsuffixlist"}
TIMES = {"tzdata"}
HELD = {
    "AdminPageFunction": LOGGING
    | AWS
    | PAGES
    | LINKS
    | TIMES
    # Signing in.
    | {"authlib", "joserfc", "requests", "certifi", "charset_normalizer", "idna", "cryptography", "cffi"}
    | {"_cffi_backend", "pycparser"}
    | {"xlsxwriter"},
    "AnnounceFunction": LOGGING | AWS,
    "EraseFunction": LOGGING | AWS | PAGES | LINKS | TIMES,
    "LinksFunction": LOGGING | AWS | {"protego"},
    "NotifyFunction": LOGGING | AWS | TIMES,
    "PortalApiFunction": LOGGING | AWS | TIMES,
    "PublishFunction": LOGGING | AWS | TIMES,
    "RegisterFunction": LOGGING | AWS,
    "SweepFunction": LOGGING | AWS,
    "ValidateFunction": LOGGING
    | AWS
    | PAGES
    | LINKS
    | TIMES
    # Reading workbooks, judging rows, writing workbooks.
    | {"python_calamine", "openpyxl", "et_xmlfile", "jsonschema_rs"},
    "WatchFunction": LOGGING | AWS | TIMES,
}
"""Of others' packages, what may be in each artefact, by the name that it is imported with."""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_artefact_holds_no_package_that_its_list_does_not_name(built: Path, function: str) -> None:
    held = {path.name.split(".")[0] for path in (built / function).iterdir() if path.suffix != ".dist-info"}
    assert held - {"__pycache__"} == HELD[function] | {"kleark", FUNCTIONS[function]}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_of_each_package_it_holds_no_tests_no_web_assets_and_of_aws_what_it_asks_for(
    built: Path, function: str
) -> None:
    artefact = contents(built / function)
    assert [path for path in artefact if "/tests/" in path or path.startswith("bin/")] == []
    powertools = [path for path in artefact if path.startswith("aws_lambda_powertools/")]
    assert [path for path in powertools if not path.endswith((".py", ".pyc", "py.typed"))] == []
    described = {path.split("/")[2] for path in artefact if re.match(r"botocore/data/[^/]+/", path)}
    assert described == set(SERVICES[FUNCTIONS[function]])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_licences_stay_with_what_they_are_for(built: Path, function: str) -> None:
    for folder in (built / function).glob("*.dist-info"):
        assert (folder / "METADATA").exists(), folder.name
        assert re.search(
            "(?m)^(License|License-Expression|Classifier: License)", (folder / "METADATA").read_text()
        )
        if folder.name.split("-")[0] not in WITHOUT_LICENCE_FILE:
            licences = [p for p in folder.rglob("*") if re.match("(?i)licen[cs]e|copying|notice", p.name)]
            assert licences, folder.name


WITHOUT_LICENCE_FILE = {"jsonschema_rs"}
"""Distributions whose wheel has none; their metadata name the licence."""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_module_is_compiled_for_the_runtime_where_a_python_of_its_version_is_found(
    built: Path, function: str
) -> None:
    version = bytecode.runtime_python()
    tag = f"cpython-{version.replace('.', '')}.pyc"
    compiled = {path for path in contents(built / function) if path.endswith(".pyc")}
    if bytecode.python_of(version) is None:
        assert compiled == set()
        return
    assert {path.rpartition(".")[0].rpartition(".")[2] for path in compiled} == {tag.removesuffix(".pyc")}
    missing = [
        path
        for path in contents(built / function)
        if path.endswith(".py")
        and f"{path.rpartition('/')[0]}/__pycache__/{path.rpartition('/')[2][:-3]}.{tag}".lstrip("/")
        not in compiled
    ]
    assert missing == []


def test_without_a_python_of_the_runtimes_version_it_is_built_all_the_same_and_loudly(tmp_path: Path) -> None:
    outcome = run(
        sys.executable,
        "-c",
        "import sys; sys.path.insert(0, 'infra'); import build_function\n"
        "build_function.bytecode.python_of = lambda version: None\n"
        "sys.exit(build_function.main(['announce', sys.argv[1]]))",
        tmp_path / "artefact",
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "build announce: NOT COMPILED: no Python" in outcome.stdout
    artefact = contents(tmp_path / "artefact")
    assert "announce/handler.py" in artefact
    assert not [path for path in artefact if path.endswith(".pyc")]


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
