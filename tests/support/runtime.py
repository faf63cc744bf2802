"""The Lambda runtime around an artefact: its client (awslambdaric), and a server for the Runtime API.

The API is the one in Lambda's documentation, "Using the Lambda runtime API"; only what the client calls is here.
"""

from __future__ import annotations

import contextlib
import http.server
import importlib.metadata
import json
import queue
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.local.engine import ADDRESS, REGION
from infra.local.stack import ROOT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VERSION = "/2018-06-01/runtime"

BROUGHT_BY_THE_RUNTIME = (
    "awslambdaric",
    "boto3",
    "botocore",
    "jmespath",
    "python-dateutil",
    "s3transfer",
    "simplejson",
    "six",
    "snapshot-restore-py",
    "urllib3",
)

START = """
import runpy, sys
artefact, brought, handler = sys.argv[1:]
sys.path[:0] = [artefact, brought]
sys.argv = ["awslambdaric", handler]
runpy.run_module("awslambdaric", run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the function answered, or how it failed: ``kind`` is the last part of the path posted to."""

    kind: str
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class RuntimeApi:
    """Hands out events one at a time, and collects what comes of them."""

    events: queue.Queue[tuple[bytes, float] | None] = field(default_factory=queue.Queue)
    outcomes: queue.Queue[Outcome] = field(default_factory=queue.Queue)

    def invoke(self, event: object, within: float = 60) -> Outcome:
        """Raises queue.Empty when the function has said nothing after ``within`` seconds, which it is told it has."""
        self.events.put((json.dumps(event).encode(), within))
        return self.outcomes.get(timeout=within)


def brought(folder: Path) -> Path:
    """A folder with just the packages that the Lambda runtime brings, out of the tests' own environment."""
    for name in BROUGHT_BY_THE_RUNTIME:
        distribution = importlib.metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or () if ".." not in file.parts}
        for top in tops - {"__pycache__"}:
            link = folder / top
            if not link.exists():
                link.symlink_to(str(distribution.locate_file(top)))
    return folder


@contextlib.contextmanager
def running(
    artefact: Path, handler: str, environment: Mapping[str, str], packages: Path
) -> Iterator[RuntimeApi]:
    """The artefact's handler under the Lambda runtime. ``packages``: as `brought` made it."""
    api = RuntimeApi()
    server = http.server.ThreadingHTTPServer((ADDRESS, 0), _handler_for(api))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    process = subprocess.Popen(
        # -S: no site-packages, so what the artefact lacks is missed. -E: no PYTHONPATH either. -B: Lambda's folder is
        # read-only.
        [sys.executable, "-BES", "-c", START, str(artefact), str(packages), handler],
        cwd=artefact,
        env={
            "AWS_LAMBDA_RUNTIME_API": f"{ADDRESS}:{server.server_address[1]}",
            "AWS_LAMBDA_FUNCTION_NAME": "kleark-under-test",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1536",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "LAMBDA_TASK_ROOT": str(artefact),
            **environment,
        },
    )
    try:
        yield api
    finally:
        process.kill()
        process.wait()
        api.events.put(None)
        server.shutdown()
        server.server_close()


def _handler_for(api: RuntimeApi) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert self.path == f"{VERSION}/invocation/next"
            if (given := api.events.get()) is None:
                return
            event, within = given
            headers = {
                "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + within) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:{REGION}:000000000000:function:kleark",
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
                "Content-Type": "application/json",
            }
            self._answer(200, event, headers)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            api.outcomes.put(Outcome(self.path.rpartition("/")[2], body))
            self._answer(202, b'{"status":"OK"}', {"Content-Type": "application/json"})

        def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing; the function's own output is what is of interest."""

    return Handler
