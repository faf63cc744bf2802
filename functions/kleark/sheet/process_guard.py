"""What keeps a child process that reads what a stranger sent from its parent and from the network: Linux alone has it.

Two things, both asked of the kernel by ctypes, since no library is needed for them:

- The parent says that it must not be looked into (``PR_SET_DUMPABLE``). Then no process of the same user can read its
  environment, memory or files in /proc, nor attach to it. The credentials of a Lambda function are in its environment.
- The child is started by a thread that has given up the system calls that open a connection, look into another process
  or reach around that (seccomp). What a thread has given up, its children have given up too, and cannot take back; the
  other threads of the parent go on as they were.
"""

from __future__ import annotations

import sys

from kleark.data_classes import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_SECCOMP_MODE_FILTER = 2

# Instructions of the classic BPF: load a word, jump if equal, jump if greater or equal, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_CALL, _MACHINE = 0, 4  # where they are in what a filter looks at
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # the caller is told EPERM
_ALIEN = 0x40000000  # from here on x86_64 counts the calls of another of its conventions


class Machine(NamedTuple):
    """What the kernel calls a processor, and the numbers by which it knows the calls that are given up."""

    number: int
    calls: dict[str, int]


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
        },
    ),
    "aarch64": Machine(
        0xC00000B7,
        {
            "ptrace": 117, "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203,
            "sendto": 206, "recvfrom": 207, "sendmsg": 211, "recvmsg": 212, "add_key": 217, "request_key": 218,
            "keyctl": 219, "perf_event_open": 241, "accept4": 242, "recvmmsg": 243, "sendmmsg": 269,
            "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425,
            "pidfd_open": 434, "pidfd_getfd": 438,
        },
    ),
}  # fmt: skip
"""The machines that Lambda has. AWS's own stack runs on aarch64."""


def close_to_children() -> bool:
    """Let nobody of the same user look into this process any more; whether the system does so.

    It holds until the process ends: no core file is written of it, and no debugger of the same user attaches.
    """
    return sys.platform == "linux" and _prctl(_PR_SET_DUMPABLE, 0)


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


def give_up_calls() -> bool:
    """Have the kernel refuse the calls of `MACHINES` to this thread and its children, for good; whether it will."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415 (few need it, and it takes long)
    import os  # noqa: PLC0415

    machine = MACHINES.get(os.uname().machine)
    if machine is None or not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    program = filter_program(machine)
    kept = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    described = Program(len(program) // 8, ctypes.addressof(kept))
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(described))


def filter_program(machine: Machine) -> bytes:
    """The filter, as the kernel runs it: calls by another convention are refused as well."""
    numbers = sorted(machine.calls.values())
    # Each jump says how many instructions it leaps over, where it holds and where it does not.
    code = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 0, len(numbers) + 3, machine.number),
        (_LOAD, 0, 0, _CALL),
        (_IF_AT_LEAST, len(numbers) + 1, 0, _ALIEN),
        *((_IF_EQUAL, len(numbers) - place, 0, number) for place, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    from struct import pack  # noqa: PLC0415

    return b"".join(pack("=HBBI", *instruction) for instruction in code)


def _prctl(option: int, *arguments: int) -> bool:
    """Whether the kernel does what it is asked."""
    import ctypes  # noqa: PLC0415

    try:
        call = ctypes.CDLL(None, use_errno=True).prctl
    except (AttributeError, OSError):
        return False
    filled = (*arguments, 0, 0, 0, 0)[:4]
    return int(call(ctypes.c_int(option), *(ctypes.c_ulong(one) for one in filled))) == 0
