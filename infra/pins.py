"""Renew the hashes of all that is installed from PyPI: ``make pins``, after a pin was changed.

    pins.py [--check] [file …]

Beside each file with pins lies a ``.lock`` with the same, all that they bring with them, and the SHA-256 of every
file that PyPI has of each: for every machine and every Python from 3.11. Installers are given the locks alone, with
``--require-hashes``, and install nothing else. uv makes them; a version that a lock names stays until its pin changes.
``--check`` changes nothing, and ends with 1 where a lock does not fit its pins.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"

_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z0-9,]+\])?==(?P<version>[A-Za-z0-9.!+]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


class PinError(Exception):
    """The locks could not be made. The message is for whoever renews them."""


@dataclass(frozen=True)
class Lock:
    """``file``: the lock. ``pins``: what it is made from."""

    file: Path
    pins: tuple[Path, ...]

    def command(self, uv: str) -> list[str]:
        """What makes it, in the folder of the project."""
        return [
            *(uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-annotate"),
            *("--no-header", "--python-version", OLDEST_PYTHON),
            *("--output-file", str(self.file.relative_to(ROOT))),
            *(str(path.relative_to(ROOT)) for path in self.pins),
        ]


def _beside(requirements: Path) -> Lock:
    return Lock(requirements.with_suffix(".lock"), (requirements,))


RUNTIME = ROOT / "infra" / "runtime-requirements.txt"
"""One version of each of the ranges in pyproject.toml."""
EDITABLE = ROOT / "infra" / "editable-requirements.txt"
"""What installs the project itself, from this folder."""

DEV = Lock(
    ROOT / "infra" / "dev-requirements.lock", (RUNTIME, ROOT / "infra" / "dev-requirements.txt", EDITABLE)
)
BENCH = Lock(
    ROOT / "benchmarks" / "requirements.lock", (RUNTIME, EDITABLE, ROOT / "benchmarks" / "requirements.txt")
)
ENGINE = _beside(ROOT / "infra" / "local" / "requirements.txt")
NODE = _beside(ROOT / "infra" / "npm" / "requirements.txt")
POLICY = _beside(ROOT / "infra" / "policy" / "requirements.txt")
CLIENTS = _beside(ROOT / "infra" / "clients" / "requirements.txt")
ENGINES = _beside(ROOT / "infra" / "engines" / "requirements.txt")
PACKAGES = _beside(ROOT / "infra" / "packages" / "requirements.txt")
PROGRAMS = _beside(ROOT / "infra" / "programs" / "requirements.txt")
SAM = _beside(ROOT / "infra" / "sam-requirements.txt")


def function_lock(function: str) -> Lock:
    """Of what a function's artefact holds."""
    return _beside(ROOT / "functions" / function / "requirements.txt")


def locks() -> tuple[Lock, ...]:
    """All there are."""
    functions = sorted(path.parent.name for path in (ROOT / "functions").glob("*/requirements.txt"))
    return (
        DEV,
        BENCH,
        ENGINE,
        NODE,
        POLICY,
        CLIENTS,
        ENGINES,
        PACKAGES,
        PROGRAMS,
        SAM,
        *map(function_lock, functions),
    )


def locked(text: str) -> dict[str, dict[str, int]]:
    """Of a lock: normalised name -> version -> how many hashes. A name can have a version for each kind of machine."""
    found: dict[str, dict[str, int]] = {}
    for requirement in re.sub(r"\\\n", " ", text).splitlines():
        if not requirement.strip() or requirement.startswith("#"):
            continue
        match = _PIN.match(requirement)
        if not match:
            raise PinError(f"not pinned: {requirement.strip()[:80]}")
        versions = found.setdefault(normalised(match["name"]), {})
        versions[match["version"]] = len(_HASH.findall(requirement))
    return found


def pinned(text: str) -> dict[str, str]:
    """Of a file with a pin a line: normalised name -> version."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return {normalised(match["name"]): match["version"] for line in lines if (match := _PIN.match(line))}


def normalised(name: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def misfits(lock: Lock) -> list[str]:
    """What is wrong with a lock: missing, another version than its pins, or no hash."""
    where = lock.file.relative_to(ROOT)
    if not lock.file.exists():
        return [f"{where} is missing: run `make pins`"]
    held = locked(lock.file.read_text(encoding="utf-8"))
    wrong = [f"{where}: {name} has no hash" for name, versions in held.items() if not all(versions.values())]
    for path in lock.pins:
        wanted = pinned(path.read_text(encoding="utf-8"))
        wrong += [
            f"{where} has not {name}=={version} of {path.relative_to(ROOT)}: run `make pins`"
            for name, version in wanted.items()
            if version not in held.get(name, {})
        ]
    return wrong


def renew(lock: Lock) -> None:
    """Write ``lock`` anew. Raises PinError with uv's own message."""
    uv = shutil.which("uv")
    if uv is None:
        raise PinError("uv makes the locks, and is not here: pip install uv")
    outcome = subprocess.run(lock.command(uv), capture_output=True, text=True, check=False, cwd=ROOT)
    if outcome.returncode:
        raise PinError(f"{lock.file.relative_to(ROOT)}: {outcome.stderr.strip()}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Renew the hashes of all that is installed from PyPI.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("files", nargs="*", type=Path, help="locks; all of them where none is named")
    options = parser.parse_args(arguments)
    named = {path.resolve() for path in options.files}
    chosen = [lock for lock in locks() if not named or lock.file in named]
    try:
        for lock in [] if options.check else chosen:
            renew(lock)
            print(lock.file.relative_to(ROOT), flush=True)
        wrong = [line for lock in chosen for line in misfits(lock)]
    except PinError as error:
        print(f"pins: {error}", file=sys.stderr)
        return 1
    print("\n".join(wrong) or "Every pin has its hashes.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
