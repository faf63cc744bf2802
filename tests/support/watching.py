"""What a test sees of the running system, and where it steps in."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from infra.local.stack import client
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from infra.local.stack import LocalStack
    from infra.local.upload import SentObject
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal's API answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def get(stack: LocalStack, path: str, **headers: str) -> Answer:
    """Ask the portal's API over HTTP."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(
            urllib.request.Request(stack.portal_url + path, headers=names), timeout=60
        ) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


def configuration(stack: LocalStack, code: MunicipalityCode, query: str = "", **headers: str) -> Answer:
    return get(stack, f"/v1/kommuner/{code}/konfiguration{query}", **headers)


def table(stack: LocalStack) -> ConfigurationTable:
    return ConfigurationTable(stack.dynamodb, stack.table_name)


def revisions(stack: LocalStack, code: MunicipalityCode) -> int:
    """How many entries the municipality's log has."""
    number = 0
    while table(stack).log_entry(code, number + 1):
        number += 1
    return number


def kept(stack: LocalStack, prefix: str) -> dict[str, bytes]:
    """The files of the reports bucket under ``prefix``, by the rest of their keys."""
    listed = stack.s3.list_objects_v2(Bucket=stack.reports_bucket, Prefix=prefix).get("Contents", [])
    return {
        one["Key"].removeprefix(prefix): stack.s3.get_object(Bucket=stack.reports_bucket, Key=one["Key"])[
            "Body"
        ].read()
        for one in listed
    }


def eventually(condition: Callable[[], object], what: str, within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within:.0f} s: {what}"
        time.sleep(0.05)


def waiting(stack: LocalStack, output: str) -> int:
    """Messages in a queue, also those that a function works on, and those that were sent to come later.

    ``output``: the queue's, in template.yaml.
    """
    attributes = stack.sqs.get_queue_attributes(
        QueueUrl=stack.outputs[output],
        AttributeNames=[
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesNotVisible",
        ],
    )["Attributes"]
    return sum(int(count) for count in attributes.values())


def all_done(stack: LocalStack) -> None:
    """Wait until both queues are empty: nothing more can happen by itself."""
    eventually(
        lambda: not waiting(stack, "UploadsQueueUrl") and not waiting(stack, "PublishQueueUrl"),
        "both queues are empty",
    )


def nothing_failed(stack: LocalStack) -> None:
    all_done(stack)
    assert waiting(stack, "UploadsDeadLetterQueueUrl") == 0
    assert waiting(stack, "PublishDeadLetterQueueUrl") == 0
    assert waiting(stack, "AnnounceDeadLetterQueueUrl") == 0
    assert waiting(stack, "SchedulesDeadLetterQueueUrl") == 0


def event(stack: LocalStack, sent: SentObject, at: str) -> str:
    """The message that S3 sends about ``sent``, made at the time ``at``."""
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "eventTime": at,
        "s3": {
            "bucket": {"name": stack.uploads_bucket},
            "object": {
                "key": quote_plus(sent.key, safe="/"),
                "size": 1,
                "eTag": "0",
                "versionId": sent.version_id,
                "sequencer": "0",
            },
        },
    }
    return json.dumps({"Records": [record]})


@contextlib.contextmanager
def paused(stack: LocalStack, function: str) -> Iterator[None]:
    """While the block runs, the function takes nothing from its queue."""
    functions = client("lambda", stack.endpoint)
    (mapping,) = functions.list_event_source_mappings(FunctionName=f"kleark-{function}")[
        "EventSourceMappings"
    ]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


@contextlib.contextmanager
def impatient(stack: LocalStack, output: str, seconds: int = 1) -> Iterator[None]:
    """While the block runs, a message that failed comes again after ``seconds``, not minutes."""
    url = stack.outputs[output]
    before = stack.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    stack.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})
    try:
        yield
    finally:
        stack.sqs.set_queue_attributes(QueueUrl=url, Attributes=before)
