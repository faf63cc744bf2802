"""Who read or wrote which sheet: S3's access logs, and CloudTrail's data events, where they are asked for."""

from __future__ import annotations

from typing import Any

import pytest

from infra.cloudformation import ROOT
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate
from tests.support.iam import Request, is_allowed

AUDIT = ResolvedTemplate(
    stack="kleark-audit",
    parameters={"StackName": "kleark", "DataEvents": "ON"},
    path=ROOT / "infra" / "stacks" / "audit.yaml",
)
LOGS_BUCKET = AUDIT.name("AccessLogsBucket")
WITH_LOGS = ResolvedTemplate(parameters=PARAMETERS | {"AccessLogsBucket": LOGS_BUCKET})
BUCKETS = [name for name, one in WITH_LOGS.template["Resources"].items() if one["Type"] == "AWS::S3::Bucket"]


def policy_of(bucket: str) -> list[dict[str, Any]]:
    document: dict[str, Any] = AUDIT.resolve(AUDIT.template["Resources"][f"{bucket}Policy"]["Properties"])
    return list(document["PolicyDocument"]["Statement"])


def logging_of(bucket: str, stack: ResolvedTemplate) -> dict[str, str] | None:
    properties: dict[str, Any] = stack.resolve(stack.template["Resources"][bucket]["Properties"])
    return properties.get("LoggingConfiguration")


def put_log(prefix: str, **context: str) -> Request:
    where = f"arn:aws:s3:::{LOGS_BUCKET}/{prefix}2026-11-29-12-00-00-0123456789ABCDEF"
    return Request(
        "s3:PutObject", where, context | {"aws:SecureTransport": "true"}, "logging.s3.amazonaws.com"
    )


@pytest.mark.parametrize("bucket", BUCKETS)
def test_every_bucket_writes_to_the_logs_bucket_and_nobody_else_does(bucket: str) -> None:
    logging = logging_of(bucket, WITH_LOGS)
    assert logging is not None
    assert logging["DestinationBucketName"] == LOGS_BUCKET
    good = {"aws:SourceAccount": "123456789012", "aws:SourceArn": WITH_LOGS.arn(bucket)}
    policy = policy_of("AccessLogsBucket")
    assert is_allowed(put_log(logging["LogFilePrefix"], **good), [], policy)
    for changed in (
        {"aws:SourceArn": "arn:aws:s3:::other"},
        {"aws:SourceArn": f"{WITH_LOGS.arn(bucket)}-2"},
        {"aws:SourceAccount": "210987654321"},
        {"aws:SecureTransport": "false"},
    ):
        asked = put_log(logging["LogFilePrefix"], **good)
        context = {**asked.context, **changed}
        assert not is_allowed(Request(asked.action, asked.resource, context, asked.principal), [], policy)
    assert not is_allowed(put_log("elsewhere/", **good), [], policy)


def test_by_default_no_access_is_written_down() -> None:
    """The lines hold callers' addresses and files' names: whoever wants them says so."""
    for bucket in BUCKETS:
        assert logging_of(bucket, ResolvedTemplate(parameters=PARAMETERS)) is None


@pytest.mark.parametrize("bucket", ["AccessLogsBucket", "TrailBucket"])
def test_what_is_written_down_is_private_and_forgotten(bucket: str) -> None:
    properties = AUDIT.resolve(AUDIT.template["Resources"][bucket]["Properties"])
    (rule,) = properties["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == "180"
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    # S3 writes its access logs into no bucket that is encrypted with a key of KMS.
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}


def test_the_trail_follows_every_bucket_and_writes_to_its_own() -> None:
    trail = AUDIT.resolve(AUDIT.template["Resources"]["Trail"]["Properties"])
    (selector,) = trail["AdvancedEventSelectors"]
    followed = {one["Field"]: one for one in selector["FieldSelectors"]}["resources.ARN"]["StartsWith"]
    assert followed == [f"{WITH_LOGS.arn(bucket)}/" for bucket in BUCKETS]
    assert trail["EnableLogFileValidation"] is True
    policy = policy_of("TrailBucket")
    where = f"{AUDIT.arn('TrailBucket')}/AWSLogs/123456789012/CloudTrail/eu-north-1/2026/11/29/x.json.gz"
    context = {"aws:SourceArn": AUDIT.arn("Trail"), "aws:SecureTransport": "true"}
    writes = Request("s3:PutObject", where, context, "cloudtrail.amazonaws.com")
    assert is_allowed(writes, [], policy)
    assert not is_allowed(
        Request(
            "s3:PutObject",
            where,
            context | {"aws:SourceArn": "arn:aws:cloudtrail:eu-north-1:1:trail/x"},
            writes.principal,
        ),
        [],
        policy,
    )
    assert not is_allowed(Request("s3:GetObject", where, context, writes.principal), [], policy)


def test_without_data_events_there_is_no_trail() -> None:
    quiet = ResolvedTemplate(stack="kleark-audit", parameters={"StackName": "kleark"}, path=AUDIT.path)
    assert [name for name in quiet.template["Resources"] if quiet.exists(name)] == [
        "AccessLogsBucket",
        "AccessLogsBucketPolicy",
    ]
