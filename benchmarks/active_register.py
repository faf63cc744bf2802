"""What a function's first use of the active edition takes, beside the start of a boto3 client of DynamoDB.

``python -m benchmarks.active_register`` from the repository's root, in the environment of the tests. Counted are
instructions (valgrind's cachegrind), which stay the same on a busy machine: of a process that has asked the table
before, as every function has, with and without reading which edition is active, and that edition. DynamoDB is a server
on loopback that answers as it would. Ends with 1 where the target is missed.
"""

from __future__ import annotations

import argparse
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
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from benchmarks.printed_table import table_of
from infra.cloudformation import ROOT
from kleark.adapters.dynamodb.keys import REGISTER_ACTIVE, REGISTER_SLICE_PREFIX
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.registers.register_file import sliced, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = 0.02
"""Of the yardstick's instructions: what the active edition takes beyond the one that comes with Kleark."""
TOPICS = 4_000
"""Taken for KL's whole register, whose number was not counted."""
MAIN_GROUP = 120
"""Topics of a main group, as many as each of those that we know has."""

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
OWN = "from kleark.registers.kle_register import embedded\nregister = embedded()\n"
ACTIVE = "register = StoredRegister(EditionTable(client, 't')).active()\n"
FIRST = "register.topic('15.20.24')\n"
KNOWN = 'for number in ("15.20.24", "27.00.00", "32.00.00"):\n    register.topic(number)\n'
NAMES = (
    'for name in ("Et navn, som en kommune selv har fundet på", "Dagpenge"):\n    register.by_title(name)\n'
)
ELSEWHERE = "register.topic('20.01.01')\n"
ASKED = {
    "one number": FIRST,
    "numbers of all three main groups": KNOWN,
    "and names that are no titles": KNOWN + NAMES,
    "and a number of a fourth": KNOWN + NAMES + ELSEWHERE,
}
COUNTED = re.compile(r"I\s+refs:\s+([0-9,]+)")


def whole_register() -> KleRegister:
    """The main groups that we know, and others as large with titles as long, up to as many topics as KL has."""
    known = embedded()
    topics, groups = dict(known.topics), dict(known.groups)
    names, others = (
        list(known.topics.values()),
        sorted(f"{n:02d}" for n in range(1, 89) if f"{n:02d}" not in known.coverage),
    )
    for n in range(TOPICS - len(topics)):
        main = others[n // MAIN_GROUP]
        number, of = f"{main}.{n % MAIN_GROUP // 12:02d}.{n % 12:02d}", names[n % len(names)]
        uuid = str(uuid5(NAMESPACE_URL, number))
        topics[number] = Topic(number, f"{of.title} {n}", since=of.since, uuid=uuid)
        groups[number[:5]] = groups[main] = "Et navn på en gruppe"
    return KleRegister(date(2025, 8, 1), topics, frozenset(number[:2] for number in topics), "KL", groups)


class Stored(NamedTuple):
    """What the table holds: ``active``, the item that says which register is; ``slices``: items, by their sort keys."""

    active: dict[str, Any]
    slices: dict[str, Any]


def stored(register: KleRegister) -> Stored:
    """The register as an activation leaves it."""
    content, made = to_text(register).encode(), sliced(register)
    digest = hashlib.sha256(content).hexdigest()
    active = {"index": {"N": "1"}, "content": {"S": digest}, "edition": {"S": "2025-08-01"}}
    items = {
        f"{REGISTER_SLICE_PREFIX}{one}": {"SK": {"S": f"{REGISTER_SLICE_PREFIX}{one}"}, "slice": {"S": text}}
        for one, text in made.slices.items()
    }
    sizes = f"{len(content):,} bytes whole, in {len(items)} slices, the outline {len(made.outline):,} bytes"
    print(f"{len(register.topics)} topics, {sizes}", flush=True)
    return Stored(active | {"outline": {"S": made.outline}}, items)


@contextmanager
def table(held: Stored) -> Iterator[str]:
    """DynamoDB, as far as two kinds of reads go; of other keys it has nothing."""

    def answer(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation == "Query":
            return {"Items": [], "Count": 0}
        if operation == "GetItem":
            sort_key = asked["Key"]["SK"]["S"]
            if sort_key == "WARM":
                return {}
            return {"Item": held.active if sort_key == REGISTER_ACTIVE else held.slices[sort_key]}
        raise LookupError(operation)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            body = json.dumps(answer(operation, json.loads(asked)), ensure_ascii=False).encode()
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
        table(stored(whole_register())) as at,
    ):
        log = Path(folder, "cachegrind.log")
        count(YARDSTICK, at, log)  # compiles what is not compiled yet
        count(BEFORE + ACTIVE + KNOWN + NAMES, at, log)
        yardstick = count(YARDSTICK, at, log)
        before = count(BEFORE, at, log)
        taken = {
            asked: [count(BEFORE + start + then, at, log) - before for start in (OWN, ACTIVE)]
            for asked, then in ASKED.items()
        }
    rows = [
        [
            asked,
            f"{own / 1e6:,.1f}",
            f"{active / 1e6:,.1f}",
            f"{(active - own) / 1e6:,.1f}",
            f"{(active - own) / yardstick:.3f}",
        ]
        for asked, (own, active) in taken.items()
    ]
    print(f"boto3 and one client: {yardstick / 1e6:,.1f} million instructions")
    print(
        table_of(
            ["asked", "the register that comes with Kleark", "the active edition", "beyond", "ratio"], rows
        )
    )
    missed = any(active - own > TARGET * yardstick for own, active in taken.values())
    print(f"target: at most {TARGET}" if missed else "No target missed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
