"""What a function's first use of the active edition takes, beside the start of a boto3 client of DynamoDB.

``python -m benchmarks.active_register`` from the repository's root, in the environment of the tests. Counted are
instructions (valgrind's cachegrind), which stay the same on a busy machine: of a process that has asked the table
before, as every function has, with and without reading which edition is active, and that edition. DynamoDB is a server
on loopback that answers as it would. Ends with 1 where the target is missed.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import zlib
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from benchmarks.figures import table_of
from infra.cloudformation import ROOT
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.registers.register_file import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = 0.02
"""Of the yardstick's instructions: what the active edition takes beyond the one that comes with Kleark."""
TOPICS = 4_000
"""Taken for KL's whole register, whose number was not counted."""

YARDSTICK = 'import boto3\nboto3.client("dynamodb", region_name="eu-north-1")\n'
BEFORE = """
import sys
sys.path[:0] = [sys.argv[2]]
from kleark.adapters import clients
from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
client = clients.dynamodb()
client.get_item(TableName="t", Key={"PK": {"S": "WARM"}, "SK": {"S": "WARM"}})
client.query(TableName="t", KeyConditionExpression="PK = :p", ExpressionAttributeValues={":p": {"S": "WARM"}})
"""
OWN = "from kleark.registers.kle_register import embedded\nembedded().topic('15.20.24')\n"
ACTIVE = "StoredRegister(EditionTable(client, 't')).active().topic('15.20.24')\n"
COUNTED = re.compile(r"I\s+refs:\s+([0-9,]+)")


def whole_register() -> KleRegister:
    """As many topics as KL has, with titles as long as those that we know."""
    known = list(embedded().topics.values())
    topics = {}
    for n in range(TOPICS):
        number, of = f"{n // 1600 + 15:02d}.{n // 40 % 40:02d}.{n % 40:02d}", known[n % len(known)]
        uuid = str(uuid5(NAMESPACE_URL, number))
        topics[number] = Topic(number, of.title, since=of.since, uuid=uuid)
    groups = {number[:5]: "Et navn på en gruppe" for number in topics}
    return KleRegister(date(2025, 8, 1), topics, frozenset(n[:2] for n in topics), "KL", groups)


def answers(register: KleRegister) -> dict[str, dict[str, Any]]:
    """What the table tells, by the operation: which edition is active, and that edition."""
    content = to_text(register).encode()
    digest = hashlib.sha256(content).hexdigest()
    active = {"index": {"N": "1"}, "content": {"S": digest}, "edition": {"S": "2025-08-01"}}
    packed = zlib.compress(content, 9)
    chunks = [packed[at : at + 300_000] for at in range(0, len(packed), 300_000)]
    items = [
        {"SK": {"S": f"C#{digest}#{n:02d}"}, "content": {"B": base64.b64encode(one).decode()}}
        for n, one in enumerate(chunks)
    ]
    print(f"{len(register.topics)} topics, {len(content):,} bytes, {len(packed):,} packed", flush=True)
    return {"GetItem": {"Item": active}, "Query": {"Items": items, "Count": len(items)}}


@contextmanager
def table(told: dict[str, dict[str, Any]]) -> Iterator[str]:
    """DynamoDB, as far as two reads go; of other keys it has nothing."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            nothing: dict[str, Any] = {"Items": [], "Count": 0} if operation == "Query" else {}
            body = json.dumps(nothing if b"WARM" in asked else told[operation]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("x-amz-crc32", str(zlib.crc32(body)))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def count(program: str, endpoint: str, log: Path) -> int:
    """Instructions of a process of Python that runs this."""
    environment = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "PYTHONHASHSEED": "0",
        "PATH": os.environ["PATH"],
    }
    counting = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    command = [*counting, f"--log-file={log}", sys.executable, "-c", program, "x", str(ROOT / "functions")]
    subprocess.run(command, check=True, env=environment)
    found = COUNTED.search(log.read_text(encoding="utf-8"))
    if found is None:
        raise RuntimeError("valgrind counted nothing")
    return int(found[1].replace(",", ""))


def main() -> int:
    argparse.ArgumentParser(prog="python -m benchmarks.active_register", description=__doc__).parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kleark-register-") as folder,
        table(answers(whole_register())) as at,
    ):
        log = Path(folder, "cachegrind.log")
        count(YARDSTICK, at, log)  # compiles what is not compiled yet
        count(BEFORE + ACTIVE, at, log)
        yardstick = count(YARDSTICK, at, log)
        before, own, active = (count(BEFORE + then, at, log) for then in ("", OWN, ACTIVE))
    rows = [
        ["boto3 and one client", f"{yardstick / 1e6:,.1f}", "1.000"],
        *(
            [what, f"{taken / 1e6:,.1f}", f"{taken / yardstick:.3f}"]
            for what, taken in (
                ("the register that comes with Kleark", own - before),
                ("the active edition, from the table", active - before),
                ("the second beyond the first", active - own),
            )
        ),
    ]
    print(table_of(["what", "million instructions", "ratio"], rows))
    missed = active - own > TARGET * yardstick
    print(f"target: at most {TARGET}" if missed else "No target missed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
