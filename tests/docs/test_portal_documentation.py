"""The examples of docs/portal.md are run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kleark.testing import LocalPortal, local_portal
from tests.support.world import rows

PAGE = (Path(__file__).parents[2] / "docs" / "portal.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
CLIENT, TESTS = BLOCKS


def test_the_worked_example_passes_in_an_interpreter_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "test_my_page.py").write_text(TESTS, encoding="utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTEST_"))
    }
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-W",
            "error",
            "--rootdir",
            str(tmp_path),
            ".",
        ],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    tests = len(re.findall(r"^def test_", TESTS, flags=re.MULTILINE)) + 2  # one runs three times
    assert re.search(rf"^{tests} passed", done.stdout, flags=re.MULTILINE), done.stdout


def test_the_worked_example_fails_where_the_page_is_wrong(tmp_path: Path) -> None:
    """So that its passing says something."""
    wrong = TESTS.replace("+45 6551 1111", "+45 6551 1112")
    assert wrong != TESTS
    (tmp_path / "test_my_page.py").write_text(wrong, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            "telephone",
            "--rootdir",
            str(tmp_path),
            ".",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "1 failed" in done.stdout


def test_the_clients_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with local_portal() as portal:
        portal.publish("0461", rows(3))
        exec(compile(CLIENT.replace("https://portal.example.dk", portal.url), "portal.md", "exec"), {})
    decision, answer = capsys.readouterr().out.splitlines()
    assert decision == "False no_configuration None"
    assert re.fullmatch(r"1 [0-9.e-]+ False", answer)


@pytest.mark.parametrize("named", re.findall(r"`(?:with )?\.([a-z]+)", PAGE))
def test_what_the_page_names_is_there(named: str) -> None:
    assert hasattr(LocalPortal, named)
