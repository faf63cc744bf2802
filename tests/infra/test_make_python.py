"""Which Python `make` takes: one that runs and is new enough, and else a sentence that says what to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.infra_commands import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "script",
    [None, "exit 0", "exit 127", f'exec "{sys.executable}" -c "print(False)"'],
    ids=["is not there", "is none", "does not run", "is too old"],
)
def test_a_python_that_will_not_do_is_refused_with_what_to_do(script: str | None, tmp_path: Path) -> None:
    python = tmp_path / "python"
    if script:
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
    outcome = run("make", "python", f"PYTHON={python}")
    assert outcome.returncode == 2
    said = f"{python} does not run, or is no Python 3.11 or newer. Say where one is: make PYTHON="
    assert outcome.stderr.startswith(said)
    assert outcome.stdout == ""


def test_one_that_will_do_is_taken_without_a_word() -> None:
    outcome = run("make", "python", f"PYTHON={sys.executable}")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
