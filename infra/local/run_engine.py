"""Runs ministack for as long as whoever started it lives. Started by `infra.local.engine`, never by hand.

Standard input is a pipe that the starter holds open and never writes to. Its end means that the starter is
gone, however it went; then the whole process group goes: the engine, and the functions it runs.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def _leave_with_the_starter(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
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
