"""What is published for others to install, in .build/wheels: ``kleark-client``, and ``kleark``, which needs it.

    python -m infra.wheels [--output FOLDER]

The same checkout gives the same bytes, by whomever and wherever it is built: times in the archives are
SOURCE_DATE_EPOCH's, or those of a fixed day. hatchling comes from the lock of this environment.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from infra.cloudformation import ROOT

WHEELS = ROOT / ".build" / "wheels"
PROJECTS = {"kleark-client": ROOT / "infra" / "packages" / "kleark-client", "kleark": ROOT}
"""By what it is called on a package index: the folder of its pyproject.toml."""


class WheelError(Exception):
    """A wheel could not be built. The message is for whoever builds."""


def build_wheels(folder: Path = WHEELS) -> dict[str, Path]:
    """Build both into ``folder``; gives them by their names. Raises WheelError with hatchling's own message."""
    folder.mkdir(parents=True, exist_ok=True)
    return {name: _build(name, project, folder) for name, project in PROJECTS.items()}


def _build(name: str, project: Path, folder: Path) -> Path:
    wheel = folder / f"{name.replace('-', '_')}-{version_of(project)}-py3-none-any.whl"
    wheel.unlink(missing_ok=True)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    environment = os.environ | {"KLEARK_PUBLISHED": "1"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not wheel.exists():
        raise WheelError(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
    return wheel


def version_of(project: Path) -> str:
    """The version in a folder's pyproject.toml."""
    read = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return str(read["project"]["version"])


def wheel_hashes(folder: Path = WHEELS) -> dict[str, str]:
    """SHA-256 of each wheel in ``folder``, by its file's name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.whl"))}


def main(arguments: list[str] | None = None) -> int:
    """Build, and print the hashes as ``sha256sum`` does; exit code 1 where a wheel could not be built."""
    parser = argparse.ArgumentParser(prog="python -m infra.wheels", description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=WHEELS, help="the folder (default: %(default)s)")
    given = parser.parse_args(arguments)
    try:
        build_wheels(given.output)
    except WheelError as error:
        print(f"wheels: {error}", file=sys.stderr)
        return 1
    print(*(f"{digest}  {name}" for name, digest in wheel_hashes(given.output).items()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
