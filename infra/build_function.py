"""Build one function's artefact: the function's package, those modules of kleark and schemas that it can come to, and
pinned requirements without what it never asks for; for the admin's page also its static assets. Beside each module lies
what Python compiled of it.

    build_function.py <function> <artefact folder> [--platform lambda|host]

``lambda`` is the platform in template.yaml (python3.13 on arm64; wheels only, so no C is compiled and any machine can
build it); ``host`` is this machine and this interpreter, for the local stack and the tests.
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
sys.path.insert(0, str(ROOT))

from infra import artefact_contents, bytecode  # noqa: E402 (this file is run by its path)
from infra.reached_modules import reached_from  # noqa: E402

FUNCTIONS = ROOT / "functions"
DEPENDENCIES = ROOT / ".build" / "dependencies"
ASSETS = ROOT / ".build" / "assets"
WITH_ASSETS = "admin_page"

LAMBDA_PYTHON = bytecode.runtime_python()
LAMBDA_GLIBC = 34
"""Lambda's python3.13 stands on Amazon Linux 2023, which has glibc 2.34: wheels for up to it run there."""

NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


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
    except (BuildError, bytecode.CompileError) as error:
        print(f"build {options.function}: {error}", file=sys.stderr)
        return 1
    return 0


def build(function: str, folder: Path, platform: str) -> None:
    """Fill ``folder`` with the artefact of ``function``. What stood in it is removed first.

    Raises BuildError when a requirement cannot be installed for ``platform``, or the assets cannot be made.
    """
    if folder.exists():
        shutil.rmtree(folder)
    compiler = _compiler(platform)
    shutil.copytree(dependencies(function, platform, compiler), folder)
    reached = reached_from(f"{function}.handler", FUNCTIONS)
    for path in (*reached.modules.values(), *reached.data_files()):
        _copy(path, folder / path.relative_to(FUNCTIONS))
    for name in sorted(reached.schemas):
        _copy(ROOT / "schemas" / name, folder / "kleark" / "schemas" / name)
    if function == WITH_ASSETS:
        _make_assets()
        shutil.copytree(ASSETS, folder / "kleark" / "admin" / "assets", ignore=NOT_SHIPPED)
    if compiler:
        bytecode.compile_modules(folder, compiler)
    else:
        # On standard output: `sam build` shows what stands there, and hides what a build that went well says of errors.
        print(f"build {function}: {bytecode.without_bytecode(LAMBDA_PYTHON)}", flush=True)


def _compiler(platform: str) -> Path | None:
    """The Python whose bytecode the artefact holds: the one that will run it."""
    return bytecode.python_of(LAMBDA_PYTHON) if platform == "lambda" else Path(sys.executable)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def _make_assets() -> None:
    """Those in .build, where they are not up to date."""
    command = [sys.executable, str(ROOT / "infra" / "assets.py")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise BuildError(outcome.stderr.strip())


def dependencies(function: str, platform: str, compiler: Path | None) -> Path:
    """A folder with the requirements of ``function`` installed, kept from build to build.

    It is named after everything that decides its content, so a changed pin makes a new one.
    """
    requirements = FUNCTIONS / function / "requirements.lock"
    services = artefact_contents.SERVICES[function]
    target = (
        f"manylinux_2_{LAMBDA_GLIBC}_aarch64-{LAMBDA_PYTHON}" if platform == "lambda" else _this_interpreter()
    )
    decisive = (
        target.encode(),
        requirements.read_bytes(),
        " ".join(services).encode(),
        # Itself, by whichever environment it was called: they make the same of a module.
        str(compiler and compiler.resolve()).encode(),
        *(Path(__file__).with_name(f"{name}.py").read_bytes() for name in ("artefact_contents", "bytecode")),
    )
    digest = hashlib.sha256(b"\n".join(decisive)).hexdigest()
    kept = DEPENDENCIES / f"{target}-{digest[:16]}"
    if not kept.exists():
        DEPENDENCIES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=DEPENDENCIES, prefix=".making-") as making:
            installed = Path(making) / "installed"
            installed.mkdir()
            _install(requirements, installed, platform)
            _remove_what_varies(installed)
            artefact_contents.leave_out(installed, services)
            if compiler:
                bytecode.compile_modules(installed, compiler)
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
    command += ["--require-hashes"]
    if uv:
        # Copies: by links, a change here would be one in every environment of this machine.
        command += ["--python", sys.executable, "--link-mode", "copy"]
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
