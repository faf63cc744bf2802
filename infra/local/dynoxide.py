"""A second DynamoDB, for tests: another engine than the stack's, so that no test relies on one engine's ways."""

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
"""Seconds. It takes some hundredths of one."""
STOP_WITHIN = 5.0


def made_for_this_machine() -> bool:
    """Whether there is a build of it for this machine."""
    return (sys.platform, platform.machine()) == ("linux", "x86_64")


@contextlib.contextmanager
def running_dynoxide() -> Iterator[str]:
    """An empty engine, in memory only, on 127.0.0.1, for the length of the ``with`` block; gives its endpoint.

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
    """Between finding a port free and binding it, another process may take it; then another port is tried."""
    last_words = b""
    for _ in range(ATTEMPTS):
        port = free_port()
        # A file without a name: nothing is left behind, however this process ends.
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [*_tied_to_this_process(), str(PROGRAM), "--host", ADDRESS, "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={},
            )
            try:
                if _becomes_ready(process, port):
                    return process, f"http://{ADDRESS}:{port}"
            except BaseException:
                _stop(process)
                raise
            _stop(process)
            said.seek(0)
            last_words = said.read()[-2000:]
    raise EngineError(f"dynoxide did not become ready; it said:\n{last_words.decode(errors='replace')}")


def _tied_to_this_process() -> list[str]:
    """However this process ends, the engine goes with it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _becomes_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    """Asked by its own probe, so that a stranger on the port is not taken for it."""
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
