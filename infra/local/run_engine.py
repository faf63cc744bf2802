"""Runs ministack for as long as whoever started it lives. Started by `infra.local.engine`, never by hand.

Standard input is a pipe that the starter holds open and never writes to. Its end means that the starter is
gone, however it went; then the whole process group goes, the engine and the functions it runs, and the scratch
folder with them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

LAST_RITES = """
import os, shutil, sys, time
os.killpg(int(sys.argv[1]), int(sys.argv[2]))
time.sleep(0.2)
shutil.rmtree(sys.argv[3], ignore_errors=True)
"""
"""In a process group of its own, since nobody can tidy up after killing himself."""


def _leave_with_the_starter(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    group, scratch = str(os.getpgrp()), os.environ["TMPDIR"]
    try:
        subprocess.Popen(
            [sys.executable, "-S", "-c", LAST_RITES, group, str(int(signal.SIGKILL)), scratch],
            cwd="/",
            start_new_session=True,
        ).wait()
    finally:
        os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    pipe = os.dup(sys.stdin.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    threading.Thread(target=_leave_with_the_starter, args=(pipe,), daemon=True).start()
    # Not before the guard stands. The module is in the engine's environment only.
    from ministack.app import main as ministack  # type: ignore[import-not-found]  # noqa: PLC0415

    sys.argv = ["ministack"]
    ministack()


if __name__ == "__main__":
    main()
