"""Build one function's artefact: the function's package, kleark with its schemas, and pinned requirements; for the
admin's page also its static assets.

    build_function.py <function> <artefact folder> [--platform lambda|host]

``lambda`` is the platform in template.yaml (python3.13 on arm64, wheels only, so nothing is compiled and any
machine can build it); ``host`` is this machine and this interpreter, for the local stack and the tests.
Only the standard library is used, since `sam build` runs it with whatever Python there is.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = ROOT / "functions"
DEPENDENCIES = ROOT / ".build" / "dependencies"
ASSETS = ROOT / ".build" / "assets"
WITH_ASSETS = "admin_page"

LAMBDA_PYTHON = "3.13"
LAMBDA_GLIBC = 34
"""Lambda's python3.13 stands on Amazon Linux 2023, which has glibc 2.34: wheels for up to it run there."""

NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", "requirements.txt", ".*")


class BuildError(Exception):
    """The artefact could not be made. The message is for the one who builds."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make one function's artefact.")
    parser.add_argument("function", choices=sorted(p.parent.name for p in FUNCTIONS.glob("*/handler.py")))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--platform", choices=("lambda", "host"), default="lambda")
    options = parser.parse_args(arguments)
    try:
        build(options.function, options.folder, options.platform)
    except BuildError as error:
        print(f"build {options.function}: {error}", file=sys.stderr)
        return 1
    return 0


def build(function: str, folder: Path, platform: str) -> None:
    """Fill ``folder`` with the artefact of ``function``. What stood in it is removed first.

    Raises BuildError when a requirement cannot be installed for ``platform``, or the assets cannot be made.
    """
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(dependencies(FUNCTIONS / function / "requirements.txt", platform), folder)
    shutil.copytree(FUNCTIONS / "kleark", folder / "kleark", ignore=NOT_SHIPPED)
    shutil.copytree(ROOT / "schemas", folder / "kleark" / "schemas", ignore=NOT_SHIPPED)
    shutil.copytree(FUNCTIONS / function, folder / function, ignore=NOT_SHIPPED)
    if function == WITH_ASSETS:
        _make_assets()
        shutil.copytree(ASSETS, folder / "kleark" / "admin" / "assets", ignore=NOT_SHIPPED)


def _make_assets() -> None:
    """Those in .build, where they are not up to date."""
    command = [sys.executable, str(ROOT / "infra" / "assets.py")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise BuildError(outcome.stderr.strip())


def dependencies(requirements: Path, platform: str) -> Path:
    """A folder with ``requirements`` installed, kept from build to build.

    It is named after everything that decides its content, so a changed pin makes a new one.
    """
    target = (
        f"manylinux_2_{LAMBDA_GLIBC}_aarch64-{LAMBDA_PYTHON}" if platform == "lambda" else _this_interpreter()
    )
    digest = hashlib.sha256(f"{target}\n{requirements.read_text(encoding='utf-8')}".encode()).hexdigest()
    kept = DEPENDENCIES / f"{target}-{digest[:16]}"
    if not kept.exists():
        DEPENDENCIES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=DEPENDENCIES, prefix=".making-") as making:
            installed = Path(making) / "installed"
            installed.mkdir()
            _install(requirements, installed, platform)
            _remove_what_varies(installed)
            try:
                installed.rename(kept)
            except OSError:  # another build was first; its content is the same
                if not kept.exists():
                    raise
    return kept


def _this_interpreter() -> str:
    return f"{sysconfig.get_platform()}-{sys.implementation.cache_tag}"


def _install(requirements: Path, folder: Path, platform: str) -> None:
    uv = shutil.which("uv")
    command = [uv, "pip", "install", "--quiet"] if uv else [sys.executable, "-m", "pip", "install", "--quiet"]
    command += ["--target", str(folder), "--requirement", str(requirements), "--only-binary", ":all:"]
    if uv:
        command += ["--python", sys.executable]
        command += (
            ["--python-platform", f"aarch64-manylinux_2_{LAMBDA_GLIBC}"] if platform == "lambda" else []
        )
        command += ["--python-version", LAMBDA_PYTHON] if platform == "lambda" else []
    else:
        command += ["--no-compile", "--disable-pip-version-check", "--no-input"]
        if platform == "lambda":
            command += ["--implementation", "cp", "--python-version", LAMBDA_PYTHON]
            # pip matches the tags it is given and no older ones. 2.17 is the first glibc with aarch64.
            for glibc in range(LAMBDA_GLIBC, 16, -1):
                command += ["--platform", f"manylinux_2_{glibc}_aarch64"]
            command += ["--platform", "manylinux2014_aarch64"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        said = outcome.stderr.strip() or outcome.stdout.strip()
        raise BuildError(f"{requirements.relative_to(ROOT)} could not be installed:\n{said}")


def _remove_what_varies(folder: Path) -> None:
    """Drop what an artefact does not need and what would differ between two builds of the same pins."""
    for path in (folder / "bin", *folder.rglob("__pycache__")):
        shutil.rmtree(path, ignore_errors=True)
    for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"):
        for path in folder.glob(f"*.dist-info/{name}"):
            path.unlink()
    (folder / ".lock").unlink(missing_ok=True)


if __name__ == "__main__":
    # `make` gives its jobserver's descriptors on; pip has no use for them.
    os.environ.pop("MAKEFLAGS", None)
    sys.exit(main())
