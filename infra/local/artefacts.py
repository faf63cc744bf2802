"""The functions' artefacts for the local engine, made once for as long as all that they are made of stays the same.

They are what `sam build` makes for this machine, compiled by the Python that runs the engine. They lie unpacked here,
once for all engines, and what an engine is given as a function's archive names the place: to unpack thousands of files
for each function that is started, and to take them away again, took longer than the function. `run_engine` has the
engine's side of it.
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
UNPACKED = "unpacked"
"""The only member of such an archive: it holds the path of the folder."""
MADE_OF = ("functions", "schemas", "infra")


class ArtefactError(Exception):
    """An artefact could not be made. The message is for the one who wanted it."""


@contextmanager
def artefacts(functions: Mapping[str, str]) -> Iterator[dict[str, bytes]]:
    """The archive of each function, whose folder is there during the ``with`` block.

    ``functions``: the folder of each, by the name to return it under. Raises ArtefactError when one cannot be made.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / _digest()
    with _in_use(kept):
        with _alone():
            if not kept.exists():
                _make(sorted(set(functions.values())), kept)
        yield {name: _archive(kept / folder) for name, folder in functions.items()}


def _digest() -> str:
    """Of all that artefacts are made of, and the Python that runs them."""
    digest = hashlib.sha256(str(ENGINE_PYTHON.resolve()).encode())
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


@contextmanager
def _in_use(kept: Path) -> Iterator[None]:
    """Nobody who makes others takes this one away meanwhile."""
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def _make(folders: Iterable[str], kept: Path) -> None:
    _take_away_what_nobody_uses()
    with tempfile.TemporaryDirectory(prefix="making-", dir=KEPT) as scratch:
        made = Path(scratch, "made")
        places = {folder: made / folder for folder in folders}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(_build, places.keys(), places.values()))
        made.rename(kept)  # in one step, so that nobody ever finds half of it


def _take_away_what_nobody_uses() -> None:
    for older in KEPT.glob("*.zip"):  # as they were kept before
        older.unlink(missing_ok=True)
    for lock in KEPT.glob("*.lock"):
        with lock.open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)


def _build(function: str, place: Path) -> None:
    """By the same script as `sam build` uses, for the interpreter of the engine, which runs the functions here."""
    build = [str(ENGINE_PYTHON), str(ROOT / "infra" / "build_function.py"), function, str(place)]
    _run([*build, "--platform", "host"])


def _run(command: list[str]) -> None:
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if outcome.returncode:
        raise ArtefactError(outcome.stderr.strip())


def _archive(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(UNPACKED, str(folder))
    return buffer.getvalue()
