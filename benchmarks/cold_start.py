"""What a cold start of each built function takes, beside a handler that imports boto3 and makes one client.

``python -m benchmarks.cold_start`` from the repository's root, in the environment of the tests. The artefacts are built
here as for deployment, but for this machine, by the Python of template.yaml's runtime where one is found. Each is
started by Lambda's own runtime client (awslambdaric), until it asks for its first event: its handler is imported and
the clients that every request takes are made. Ends with 1 where a target of docs/benchmarks.md is missed.

Instructions are counted by valgrind's cachegrind, where it is installed: they stay the same on a busy machine.
"""

from __future__ import annotations

import argparse
import http.server
import os
import platform
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import venv
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.printed_table import table_of
from infra import bytecode
from infra.cloudformation import ROOT
from infra.pins import locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TARGETS = {"portal_api": 1.15, "publish": 1.3, "validate": 1.45, "admin_page": 1.25}
"""CPU until the first event, in times of the yardstick's."""

YARDSTICK = "boto3 and one client"
HANDLER = 'import boto3\nclient = boto3.client("dynamodb")\ndef handler(event, context):\n    return {}\n'

START = """
import runpy, sys
artefact, brought, handler = sys.argv[1:]
sys.path[:0] = [artefact, brought]
sys.argv = ["awslambdaric", handler]
runpy.run_module("awslambdaric", run_name="__main__")
"""

READ = """
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
sys.path.insert(0, sys.argv[1])
from kleark.sheet.reader import read_workbook
read_workbook(Path(sys.argv[2]).read_bytes())
taken = getrusage(RUSAGE_CHILDREN)
print(taken.ru_utime + taken.ru_stime)
"""
SHEET = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
COUNTED = re.compile(r"I\s+refs:\s+([0-9,]+)")
WITHIN = 300.0


@dataclass(frozen=True)
class Start:
    """``cpu`` and ``wall``: milliseconds until the function asked for its first event."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Function:
    """``artefact``: its folder. ``handler``: as Lambda is told it."""

    artefact: Path
    handler: str


def runtime(folder: Path) -> tuple[Path, Path]:
    """The Python that runs functions here, and a folder with what Lambda's runtime brings, compiled as it is there."""
    version = bytecode.runtime_python()
    python = bytecode.python_of(version) or Path(sys.executable)
    names = ("awslambdaric", "boto3", "snapshot-restore-py", "simplejson")
    pins = {
        name: next(iter(versions))
        for name, versions in locked(
            (ROOT / "infra" / "dev-requirements.lock").read_text(encoding="utf-8")
        ).items()
    }
    brought = folder / "brought"
    wanted = [f"{name}=={pins[name]}" for name in (*names, "botocore", "urllib3", "jmespath", "s3transfer")]
    if uv := shutil.which("uv"):
        install = [uv, "pip", "install", "--quiet", "--python", str(python), "--link-mode", "copy"]
    else:
        venv.create(folder / "pip", with_pip=True)
        install = [
            str(folder / "pip" / "bin" / "python"),
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
        ]
    subprocess.run([*install, "--target", str(brought), *wanted], check=True)
    bytecode.compile_modules(brought, python)
    return python, brought


def functions(folder: Path, python: Path) -> dict[str, Function]:
    """The yardstick, and each function as it is deployed; also without bytecode, to show what that does."""
    yardstick = folder / "yardstick"
    yardstick.mkdir()
    (yardstick / "handler.py").write_text(HANDLER, encoding="utf-8")
    bytecode.compile_modules(yardstick, python)
    found = {YARDSTICK: Function(yardstick, "handler.handler")}
    for path in sorted((ROOT / "functions").glob("*/handler.py")):
        name = path.parent.name
        build = [
            str(python),
            str(ROOT / "infra" / "build_function.py"),
            name,
            str(folder / name),
            "--platform",
            "host",
        ]
        subprocess.run(build, check=True)
        found[name] = Function(folder / name, f"{name}.handler.handler")
        if name in TARGETS:
            bare = folder / f"{name}-without"
            shutil.copytree(folder / name, bare, ignore=shutil.ignore_patterns("__pycache__"))
            found[f"{name}, not compiled"] = Function(bare, f"{name}.handler.handler")
    return found


def start(of: Function, python: Path, brought: Path, counting: Path | None = None) -> Start:
    """Start a function, and end it when it asks for its first event. ``counting``: cachegrind's log."""
    with _runtime_api() as (address, asked):
        environment = {
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_FUNCTION_NAME": "kleark",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_REGION": "eu-north-1",
            "AWS_DEFAULT_REGION": "eu-north-1",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "LAMBDA_TASK_ROOT": str(of.artefact),
        }
        command = [str(python), "-BES", "-c", START, str(of.artefact), str(brought), of.handler]
        if counting:
            count = ("--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
            command = ["valgrind", *count, f"--log-file={counting}", *command]
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=of.artefact, env=environment)
        try:
            path = asked.get(timeout=WITHIN)
            wall, cpu = time.perf_counter() - began, _cpu(process.pid)
        finally:
            process.terminate()
            process.wait()
    if not path.endswith("/invocation/next"):
        raise RuntimeError(f"{of.handler} cannot start: {path}")
    return Start(cpu * 1000, wall * 1000)


def _cpu(process_id: int) -> float:
    """Seconds that the threads of a running process have computed, to the nanosecond."""
    threads = Path(f"/proc/{process_id}/task").glob("*/schedstat")
    return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9


@contextmanager
def _runtime_api() -> Iterator[tuple[str, queue.Queue[str]]]:
    """Lambda's Runtime API, as far as a start goes: who asks for an event is kept waiting."""
    asked: queue.Queue[str] = queue.Queue()
    ended = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.put(self.path)
            ended.wait()

        def do_POST(self) -> None:
            asked.put(self.path)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", asked
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


def measure(of: Mapping[str, Function], python: Path, brought: Path, rounds: int) -> dict[str, Start]:
    """Medians, taking turns forwards and backwards, after one round that does not count."""
    taken: dict[str, list[Start]] = {name: [] for name in of}
    for number in range(rounds + 1):
        for name in of if number % 2 else reversed(list(of)):
            one = start(of[name], python, brought)
            if number:
                taken[name].append(one)
    return {
        name: Start(median(one.cpu for one in found), median(one.wall for one in found))
        for name, found in taken.items()
    }


def instructions(of: Mapping[str, Function], python: Path, brought: Path, folder: Path) -> dict[str, int]:
    """Of the yardstick's start, and of those with a target, counted once; empty where there is no valgrind."""
    if not shutil.which("valgrind"):
        return {}
    counted = {}
    for name in (YARDSTICK, *TARGETS):
        log = folder / f"cachegrind-{name}.log"
        start(of[name], python, brought, log)
        if found := COUNTED.search(log.read_text(encoding="utf-8")):
            counted[name] = int(found[1].replace(",", ""))
    return counted


def reader(of: Mapping[str, Function], python: Path, rounds: int) -> dict[str, float]:
    """Milliseconds of CPU of the process that reads one upload, with its artefact compiled and not."""
    taken: dict[str, list[float]] = {"validate": [], "validate, not compiled": []}
    for number in range(rounds):
        for name in taken if number % 2 else reversed(list(taken)):
            command = [str(python), "-BES", "-c", READ, str(of[name].artefact), str(SHEET)]
            # -B does not reach the child: its folder is read-only in Lambda, so what it compiles is taken away here.
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            taken[name].append(float(out) * 1000)
            if name != "validate":
                for folder in of[name].artefact.rglob("__pycache__"):
                    shutil.rmtree(folder)
    return {name: median(found) for name, found in taken.items()}


def lines(starts: Mapping[str, Start], counted: Mapping[str, int]) -> list[list[str]]:
    """The rows of the table."""
    base, base_count = starts[YARDSTICK], counted.get(YARDSTICK)
    rows = []
    for name, one in starts.items():
        count = counted.get(name)
        millions = [f"{count / 1e6:,.0f}", f"{count / base_count:.2f}"] if count and base_count else ["–", ""]
        target = f"{TARGETS[name]:.2f}" if name in TARGETS else ""
        cpu = [f"{one.cpu:.0f}", f"{one.cpu / base.cpu:.2f}"]
        rows.append([name, *cpu, f"{one.wall:.0f}", f"{one.wall / base.wall:.2f}", *millions, target])
    return rows


def missed(starts: Mapping[str, Start], counted: Mapping[str, int]) -> list[str]:
    """Targets that are missed: by instructions where they were counted, since a busy machine changes them least."""
    figures: Mapping[str, float] = counted or {name: one.cpu for name, one in starts.items()}
    return [
        f"target: {name} takes {figures[name] / figures[YARDSTICK]:.2f} times the yardstick, and not {target:.2f}"
        for name, target in TARGETS.items()
        if figures[name] > target * figures[YARDSTICK]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cold_start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kleark-cold-start-") as name:
        folder = Path(name)
        python, brought = runtime(folder)
        of = functions(folder, python)
        said = subprocess.run([str(python), "-V"], capture_output=True, text=True, check=True).stdout.strip()
        print(f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {said}\n", flush=True)
        starts = measure(of, python, brought, options.rounds)
        counted = instructions(of, python, brought, folder)
        read = reader(of, python, options.rounds)
    columns = ["function", "CPU ms", "ratio", "wall ms", "ratio", "million instructions", "ratio", "at most"]
    print(table_of(columns, lines(starts, counted)))
    print(
        f"\nThe process that reads an upload, CPU ms: {', '.join(f'{n}: {ms:.0f}' for n, ms in read.items())}\n"
    )
    wrong = missed(starts, counted)
    print("\n".join(wrong) or "No target missed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
