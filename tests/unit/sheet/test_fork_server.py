"""Children that are forks of a clean process: nothing of one file is there for the next, and nobody reaches the server.

What they make of hostile files is in ``test_reader_hostile.py`` and ``test_editor.py``, for all ways of starting one.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kleark.check import check
from kleark.fix.fix import fix
from kleark.ooxml.editor import Editor
from kleark.report.annotated.annotate import annotate_in
from kleark.sheet import fork_server, limits, process_limits, reader
from kleark.sheet.errors import ProcessLostError
from kleark.sheet.limited_process import LimitedProcess
from kleark.sheet.reader import read_workbook
from tests.support.children import COUNT_IN_MEMORY, FUNCTIONS, SECRET, WAYS, said_by_parent, serving, start_by
from tests.support.workbooks import row, text_cell, workbook
from tests.unit.sheet.test_process_guard import LIMITED, PROBE, REACHED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kleark.sheet.child_end import Loss

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what the server asks for")

SAMPLES = Path(__file__).parents[3] / "sample_sheets"
GOOD = workbook(row(1, text_cell("A1", "x")))
ROWS = ((1, ("x",)),)
ASK_SERVER = "import os; print(os.getppid())"
FOR_MODULES = "import sys; sys.path[:0] = sys.argv[1:]; from kleark.sheet import limits, reader_process\n"


@pytest.fixture(autouse=True)
def _serving() -> Iterator[None]:
    yield from serving()


def started(
    code: str, given: bytes = b"", wall_seconds: float = 60, cpu_seconds: float = 30
) -> LimitedProcess:
    return LimitedProcess(
        code,
        reader.LIBRARIES,
        [given],
        wall_seconds=wall_seconds,
        cpu_seconds=cpu_seconds,
        modules=reader.MODULES,
    )


def said(code: str, given: bytes = b"") -> str:
    with started(code, given) as child:
        return child.output.read().decode()


def server_pid() -> int:
    return int(said(ASK_SERVER))


def loss_of(code: str, wall_seconds: float = 60, cpu_seconds: float = 30) -> Loss | str:
    with started(code, wall_seconds=wall_seconds, cpu_seconds=cpu_seconds) as child:
        child.output.read()
        try:
            return child.loss()
        except ProcessLostError as lost:
            return str(lost)


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def is_running(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def test_one_server_forks_a_child_for_each_file() -> None:
    first = server_pid()
    assert read_workbook(GOOD).worksheets[0].rows == ROWS
    assert server_pid() == first != os.getpid()


def test_the_first_file_does_not_wait_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_server._servers, "needed", False)
    assert server_pid() == os.getpid()
    assert server_pid() != os.getpid()


# What a child reaches

REACH = """
def other(name):
    return int(open(f'/proc/{name}/stat').read().rpartition(')')[2].split()[1])

import ctypes, fcntl, resource, signal
library = ctypes.CDLL(None, use_errno=True)

def called(*arguments):
    if library.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')
    return 'done'

def of(parent, name):
    def holds(path):
        with open(path, 'rb') as file:
            return %(secret)r.encode() in file.read(1_000_000)
    probe(name + ' environment', lambda: holds(f'/proc/{parent}/environ'))
    probe(name + ' memory', lambda: open(f'/proc/{parent}/mem', 'r+b', 0) and 'opened')
    probe(name + ' files', lambda: os.readlink(f'/proc/{parent}/fd/0'))
    probe(name + ' signal', lambda: os.kill(parent, 0))
    probe(name + ' limits', lambda: resource.prlimit(parent, resource.RLIMIT_AS, (10**12, 10**12)))
    probe(name + ' processors', lambda: os.sched_setaffinity(parent, os.sched_getaffinity(0)))
    probe(name + ' priority', lambda: os.setpriority(os.PRIO_PROCESS, parent, 19))
    probe(name + ' of a file', lambda: fcntl.fcntl(0, fcntl.F_SETOWN, parent))

of(server, 'server')
of(grandparent, 'parent')
probe('group', lambda: os.kill(0, 0))
probe('all', lambda: os.kill(-1, 0))
probe('itself', lambda: os.kill(os.getpid(), 0))
probe('own limits', lambda: resource.prlimit(0, resource.RLIMIT_AS)[0] > 0)
probe('flags', lambda: fcntl.fcntl(0, fcntl.F_GETFL) >= 0)
print(json.dumps(found), flush=True)
"""
"""More than a fresh child's probe: the server lasts, so that what a file did to it, it would do to the next."""

PARENT = """
import sys
sys.path.insert(0, sys.argv[1])
from kleark.sheet import fork_server
from kleark.sheet.limited_process import LimitedProcess
fork_server._servers.needed, fork_server._PATIENCE = True, 60.0
fork_server._START = fork_server._START.replace('; main()', '; ' + sys.argv[3] + '; main()')
code = sys.argv[2]
with LimitedProcess(code, (), [b''], wall_seconds=60, cpu_seconds=30) as child:
    print(child.output.read().decode(), flush=True)
assert not fork_server._servers.impossible
"""


def tried(tmp_path: Path, change: str = "pass") -> dict[str, Any]:
    """What a served child got at, with ``change`` in the server's own code."""
    probe = (PROBE % {"secret": SECRET, "target": str(tmp_path / "written")}).replace(
        "print(json.dumps(found), flush=True)", ""
    )
    own = (
        "\nserver = os.getppid()\nwith open(f'/proc/{server}/stat') as file:\n"
        "    grandparent = int(file.read().rpartition(')')[2].split()[1])\n"
    )
    code = f"{LIMITED.rstrip()}; import ctypes, fcntl, resource, signal\n{probe}{own}{REACH % {'secret': SECRET}}"
    found: dict[str, Any] = json.loads(said_by_parent(PARENT, code, change))
    return found


BEYOND = ("environment", "memory", "files", "signal", "limits", "processors", "priority", "of a file")


def test_a_child_gets_at_nothing_of_the_servers_or_the_parents_and_at_no_network(tmp_path: Path) -> None:
    assert tried(tmp_path) == {
        **REACHED,
        **{f"{whose} {what}": "PermissionError" for whose in ("server", "parent") for what in BEYOND},
        "group": "PermissionError",
        "all": "PermissionError",
        "itself": None,
        "own limits": True,
        "flags": True,
    }


def test_without_the_guard_it_would(tmp_path: Path) -> None:
    """So the test before this shows something: of each part of the guard something else."""
    guard = "from kleark.sheet import process_guard"
    found = tried(tmp_path, f"{guard}; process_guard.close_to_children = lambda: True")
    assert (found["server memory"], found["parent memory"]) == ("opened", "PermissionError")
    assert found["server environment"] is False  # it has none
    found = tried(tmp_path, f"{guard}; process_guard.give_up_calls = lambda *_, **__: True")
    assert found["network"] == "opened"
    assert found["server signal"] is None
    assert isinstance(found["server limits"], list)
    assert found["server memory"] == "PermissionError"


def test_a_child_has_three_files_and_no_way_to_the_server() -> None:
    assert said("import os; print(*sorted(os.listdir('/proc/self/fd')))").split() == ["0", "1", "2", "3"]
    assert said("import os; print(os.readlink('/proc/self/fd/2'))").strip() == "/dev/null"


# Nothing of one file for the next

LEAVE = f"""
import sys
kept = sys.stdin.buffer.read()
sys.modules['left'] = kept
{FOR_MODULES}
limits.FILE_BYTES = limits.LAST_ROW = 0
reader_process.read = reader_process.answer = None
sys.stdout.buffer.write(kept)
"""
FIND = f"""{COUNT_IN_MEMORY}
import sys
print(count_in_memory(b'what-the-file-', b'before-held'), 'left' in sys.modules)
"""


def test_nothing_that_a_child_read_or_changed_is_there_in_the_next() -> None:
    held = b"what-the-file-" + b"before-held"
    assert said(LEAVE, held * 2_000).encode() == held * 2_000
    assert said(FIND).split() == ["0", "False"]
    # It finds what its own input has.
    assert said("import sys; kept = sys.stdin.buffer.read()\n" + FIND, held).split()[0] != "0"
    assert read_workbook(GOOD).worksheets[0].rows == ROWS


ENDS = {
    "killed": ("import os; os.kill(os.getpid(), 9)", {}, "ended by another process"),
    "aborted": ("import os; os.abort()", {}, "memory"),
    "failed": ("raise ValueError", {}, "crash"),
    "out of memory": (
        f"{FOR_MODULES}reader_process.process_limits.limit_process({limits.EDIT_MEMORY}, 9)\nkept = bytearray(10**9)",
        {},
        "crash",
    ),
    "busy beyond its limit": (
        f"{FOR_MODULES}reader_process.process_limits.limit_process({limits.EDIT_MEMORY}, 0.2)\nwhile True: pass",
        {"cpu_seconds": 0.2},
        "time",
    ),
    "busy beyond its clock": ("while True: pass", {"wall_seconds": 0.01, "cpu_seconds": 0.4}, "time"),
    "hanging": ("import time; time.sleep(60)", {"wall_seconds": 0.5}, "the machine stood still"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ENDS)
def test_whose_fault_an_end_was_does_not_hang_on_the_way(
    name: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_by(way, monkeypatch)
    code, given, loss = ENDS[name]
    if name == "busy beyond its clock":
        # By its clock alone, whatever share of a processor it was given.
        monkeypatch.setattr("kleark.sheet.child_end._BUSY_SHARE", 0.0)
    assert loss_of(code, **given) == loss
    assert read_workbook(GOOD).worksheets[0].rows == ROWS
    fork_server.end()


@pytest.mark.parametrize("name", ENDS)
def test_after_one_that_was_lost_there_is_another_server(name: str) -> None:
    """Its addresses may have been tried out."""
    code, given, _ = ENDS[name]
    first = server_pid()
    loss_of(code, **given)
    assert server_pid() != first
    assert until(lambda: not is_running(first))


def test_no_server_has_more_than_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_server, "MOST_FILES", 3)
    servers = [server_pid() for _ in range(7)]
    assert [servers.count(one) for one in dict.fromkeys(servers)] == [3, 3, 1]
    assert until(lambda: not any(map(is_running, servers[:6])))


def test_a_retired_server_goes_on_with_the_children_that_it_has() -> None:
    with started("import sys; sys.stdin.buffer.read(); import time; time.sleep(0.3); print('done')") as child:
        assert loss_of("raise ValueError") == "crash"
        assert child.output.read() == b"done\n"
        assert child.loss() == "crash"  # it ended by itself: as for any child, that is no answer


# The server itself


def test_a_server_that_ended_between_two_files_is_replaced() -> None:
    first = server_pid()
    os.kill(first, signal.SIGKILL)
    assert until(lambda: not is_running(first))
    assert read_workbook(GOOD).worksheets[0].rows == ROWS
    assert server_pid() != first


def test_with_the_server_its_children_end_and_nothing_is_known_of_their_files() -> None:
    with started("import os, time; print(os.getpid(), flush=True); time.sleep(60)") as child:
        pid = int(child.output.readline())
        assert fork_server._servers.current is not None
        os.kill(server_pid(), signal.SIGKILL)
        with pytest.raises(ProcessLostError):
            child.loss()
    assert until(lambda: not is_running(pid))
    assert read_workbook(GOOD).worksheets[0].rows == ROWS


def test_a_server_that_answers_no_more_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_server, "_PATIENCE", 0.5)
    first = server_pid()
    os.kill(first, signal.SIGSTOP)
    with started("print('never')", wall_seconds=0.5) as child:
        child.output.read()
        with pytest.raises(ProcessLostError):
            child.loss()
    assert not is_running(first)
    assert read_workbook(GOOD).worksheets[0].rows == ROWS


def test_a_server_that_stood_still_for_a_while_goes_on() -> None:
    """As when an instance is frozen."""
    first = server_pid()
    os.kill(first, signal.SIGSTOP)
    os.kill(first, signal.SIGCONT)
    assert server_pid() == first


@pytest.mark.parametrize("start", ["raise SystemExit", "import time; time.sleep(60)"])
def test_without_a_server_each_child_is_a_fresh_process(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_server, "_START", start)
    monkeypatch.setattr(fork_server, "_PATIENCE", 1.0)
    assert server_pid() == os.getpid()
    assert fork_server._servers.impossible
    assert read_workbook(GOOD).worksheets[0].rows == ROWS


def test_a_system_without_what_it_needs_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    assert fork_server._Servers().impossible
    monkeypatch.undo()
    assert not fork_server._Servers().impossible
    monkeypatch.setattr(sys, "platform", "darwin")
    assert fork_server._Servers().impossible


def test_what_cannot_be_imported_keeps_no_child_from_running() -> None:
    with LimitedProcess(
        "print('ran')", (), [b""], wall_seconds=60, cpu_seconds=9, modules=("no_such_module",)
    ) as child:
        assert child.output.read() == b"ran\n"


# Its parent

FORKS = """
import os, sys
sys.path[:0] = sys.argv[1:3]
from kleark.sheet import fork_server
from tests.unit.sheet.test_fork_server import GOOD, ROWS, read_workbook, server_pid
fork_server._servers.needed, fork_server._PATIENCE = True, 60.0
first = server_pid()
sys.stdout.flush()
if not (child := os.fork()):
    fork_server._servers.needed, fork_server._PATIENCE = True, 60.0
    own = server_pid()
    assert read_workbook(GOOD).worksheets[0].rows == ROWS
    assert own not in (first, os.getpid())
    fork_server.end()
    os._exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
assert server_pid() == first
print('alone')
"""


def python(code: str) -> subprocess.Popen[bytes]:
    root = str(FUNCTIONS.parent)
    return subprocess.Popen([sys.executable, "-c", code, root, str(FUNCTIONS)], stdout=subprocess.PIPE)


def test_a_fork_of_the_parent_does_not_share_its_server() -> None:
    with python(FORKS) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b"alone\n"
    assert process.returncode == 0


STAYS = """
import sys
sys.path[:0] = sys.argv[1:3]
from kleark.sheet import fork_server
from tests.unit.sheet.test_fork_server import server_pid, started
fork_server._servers.needed, fork_server._PATIENCE = True, 60.0
child = started('import os, time; print(os.getpid(), flush=True); time.sleep(60)')
print(server_pid(), int(child.output.readline()), flush=True)
%s
"""


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, None])
def test_with_the_parent_the_server_and_its_children_end(end: signal.Signals | None) -> None:
    with python(STAYS % ("import time; time.sleep(60)" if end else "")) as process:
        assert process.stdout is not None
        pids = [int(one) for one in process.stdout.readline().split()]
        assert len(pids) == 2
        if end:
            assert all(map(is_running, pids))
            process.send_signal(end)
    assert until(lambda: not any(map(is_running, pids)))


MANY = """
import os, resource, sys
sys.path[:0] = sys.argv[1:3]
from kleark.sheet import fork_server
from tests.unit.sheet.test_fork_server import GOOD, ROWS, read_workbook, server_pid
resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
fork_server._servers.needed, fork_server.MOST_FILES, fork_server._PATIENCE = True, 1_000, 60.0
read_workbook(GOOD)
server = server_pid()

def state():
    with open(f'/proc/{server}/statm') as file:
        resident = int(file.read().split()[1])
    return len(os.listdir('/proc/self/fd')), resident

read_workbook(GOOD)
files, resident = state()
for _ in range(200):
    assert read_workbook(GOOD).worksheets[0].rows == ROWS
assert server_pid() == server
with open(f'/proc/{server}/task/{server}/children') as file:
    left = file.read().split()
after = state()
print(after[0] - files, (after[1] - resident) * 4096, len(left))
"""
"""With 32 files open at most, here and in the server, which has them from its parent."""


def test_many_files_leave_no_open_file_no_process_and_no_memory() -> None:
    with python(MANY) as process:
        assert process.stdout is not None
        files, memory, left = map(int, process.stdout.read().split())
    assert (files, left) == (0, 0)
    assert memory < 1_000_000


def test_several_at_once() -> None:
    with ThreadPoolExecutor(6) as several:
        found = list(several.map(lambda _: read_workbook(GOOD).worksheets[0].rows, range(30)))
        assert found == [ROWS] * 30
        codes = ["print('said')", "raise ValueError"] * 10
        losses = list(several.map(loss_of, codes))
    assert losses == ["crash"] * 20
    assert read_workbook(GOOD).worksheets[0].rows == ROWS


def test_what_children_took_is_counted_once() -> None:
    used, before = resource.getrusage(resource.RUSAGE_CHILDREN), process_limits.cpu_time()
    with started("import time\nwhile time.process_time() < 0.5: pass") as child:
        child.output.read()
        with suppress(ProcessLostError):
            child.loss()
        assert child.cpu_seconds is not None
        assert child.cpu_seconds >= 0.5
    counted = process_limits.cpu_time() - before
    assert counted >= 0.5
    fork_server.end()
    # Now the system counts it, too, and what the server itself took.
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime >= 0.5
    assert process_limits.cpu_time() - before < counted + 0.3


# What it has ready


def modules_loaded_by(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What children of a server that has seen ``act`` before import for it all the same."""
    act()
    loaded: list[str] = []
    own = LimitedProcess.__init__

    def watched(self: LimitedProcess, code: str, *arguments: Any, **options: Any) -> None:
        tell = "import os; os.write(1, ('\\nLOADED ' + ' '.join(sorted(set(sys.modules) - before))).encode())"
        own(self, f"import sys; before = set(sys.modules)\n{code}\n{tell}", *arguments, **options)

    def closed(self: LimitedProcess) -> None:
        loaded.extend(self.output.read().decode().rpartition("LOADED ")[2].split())
        end(self)

    end = LimitedProcess.close
    with monkeypatch.context() as patched:
        patched.setattr(LimitedProcess, "__init__", watched)
        patched.setattr(LimitedProcess, "close", closed)
        act()
    return set(loaded)


def test_a_usual_sheet_has_all_that_it_needs_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing is lost of what the server is there for."""
    data = (SAMPLES / "odense-2021.xlsx").read_bytes()
    report = check(data, "odense-2021.xlsx")
    assert modules_loaded_by(lambda: read_workbook(data), monkeypatch) == set()
    assert modules_loaded_by(lambda: annotate_in(Editor(), data, report), monkeypatch) == set()
    assert modules_loaded_by(lambda: fix(data, "odense-2021.xlsx"), monkeypatch) == set()
