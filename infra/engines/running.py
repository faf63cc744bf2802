"""The engines' processes, each empty, on loopback and in memory, from the folder of their own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT
from infra.environment import ENVIRONMENTS
from infra.local.engine import ADDRESS, EngineError, free_port, running_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENVIRONMENT = ENVIRONMENTS["engines"]
DYNOXIDE = "@dynoxide/linux-x64"

READY_WITHIN = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An engine: its name, its version as it is installed, and how it is run. ``registry``: where it comes from."""

    name: str
    registry: str
    version: Callable[[], str]
    running: Callable[[], contextlib.AbstractContextManager[str]]


def _of_npm(package: str) -> Path:
    """Where a package of npm is: another release of it may lie over the pinned one (`infra.engines.trying`)."""
    over = Path(os.environ.get("KLEARK_ENGINES_OVER", ENVIRONMENT.folder), "node_modules", package)
    return over if over.exists() else ENVIRONMENT.folder / "node_modules" / package


def _npm_version(package: str) -> str:
    described = _of_npm(package) / "package.json"
    return str(json.loads(described.read_text(encoding="utf-8"))["version"])


@contextlib.contextmanager
def _process(*command: str, port: int) -> Iterator[str]:
    """Raises EngineError when it does not become ready."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd="/", env={}
        )
        try:
            endpoint = f"http://{ADDRESS}:{port}"
            if not _answers(process, endpoint):
                log.seek(0)
                said = log.read()[-2000:].decode(errors="replace")
                raise EngineError(f"{command[0]} did not become ready; its output:\n{said}")
            yield endpoint
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(process: subprocess.Popen[bytes], endpoint: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            opener.open(endpoint, timeout=2).close()
        except urllib.error.HTTPError as error:
            error.close()
            return process.poll() is None
        except OSError:
            time.sleep(0.05)
        else:
            return process.poll() is None
    return False


def _moto() -> contextlib.AbstractContextManager[str]:
    port = free_port()
    program = "from moto.server import main; main()"
    return _process(sys.executable, "-c", program, "-H", ADDRESS, "-p", str(port), port=port)


@contextlib.contextmanager
def _ministack() -> Iterator[str]:
    # Its log stays: where a release does not start, that says why.
    logs = ROOT / ".build" / "engines"
    with running_engine(logs, None, python=Path(sys.executable)) as engine:
        yield engine.endpoint


def _dynoxide() -> contextlib.AbstractContextManager[str]:
    port = free_port()
    program = _of_npm(DYNOXIDE) / "dynoxide"
    return _process(str(program), "--host", ADDRESS, "--port", str(port), port=port)


def _dynalite() -> contextlib.AbstractContextManager[str]:
    port = free_port()
    program = _of_npm("dynalite") / "cli.js"
    quickly = ("--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0")
    command = (str(ENVIRONMENT.node), str(program), "--host", ADDRESS, "--port", str(port), *quickly)
    return _process(*command, port=port)


KINDS = (
    Kind("moto", "PyPI", lambda: version("moto"), _moto),
    Kind("ministack", "PyPI", lambda: version("ministack"), _ministack),
    Kind("dynoxide", "npm", lambda: _npm_version(DYNOXIDE), _dynoxide),
    Kind("dynalite", "npm", lambda: _npm_version("dynalite"), _dynalite),
)
