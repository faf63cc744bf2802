"""Put load on the portal's API on the local stack and on a function that returns a constant, in turn, in one run.

``python -m benchmarks.load`` from the repository's root, in the environment of the tests, with the engine installed
(``make setup``). What the figures mean, and what they cannot show, is in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import http.client
import io
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.portal_requests import visit_body
from benchmarks.printed_table import table_of
from infra.cloudformation import ROOT
from infra.local.stack import STACK_NAME, client, local_stack
from kleark.check import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.stack import LocalStack

SHEET = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
CONSTANT = """
def handler(event, context):
    print("{}", flush=True)
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": "{}", "isBase64Encoded": False}
"""
"""It says a line, as the portal's function does of its metrics: for one that says nothing, the engine waits 50 ms."""

PUBLISHED_WITHIN = 180.0
"""Seconds. It takes a few; the rest is for loaded machines."""


@dataclass(frozen=True)
class Question:
    """A request that is sent again and again, and the status that it must get."""

    url: str
    method: str = "GET"
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass
class Timings:
    """Seconds of each request, and how many failed."""

    each: list[float] = field(default_factory=list)
    wall: float = 0.0
    failed: int = 0

    def at(self, share: float) -> float:
        """Milliseconds that this share of requests takes at the most."""
        return sorted(self.each)[min(len(self.each) - 1, int(len(self.each) * share))] * 1000


def load(question: Question, clients: int, seconds: float) -> Timings:
    """So many clients, each with a connection of its own, one request after the other."""
    taken, lock = Timings(), threading.Lock()
    start = time.perf_counter()

    def ask() -> None:
        address = urlsplit(question.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        each, failed = [], 0
        while time.perf_counter() - start < seconds:
            before = time.perf_counter()
            try:
                connection.request(question.method, address.path, question.body, dict(question.headers))
                answer = connection.getresponse()
                answer.read()
                failed += answer.status != question.status
            except (OSError, http.client.HTTPException):
                connection.close()
                failed += 1
            each.append(time.perf_counter() - before)
        connection.close()
        with lock:
            taken.each += each
            taken.failed += failed

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.wall = time.perf_counter() - start
    return taken


def questions(stack: LocalStack) -> dict[str, Question]:
    """The constant first, then what the portal asks."""
    configuration = f"{stack.portal_url}/v1/kommuner/0461/konfiguration"
    live = check(SHEET.read_bytes(), SHEET.name).rows
    body = visit_body([found.row for found in live])
    return {
        "constant": Question(_create_constant_function(stack)),
        "visit": Question(
            f"{stack.portal_url}/v1/kommuner/0461/visning", "POST", body, {"Content-Type": "application/json"}
        ),
        "304": Question(
            configuration, headers={"If-None-Match": _publish_sheet(stack, configuration)}, status=304
        ),
        "whole configuration": Question(configuration),
    }


def _publish_sheet(stack: LocalStack, url: str) -> str:
    """Publish Odense's sheet, and return its ETag once it is live."""
    stack.s3.put_object(Bucket=stack.uploads_bucket, Key="0461/ark.xlsx", Body=SHEET.read_bytes())
    deadline = time.monotonic() + PUBLISHED_WITHIN
    address = urlsplit(url)
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        connection.request("GET", address.path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status == 200:
            return answer.headers["ETag"]
        time.sleep(0.2)
    raise TimeoutError(
        f"the sheet was not published within {PUBLISHED_WITHIN:.0f} s; the engine's log is {stack.log}"
    )


def _create_constant_function(stack: LocalStack) -> str:
    """Create a function that returns a constant, behind an HTTP API of its own, and return its URL."""
    functions, apis = client("lambda", stack.endpoint), client("apigatewayv2", stack.endpoint)
    like: Any = functions.get_function(FunctionName=f"{STACK_NAME}-portal-api")["Configuration"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("constant.py", CONSTANT)
    function = functions.create_function(
        FunctionName="constant",
        Runtime=like["Runtime"],
        Role=like["Role"],
        MemorySize=like["MemorySize"],
        Timeout=like["Timeout"],
        Handler="constant.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    api = apis.create_api(Name="constant", ProtocolType="HTTP")["ApiId"]
    integration = apis.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=function["FunctionArn"],
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    apis.create_route(ApiId=api, RouteKey="$default", Target=f"integrations/{integration}")
    apis.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    functions.add_permission(
        FunctionName="constant",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )
    return f"{stack.endpoint}/_aws/execute-api/{api}/"


def _tell(step: str) -> None:
    """What it is doing now: all in all it takes one to three minutes."""
    print(f"{step} ...", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--seconds", type=float, default=1.5, help="of each turn")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kleark-load-") as logs,
        local_stack(Path(logs), port=None, tell=_tell) as stack,
    ):
        _tell("Publishing a sheet")
        asked = questions(stack)
        lines, failed = [], 0
        for clients in options.clients:
            _tell(f"{clients} at once")
            found = {name: Timings() for name in asked}
            for one in asked.values():  # uncounted: as many instances as clients have to start
                load(one, clients, 1.0)
            for turn in range(options.turns):
                for name in asked if turn % 2 else reversed(list(asked)):
                    taken = load(asked[name], clients, options.seconds)
                    found[name].each += taken.each
                    found[name].wall += taken.wall
                    found[name].failed += taken.failed
            for name, taken in found.items():
                rate, least = len(taken.each) / taken.wall, found["constant"]
                ratio = rate / (len(least.each) / least.wall)
                failed += taken.failed
                lines.append(
                    [
                        name,
                        str(clients),
                        f"{rate:,.0f}",
                        f"{ratio:.2f}",
                        f"{taken.at(0.5):.1f}",
                        f"{taken.at(0.99):.1f}",
                        str(taken.failed),
                    ]
                )
        print(table_of(["request", "clients", "a second", "ratio", "p50 ms", "p99 ms", "failed"], lines))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
