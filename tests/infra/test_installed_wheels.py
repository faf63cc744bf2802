"""The published wheels in environments of their own: every Python from 3.11 on that is here, the lowest and the newest
versions that their ranges allow, and the ways by which people install. `make package-test`; PyPI is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from functools import cache
from pathlib import Path

import pytest

from infra.cloudformation import ROOT
from infra.environment import ENVIRONMENTS
from infra.wheels import build_wheels
from kleark.testing import example_rows, local_portal

pytestmark = pytest.mark.packages

TOOLS = ("pytest-xdist", "hypothesis", "cryptography", "jsonschema", "jsonschema-rs")
"""What the client's and testing's own tests take besides."""

TESTED = (
    "tests/support",
    "tests/unit/client",
    "tests/unit/exposure",
    "tests/unit/configuration/test_plan.py",
    "tests/integration/client",
    "tests/integration/testing/test_fixtures.py",
)
SETTINGS = "[pytest]\npythonpath = .\naddopts = --import-mode=importlib -p no:cacheprovider\nfilterwarnings = error\n"
SHEETS = ("odense-2021.xlsx", "odense-2021-rettet.xlsx")
FORMATS = ("text", "json", "html", "sarif", "junit", "github")


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYTEST", "VIRTUAL"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done


SAYS = "import platform, sys; print(*sys.version_info[:3], platform.python_implementation(), *sys.version_info[3:4])"


@cache
def pythons() -> dict[str, Path]:
    """The newest CPython of each minor version from 3.11 on that is here: on the path, or of pyenv or uv.

    None is fetched, and none that does not run is counted: version managers leave names behind.
    """
    if shutil.which("uv") is None:
        return {}
    managed = [
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR", Path.home() / ".local" / "share" / "uv" / "python")),
    ]
    found = [path for folder in managed for path in folder.glob("*/bin/python3.[0-9][0-9]")]
    found += [Path(name) for minor in range(11, 20) if (name := shutil.which(f"python3.{minor}"))]
    newest: dict[str, tuple[int, Path]] = {}
    for path in found:
        told = subprocess.run([path, "-c", SAYS], capture_output=True, text=True, check=False).stdout.split()
        if len(told) == 5 and told[3:] == ["CPython", "final"] and int(told[1]) >= 11:
            version = f"{told[0]}.{told[1]}"
            newest[version] = max(newest.get(version, (-1, path)), (int(told[2]), path))
    return {version: path for version, (_, path) in sorted(newest.items())}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build_wheels(tmp_path_factory.mktemp("wheels"))


def direct(wheel: Path) -> list[str]:
    """What it requires, extras and all, so that the lowest is taken of what is the other wheel's, too."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        told = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    return [one.partition(";")[0] for one in told if not one.startswith("kleark")]


class Installed:
    """A virtual environment with the wheels in it."""

    def __init__(self, folder: Path, python: str | Path = sys.executable) -> None:
        run("uv", "venv", "--quiet", "--python", python, folder)
        self.bin = folder / "bin"
        self.python = self.bin / "python"

    def add(self, *requirements: str | Path, resolution: str = "highest") -> None:
        options = ("--quiet", "--python", self.python, "--resolution", resolution, "--only-binary", ":all:")
        run("uv", "pip", "install", *options, *requirements)

    def names(self) -> set[str]:
        return {
            one["name"]
            for one in json.loads(
                run("uv", "pip", "list", "--python", self.python, "--format", "json").stdout
            )
        }


def extra(wheels: dict[str, Path], name: str, of: str) -> str:
    return f"{of}[{name}] @ {wheels[of].as_uri()}"


PYTHONS = [f"3.{minor}" for minor in range(11, 15)]
RESOLUTIONS = ("lowest-direct", "highest")


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_clients_and_testings_tests_pass(
    python: str, resolution: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    if python not in pythons():
        pytest.skip(f"there is no Python {python} here")
    made = Installed(tmp_path / "venv", pythons()[python])
    requirements = [*direct(wheels["kleark"]), *direct(wheels["kleark-client"])]
    made.add(
        extra(wheels, "testing", "kleark"), wheels["kleark-client"], *requirements, resolution=resolution
    )
    versions = run("uv", "pip", "freeze", "--python", made.python).stdout
    print(versions)
    made.add(*TOOLS)
    project = tmp_path / "project"
    for name in TESTED:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        ignored = shutil.ignore_patterns("__pycache__")
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, project / name)
    (project / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    told = run(
        made.python,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "tests/unit/client",
        "tests/unit/exposure",
        "tests/integration",
        folder=project,
    )
    assert " passed" in told.stdout
    for sheet in SHEETS:
        for form in FORMATS:
            assert checked(made.bin / "kleark", sheet, form) == checked(
                Path(sys.executable).parent / "kleark", sheet, form
            )


def checked(command: Path, sheet: str, form: str) -> tuple[int, bytes]:
    asked = [
        str(command),
        "check",
        f"sample_sheets/{sheet}",
        "--municipality",
        "0461",
        "--output-format",
        form,
    ]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, done.stdout


VISIT = """
import sys
from datetime import date
from kleark.client import Case, Client
assert Client(sys.argv[1]).visit("0461", [Case("15.00.00", "FASIT", date(2024, 1, 1))]).value.decisions[0].shown
try:
    import kleark.cli
except ModuleNotFoundError:
    print("alone")
"""


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_client_alone_brings_urllib3_and_reads_a_visit(
    python: str, resolution: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    if python not in pythons():
        pytest.skip(f"there is no Python {python} here")
    made = Installed(tmp_path / "venv", pythons()[python])
    made.add(
        extra(wheels, "asyncio", "kleark-client"), *direct(wheels["kleark-client"])[:1], resolution=resolution
    )
    assert made.names() - {"tzdata"} == {"kleark-client", "urllib3"}
    with local_portal() as portal:
        portal.publish("0461", example_rows())
        assert run(made.python, "-c", VISIT, portal.url, folder=tmp_path).stdout == "alone\n"


@pytest.fixture(scope="module")
def tools() -> Path:
    """Where twine and pipx are: `make package-test` installs them."""
    assert ENVIRONMENTS["packages"].python.exists(), "run `make package-test`"
    return ENVIRONMENTS["packages"].python.parent


def test_an_index_takes_them(wheels: dict[str, Path], tools: Path) -> None:
    run(tools / "twine", "check", "--strict", *wheels.values())


def test_taking_one_away_leaves_the_other_whole(wheels: dict[str, Path], tmp_path: Path) -> None:
    """By pip, which takes away what its record names, and then folders that are empty."""
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
    found = f"--find-links={wheels['kleark'].parent}"
    run(*pip, "install", found, "kleark")
    run(*pip, "check")
    run(python, "-c", "import kleark.cli, kleark.client")
    run(*pip, "uninstall", "--yes", "kleark")
    run(
        python,
        "-c",
        "import kleark.client, kleark.exposure.decision; from kleark.client import AsyncClient",
        folder=tmp_path,
    )
    [left] = (tmp_path / "venv" / "lib").glob("python*/site-packages/kleark")
    with zipfile.ZipFile(wheels["kleark-client"]) as archive:
        own = {name.removeprefix("kleark/") for name in archive.namelist() if name.startswith("kleark/")}
    there = {
        str(path.relative_to(left)) for path in left.rglob("*") if path.is_file() and path.suffix != ".pyc"
    }
    assert there == own
    # And the other way about: what is put back is all that was missing.
    run(*pip, "install", found, "kleark")
    run(*pip, "uninstall", "--yes", "kleark-client")
    run(*pip, "install", found, "kleark-client")
    run(tmp_path / "venv" / "bin" / "kleark", "--help")
    run(*pip, "check")


def test_the_command_runs_without_being_installed(
    wheels: dict[str, Path], tools: Path, tmp_path: Path
) -> None:
    with_client = ("--with", str(wheels["kleark-client"]))
    assert "check" in run("uvx", "--from", str(wheels["kleark"]), *with_client, "kleark", "--help").stdout
    found = f"--pip-args=--find-links={wheels['kleark'].parent}"
    told = run(
        *(tools / "pipx", "run", found, "--spec", wheels["kleark"], "kleark", "--help"),
        PIPX_HOME=str(tmp_path / "pipx"),
        PIPX_BIN_DIR=str(tmp_path / "bin"),
    )
    assert "check" in told.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is tracked here, with what was changed, as a repository of its own."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in run(
        "git",
        "ls-files",
        "functions/kleark",
        "schemas",
        "infra/packages",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        ".gitignore",
        ".pre-commit-hooks.yaml",
    ).stdout.split():
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.dk")
    run("git", "init", "--quiet", folder=folder)
    run("git", "add", "--all", folder=folder)
    run("git", *who, "commit", "--quiet", "--message", "all", folder=folder)
    return folder


def by_pip(folder: Path, *what: str) -> Path:
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)
    run(python, "-m", "pip", "check")
    return python


def by_uv(folder: Path, *what: str) -> Path:
    made = Installed(folder)
    run("uv", "pip", "install", "--quiet", "--python", made.python, *what)
    return made.python


@pytest.mark.parametrize("installer", [by_pip, by_uv])
@pytest.mark.parametrize("way", ["folder", "git", "editable"])
def test_a_checkout_installs_both_halves(way: str, installer: object, checkout: Path, tmp_path: Path) -> None:
    """With the half beside it, never with one of the same name at an index; editable, with both where they lie."""
    what = {
        "folder": (f"{checkout}[aws]",),
        "git": (f"git+file://{checkout}#egg=kleark[aws]",),
        "editable": ("--editable", str(checkout)),
    }[way]
    python = installer(tmp_path / "venv", *what)  # type: ignore[operator]
    code = "import kleark.cli, kleark.client, kleark.schemas as s; s.schema('row'); print(kleark.client.__file__)"
    told = run(python, "-c", code, folder=tmp_path).stdout.strip()
    assert Path(told).is_relative_to(checkout if way == "editable" else tmp_path)
    run(
        python.parent / "kleark",
        "check",
        ROOT / "sample_sheets" / SHEETS[1],
        "--municipality",
        "0461",
        folder=tmp_path,
    )


def test_the_hook_of_pre_commit_installs(checkout: Path, tmp_path: Path) -> None:
    """In a repository that keeps sheets, as docs/ci.md has it."""
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    shutil.copy(ROOT / "sample_sheets" / SHEETS[1], sheets / "ark.xlsx")
    revision = run("git", "rev-parse", "HEAD", folder=checkout).stdout.strip()
    hook = {"id": "kleark-check", "args": ["--municipality", "0461"]}
    settings = {"repos": [{"repo": str(checkout), "rev": revision, "hooks": [hook]}]}  # JSON is YAML
    (sheets / ".pre-commit-config.yaml").write_text(json.dumps(settings), encoding="utf-8")
    run("git", "init", "--quiet", folder=sheets)
    run("git", "add", "--all", folder=sheets)
    command = Path(sys.executable).parent / "pre-commit"
    told = run(command, "run", "--all-files", folder=sheets, PRE_COMMIT_HOME=str(tmp_path / "home"))
    assert "Passed" in told.stdout
