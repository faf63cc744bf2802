"""Compile an artefact's Python for the interpreter that will run it, so that no cold start has to.

A function's folder is read-only in Lambda: what Python compiles there is lost with the instance. The modules carry
their compiled form as ``unchecked-hash`` files (PEP 552): Python takes them without a look at the source or its time,
which a deployment changes. Bytecode is of one minor version of CPython, so that a Python of that version compiles.
One of another version finds no file with its name and compiles the source, as if nothing were there.

    bytecode.py     say which Python compiles for the runtime of template.yaml; ends with 1 where none does

Only the standard library is used, since `sam build` runs it with whatever Python there is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".build" / "bytecode"

PLACE = "/var/task"
"""Where Lambda unpacks an artefact. It stands in the bytecode, and so in what a function logs of a fault."""

COMPILE = """
import hashlib, importlib._bootstrap_external as importing, importlib.util, os, pathlib, sys
kept, place, folder = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
version = f"{sys.implementation.name}{sys.hexversion:x}"
for module in sorted(folder.rglob("*.py")):
    compiled = pathlib.Path(importlib.util.cache_from_source(str(module)))
    if compiled.exists():
        continue
    source, name = module.read_bytes(), f"{place}/{module.relative_to(folder).as_posix()}"
    digest = hashlib.sha256(b"\\0".join((version.encode(), name.encode(), source))).hexdigest()
    known = kept / digest[:2] / digest
    if known.exists():
        content = known.read_bytes()
    else:
        try:
            code = compile(source, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        content = bytes(importing._code_to_hash_pyc(code, importlib.util.source_hash(source), False))
        known.parent.mkdir(parents=True, exist_ok=True)
        written = known.with_suffix(f".{os.getpid()}")
        written.write_bytes(content)
        written.replace(known)
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(content)
"""
"""What was compiled once is kept under a digest of all that decides it: functions share most of their modules."""

ASK = """
import platform, sys, sysconfig
print(platform.python_implementation(), *sys.version_info[:2], sys.version_info.releaselevel,
      sysconfig.get_config_var("Py_GIL_DISABLED") or 0)
"""


class CompileError(Exception):
    """The modules could not be compiled. The message is for the one who builds."""


def compile_modules(folder: Path, python: Path, place: str = PLACE) -> None:
    """Put beside each module of ``folder`` what ``python`` makes of it; the same bytes each time.

    What is compiled already stays. A module that this Python cannot read is left out, as installers leave it.
    Raises CompileError.
    """
    # The order of sets must not depend on chance.
    environment = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    environment["PYTHONHASHSEED"] = "0"
    outcome = subprocess.run(
        [str(python), "-s", "-S", "-B", "-c", COMPILE, str(KEPT), place, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    if outcome.returncode:
        raise CompileError(f"{python} cannot compile {folder}:\n{outcome.stderr.strip()}")


@cache
def python_of(version: str) -> Path | None:
    """A CPython of this minor version that truly runs: this one, one on the path, or one of pyenv's or uv's."""
    return next((python for python in _candidates(version) if _is(python, version)), None)


def _candidates(version: str) -> list[Path]:
    found = [Path(sys.executable)]
    if on_path := shutil.which(f"python{version}"):
        found.append(Path(on_path))
    # pyenv leaves names on the path that only run where a version was chosen.
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local" / "share" / "uv" / "python")
    for folder, names in ((pyenv / "versions", f"{version}*"), (uv, f"cpython-{version}*")):
        found += sorted(folder.glob(f"{names}/bin/python{version}"))
    return found


def _is(python: Path, version: str) -> bool:
    try:
        outcome = subprocess.run(
            [str(python), "-I", "-S", "-c", ASK],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    # Before its release a version still changes its bytecode. Free-threaded Python's is not the runtime's.
    return outcome.stdout.split() == ["CPython", *version.split("."), "final", "0"]


def runtime_python(template: Path = ROOT / "template.yaml") -> str:
    """The minor version that the functions run on: ``3.13`` for ``Runtime: python3.13``."""
    versions = set(
        re.findall(r"^\s*Runtime: python(\d+\.\d+)$", template.read_text(encoding="utf-8"), re.MULTILINE)
    )
    if len(versions) != 1:
        raise CompileError(
            f"{template.name} names {len(versions)} versions of Python as Runtime, and not one"
        )
    return str(versions.pop())


def without_bytecode(version: str) -> str:
    """What to tell those who build where there is no Python of the runtime's version."""
    return (
        f"NOT COMPILED: no Python {version} was found here, and that is what runs the functions. The artefacts work, "
        f"but each cold start compiles its modules again: it takes about twice as long, and so does the start of each "
        f"sheet's reader. Install Python {version} (with uv: uv python install {version}), or say where it is: "
        f"make build PYTHON=/path/to/python{version}"
    )


def main() -> int:
    version = runtime_python()
    if python := python_of(version):
        print(f"Compiling for Python {version} with {python}")
        return 0
    print(without_bytecode(version), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
