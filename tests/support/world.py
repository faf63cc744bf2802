"""The deployed system on moto: the real handlers, joined by events as S3 and SQS would deliver them."""

from __future__ import annotations

import base64
import gzip
import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from moto.core.models import DEFAULT_ACCOUNT_ID, MockAWS
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

import portal_api.handler as portal_handler
import publish.handler as publish_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.keys import ROW_KEYS, page_key
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.s3 import ReportStore
from kleark.configuration.row import Row
from kleark.publishing.automatic import Publication, publish
from kleark.publishing.ids import MunicipalityCode, municipality_code
from kleark.publishing.log import find_flaws
from kleark.publishing.manual import freeze, revert, unfreeze
from kleark.publishing.model import Content, Live, LogEntry, Upload, UploadStatus, stamp
from kleark.testing import moto_backend
from kleark.testing.validated_uploads import validated
from tests.support.acting import SECRET, change_request, secret, tenant_of
from tests.support.numbered_rows import row as row  # noqa: PLC0414 (for who has a world)
from tests.support.numbered_rows import rows as rows  # noqa: PLC0414
from tests.support.numbered_rows import sorted_rows as sorted_rows  # noqa: PLC0414

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
    from kleark.publishing.tenant import Tenant

REGION: Final = "eu-west-1"
UPLOADS, REPORTS, TABLE = "uploads", "reports", "kleark"
EDITIONS = "editions"
PEOPLE = "kleark-people"
COLLEAGUES = "kleark-colleagues"
EVENT_BUS = "kleark"
ODENSE = municipality_code("0461")
AARHUS = municipality_code("0751")
ANSWER_SECRET = "kleark-answer-secret"
NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)


class Context:
    """What the Lambda service hands a handler beside its event."""

    function_name = "kleark"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:kleark"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


CONTEXT: Any = Context()


@dataclass(frozen=True)
class Response:
    """What the portal's HTTP client sees."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True)
class World:
    """Buckets, table and queue, and the municipality that acts unless another is named."""

    dynamodb: DynamoDBClient
    s3: S3Client
    sqs: SQSClient
    queue_url: str
    erasure_queue_url: str
    code: MunicipalityCode = ODENSE

    def at(self, code: MunicipalityCode) -> World:
        return replace(self, code=code)

    @property
    def table(self) -> PublishedTable:
        return PublishedTable(clients.dynamodb(), TABLE, pause=lambda _: None)

    @property
    def reports(self) -> ReportStore:
        return ReportStore(clients.s3(), REPORTS)

    def validated(
        self,
        of: Sequence[Row],
        uploaded_at: datetime = NOON,
        name: str = "ark.xlsx",
        by: str | None = None,
        held_back_by: str | None = None,
    ) -> Upload:
        """An upload as the validator leaves it: report and configuration durable, the record queued.

        ``by``: who uploaded it, where that is known. ``held_back_by``: by which rules' findings.
        """
        upload, config = validated(self.code, of, name, stamp(uploaded_at))
        upload = replace(upload, uploaded_by=by, held_back_by=held_back_by)
        self.table.claim(upload)
        self.reports.write(self.code, upload.upload_id, "config.json", config.to_bytes())
        return upload

    def publish(self, upload: Upload) -> Publication:
        return publish(upload.municipality, upload.upload_id, self.table, self.reports, lambda: NOON, secret)

    def published(self, of: Sequence[Row], uploaded_at: datetime = NOON, name: str = "ark.xlsx") -> LogEntry:
        entry = self.publish(self.validated(of, uploaded_at, name)).entry
        assert entry is not None
        return entry

    def deliver(self, *uploads: Upload) -> list[str]:
        """Hand the publish handler a batch; gives the ids of the uploads whose messages must come again."""
        event = {"Records": [publish_message(upload.municipality, upload.upload_id) for upload in uploads]}
        return failures(publish_handler.handler(event, CONTEXT))

    def upload(self, upload: Upload) -> Upload:
        stored = self.table.upload(upload.municipality, upload.upload_id)
        assert stored is not None
        return stored

    def live(self) -> Live:
        return self.table.live(self.code, consistent=True)

    def log(self) -> list[LogEntry]:
        """The whole log, which is complete and unchanged whenever it is looked at."""
        live, entries = self.live(), self.table.log(self.code)
        assert find_flaws(self.code, entries, live) == []
        return entries

    def revisions(self) -> list[LogEntry]:
        """The entries of the log that made a revision."""
        return [entry for entry in self.log() if not entry.step]

    @property
    def place(self) -> Tenant:
        return tenant_of(self.code, self.table, lambda: NOON)

    def freeze(self) -> LogEntry:
        return freeze("anne", "vi flytter", self.place)

    def unfreeze(self) -> LogEntry:
        return unfreeze("anne", "flyttet", self.place)

    def go_back(
        self,
        to: int = 1,
        expected: int = 2,
        table: ConfigurationTable | None = None,
        *,
        confirm_removals: bool = False,
    ) -> LogEntry:
        place = tenant_of(self.code, table or self.table, lambda: NOON)
        mandate = change_request("anne", "forkert ark", expected)
        return revert(to, mandate, place, confirm_removals=confirm_removals)

    def lose_a_page(self, content: Content | None) -> None:
        """The first page of a snapshot is gone, and with it its rows' keys, as by a bug or a hand in the console."""
        assert content is not None
        pk = {"S": f"M#{self.code}#S#{content.snapshot_id}"}
        for gone in (page_key(0), ROW_KEYS):
            self.dynamodb.delete_item(TableName=TABLE, Key={"PK": pk, "SK": {"S": gone}})

    def get(self, query: str = "", **headers: str) -> Response:
        return ask(f"/v1/kommuner/{self.code}/konfiguration", query, **headers)

    def served(self) -> tuple[Row, ...]:
        """The whole configuration as the portal reads it; empty where nothing is published.

        In an instance that has just started: what one remembers says nothing of what is in the table.
        """
        portal_handler.snapshots.cache_clear()
        response = self.get()
        if response.status == 404:
            assert response.json["type"] == "urn:problem-type:kleark:nothing-published"
            return ()
        assert response.status == 200, response.content
        return tuple(Row.from_json(one) for one in response.json["rows"])

    def queued_messages(self) -> list[dict[str, str]]:
        """What waits for the publisher; taken off the queue."""
        answer = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
        messages = answer.get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]

    def report_names(self, prefix: str = "") -> set[str]:
        answer = self.s3.list_objects_v2(Bucket=REPORTS, Prefix=prefix)
        return {stored["Key"] for stored in answer.get("Contents", [])}


def event(
    path: str,
    query: str = "",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    *,
    encoded: bool = False,
) -> dict[str, Any]:
    """As an HTTP API makes it (payload version 2.0)."""
    made: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name.lower(): value for name, value in (headers or {}).items()},
        "requestContext": {"stage": "$default", "http": {"method": method, "path": path}},
        "isBase64Encoded": encoded,
    }
    if body is not None:
        made["body"] = base64.b64encode(body).decode() if encoded else body.decode()
    return made


def answered(asked: dict[str, Any]) -> Response:
    """What the HTTP client sees."""
    answer = portal_handler.handler(asked, CONTEXT)
    json.dumps(answer)
    content = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    if content and answer["headers"].get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return Response(answer["statusCode"], answer["headers"], content)


def ask(path: str, query: str = "", method: str = "GET", **headers: str) -> Response:
    return answered(event(path, query, method, {name.replace("_", "-"): v for name, v in headers.items()}))


def s3_record(
    key: str,
    version: str | None,
    *,
    at: datetime = NOON,
    name: str = "ObjectCreated:Put",
    size: int = 1,
) -> dict[str, Any]:
    stored = {"key": quote_plus(key, safe="/"), "size": size, "eTag": "0", "sequencer": "0"}
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": name,
        "eventTime": stamp(at),
        "s3": {
            "bucket": {"name": UPLOADS},
            "object": stored | ({"versionId": version} if version else {}),
        },
    }


def upload_message(*records: dict[str, Any], message_id: str = "m1") -> dict[str, Any]:
    return _message(json.dumps({"Records": list(records)}), message_id, {})


def publish_message(code: str, identity: str) -> dict[str, Any]:
    body = json.dumps({"municipalityCode": code, "uploadId": identity})
    return _message(body, identity, {"MessageGroupId": code, "MessageDeduplicationId": identity})


def _message(body: str, message_id: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": "r",
        "body": body,
        "attributes": attributes,
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:q",
        "awsRegion": REGION,
    }


def failures(answer: Any) -> list[str]:
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]


def build() -> World:
    """Make the resources as the template does: versioned uploads, one table, one FIFO queue."""
    dynamodb, s3, sqs = clients.dynamodb(), clients.s3(), clients.sqs()
    for bucket in (UPLOADS, REPORTS):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=UPLOADS, VersioningConfiguration={"Status": "Enabled"})
    world = World(dynamodb, s3, sqs, *_make_queues())
    make_table(world)
    moto_backend.make_table(dynamodb, COLLEAGUES)
    return world


def _make_queues() -> tuple[str, str]:
    sqs = clients.sqs()
    publish = sqs.create_queue(QueueName="publish.fifo", Attributes={"FifoQueue": "true"})
    return publish["QueueUrl"], sqs.create_queue(QueueName="erasure")["QueueUrl"]


@cache
def _built() -> dict[str, Any]:
    """What moto keeps of buckets and table that have just been made."""
    build()
    return _taken()


def _taken() -> dict[str, Any]:
    return {name: deepcopy(vars(one)) for name, one in kept_by_moto().items()}


def _put_back(taken: Mapping[str, Any]) -> None:
    for name, one in kept_by_moto().items():
        vars(one).clear()
        vars(one).update(deepcopy(taken[name]))


def kept_by_moto() -> dict[str, Any]:
    return {
        "s3": s3_backends[DEFAULT_ACCOUNT_ID]["aws"],
        "dynamodb": dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION],
    }


def rebuilt() -> World:
    """What `build` makes, where moto is empty: from what the first in this process left, since asking takes longer.

    The queues are made as ever; they cannot be copied.
    """
    built = _built()
    MockAWS().reset()
    _put_back(built)
    return World(clients.dynamodb(), clients.s3(), clients.sqs(), *_make_queues())


_prepared: dict[str, dict[str, Any]] = {}


def prepared(name: str, prepare: Callable[[], object]) -> None:
    """Have buckets and tables as ``prepare`` leaves them: it runs once in a process, and others get a copy.

    Under one name it must always start from the same, and leave nothing elsewhere: not in a queue, nor with the caller.
    """
    if name in _prepared:
        _put_back(_prepared[name])
    else:
        prepare()
        _prepared[name] = _taken()


def make_table(world: World) -> None:
    """An empty table, in the place of the one that was there."""
    if TABLE in world.dynamodb.list_tables()["TableNames"]:
        world.dynamodb.delete_table(TableName=TABLE)
    moto_backend.make_table(world.dynamodb, TABLE)


def make_secret(client: Any) -> Any:
    """Secrets Manager with the key of fingerprints in it."""
    with suppress(client.exceptions.ResourceExistsException):
        client.create_secret(Name=ANSWER_SECRET, SecretString=SECRET.decode())
    return client


def make_people_table(world: World) -> None:
    """An empty table with the key of ``template.yaml``'s, unless it is there."""
    if PEOPLE not in world.dynamodb.list_tables()["TableNames"]:
        world.dynamodb.create_table(
            TableName=PEOPLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        )


def checked(world: World, count: int) -> str:
    """A sheet of so many rows that waits for a person to publish it. Gives its id."""
    upload, config = validated(
        world.code, rows(count), f"ark-{count}.xlsx", stamp(NOON), status=UploadStatus.CHECKED
    )
    world.table.claim(upload)
    world.reports.write(world.code, upload.upload_id, "config.json", config.to_bytes())
    return upload.upload_id
