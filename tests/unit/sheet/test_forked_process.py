"""A child that is a fork: it has what a fresh process has, and nothing of its parent's. Tests of what it reads are
beside it, in ``test_reader_hostile.py``, for both ways of starting a child.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kleark.sheet import forked_process
from tests.support.children import COUNT_IN_MEMORY, FUNCTIONS, SECRET, said_by_parent
from tests.support.workbooks import row, text_cell, workbook
from tests.unit.sheet.test_process_guard import LIMITED, PROBE, REACHED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")

# Its two halves never stand beside each other but where it is itself.
HALVES = (SECRET[:14], SECRET[14:])

PARENT = """
import os, sys
sys.path.insert(0, sys.argv[1])
from kleark.sheet import forked_process
if 'remembering' in sys.argv:
    forked_process.forget_environment = os.environ.clear
assert forked_process.is_possible()
kept = open('/dev/zero')
print('not for the child', end='')
given = [b'what it ', b'is given']
with forked_process.ForkedProcess(sys.argv[2], (), given, wall_seconds=60, cpu_seconds=30, modules=()) as child:
    said = child.output.read().decode()
    print(file=sys.stdout)
    print(said, flush=True)
"""

FIND = f"""{COUNT_IN_MEMORY}
import json, os, sys
first, second = {HALVES!r}
print(json.dumps({{
    'found': count_in_memory(first.encode(), second.encode()),
    'environment': len(os.environ),
    'given': sys.stdin.read(),
    'files': sorted(os.listdir('/proc/self/fd')),
}}))
"""


def said_by(code: str, *more: str) -> Any:
    """What a forked child said, as JSON, of a parent with a secret; on its standard output nothing else is."""
    before, said, *_ = said_by_parent(PARENT, code, *more).splitlines()
    assert before == "not for the child"
    return json.loads(said)


def test_it_gets_at_nothing_of_its_parents_and_at_no_network(tmp_path: Path) -> None:
    """As a fresh process: the same probe, and the same answers."""
    probe = PROBE % {"secret": SECRET, "target": str(tmp_path / "written")}
    assert said_by(LIMITED + probe) == REACHED


def test_no_trace_of_the_environment_is_in_its_memory() -> None:
    assert said_by(FIND) == {
        "found": 0,
        "environment": 0,
        "given": "what it is given",
        "files": ["0", "1", "2", "3"],  # the last is the folder that is listed
    }


def test_an_environment_that_is_only_emptied_would_leave_one() -> None:
    """So the test before this shows something."""
    said = said_by(FIND, "remembering")
    assert said["environment"] == 0
    assert said["found"] > 0


def test_what_must_not_be_forked_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    assert not forked_process.is_possible()
    monkeypatch.delitem(sys.modules, "botocore")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not forked_process.is_possible()


@pytest.mark.parametrize(
    ("code", "possible"),
    [
        ("pass", True),
        ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", False),
        ("kept = __import__('mmap').mmap(-1, 200_000_000)", False),
        ("import kleark.adapters", False),
    ],
    ids=["as it starts", "a thread", "much memory", "what talks to AWS"],
)
def test_a_process_is_forked_only_while_it_is_small_and_alone(code: str, possible: bool) -> None:
    ask = "from kleark.sheet.forked_process import is_possible; print(is_possible())"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, sys.argv[1])\n{code}\n{ask}", str(FUNCTIONS)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == str(possible)


@pytest.mark.parametrize("files", [1, 3])
def test_the_command_line_checks_by_forks_alone(files: int, tmp_path: Path) -> None:
    """It starts no other process, however many sheets it is given."""
    sheets = [str(tmp_path / f"{number}.xlsx") for number in range(files)]
    for sheet in sheets:
        Path(sheet).write_bytes(workbook(row(1, text_cell("A1", "x"))))
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); sys.modules['subprocess'] = None\n"
        "from kleark.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(FUNCTIONS), "check", *sheets, "--output-format", "json"],
        capture_output=True,
        check=False,
    )
    reports = json.loads(done.stdout)
    assert len(reports if files > 1 else [reports]) == files
    assert not done.stderr
