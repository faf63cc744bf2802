"""An environment that a running engine uses is not made anew because somebody else's environment calls."""

from __future__ import annotations

import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from infra import environment
from infra.environment import ENVIRONMENTS, ROOT, Environment, make

if TYPE_CHECKING:
    from pathlib import Path

SAY = "from infra import environment as e; print(e._fingerprint(e.ENVIRONMENTS['engine']))"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The Python of another virtual environment, made by the one that is installed."""
    folder = tmp_path / "other"
    venv.create(folder, with_pip=False)
    return folder / "bin" / "python"


def test_another_virtual_environment_of_the_same_python_wants_the_same(other: Path) -> None:
    told = subprocess.run([str(other), "-c", SAY], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.removesuffix("\n") == environment._fingerprint(ENVIRONMENTS["engine"])


def test_another_python_wants_another_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    was = environment._fingerprint(ENVIRONMENTS["engine"])
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert environment._fingerprint(ENVIRONMENTS["engine"]) == was
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    assert environment._fingerprint(ENVIRONMENTS["engine"]) != was


def test_what_is_up_to_date_is_left_alone_and_what_is_not_is_installed_in_place(
    other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New requirements are installed into the environment; it is not emptied under whoever runs from it."""
    requirements = other.parents[1] / "requirements.txt"
    requirements.write_text("", encoding="utf-8")
    made = Environment(other.parents[1], "a test", ("--requirement", str(requirements)), (requirements,))
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "_run", lambda *command: commands.append(command))
    make(made)
    (installed,) = commands
    assert "install" in installed
    make(made)
    assert commands == [installed]
    monkeypatch.setattr(sys, "base_prefix", str(ROOT))
    make(made)
    assert "venv" in commands[1]
