"""The functions' artefacts for the local engine, made once for as long as all that they are made of stays the same.

They are what `sam build` makes for this machine, and beside each module what Python compiled of it: without that, every
function that the engine starts would compile all of its modules again.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT
from infra.local.engine import ENGINE_PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KEPT = ROOT / ".build" / "artefacts"
MADE_OF = ("functions", "schemas", "infra")

COMPILE = """
import importlib._bootstrap_external as importing, importlib.util, pathlib, sys
known = {}
for folder in map(pathlib.Path, sys.argv[1:]):
    for module in folder.rglob("*.py"):
        source, name = module.read_bytes(), str(module.relative_to(folder))
        if (name, source) not in known:
            code = compile(source, name, "exec", dont_inherit=True)
            known[name, source] = importing._code_to_hash_pyc(code, importlib.util.source_hash(source), False)
        compiled = pathlib.Path(importlib.util.cache_from_source(str(module)))
        compiled.parent.mkdir(exist_ok=True)
        compiled.write_bytes(known[name, source])
"""
"""The functions share most of their modules. What is compiled counts without a look at when the source was written,
since an artefact is unpacked anew in each place."""


class ArtefactError(Exception):
    """An artefact could not be made. The message is for the one who wanted it."""


def build_artefacts(functions: Mapping[str, str]) -> dict[str, bytes]:
    """The zipped artefact of each function. ``functions``: the folder of each, by the name to return it under.

    Raises ArtefactError when one cannot be made.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{_digest()}.zip"
    with _alone():
        if not kept.exists():
            _make(sorted(set(functions.values())), kept)
    with zipfile.ZipFile(kept) as archive:
        return {name: archive.read(f"{folder}.zip") for name, folder in functions.items()}


def _digest() -> str:
    """Of all that artefacts are made of, and the Python that runs them."""
    digest = hashlib.sha256(COMPILE.encode())
    digest.update(str(ENGINE_PYTHON.resolve()).encode())
    for folder in MADE_OF:
        for place, folders, files in os.walk(ROOT / folder):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            for name in sorted(files):
                path = Path(place, name)
                digest.update(f"\n{path.relative_to(ROOT)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


@contextmanager
def _alone() -> Iterator[None]:
    """Of those on this machine who want artefacts at once, one makes them."""
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folders: Iterable[str], kept: Path) -> None:
    for older in KEPT.glob("*.zip"):
        older.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="kleark-build-") as scratch:
        places = {folder: Path(scratch, folder) for folder in folders}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(_build, places.keys(), places.values()))
        _run([str(ENGINE_PYTHON), "-c", COMPILE, *map(str, places.values())])
        made = Path(scratch, "made.zip")
        with zipfile.ZipFile(made, "w") as archive:
            for folder, place in places.items():
                archive.writestr(f"{folder}.zip", _zipped(place))
        # In one step, so that nobody ever reads half of it.
        shutil.copyfile(made, kept.with_suffix(".part"))
        kept.with_suffix(".part").rename(kept)


def _build(function: str, place: Path) -> None:
    """By the same script as `sam build` uses, for the interpreter of the engine, which runs the functions here."""
    build = [str(ENGINE_PYTHON), str(ROOT / "infra" / "build_function.py"), function, str(place)]
    _run([*build, "--platform", "host"])


def _run(command: list[str]) -> None:
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if outcome.returncode:
        raise ArtefactError(outcome.stderr.strip())


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return buffer.getvalue()
