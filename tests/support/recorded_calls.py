"""What the functions ask of AWS in a run on moto, as IAM is told of it: action, resource and condition keys.

moto and local engines know neither `dynamodb:LeadingKeys` nor `dynamodb:Attributes`; `tests.support.iam` does. Where
AWS does not say what a key of a transaction is, each action's own or all of the transaction's, both are asked.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from botocore.client import BaseClient

from infra.engines.operations_used import operations_used
from tests.support.iam import Request
from tests.support.link_stack import LINKS
from tests.support.operating import GROUP, ROLE
from tests.support.world import (
    ANSWER_SECRET,
    COLLEAGUES,
    EDITIONS,
    EVENT_BUS,
    PEOPLE,
    REPORTS,
    TABLE,
    UPLOADS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pytest

    from infra.resolved_template import ResolvedTemplate

TABLES = {TABLE: "Table", PEOPLE: "PeopleTable", COLLEAGUES: "ColleaguesTable", LINKS: "LinksTable"}
BUCKETS = {UPLOADS: "UploadsBucket", REPORTS: "ReportsBucket", EDITIONS: "RegisterBucket"}
OF_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
NO_RIGHT_NEEDED = {("sts", "GetCallerIdentity")}
"""AWS answers it to whoever asks."""

OF_THE_TESTS = {("secretsmanager", "CreateSecret"), ("dynamodb", "ListTables"), ("dynamodb", "CreateTable")}
"""What tests make when it is first needed, where a stack has it."""


class UnknownCallError(Exception):
    """Nothing here knows what right a call takes."""


@dataclass(frozen=True, slots=True)
class Call:
    """``who``: in whose name."""

    who: str
    service: str
    operation: str
    parameters: Mapping[str, Any]


@dataclass
class Recorder:
    """Notes every call of every client while somebody acts."""

    calls: list[Call] = field(default_factory=list)
    who: str | None = None

    def listen(self, patch: pytest.MonkeyPatch) -> None:
        """From now on, until the patch is undone."""
        real = BaseClient._make_api_call  # type: ignore[attr-defined]

        def spy(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
            if self.who is not None:
                service = client.meta.service_model.service_name
                # The list in docs/engines.md is read from the sources: what is asked must be on it.
                assert (service, operation) in OF_THE_TESTS or f"{service}:{operation}" in operations_used()
                self.calls.append(Call(self.who, service, operation, parameters))
            return real(client, operation, parameters)

        patch.setattr(BaseClient, "_make_api_call", spy)

    @contextmanager
    def acting(self, who: str) -> Iterator[None]:
        """What is asked within is asked in the name of ``who``."""
        before, self.who = self.who, who
        try:
            yield
        finally:
            self.who = before

    def by(self, who: str) -> list[Call]:
        return [call for call in self.calls if call.who == who]


@dataclass(frozen=True)
class Asking:
    """How calls on the test's own names are asked of a stack."""

    stack: ResolvedTemplate
    queues: Mapping[str, str]
    """The logical id of a queue by its URL."""

    def requests(self, call: Call) -> list[Request]:  # noqa: C901, PLR0911 (a table)
        """All that must be allowed for a call. Raises UnknownCallError."""
        asked = call.parameters
        match call.service, call.operation:
            case pair if pair in NO_RIGHT_NEEDED | OF_THE_TESTS:
                return []
            case "dynamodb", "TransactWriteItems":
                return self._transaction(asked["TransactItems"])
            case "dynamodb", "BatchGetItem" | "BatchWriteItem":
                [(table, parts)] = asked["RequestItems"].items()
                keys = parts["Keys"] if isinstance(parts, dict) else [_item_of(one) for one in parts]
                return [self._on_items(call.operation, table, [one["PK"]["S"] for one in keys], {})]
            case "dynamodb", operation:
                return [self._on_items(operation, asked["TableName"], [_partition(asked)], asked)]
            case "s3", operation:
                return [self._on_bucket(operation, asked)]
            case "sqs", "SendMessage" | "SendMessageBatch":
                return [Request("sqs:SendMessage", self.stack.arn(self.queues[asked["QueueUrl"]]), TLS)]
            case "events", "PutEvents":
                return [self._events(asked["Entries"])]
            case "secretsmanager", "GetSecretValue":
                assert asked["SecretId"] == ANSWER_SECRET
                return [Request("secretsmanager:GetSecretValue", self.stack.arn("AnswerSecret"), TLS)]
            case "scheduler", "CreateSchedule" | "UpdateSchedule" | "DeleteSchedule":
                return self._schedule(call.operation, asked)
            case "cloudformation", "DescribeStacks":
                return [Request("cloudformation:DescribeStacks", self._own("cloudformation", "stack/{}/1-2"))]
            case "sesv2", "SendEmail":
                return self._mail(asked)
        raise UnknownCallError(f"{call.service}:{call.operation}")

    def _transaction(self, actions: Sequence[Mapping[str, Any]]) -> list[Request]:
        parts = [(OF_A_TRANSACTION[kind], part) for one in actions for kind, part in one.items()]
        every = [_partition(part) for _, part in parts]
        return [
            self._on_items(action, part["TableName"], keys, part)
            for action, part in parts
            for keys in ([_partition(part)], every)
        ]

    def _on_items(
        self, action: str, table: str, partitions: Sequence[str], asked: Mapping[str, Any]
    ) -> Request:
        projected = "ProjectionExpression" in asked
        context: dict[str, str | Sequence[str]] = {**TLS, "dynamodb:LeadingKeys": sorted(set(partitions))}
        if action in {"GetItem", "Query"}:
            context["dynamodb:Select"] = "SPECIFIC_ATTRIBUTES" if projected else "ALL_ATTRIBUTES"
        named = {*asked.get("Key", {}), *asked.get("Item", {})}
        named |= set(asked.get("ExpressionAttributeNames", {}).values())
        if named:
            context["dynamodb:Attributes"] = sorted(named)
        # One that is not the stack's own has its name from a person: a table that was restored beside it.
        place = self.stack.arn(TABLES[table]) if table in TABLES else self._own("dynamodb", f"table/{table}")
        if "IndexName" in asked:
            place += f"/index/{asked['IndexName']}"
        return Request(f"dynamodb:{action}", place, context)

    def _on_bucket(self, operation: str, asked: Mapping[str, Any]) -> Request:
        bucket = self.stack.arn(BUCKETS[asked["Bucket"]])
        match operation:
            case "GetObject" | "HeadObject" | "DeleteObject":
                verb = "DeleteObject" if operation == "DeleteObject" else "GetObject"
                version = "Version" if "VersionId" in asked else ""
                return Request(f"s3:{verb}{version}", f"{bucket}/{asked['Key']}", TLS)
            case "PutObject":
                return Request("s3:PutObject", f"{bucket}/{asked['Key']}", TLS)
            case "ListObjectVersions":
                return Request("s3:ListBucketVersions", bucket, TLS)
            case "ListObjectsV2":
                return Request("s3:ListBucket", bucket, TLS)
        raise UnknownCallError(f"s3:{operation}")

    def _events(self, entries: Sequence[Mapping[str, Any]]) -> Request:
        assert {one["EventBusName"] for one in entries} == {EVENT_BUS}
        context = {
            **TLS,
            "events:source": [one["Source"] for one in entries],
            "events:detail-type": [one["DetailType"] for one in entries],
        }
        return Request("events:PutEvents", self.stack.arn("EventBus"), context)

    def _schedule(self, operation: str, asked: Mapping[str, Any]) -> list[Request]:
        assert asked["GroupName"] == GROUP
        group = self.stack.name("PublicationSchedules")
        place = self._own("scheduler", f"schedule/{group}/{asked['Name']}")
        requests = [Request(f"scheduler:{operation}", place, TLS)]
        if operation != "DeleteSchedule":
            assert asked["Target"]["RoleArn"] == ROLE
            context = {**TLS, "iam:PassedToService": "scheduler.amazonaws.com"}
            requests.append(Request("iam:PassRole", self.stack.arn("PublicationScheduleRole"), context))
        return requests

    def _mail(self, asked: Mapping[str, Any]) -> list[Request]:
        _, sender = parseaddr(asked["FromEmailAddress"])  # what is shown of it is another key
        context = {**TLS, "ses:FromAddress": sender}
        own = (
            f"identity/{sender.partition('@')[2]}",
            f"configuration-set/{self.stack.name('NoticesConfigurationSet')}",
        )
        return [Request("ses:SendEmail", self._own("ses", resource), context) for resource in own]

    def _own(self, service: str, resource: str) -> str:
        named = resource.format(self.stack.stack)
        return f"arn:aws:{service}:{self.stack.region}:{self.stack.account}:{named}"


TLS = {"aws:SecureTransport": "true"}
_LEADING_KEY = re.compile(r"^#\w+ = (:\w+)")


def _partition(asked: Mapping[str, Any]) -> str:
    """The partition of a call on one item, or of a query; of a query of an index, that in the index."""
    if "KeyConditionExpression" in asked:
        [placeholder] = _LEADING_KEY.findall(asked["KeyConditionExpression"])
        return str(asked["ExpressionAttributeValues"][placeholder]["S"])
    return str((asked.get("Key") or asked["Item"])["PK"]["S"])


def _item_of(write: Mapping[str, Any]) -> Mapping[str, Any]:
    item: Mapping[str, Any] = (
        write["PutRequest"]["Item"] if "PutRequest" in write else write["DeleteRequest"]["Key"]
    )
    return item
