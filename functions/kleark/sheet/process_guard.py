"""What keeps a child process that reads what a stranger sent from its parent and from the network: Linux alone has it.

Asked of the kernel by ctypes, since no library is needed for it:

- The parent says that it must not be looked into (``PR_SET_DUMPABLE``). Then no process of the same user can read its
  environment, memory or files in /proc, nor attach to it. The credentials of a Lambda function are in its environment.
- The child is started by a thread that has given up the system calls that open a connection, look into another process
  or reach around that (seccomp). What a thread has given up, its children have given up too, and cannot take back; the
  other threads of the parent go on as they were.
- A child that is a fork gives them up itself, before it runs, and with them what reaches any other process by signals
  or limits: the process that forked it lasts (docs/adr/0037).
"""

from __future__ import annotations

import sys

from kleark.data_classes import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence
    from typing import IO, Any, NoReturn

# The loader of a Python that is not in the system's own folders needs the first; Windows needs the second.
_KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT")

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_KILL = 9
_SECCOMP_MODE_FILTER = 2

# Instructions of the classic BPF: load a word, jump if equal, jump if greater or equal, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
# Where they are in what a filter looks at. Of an argument the lower half, which is all that these calls look at.
_CALL, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # the caller is told EPERM
_ALIEN = 0x40000000  # from here on x86_64 counts the calls of another of its conventions


class Machine(NamedTuple):
    """What the kernel calls a processor, and the numbers by which it knows the calls that are given up."""

    number: int
    calls: dict[str, int]
    by_argument: dict[str, int]


MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        {
            "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47,
            "bind": 49, "listen": 50, "socketpair": 53, "ptrace": 101, "add_key": 248, "request_key": 249,
            "keyctl": 250,
            "accept4": 288, "perf_event_open": 298, "recvmmsg": 299, "sendmmsg": 307, "process_vm_readv": 310,
            "process_vm_writev": 311, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425, "pidfd_open": 434,
            "pidfd_getfd": 438,
            "rt_sigqueueinfo": 129, "setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144,
            "sched_setaffinity": 203, "ioprio_set": 251, "rt_tgsigqueueinfo": 297, "sched_setattr": 314,
            "pidfd_send_signal": 424,
        },
        {"kill": 62, "fcntl": 72, "tkill": 200, "tgkill": 234, "prlimit64": 302},
    ),
    "aarch64": Machine(
        0xC00000B7,
        {
            "ptrace": 117, "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203,
            "sendto": 206, "recvfrom": 207, "sendmsg": 211, "recvmsg": 212, "add_key": 217, "request_key": 218,
            "keyctl": 219, "perf_event_open": 241, "accept4": 242, "recvmmsg": 243, "sendmmsg": 269,
            "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425,
            "pidfd_open": 434, "pidfd_getfd": 438,
            "rt_sigqueueinfo": 138, "setpriority": 140, "sched_setparam": 118, "sched_setscheduler": 119,
            "sched_setaffinity": 122, "ioprio_set": 30, "rt_tgsigqueueinfo": 240, "sched_setattr": 274,
            "pidfd_send_signal": 424,
        },
        {"kill": 129, "fcntl": 25, "tkill": 130, "tgkill": 131, "prlimit64": 261},
    ),
}  # fmt: skip
"""The machines that Lambda has. AWS's own stack runs on aarch64."""
_ARGUMENTS: dict[str, tuple[int, tuple[int | None, ...], bool]] = {
    "kill": (0, (None,), True),
    "tkill": (0, (None,), True),
    "tgkill": (0, (None,), True),
    "prlimit64": (0, (0, None), True),
    # To be told by a signal of what happens to a file: the process that is told is chosen freely, and so is the signal.
    "fcntl": (1, (8, 10, 15), False),
}
"""Of a call that is judged by an argument: which, its values (None: this process), and whether these are allowed."""


def close_to_children() -> bool:
    """Let nobody of the same user look into this process any more; whether the system does so.

    It holds until the process ends: no core file is written of it, and no debugger of the same user attaches.
    """
    return sys.platform == "linux" and _prctl(_PR_SET_DUMPABLE, 0)


def start_clean(code: str, arguments: Sequence[str], *, stdin: int, stdout: int) -> subprocess.Popen[bytes]:
    """Start a Python that has nothing of this process but ``stdin`` and ``stdout``, and runs ``code``."""
    import os  # noqa: PLC0415
    import subprocess  # noqa: PLC0415 (not where this process is forked)

    return subprocess.Popen(  # noqa: S603  our own interpreter and our own code
        [sys.executable, "-I", "-S", "-c", code, *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a child that was not waited for, and do not wait for it, as ``Popen.kill`` may."""
    if sys.platform == "win32":
        process.kill()
    else:
        import os  # noqa: PLC0415

        os.kill(process.pid, _KILL)


def end_with(parent: int) -> None:
    """Have the kernel end this process when ``parent``, which forked it, ends."""
    import os  # noqa: PLC0415

    _prctl(_PR_SET_PDEATHSIG, _KILL)
    if os.getppid() != parent:
        os._exit(1)


def run_alone(code: str, arguments: Sequence[str], given: IO[bytes]) -> NoReturn:
    """Run ``code`` in a fork as a fresh process would, with ``given`` as its standard input, and end this process.

    Standard output is whatever is open as 1. What this process has not written yet is its parent's to write.
    """
    import io  # noqa: PLC0415
    import os  # noqa: PLC0415

    left = 1
    try:
        give_up_calls(own=os.getpid())
        sys.argv = ["-c", *arguments]
        sys.stdin = io.TextIOWrapper(given)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        exec(code, {"__name__": "__main__"})  # noqa: S102 (our own code, as a fresh process gets it)
        sys.stdout.flush()
        left = 0
    finally:
        os._exit(left)


def run_without_calls(start: Callable[[], Any]) -> Any:
    """Do ``start`` in a thread of its own that has given up the calls of `MACHINES`; what it gives, or raises.

    Where the system takes no filter, it is done all the same.
    """
    from threading import Thread  # noqa: PLC0415 (not where this process is forked)

    given: list[Any] = []
    raised: list[BaseException] = []

    def work() -> None:
        give_up_calls()
        try:
            given.append(start())
        except BaseException as error:  # noqa: BLE001 (raised again by who waits for it)
            raised.append(error)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return given[0]


def give_up_calls(kept: Sequence[str] = (), own: int | None = None) -> bool:
    """Have the kernel refuse the calls of `MACHINES` to this thread and its children, for good; whether it will.

    Args:
        kept: Those that it goes on to allow.
        own: This process, where it is to reach no other: neither by a signal nor by the limits that it sets.
    """
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 (few need it, and it takes long)
    import os  # noqa: PLC0415

    machine = MACHINES.get(os.uname().machine)
    if machine is None or not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    program = filter_program(machine, kept, own)
    held = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    described = Program(len(program) // 8, ctypes.addressof(held))
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(described))


def filter_program(machine: Machine, kept: Sequence[str] = (), own: int | None = None) -> bytes:
    """The filter, as the kernel runs it: calls by another convention are refused as well. As `give_up_calls`."""
    numbers = sorted(number for name, number in machine.calls.items() if name not in kept)
    rules = [] if own is None else _rules_of_arguments(machine, own)
    # Each jump says how many instructions it leaps over, where it holds and where it does not.
    code = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 0, len(numbers) + len(rules) + 3, machine.number),
        (_LOAD, 0, 0, _CALL),
        (_IF_AT_LEAST, len(numbers) + len(rules) + 1, 0, _ALIEN),
        *((_IF_EQUAL, len(numbers) + len(rules) - place, 0, number) for place, number in enumerate(numbers)),
        *rules,
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    from struct import pack  # noqa: PLC0415

    return b"".join(pack("=HBBI", *instruction) for instruction in code)


def _rules_of_arguments(machine: Machine, own: int) -> list[tuple[int, int, int, int]]:
    """What is judged by an argument: which process a call is for, and whether it says who is sent signals of a file."""
    code = []
    for name, number in machine.by_argument.items():
        argument, values, answers = _ARGUMENTS[name]
        compared = [own if value is None else value for value in values]
        answer = (_RETURN, 0, 0, _ALLOW if answers else _REFUSE)
        otherwise = (_RETURN, 0, 0, _REFUSE if answers else _ALLOW)
        code += [
            (_IF_EQUAL, 0, len(compared) + 3, number),
            (_LOAD, 0, 0, _FIRST_ARGUMENT + 8 * argument),
            *((_IF_EQUAL, len(compared) - place, 0, value) for place, value in enumerate(compared)),
            otherwise,
            answer,
        ]
    return code


def _prctl(option: int, *arguments: int) -> bool:
    """Whether the kernel does what it is asked."""
    import ctypes  # noqa: PLC0415

    try:
        call = ctypes.CDLL(None, use_errno=True).prctl
    except (AttributeError, OSError):
        return False
    filled = (*arguments, 0, 0, 0, 0)[:4]
    return int(call(ctypes.c_int(option), *(ctypes.c_ulong(one) for one in filled))) == 0
