"""Run ministack for as long as the process lives that started it. Started by `infra.local.engine`, never by hand.

Standard input is a pipe that the starter holds open and never writes to. When it closes, the starter has ended, no
matter how; then the whole process group is killed, the engine and the functions that it runs, and the scratch folder
is removed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

CLEAN_UP = """
import os, shutil, sys, time
os.killpg(int(sys.argv[1]), int(sys.argv[2]))
time.sleep(0.2)
shutil.rmtree(sys.argv[3], ignore_errors=True)
"""
"""Runs in a process group of its own, so that it survives the kill and can clean up."""


def _exit_with_starter(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    group, scratch = str(os.getpgrp()), os.environ["TMPDIR"]
    try:
        subprocess.Popen(
            [sys.executable, "-S", "-c", CLEAN_UP, group, str(int(signal.SIGKILL)), scratch],
            cwd="/",
            start_new_session=True,
        ).wait()
    finally:
        os.killpg(os.getpgrp(), signal.SIGKILL)


UNPACKED = "unpacked"
"""As in `infra.local.artefacts`, which is not on this interpreter's path."""

_unpack = zipfile.ZipFile.extractall


def _find_unpacked(archive: zipfile.ZipFile, path: Any = None, *members: Any, **options: Any) -> None:
    """Where an archive only names a folder, what is in that one is found by links, and nothing is copied."""
    if archive.namelist() != [UNPACKED]:
        _unpack(archive, path, *members, **options)
        return
    for one in Path(archive.read(UNPACKED).decode()).iterdir():
        Path(path or ".", one.name).symlink_to(one)


def as_many_as_groups(concurrency: Any) -> Any:
    """How many batches of a queue a function may have at once, also of a FIFO queue.

    Lambda reads as many message groups of a FIFO queue at once as there are, up to the mapping's ceiling. The engine
    reads one batch at a time, so that all municipalities wait for one. Its queue holds a group back while any message
    of it is being worked on, so several batches never share one.
    """

    def of(mapping: Any, function: Any, config: Any, _queue: Any = None) -> int:
        return int(concurrency(mapping, function, config, None))

    return of


def main() -> None:
    pipe = os.dup(sys.stdin.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    threading.Thread(target=_exit_with_starter, args=(pipe,), daemon=True).start()
    zipfile.ZipFile.extractall = _find_unpacked  # type: ignore[method-assign, assignment]
    # Only now that the guard is running. The module is in the engine's environment only.
    from ministack.app import main as ministack  # type: ignore[import-not-found]  # noqa: PLC0415
    from ministack.services import lambda_svc  # type: ignore[import-not-found]  # noqa: PLC0415

    lambda_svc._sqs_esm_concurrency = as_many_as_groups(lambda_svc._sqs_esm_concurrency)
    sys.argv = ["ministack"]
    ministack()


if __name__ == "__main__":
    main()
