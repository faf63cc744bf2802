"""A key of one's own in KMS: what is encrypted with it, and who may use it for what, by its policy and the roles'."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from infra.cloudformation import ROOT
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate
from tests.support.iam import Request, is_allowed_by_key

KEY_STACK = ResolvedTemplate(
    stack="kleark-key", parameters={"StackName": "kleark"}, path=ROOT / "infra" / "stacks" / "key.yaml"
)
KEY = KEY_STACK.arn("Key")
OF_KEY = KEY_STACK.resolve(KEY_STACK.template["Resources"]["Key"]["Properties"]["KeyPolicy"]["Statement"])

WITH_KEY = ResolvedTemplate(parameters=PARAMETERS | {"KmsKeyArn": KEY, "LinkCheck": "ON"})
SCANNER = ResolvedTemplate(
    stack="kleark-scan",
    parameters={"StackName": "kleark", "KmsKeyArn": KEY},
    path=ROOT / "infra" / "stacks" / "malware-protection.yaml",
)
WITHOUT_KEY = ResolvedTemplate(parameters=PARAMETERS | {"LinkCheck": "ON"})
RESOURCES: dict[str, dict[str, Any]] = WITH_KEY.template["Resources"]
ROLES = [name for name, resource in RESOURCES.items() if resource["Type"] == "AWS::IAM::Role"]

SERVICES = ("dynamodb", "s3", "sqs", "secretsmanager", "logs", "lambda", "sns")
ACTIONS = ("Decrypt", "GenerateDataKey", "Encrypt", "CreateGrant", "DescribeKey", "ScheduleKeyDeletion")

NEEDED: dict[str, set[tuple[str, str]]] = {
    "s3:GetObject": {("Decrypt", "s3")},
    "s3:GetObjectVersion": {("Decrypt", "s3")},
    "s3:PutObject": {("GenerateDataKey", "s3"), ("Decrypt", "s3")},
    "sqs:ReceiveMessage": {("Decrypt", "sqs")},
    "sqs:SendMessage": {("GenerateDataKey", "sqs"), ("Decrypt", "sqs")},
    "secretsmanager:GetSecretValue": {("Decrypt", "secretsmanager")},
}
"""What an action on something encrypted asks of KMS in the caller's name: of each service's guide, the page on KMS."""


def properties(logical_id: str, stack: ResolvedTemplate) -> dict[str, Any]:
    resolved: dict[str, Any] = stack.resolve(RESOURCES[logical_id]["Properties"])
    return resolved


def of_type(resource_type: str) -> list[str]:
    return [name for name, resource in RESOURCES.items() if resource["Type"] == resource_type]


def use(action: str, service: str | None, principal: str, key: str = KEY, **context: str) -> Request:
    """KMS is asked; ``service``: through which, in the caller's name."""
    through = {"kms:ViaService": f"{service}.eu-north-1.amazonaws.com"} if service else {}
    return Request(f"kms:{action}", key, through | context, principal)


def needs(statements: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What the other rights of a role come to at KMS."""
    found: set[tuple[str, str]] = set()
    for statement in statements:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        for action in actions:
            # Streams are encrypted as their tables are. To find them takes nothing of what they hold.
            on_tables = action.startswith("dynamodb:") and action != "dynamodb:ListStreams"
            found |= {("Decrypt", "dynamodb")} if on_tables else NEEDED.get(action, set())
    return found


def role_arn(role: str) -> str:
    return WITH_KEY.arn(role)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_uses_the_key_for_what_it_may_do_and_for_nothing_else(role: str) -> None:
    statements = WITH_KEY.statements(role)
    may = {
        (action, service)
        for action, service in product(ACTIONS, SERVICES)
        if is_allowed_by_key(use(action, service, role_arn(role)), statements, OF_KEY)
    }
    assert may == needs(WITHOUT_KEY.statements(role))
    for action in ACTIONS:
        assert not is_allowed_by_key(use(action, None, role_arn(role)), statements, OF_KEY), "not by itself"
        other = KEY.replace("1234abcd", "abcd1234")
        assert not is_allowed_by_key(use(action, "s3", role_arn(role), other), statements, OF_KEY)


def test_the_scanner_reads_and_tries_to_write_files_with_it_and_no_more() -> None:
    role = SCANNER.arn("ScanRole")
    statements = SCANNER.statements("ScanRole")
    may = {
        (action, service)
        for action, service in product(ACTIONS, SERVICES)
        if is_allowed_by_key(use(action, service, role), statements, OF_KEY)
    }
    assert may == needs(statements) == {("Decrypt", "s3"), ("GenerateDataKey", "s3")}


def test_operators_use_it_for_what_they_may_do() -> None:
    operator = role_arn("PublishRole").replace("Publish", "Operator")
    statements = [*WITH_KEY.statements("OperatorPolicy"), *WITH_KEY.statements("OperatorKeyPolicy")]
    may = {
        (action, service)
        for action, service in product(ACTIONS, SERVICES)
        if is_allowed_by_key(use(action, service, operator), statements, OF_KEY)
    }
    assert may == needs(WITHOUT_KEY.statements("OperatorPolicy"))


def test_a_role_of_another_account_cannot_be_let_in_by_its_own_policies() -> None:
    stranger = role_arn("ValidateRole").replace("123456789012", "210987654321")
    assert not is_allowed_by_key(use("Decrypt", "s3", stranger), WITH_KEY.statements("ValidateRole"), OF_KEY)


BUCKET = WITH_KEY.arn("UploadsBucket")
NOTIFYING = [
    name for name in of_type("AWS::S3::Bucket") if "NotificationConfiguration" in properties(name, WITH_KEY)
]
RULE = "arn:aws:events:eu-north-1:123456789012:rule/kleark/kleark-NoticesRule-1ABC"
LOG_GROUP = WITH_KEY.arn("ValidateLogGroup").removesuffix(":*")


@pytest.mark.parametrize(
    ("service", "context", "other"),
    [
        (
            "s3.amazonaws.com",
            {"aws:SourceAccount": "123456789012", "aws:SourceArn": BUCKET},
            [
                {"aws:SourceArn": BUCKET.replace("uploads", "other")},
                {"aws:SourceAccount": "210987654321"},
            ],
        ),
        (
            "events.amazonaws.com",
            {"aws:SourceAccount": "123456789012", "aws:SourceArn": RULE},
            [{"aws:SourceArn": RULE.replace("kleark", "other")}, {"aws:SourceAccount": "210987654321"}],
        ),
        (
            "logs.eu-north-1.amazonaws.com",
            {"kms:EncryptionContext:aws:logs:arn": LOG_GROUP},
            [{"kms:EncryptionContext:aws:logs:arn": LOG_GROUP.replace("/kleark-", "/other-")}],
        ),
    ],
    ids=["events of uploads", "rules", "logs"],
)
def test_a_service_that_acts_in_its_own_name_is_let_in_for_the_stacks_things_alone(
    service: str, context: dict[str, str], other: list[dict[str, str]]
) -> None:
    for action in ("Decrypt", "GenerateDataKey"):
        assert is_allowed_by_key(use(action, None, service, **context), [], OF_KEY)
        for changed in other:
            assert not is_allowed_by_key(use(action, None, service, **(context | changed)), [], OF_KEY)
    assert not is_allowed_by_key(use("ScheduleKeyDeletion", None, service, **context), [], OF_KEY)


def test_every_bucket_that_tells_a_queue_is_one_that_the_key_lets_in() -> None:
    """Else S3 cannot write into the encrypted queue, and what comes into the bucket is never looked at."""
    assert set(NOTIFYING) >= {"UploadsBucket", "RegisterBucket"}
    for name in NOTIFYING:
        context = {"aws:SourceAccount": "123456789012", "aws:SourceArn": WITH_KEY.arn(name)}
        for action in ("Decrypt", "GenerateDataKey"):
            assert is_allowed_by_key(use(action, None, "s3.amazonaws.com", **context), [], OF_KEY), name


def test_every_log_group_of_the_stack_is_one_that_the_key_lets_in() -> None:
    for name in of_type("AWS::Logs::LogGroup"):
        group = WITH_KEY.arn(name).removesuffix(":*")
        asked = {"kms:EncryptionContext:aws:logs:arn": group}
        assert is_allowed_by_key(
            use("GenerateDataKey", None, "logs.eu-north-1.amazonaws.com", **asked), [], OF_KEY
        )


@pytest.mark.parametrize("service", ["scheduler.amazonaws.com", "lambda.amazonaws.com", "sns.amazonaws.com"])
def test_who_acts_as_a_role_of_ours_needs_nothing_of_the_key_itself(service: str) -> None:
    context = {"aws:SourceAccount": "123456789012", "aws:SourceArn": BUCKET}
    assert not is_allowed_by_key(use("Decrypt", None, service, **context), [], OF_KEY)


def test_with_a_key_everything_that_is_kept_is_encrypted_with_it() -> None:
    for name in of_type("AWS::S3::Bucket"):
        (rule,) = properties(name, WITH_KEY)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        wanted = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
        assert rule == {"ServerSideEncryptionByDefault": wanted, "BucketKeyEnabled": True}, name
    for name in of_type("AWS::SQS::Queue"):
        queue = properties(name, WITH_KEY)
        assert queue["KmsMasterKeyId"] == KEY, name
        # SQS takes one of both.
        assert "SqsManagedSseEnabled" not in queue, name
    for name in of_type("AWS::DynamoDB::Table"):
        encryption = properties(name, WITH_KEY)["SSESpecification"]
        assert encryption == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}, name
    for kind in ("AWS::Logs::LogGroup", "AWS::SecretsManager::Secret"):
        for name in of_type(kind):
            assert properties(name, WITH_KEY)["KmsKeyId"] == KEY, name


def test_without_one_it_is_encrypted_with_keys_of_aws() -> None:
    assert ResolvedTemplate().resolve({"Ref": "KmsKeyArn"}) == ""
    for name in of_type("AWS::S3::Bucket"):
        (rule,) = properties(name, WITHOUT_KEY)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}, name
    for name in of_type("AWS::SQS::Queue"):
        queue = properties(name, WITHOUT_KEY)
        assert queue["SqsManagedSseEnabled"] is True, name
        assert "KmsMasterKeyId" not in queue, name
    for name in of_type("AWS::DynamoDB::Table"):
        assert properties(name, WITHOUT_KEY)["SSESpecification"] == {"SSEEnabled": True}, name
    for name, resource in RESOURCES.items():
        if "KmsKeyId" in resource.get("Properties", {}):
            assert "KmsKeyId" not in properties(name, WITHOUT_KEY), name
    for name in (*(name for name in RESOURCES if name.startswith("KeyOf")), "OperatorKeyPolicy"):
        assert WITH_KEY.exists(name)
        assert not WITHOUT_KEY.exists(name)


def test_the_key_turns_every_year_and_outlives_what_made_it() -> None:
    key = KEY_STACK.template["Resources"]["Key"]
    assert key["DeletionPolicy"] == "RetainExceptOnCreate"
    assert key["UpdateReplacePolicy"] == "Retain"
    resolved = KEY_STACK.resolve(key["Properties"])
    assert resolved["EnableKeyRotation"] is True
    assert resolved["RotationPeriodInDays"] == "365"
    assert resolved["PendingWindowInDays"] == 30
