"""Write docs/programs.md: ``make programs``. Ends with 1 where a program's file is read otherwise than is explained.

    python -m infra.programs [--apt] [--only NAME …]

Everything is installed into .venv-programs; programs of Debian are taken where they are installed. ``--apt`` installs
those that are missing, as root.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from infra.environment import ROOT
from infra.programs import page
from infra.programs.catalogue import ENVIRONMENT, PROGRAMS, missing
from infra.programs.trial import Trial, prepare, try_program
from kleark.sheet.errors import ProcessLostError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

PAGE = ROOT / "docs" / "programs.md"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Have every program write the same sheet.")
    parser.add_argument("--apt", action="store_true", help="install the programs of Debian that are missing")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="print the outcome of some, and write no page"
    )
    options = parser.parse_args(arguments)
    lacking = missing()
    if lacking and options.apt:
        if os.geteuid() != 0:
            print("Only root can install packages of Debian.", file=sys.stderr)
            return 2
        quietly = ("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends")
        subprocess.run([*quietly, *lacking], check=True)
    elif lacking:
        print(
            f"Not installed here: {', '.join(lacking)} (make programs APT=1 installs them).", file=sys.stderr
        )
    _build_from_source()
    _patiently(prepare)
    trials: list[Trial] = []
    for program in PROGRAMS:
        if options.only and program.name not in options.only:
            continue
        print(program.name, flush=True)
        trials.append(_patiently(partial(try_program, program)))
    text, wrong = page.render(trials)
    if options.only:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
    for one in wrong:
        print(f"not explained: {one}", file=sys.stderr)
    return 1 if wrong else 0


def _patiently(work: Callable[[], T]) -> T:
    """What ``work`` gives; begun anew where a busy machine gave Kleark's reader no time."""
    for _ in range(4):
        try:
            return work()
        except ProcessLostError:
            continue
    return work()


def _build_from_source() -> None:
    """What PyPI has no wheel of, by the environment's own tools."""
    pip = (str(ENVIRONMENT.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    how = ("--no-deps", "--no-build-isolation", "--require-hashes", "--no-binary", ":all:")
    listed = ROOT / "infra" / "programs" / "from-source.txt"
    subprocess.run([*pip, *how, "--requirement", str(listed)], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
