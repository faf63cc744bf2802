"""A second DynamoDB engine for tests, so that no test relies on the peculiarities of the stack's engine."""

from __future__ import annotations

import contextlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

from infra.cloudformation import ROOT
from infra.local.engine import ADDRESS, ATTEMPTS, EngineError, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = ROOT / ".venv-node" / "node_modules" / "@dynoxide" / "linux-x64" / "dynoxide"

READY_WITHIN = 30.0
"""Seconds. It usually takes a few hundredths of one."""
STOP_WITHIN = 5.0


def supports_this_machine() -> bool:
    """Whether there is a build of the engine for this machine."""
    return (sys.platform, platform.machine()) == ("linux", "x86_64")


@contextlib.contextmanager
def running_dynoxide() -> Iterator[str]:
    """Run an empty engine, in memory only, on 127.0.0.1, during the ``with`` block; yields its endpoint.

    Raises EngineError when it is not installed or does not become ready.
    """
    if not PROGRAM.exists():
        raise EngineError("dynoxide is missing: run `python3 infra/environment.py node`, as `make test` does")
    process, endpoint = _start()
    try:
        yield endpoint
    finally:
        _stop(process)


def _start() -> tuple[subprocess.Popen[bytes], str]:
    """Start the engine. Another process may take the free port before the engine binds it; then try another port."""
    output = b""
    for _ in range(ATTEMPTS):
        port = free_port()
        # A file without a name: nothing is left behind, no matter how this process ends.
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(
                [*_die_with_parent(), str(PROGRAM), "--host", ADDRESS, "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={},
            )
            try:
                if _wait_until_ready(process, port):
                    return process, f"http://{ADDRESS}:{port}"
            except BaseException:
                _stop(process)
                raise
            _stop(process)
            log.seek(0)
            output = log.read()[-2000:]
    raise EngineError(f"dynoxide did not become ready; its output:\n{output.decode(errors='replace')}")


def _die_with_parent() -> list[str]:
    """A command prefix that makes the engine end with this process, no matter how that ends."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait, using the engine's own probe, so that another program on the port is not mistaken for it."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        probe = [str(PROGRAM), "healthcheck", "--host", ADDRESS, "--port", str(port)]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return process.poll() is None
        time.sleep(0.02)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
