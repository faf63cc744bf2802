"""Take one sheet in, publish and announce it in this process, and print what was asked of AWS, and when, as JSON.

``python -m benchmarks.upload_spans FUNCTIONS SHEET ROUNDS``, with the environment of the functions: `benchmarks.upload`
starts it, for two trees in turn. FUNCTIONS is the folder with the packages of the one to be measured.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.child_cpu import children_cpu_time, compare_with_system

TRIES = 4


@dataclass
class Stage:
    """What one function did. ``spans``: name, start and end of each request, in seconds since it began."""

    name: str
    seconds: float = 0.0
    cpu: float = 0.0
    children: float = 0.0
    spans: list[tuple[str, float, float]] = field(default_factory=list)


class Context:
    """What Lambda hands a handler beside its event."""

    function_name = "upload"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:upload"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


class Watch:
    """Follows the requests of all clients that the handlers use."""

    def __init__(self, clients: Any) -> None:
        self.stage = Stage("")
        self.began = 0.0
        self._sent: dict[str, float] = {}
        # An earlier tree has not all of them.
        for service in ("dynamodb", "s3", "sqs", "events", "secretsmanager"):
            if (make := getattr(clients, service, None)) is None:
                continue
            events = make().meta.events
            events.register("before-call", self._before)
            events.register("after-call", self._after)

    def _before(self, model: Any, **_: Any) -> None:
        self._sent[model.name] = time.perf_counter() - self.began

    def _after(self, model: Any, **_: Any) -> None:
        name = f"{model.service_model.service_id} {model.name}"
        self.stage.spans.append((name, self._sent.pop(model.name), time.perf_counter() - self.began))

    def run(self, name: str, handler: Any, event: dict[str, Any]) -> Stage:
        """Call a handler with everything measured."""
        for left in reversed(range(TRIES)):
            self.stage, self.began = Stage(name), time.perf_counter()
            before, children = time.process_time(), children_cpu_time()
            with contextlib.redirect_stdout(log := io.StringIO()):
                answer = handler(event, Context())
            if answer == {"batchItemFailures": []}:
                break
            # On a machine with much else to do a child may be lost; the queue would deliver it again, too.
            if not left:
                raise RuntimeError(log.getvalue())
        self.stage.seconds = time.perf_counter() - self.began
        self.stage.cpu, self.stage.children = time.process_time() - before, children_cpu_time() - children
        done, self.stage = self.stage, Stage("")  # what comes between two functions is nobody's
        return done


def measure(sheet: bytes, rounds: int) -> list[list[Stage]]:
    """The stages of each round; the first warms everything up."""
    import announce.handler  # noqa: PLC0415 (of the tree that is measured)
    import publish.handler  # noqa: PLC0415
    import validate.handler  # noqa: PLC0415
    from kleark.adapters import clients  # noqa: PLC0415

    watch, bucket = Watch(clients), os.environ["UPLOADS_BUCKET"]
    stream = _Stream()
    found = []
    for number in range(rounds + 1):
        key = f"0461/{os.getpid()}-{number}.xlsx"
        # Another sheet each time: rows that are live already would not be published.
        version = clients.s3().put_object(Bucket=bucket, Key=key, Body=_other(sheet, number))["VersionId"]
        created = _created(bucket, key, version, len(sheet))
        stages = [watch.run("validate", validate.handler.handler, _message(json.dumps(created), "m"))]
        ordered = clients.sqs().receive_message(
            QueueUrl=os.environ["PUBLISH_QUEUE_URL"], MaxNumberOfMessages=1, WaitTimeSeconds=5
        )["Messages"][0]
        clients.sqs().delete_message(
            QueueUrl=os.environ["PUBLISH_QUEUE_URL"], ReceiptHandle=ordered["ReceiptHandle"]
        )
        stages.append(watch.run("publish", publish.handler.handler, _message(ordered["Body"], "p")))
        records = stream.records(clients.dynamodb())
        stages.append(watch.run("announce", announce.handler.handler, {"Records": records}))
        found.append(stages)
    compare_with_system()
    return found[1:]


class _Stream:
    """What the table's stream would hold of LIVE: its item before and after."""

    def __init__(self) -> None:
        self._before: dict[str, Any] = {}

    def records(self, dynamodb: Any) -> list[dict[str, Any]]:
        key = {"PK": {"S": "M#0461"}, "SK": {"S": "LIVE"}}
        item = dynamodb.get_item(TableName=os.environ["TABLE_NAME"], Key=key, ConsistentRead=True)["Item"]
        changed = {"Keys": key, "NewImage": _plain(item), "SequenceNumber": "1", "OldImage": self._before}
        self._before = _plain(item)
        if not changed["OldImage"]:
            del changed["OldImage"]
        return [{"eventID": "1", "eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": changed}]


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """As a stream hands it on: without bytes."""
    return {name: value for name, value in item.items() if "B" not in value}


def _other(sheet: bytes, number: int) -> bytes:
    import zipfile  # noqa: PLC0415 (only here)

    source, made = zipfile.ZipFile(io.BytesIO(sheet)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sharedStrings.xml"):
                content = content.replace(b"Kontaktcenter", b"Kontaktcenter %d" % number)
            target.writestr(name, content)
    return made.getvalue()


def _created(bucket: str, key: str, version: str, size: int) -> dict[str, Any]:
    at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    stored = {"key": key, "size": size, "eTag": "0", "sequencer": "0", "versionId": version}
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "eventName": "ObjectCreated:Put",
                "eventTime": at,
                "s3": {"bucket": {"name": bucket}, "object": stored},
            }
        ]
    }


def _message(body: str, identity: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": identity,
                "receiptHandle": "r",
                "body": body,
                "attributes": {"MessageGroupId": "0461"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:q",
                "awsRegion": "eu-west-1",
            }
        ]
    }


def main() -> int:
    functions, sheet, rounds = sys.argv[1:]
    sys.path.insert(0, functions)
    found = measure(Path(sheet).read_bytes(), int(rounds))
    print(json.dumps([[vars(stage) for stage in stages] for stages in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
