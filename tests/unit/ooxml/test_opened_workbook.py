"""A workbook that one child process reads and then writes in: as two would, and lost without loss."""

from __future__ import annotations

import signal
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.ooxml import opened_workbook
from kleark.ooxml.cells import NewValue, WriteResult, write_values
from kleark.ooxml.errors import UneditableFileError
from kleark.ooxml.opened_workbook import OpenedWorkbook
from kleark.sheet import limits
from kleark.sheet.errors import ProcessLostError, UnreadableFile
from kleark.sheet.reader import read_workbook
from tests.support.packages import package
from tests.support.workbooks import row, text_cell, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.sheet.workbook import Workbook

PARTS = package(row(1, text_cell("A1", "x")))
GOOD = zipped(PARTS)
NEW = {(1, 1): NewValue("y"), (2, 3): NewValue("z", link=True), (3, 1): NewValue(date(2021, 2, 3))}
READ = (
    "import sys; print('{{\"ready\":true}}', flush=True); "
    "n = int.from_bytes(sys.stdin.buffer.read(8), 'big'); sys.stdin.buffer.read(n); "
    "print('{{\"end\":true}}', flush=True); "
)


def write(data: bytes = GOOD, sheet_name: str = "Ark1") -> WriteResult:
    with OpenedWorkbook(data) as opened:
        opened.read()
        return opened.write_values(sheet_name, NEW)


def reason_of(act: Callable[[], object]) -> str:
    with pytest.raises(UneditableFileError) as caught:
        act()
    return caught.value.reason


def test_it_reads_and_writes_what_two_processes_would() -> None:
    with OpenedWorkbook(GOOD) as opened:
        assert opened.read() == read_workbook(GOOD)
        assert opened.write_values("Ark1", NEW) == write_values(GOOD, "Ark1", NEW)
        # Always into the workbook as it was read: what was written before is not there.
        other = {(1, 1): NewValue(None), (1, 2): NewValue(7)}
        assert opened.write_values("Ark1", other) == write_values(GOOD, "Ark1", other)


def test_what_is_no_workbook_starts_nothing() -> None:
    with pytest.raises(UnreadableFile):
        OpenedWorkbook(b"not a workbook")


def test_what_cannot_be_read_is_refused_as_the_reader_refuses_it() -> None:
    def read_to_write_in(data: bytes) -> Workbook:
        with OpenedWorkbook(data) as opened:
            return opened.read()

    refused = []
    for read in (read_workbook, read_to_write_in):
        with pytest.raises(UnreadableFile) as caught:
            read(zipped(PARTS | {"xl/workbook.xml": "<workbook"}))
        refused.append((caught.value.rule, caught.value.params))
    assert refused[0] == refused[1]


def test_what_we_trip_over_is_a_refusal_too() -> None:
    assert reason_of(lambda: write(sheet_name="No such sheet")) == "crash"


@pytest.mark.parametrize(
    "said",
    ["", "not json\\n", "[1]\\n", '{{"bytes": 0}}\\n', '{{"bytes": 9}}\\nshort', '{{"bytes": 3}}\\nabc'],
)
def test_a_child_that_answers_nonsense(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(opened_workbook, "_START", f"{READ} sys.stdout.write('{said}')")
    assert reason_of(write) == "crash"


def test_a_child_that_somebody_else_ended_says_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"
    monkeypatch.setattr(opened_workbook, "_START", READ + ends)
    with pytest.raises(ProcessLostError):
        write()


def test_a_child_that_cannot_start_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened_workbook, "_START", "import nothing_of_that_name")
    with pytest.raises(RuntimeError, match="could not start"):
        write()


def test_a_child_that_hangs_is_ended_while_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EDIT_WALL_SECONDS", 1.0)
    monkeypatch.setattr(opened_workbook, "_START", READ + "import time; time.sleep(60)")
    with pytest.raises((UneditableFileError, ProcessLostError)):
        write()


def test_reading_and_writing_share_one_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EDIT_CPU_SECONDS", 0.5)
    monkeypatch.setattr(opened_workbook, "_START", _limited(READ + "\nwhile True: pass"))
    assert reason_of(write) == "time"


def _limited(code: str) -> str:
    limit = "from kleark.sheet.process_limits import limit_process; limit_process({memory}, {cpu_seconds}); "
    return f"import sys; sys.path[:0] = sys.argv[1:]; {limit}{code}"


def test_a_result_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EDITED_BYTES", 100)
    assert reason_of(write) == "size"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what the guard asks for")
def test_it_can_open_no_connection_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it read may have taken it over: the guard holds for its whole life."""
    tries = (
        "\ntry:\n import socket; socket.socket()\nexcept OSError as error:\n"
        ' sys.stdout.write(\'{{"bytes":0,"refused":"memory"}}\\n\')'
    )
    monkeypatch.setattr(opened_workbook, "_START", READ + tries)
    assert reason_of(write) == "memory"
