"""The embedded engine's process: start it on 127.0.0.1, wait until it is ready, and stop it without a trace."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import ssl
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
"""Seconds. The engine takes about 2; the rest is for loaded machines."""
STOP_WITHIN = 2.0
ATTEMPTS = 5


class EngineError(Exception):
    """The engine did not start. The message is for the user, and names the log."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine: where it answers, where it writes its log, and its process group's id.

    ``certificate``: what clients must trust, where it speaks TLS.
    """

    endpoint: str
    log: Path
    process_id: int
    certificate: Path | None = None


@contextlib.contextmanager
def running_engine(
    logs: Path, port: int | None = USUAL_PORT, *, tls: bool = False, python: Path | None = None
) -> Iterator[Engine]:
    """Run an engine during the ``with`` block, in memory only, with IAM enforced.

    Args:
        logs: The folder for its log.
        port: The port to try first; where that is taken, or with None, any free one.
        tls: Whether it speaks TLS, with a certificate that it makes for itself. It then takes 443 too, where that is
            free and the user may.
        python: The interpreter of the environment that it is installed in, where that is not the usual one.

    Raises:
        EngineError: The engine's environment is missing, or the engine does not become ready.
    """
    python = python or ENGINE_PYTHON
    if not python.exists():
        raise EngineError(
            f"the engine's environment {python.parent.parent.name} is missing: run `make setup`"
        )
    logs.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="kleark-engine-"))
    try:
        process, engine = _start(logs, port, scratch, tls=tls, python=python)
        try:
            yield engine
        finally:
            _stop(process)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _start(
    logs: Path, port: int | None, scratch: Path, *, tls: bool, python: Path
) -> tuple[subprocess.Popen[bytes], Engine]:
    """Start the engine. Another process may take the free port before the engine binds it; then try another port."""
    certificate = scratch / "ministack-tls" / "server.crt" if tls else None
    for _ in range(ATTEMPTS):
        chosen = port if port is not None and _is_free(port) else free_port()
        port = None
        # Each of several engines has a log of its own.
        log = logs / f"engine-{chosen}.log"
        badge = secrets.token_hex(8)
        with log.open("wb") as log_file:
            process = subprocess.Popen(
                [str(python), str(Path(__file__).with_name("run_engine.py"))],
                stdin=subprocess.PIPE,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                env=_environment(chosen, badge, scratch) | ({"USE_SSL": "1"} if tls else {}),
                cwd=scratch,
                start_new_session=True,
            )
        try:
            engine = Engine(
                f"{'https' if tls else 'http'}://{ADDRESS}:{chosen}", log, process.pid, certificate
            )
            if _wait_until_ready(process, engine, badge):
                return process, engine
        except BaseException:
            _stop(process)
            raise
        _stop(process)
    raise EngineError(f"the engine did not become ready; its log is {log}")


def _environment(port: int, badge: str, scratch: Path) -> dict[str, str]:
    """The engine's environment, made from scratch: the functions inherit it, and must not get the caller's PYTHONPATH,
    AWS credentials or proxies."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    return inherited | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": ADDRESS,
        "MINISTACK_HOST": ADDRESS,
        "MINISTACK_REGION": REGION,
        # The health page shows it, which distinguishes the engine from another program on the port.
        "MINISTACK_EDITION": badge,
        # Each function runs with the role that template.yaml gives it.
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # Listeners that would ignore BIND_HOST.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Keeps it from looking for a container engine.
        "DOCKER_HOST": f"unix://{scratch}/none.sock",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(scratch),
    }


def _wait_until_ready(process: subprocess.Popen[bytes], engine: Engine, badge: str) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if _health(engine).get("edition") == badge:
            return True
        time.sleep(0.05)
    return False


def _health(engine: Engine) -> dict[str, object]:
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({})]
    try:
        if engine.certificate:
            trusting = ssl.create_default_context(cafile=engine.certificate)
            handlers.append(urllib.request.HTTPSHandler(context=trusting))
        opener = urllib.request.build_opener(*handlers)
        with opener.open(f"{engine.endpoint}/_ministack/health", timeout=2) as response:
            health = json.load(response)
    except (OSError, ValueError):
        return {}
    return health if isinstance(health, dict) else {}


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the whole process group, with SIGTERM first, so that the engine can remove its own files."""
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
