"""The limits that a child process sets itself before it reads a byte of what a stranger sent, and what all took.

Imported by every such child: it imports nothing that it can do without.
"""

from __future__ import annotations

OPEN_FILES = 16
"""So many files can be open at once: the three that it was given, and a module that is being imported."""


_others_cpu_time = 0.0


def cpu_time() -> float:
    """Seconds of CPU that this process took, and the children that have ended."""
    import os  # noqa: PLC0415

    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + _others_cpu_time


def add_cpu_time(seconds: float) -> None:
    """Count what a child took that another process waited for; less than 0, what is not to be counted twice."""
    global _others_cpu_time  # noqa: PLW0603
    _others_cpu_time += seconds


def limit_process(memory: int, cpu_seconds: float) -> None:
    """No more memory (bytes), time or files than this. On Windows only the parent's clock limits the child.

    A file can neither be written nor a process started. The CPU limit of the system counts whole seconds; a timer
    ends the process at the fraction.
    """
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    whole_seconds = int(-(-cpu_seconds // 1))
    for name, most in (
        ("RLIMIT_AS", memory),
        ("RLIMIT_CPU", whole_seconds),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", OPEN_FILES),
    ):
        kind = getattr(resource, name, None)
        if kind is not None:
            try:
                resource.setrlimit(kind, (most, most))
            except (ValueError, OSError):  # macOS does not take every limit
                continue
    if cpu_seconds < whole_seconds:
        import signal  # noqa: PLC0415

        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
