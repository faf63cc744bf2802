"""The embedded engine's process: started on 127.0.0.1, waited for, and ended without a trace."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "127.0.0.1"
USUAL_PORT = 4566
REGION = "eu-north-1"
ENGINE_PYTHON = ROOT / ".venv-engine" / "bin" / "python"

READY_WITHIN = 60.0
"""Seconds. The engine takes about 2; a loaded machine gets its time."""
STOP_WITHIN = 2.0
ATTEMPTS = 5


class EngineError(Exception):
    """The engine did not start. The message is for the one who started it, and names the log."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine: where it answers, where it writes its log, and its process group's id."""

    endpoint: str
    log: Path
    process_id: int


@contextlib.contextmanager
def running_engine(logs: Path, port: int | None = USUAL_PORT) -> Iterator[Engine]:
    """An engine for the length of the ``with`` block, in memory only, with IAM enforced.

    ``logs``: the folder for its log. ``port``: the one to try first; where it is taken, or with None, any
    free one.
    Raises EngineError when the engine's environment is missing or it does not become ready.
    """
    if not ENGINE_PYTHON.exists():
        raise EngineError(
            f"the engine's environment {ENGINE_PYTHON.parent.parent.name} is missing: run `make setup`"
        )
    logs.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="kleark-engine-"))
    try:
        process, engine = _start(logs, port, scratch)
        try:
            yield engine
        finally:
            _stop(process)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _start(logs: Path, port: int | None, scratch: Path) -> tuple[subprocess.Popen[bytes], Engine]:
    """Between finding a port free and binding it, another process may take it; then another port is tried."""
    for _ in range(ATTEMPTS):
        chosen = port if port is not None and _is_free(port) else free_port()
        port = None
        # Two engines that run side by side have a log each.
        log = logs / f"engine-{chosen}.log"
        badge = secrets.token_hex(8)
        with log.open("wb") as log_file:
            process = subprocess.Popen(
                [str(ENGINE_PYTHON), str(Path(__file__).with_name("run_engine.py"))],
                stdin=subprocess.PIPE,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                env=_environment(chosen, badge, scratch),
                cwd=scratch,
                start_new_session=True,
            )
        try:
            endpoint = f"http://{ADDRESS}:{chosen}"
            if _becomes_ready(process, endpoint, badge):
                return process, Engine(endpoint, log, process.pid)
        except BaseException:
            _stop(process)
            raise
        _stop(process)
    raise EngineError(f"the engine did not become ready; its log is {log}")


def _environment(port: int, badge: str, scratch: Path) -> dict[str, str]:
    """Built from nothing, so that neither the caller's PYTHONPATH nor its AWS credentials or proxies reach
    the functions, which inherit it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return kept | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": ADDRESS,
        "MINISTACK_HOST": ADDRESS,
        "MINISTACK_REGION": REGION,
        # The health page shows it; so an engine is known from a stranger on the same port.
        "MINISTACK_EDITION": badge,
        # Each function runs with the role that template.yaml gives it.
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # Listeners that would not keep to BIND_HOST.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # No container engine is looked for.
        "DOCKER_HOST": f"unix://{scratch}/none.sock",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(scratch),
    }


def _becomes_ready(process: subprocess.Popen[bytes], endpoint: str, badge: str) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if _health(endpoint).get("edition") == badge:
            return True
        time.sleep(0.05)
    return False


def _health(endpoint: str) -> dict[str, object]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{endpoint}/_ministack/health", timeout=2) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return {}
    return health if isinstance(health, dict) else {}


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the whole group: politely first, so that the engine removes its own files."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_WITHIN)
    if process.stdin:
        process.stdin.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])
