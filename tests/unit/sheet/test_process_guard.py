"""A child that a stranger's file took over gets at nothing of its parent's, and at no network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from kleark.ooxml import editor, opened_workbook
from kleark.sheet import limited_process, limits, process_guard, reader
from kleark.sheet.fork_server_process import CALLS
from kleark.sheet.process_guard import MACHINES, filter_program
from tests.support.children import FUNCTIONS, SECRET, said_by_parent, start_by

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what the guard asks for")

PROBE = """
import json, os, socket
found = {}

def probe(name, attempt):
    try:
        found[name] = attempt()
    except BaseException as error:
        found[name] = type(error).__name__

parent = os.getppid()

def holds(path):
    with open(path, 'rb') as file:
        return %(secret)r.encode() in file.read(1_000_000)

def memory():
    with open(f'/proc/{parent}/mem', 'rb') as file:
        return 'opened'

def connect():
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    return 'opened'

def whisper():
    socket.socketpair()
    return 'opened'

def many():
    kept = [open('/dev/null') for _ in range(64)]
    return 'opened'

def write():
    with open(%(target)r, 'w') as file:
        file.write('x')
    return 'written'

def list_files():
    return os.readlink(f'/proc/{parent}/fd/0')

probe('environment', lambda: holds(f'/proc/{parent}/environ'))
probe('memory', memory)
probe('files', list_files)
probe('network', connect)
probe('pair', whisper)
probe('many', many)
probe('write', write)
probe('own', lambda: sorted(set(os.environ) - {'LC_CTYPE', 'LD_LIBRARY_PATH'}))
print(json.dumps(found), flush=True)
"""
"""What a file that took the child over could try, under the limits that it then has."""

REACHED: dict[str, object] = {
    "environment": "PermissionError",
    "memory": "PermissionError",
    "files": "PermissionError",
    "network": "PermissionError",
    "pair": "PermissionError",
    "many": "OSError",
    "write": "OSError",
    "own": [],
}
"""What comes of it."""

PARENT = """
import sys
sys.path.insert(0, sys.argv[1])
from kleark.sheet import process_guard
from kleark.sheet.limited_process import LimitedProcess
for name in sys.argv[3:]:
    setattr(process_guard, name, (lambda start=None: start() if start else False))
with LimitedProcess(sys.argv[2], (), [b''], wall_seconds=60, cpu_seconds=30) as child:
    print(child.output.read().decode(), flush=True)
"""
"""A process of its own, so that the tests' own stays as it is."""

LIMITED = (
    "import sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet.process_limits import limit_process; "
    f"import json, os, socket; limit_process({limits.EDIT_MEMORY}, 30)\n"
)
"""As the editor's child begins; what the probe needs to say what it found is imported before."""


def tried(tmp_path: Path, *without: str) -> dict[str, Any]:
    """What the child of a parent with the secret got at; ``without``: parts of the guard that are left out."""
    probe = PROBE % {"secret": SECRET, "target": str(tmp_path / "written")}
    found: dict[str, Any] = json.loads(said_by_parent(PARENT, LIMITED + probe, *without))
    return found


@linux
def test_the_child_gets_at_nothing_of_its_parents_and_at_no_network(tmp_path: Path) -> None:
    assert tried(tmp_path) == REACHED
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").stat().st_size


@linux
def test_without_the_guard_it_would(tmp_path: Path) -> None:
    """So the test before this shows something, here as well: neither the user nor the system keeps them apart."""
    assert tried(tmp_path, "close_to_children")["environment"] is True
    found = tried(tmp_path, "run_without_calls")
    assert (found["network"], found["pair"]) == ("opened", "opened")
    assert found["environment"] == "PermissionError"


def test_all_children_limit_themselves_before_they_read_anything() -> None:
    """The probe stands where their own code does: after the limits, which the parent's guard does not replace."""
    for start in (editor._START, opened_workbook._START):
        assert "limit_process(" in start
        assert start.index("limit_process(") < start.index("main()")
    assert "main()" in reader._START


@linux
def test_what_the_child_gives_up_the_parent_keeps() -> None:
    """Its own threads open connections to AWS all the time."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from kleark.sheet.process_guard import give_up_calls, run_without_calls\n"
        "import socket\n"
        "def attempt():\n"
        "    try:\n"
        "        socket.socket().close()\n"
        "        return 'opened'\n"
        "    except PermissionError:\n"
        "        return 'refused'\n"
        "print(run_without_calls(attempt), attempt(), give_up_calls(), attempt())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(FUNCTIONS)], capture_output=True, check=True, text=True
    )
    assert done.stdout.split() == ["refused", "opened", "True", "refused"]


def test_what_starts_raises_what_it_raises() -> None:
    def fail() -> None:
        raise OSError("no such program")

    with pytest.raises(OSError, match="no such program"):
        process_guard.run_without_calls(fail)


def test_without_linux_or_on_another_machine_the_child_is_started_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="riscv64"))
    assert not process_guard.give_up_calls()
    monkeypatch.setattr(sys, "platform", "win32")
    assert not process_guard.give_up_calls()
    assert not process_guard.close_to_children()
    assert process_guard.run_without_calls(lambda: 7) == 7


@pytest.mark.parametrize("name", MACHINES)
def test_the_kernels_numbers_are_the_kernels(name: str) -> None:
    if not HEADERS[name].exists():
        pytest.skip("the kernel's headers are not on this machine")
    text = HEADERS[name].read_text(encoding="utf-8")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    for numbers in (MACHINES[name].calls, MACHINES[name].by_argument):
        assert numbers == {call: int(known[call]) for call in numbers}


@pytest.mark.parametrize("name", MACHINES)
def test_both_machines_give_up_the_same(name: str) -> None:
    assert MACHINES[name].calls.keys() == MACHINES["x86_64"].calls.keys()
    assert MACHINES[name].by_argument.keys() == MACHINES["x86_64"].by_argument.keys()


def judged(program: bytes, machine: int, call: int, *arguments: int) -> int:
    """What the filter answers, run as the kernel does."""
    seen = {0: call, 4: machine, **{16 + 8 * at: argument for at, argument in enumerate(arguments)}}
    instructions = [
        (
            int.from_bytes(program[at : at + 2], sys.byteorder),
            program[at + 2],
            program[at + 3],
            int.from_bytes(program[at + 4 : at + 8], sys.byteorder),
        )
        for at in range(0, len(program), 8)
    ]
    at, loaded = 0, 0
    while True:
        code, holds, fails, value = instructions[at]
        at += 1
        match code:
            case 0x20:
                loaded = seen[value]
            case 0x15:
                at += holds if loaded == value else fails
            case 0x35:
                at += holds if loaded >= value else fails
            case 0x06:
                return value
            case _:
                raise AssertionError(code)


@pytest.mark.parametrize("name", MACHINES)
def test_the_filter_refuses_what_it_names_and_other_conventions_and_nothing_else(name: str) -> None:
    machine = MACHINES[name]
    program = filter_program(machine)
    refused = {call for call in range(600) if judged(program, machine.number, call) == 0x50001}
    assert refused == set(machine.calls.values())
    allowed = {judged(program, machine.number, call) for call in set(range(600)) - refused}
    assert allowed == {0x7FFF0000}
    # The 32-bit calls of the same processor, and the x32 ones, have other numbers.
    assert {judged(program, 0x40000003, call) for call in range(600)} == {0x50001}
    assert judged(program, machine.number, 0x40000000 + 41) == 0x50001


@pytest.mark.parametrize("name", MACHINES)
def test_what_a_fork_gives_up_besides_is_what_reaches_another_process(name: str) -> None:
    machine = MACHINES[name]
    own, other, program = 4_711, 4_712, filter_program(machine, (), 4_711)

    def allows(call: str, *arguments: int) -> bool:
        return (
            judged(program, machine.number, machine.by_argument[call], *arguments, *([0] * 3)) == 0x7FFF0000
        )

    for call in ("kill", "tkill", "tgkill"):
        assert allows(call, own)
        # Its group, all processes, another group.
        assert not any(allows(call, pid) for pid in (other, 0, 2**32 - 1, 2**32 - other))
    assert allows("prlimit64", 0)
    assert allows("prlimit64", own)
    assert not allows("prlimit64", other)
    # F_SETOWN, F_SETSIG and F_SETOWN_EX; what else is asked of a file goes on.
    assert [command for command in range(40) if not allows("fcntl", 3, command)] == [8, 10, 15]
    refused = {call for call in range(600) if judged(program, machine.number, call, 0, 0) == 0x50001}
    signals = {machine.by_argument[call] for call in ("kill", "tkill", "tgkill")}
    assert refused == {*machine.calls.values(), *signals}


@pytest.mark.parametrize("name", MACHINES)
def test_the_server_keeps_two_calls(name: str) -> None:
    machine = MACHINES[name]
    program = filter_program(machine, CALLS)
    allowed = {call for call in range(600) if judged(program, machine.number, call) == 0x7FFF0000}
    assert {call for call, number in machine.calls.items() if number in allowed} == {"recvmsg", "pidfd_open"}


def test_a_child_whose_input_fails_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = process_guard.start_clean

    def noted(*arguments: Any, **files: Any) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **files))
        return started[-1]

    def failing() -> Iterator[bytes]:
        yield b"begun"
        raise ValueError("cannot be packed")

    start_by("fresh", monkeypatch)
    monkeypatch.setattr(process_guard, "start_clean", noted)
    code = "import sys; sys.stdin.buffer.read()"
    with pytest.raises(ValueError, match="cannot be packed"):
        limited_process.LimitedProcess(code, (), failing(), wall_seconds=60, cpu_seconds=10)
    assert [one.returncode is not None for one in started] == [True]
