"""What each function's role may do, as the engine's IAM enforces it. The rest of the tests show that it suffices."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from infra.local.stack import client
from infra.local.upload import send, wait_for_upload
from kleark.publishing.object_keys import report_prefix
from tests.support.engine_sheets import sheet
from tests.support.watching import configuration

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode

ANYBODY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"lambda.amazonaws.com","AWS":"arn:aws:iam::000000000000:root"}}]}'
)
DENIED = {"AccessDenied", "AccessDeniedException"}


def acting_as(stack: LocalStack, function: str) -> Callable[[str], Any]:
    """Clients with the role of a function. Its trust is widened to let the test take it; its rights are not."""
    functions = client("lambda", stack.endpoint)
    return as_role(stack, functions.get_function_configuration(FunctionName=f"kleark-{function}")["Role"])


def as_role(stack: LocalStack, role: str) -> Callable[[str], Any]:
    """Clients with a role, given by its ARN."""
    client("iam", stack.endpoint).update_assume_role_policy(
        RoleName=role.rpartition("/")[2], PolicyDocument=ANYBODY
    )
    granted = client("sts", stack.endpoint).assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    credentials = {
        "aws_access_key_id": granted["AccessKeyId"],
        "aws_secret_access_key": granted["SecretAccessKey"],
        "aws_session_token": granted["SessionToken"],
    }
    return lambda service: client(service, stack.endpoint, credentials)


def as_operator(stack: LocalStack, name: str = "operator") -> Callable[[str], Any]:
    """Clients of a person who has the template's OperatorPolicy and no other right."""
    iam = client("iam", stack.endpoint)
    with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=ANYBODY)
        iam.attach_role_policy(RoleName=name, PolicyArn=stack.outputs["OperatorPolicyArn"])
    return as_role(stack, iam.get_role(RoleName=name)["Role"]["Arn"])


def live_key(code: str) -> dict[str, dict[str, str]]:
    return {"PK": {"S": f"M#{code}"}, "SK": {"S": "LIVE"}}


def denied(call: Callable[[], object]) -> bool:
    """Whether IAM refuses the call. Any other refusal, or none, is not what is asked for."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"] in DENIED
    return False


@pytest.fixture
def published(stack: LocalStack, code: MunicipalityCode) -> str:
    """The id of an upload that is live."""
    sent = send(stack, f"{code}/ark.xlsx", sheet())
    wait_for_upload(stack, code, sent.upload_id)
    return sent.upload_id


def test_the_portal_can_read_what_is_live_and_write_nothing(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    assert published
    before = configuration(stack, code).body
    table = acting_as(stack, "portal-api")("dynamodb")
    name, key = stack.table_name, live_key(code)
    assert table.get_item(TableName=name, Key=key)["Item"]["revision"] == {"N": "1"}
    update = {"TableName": name, "Key": key, "UpdateExpression": "SET #r = :r"}
    update |= {
        "ExpressionAttributeNames": {"#r": "revision"},
        "ExpressionAttributeValues": {":r": {"N": "7"}},
    }
    assert denied(lambda: table.put_item(TableName=name, Item=key))
    assert denied(lambda: table.update_item(**update))
    assert denied(lambda: table.delete_item(TableName=name, Key=key))
    assert denied(lambda: table.batch_write_item(RequestItems={name: [{"DeleteRequest": {"Key": key}}]}))
    assert denied(lambda: table.transact_write_items(TransactItems=[{"Update": update}]))
    assert denied(lambda: table.scan(TableName=name))
    assert configuration(stack, code).body == before


def test_the_portal_reaches_neither_buckets_nor_queues(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    of = acting_as(stack, "portal-api")
    report = report_prefix(published, code) + "report.json"
    assert denied(lambda: of("s3").get_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    assert denied(lambda: of("s3").get_object(Bucket=stack.reports_bucket, Key=report))
    assert denied(lambda: of("s3").list_objects_v2(Bucket=stack.reports_bucket))
    order = {"QueueUrl": stack.outputs["PublishQueueUrl"], "MessageBody": "{}", "MessageGroupId": code}
    assert denied(lambda: of("sqs").send_message(**order, MessageDeduplicationId="1"))


def test_the_publisher_reads_the_configuration_and_never_the_upload(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    s3 = acting_as(stack, "publish")("s3")
    folder = report_prefix(published, code)
    assert s3.get_object(Bucket=stack.reports_bucket, Key=folder + "config.json")["ContentLength"] > 0
    assert denied(lambda: s3.get_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    assert denied(lambda: s3.get_object(Bucket=stack.reports_bucket, Key=folder + "report.json"))
    assert denied(lambda: s3.put_object(Bucket=stack.reports_bucket, Key=folder + "config.json", Body=b"{}"))
    assert denied(lambda: s3.delete_object(Bucket=stack.reports_bucket, Key=folder + "config.json"))


def test_the_publisher_neither_scans_nor_drops_the_table(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    """It may delete an item: the schedule whose time has come goes in the transaction that makes it live."""
    assert published
    table = acting_as(stack, "publish")("dynamodb")
    assert table.get_item(TableName=stack.table_name, Key=live_key(code))["Item"]
    assert denied(lambda: table.scan(TableName=stack.table_name))
    assert denied(lambda: table.delete_table(TableName=stack.table_name))
    assert denied(lambda: table.update_table(TableName=stack.table_name, DeletionProtectionEnabled=False))


def test_the_validator_neither_changes_uploads_nor_reads_reports(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    s3 = acting_as(stack, "validate")("s3")
    upload, report = f"{code}/ark.xlsx", report_prefix(published, code) + "report.json"
    assert s3.get_object(Bucket=stack.uploads_bucket, Key=upload)["ContentLength"] > 0
    assert denied(lambda: s3.put_object(Bucket=stack.uploads_bucket, Key=upload, Body=b""))
    assert denied(lambda: s3.delete_object(Bucket=stack.uploads_bucket, Key=upload))
    assert denied(lambda: s3.get_object(Bucket=stack.reports_bucket, Key=report))
    assert denied(lambda: s3.delete_object(Bucket=stack.reports_bucket, Key=report))


def test_the_validator_reads_rows_and_writes_none_in_bulk(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    assert published
    table = acting_as(stack, "validate")("dynamodb")
    query = {"KeyConditionExpression": "PK = :pk", "ExpressionAttributeValues": {":pk": {"S": f"M#{code}"}}}
    key = live_key(code)
    assert table.get_item(TableName=stack.table_name, Key=key)["Item"]
    assert table.query(TableName=stack.table_name, **query)["Items"]
    bulk = {stack.table_name: [{"PutRequest": {"Item": key}}]}
    assert denied(lambda: table.batch_write_item(RequestItems=bulk))
    # It may delete pages of an older inventory; that it may nothing of a municipality's is in tests/infra.
    assert denied(lambda: table.delete_table(TableName=stack.table_name))


def test_the_announcer_writes_its_mark_and_one_bus_and_nothing_else(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    of = acting_as(stack, "announce")
    table, events, name = of("dynamodb"), of("events"), stack.table_name
    key = live_key(code)
    assert table.get_item(TableName=name, Key=key)["Item"]
    assert denied(lambda: table.put_item(TableName=name, Item=key))
    assert denied(lambda: table.delete_item(TableName=name, Key=key))
    assert denied(lambda: table.scan(TableName=name))
    query = {"KeyConditionExpression": "PK = :pk", "ExpressionAttributeValues": {":pk": key["PK"]}}
    assert denied(lambda: table.query(TableName=name, **query))
    event = {"Source": "kleark", "DetailType": "Prøve", "Detail": "{}"}
    own = events.put_events(Entries=[event | {"EventBusName": stack.outputs["EventBusName"]}])
    assert own["FailedEntryCount"] == 0
    assert denied(lambda: events.put_events(Entries=[event | {"EventBusName": "default"}]))
    assert denied(lambda: events.delete_event_bus(Name=stack.outputs["EventBusName"]))
    report = report_prefix(published, code) + "report.json"
    assert denied(lambda: of("s3").get_object(Bucket=stack.reports_bucket, Key=report))


def test_the_sweep_takes_no_batch_and_reaches_no_bucket(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    """That it deletes rows alone, puts its own marks alone, and writes no revision, is in conditions that the engine
    does not know: tests/infra/test_template.py and tests/integration/test_recorded_run.py hold them, and
    tests/integration/publishing/test_sweep.py holds them against what it asks for."""
    of = acting_as(stack, "sweep")
    table, name, key = of("dynamodb"), stack.table_name, live_key(code)
    assert table.get_item(TableName=name, Key=key)["Item"]
    assert denied(lambda: table.batch_write_item(RequestItems={name: [{"DeleteRequest": {"Key": key}}]}))
    assert denied(lambda: table.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": key}}]}))
    assert denied(lambda: table.scan(TableName=name))
    assert denied(lambda: table.delete_table(TableName=name))
    config = report_prefix(published, code) + "config.json"
    assert denied(lambda: of("s3").get_object(Bucket=stack.reports_bucket, Key=config))
    assert denied(lambda: of("s3").delete_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    bus = {
        "EventBusName": stack.outputs["EventBusName"],
        "Source": "kleark",
        "DetailType": "x",
        "Detail": "{}",
    }
    assert denied(lambda: of("events").put_events(Entries=[bus]))


def test_the_watch_keeps_what_it_finds_and_reaches_neither_buckets_nor_orders(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    """Which keys it puts is in a condition that the engine does not know: tests/infra/test_template.py holds it."""
    of = acting_as(stack, "watch-live")
    table, name, key = of("dynamodb"), stack.table_name, live_key(code)
    assert table.get_item(TableName=name, Key=key)["Item"]
    query = {"KeyConditionExpression": "PK = :pk", "ExpressionAttributeValues": {":pk": key["PK"]}}
    assert table.query(TableName=name, **query)["Items"]
    assert denied(lambda: table.delete_item(TableName=name, Key=key))
    assert denied(
        lambda: table.update_item(
            TableName=name,
            Key=key,
            UpdateExpression="SET #r = :r",
            ExpressionAttributeNames={"#r": "revision"},
            ExpressionAttributeValues={":r": {"N": "7"}},
        )
    )
    assert denied(lambda: table.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": key}}]}))
    assert denied(lambda: table.scan(TableName=name))
    links, link = stack.outputs["LinksTableName"], {"PK": {"S": "https://www.example.dk/"}}
    assert table.batch_get_item(RequestItems={links: {"Keys": [link]}})["Responses"] == {links: []}
    assert denied(lambda: table.put_item(TableName=links, Item=link))
    assert denied(lambda: table.scan(TableName=stack.people_table_name))
    s3, folder = of("s3"), report_prefix(published, code)
    assert denied(lambda: s3.get_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    assert denied(lambda: s3.get_object(Bucket=stack.reports_bucket, Key=folder + "config.json"))
    order = {"QueueUrl": stack.outputs["PublishQueueUrl"], "MessageBody": "{}", "MessageGroupId": code}
    assert denied(lambda: of("sqs").send_message(**order, MessageDeduplicationId="1"))


def test_the_register_reads_editions_and_writes_only_what_it_fetched(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    """That it records editions alone, and makes none active, is in a condition that the engine does not know."""
    of = acting_as(stack, "register")
    s3, bucket = of("s3"), stack.outputs["RegisterBucketName"]
    stack.s3.put_object(Bucket=bucket, Key="rettigheder.xml", Body=b"<x/>")
    assert s3.get_object(Bucket=bucket, Key="rettigheder.xml")["ContentLength"] > 0
    assert denied(lambda: s3.put_object(Bucket=bucket, Key="rettigheder.xml", Body=b"<y/>"))
    assert denied(lambda: s3.delete_object(Bucket=bucket, Key="rettigheder.xml"))
    assert denied(lambda: s3.get_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    config = report_prefix(published, code) + "config.json"
    assert denied(lambda: s3.get_object(Bucket=stack.reports_bucket, Key=config))
    table, name, key = of("dynamodb"), stack.table_name, live_key(code)
    assert denied(lambda: table.delete_item(TableName=name, Key=key))
    assert denied(lambda: table.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": key}}]}))
    assert denied(lambda: table.scan(TableName=name))
    assert denied(lambda: table.scan(TableName=stack.people_table_name))


def test_a_schedule_orders_publications_and_nothing_else(stack: LocalStack, code: MunicipalityCode) -> None:
    of = as_role(stack, stack.outputs["ScheduleRoleArn"])
    uploads = {"QueueUrl": stack.outputs["UploadsQueueUrl"], "MessageBody": "{}"}
    assert denied(lambda: of("sqs").send_message(**uploads))
    assert denied(lambda: of("sqs").receive_message(QueueUrl=stack.outputs["PublishQueueUrl"]))
    assert denied(lambda: of("dynamodb").get_item(TableName=stack.table_name, Key=live_key(code)))
    assert denied(lambda: of("lambda").invoke(FunctionName=stack.outputs["SweepFunctionName"]))


def test_an_operator_neither_uploads_nor_reads_what_was_uploaded(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    of = as_operator(stack)
    s3, folder = of("s3"), report_prefix(published, code)
    assert of("cloudformation").describe_stacks(StackName="kleark")["Stacks"]
    assert s3.get_object(Bucket=stack.reports_bucket, Key=folder + "config.json")["ContentLength"] > 0
    assert denied(lambda: s3.get_object(Bucket=stack.reports_bucket, Key=folder + "report.json"))
    assert denied(lambda: s3.put_object(Bucket=stack.reports_bucket, Key=folder + "config.json", Body=b"{}"))
    assert denied(lambda: s3.get_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    assert denied(lambda: s3.put_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx", Body=b""))
    assert denied(lambda: of("dynamodb").scan(TableName=stack.table_name))
    order = {"QueueUrl": stack.outputs["PublishQueueUrl"], "MessageBody": "{}", "MessageGroupId": code}
    assert denied(lambda: of("sqs").send_message(**order, MessageDeduplicationId="1"))
    assert denied(lambda: of("lambda").invoke(FunctionName=stack.outputs["SweepFunctionName"]))
    assert denied(
        lambda: of("iam").attach_role_policy(RoleName="operator", PolicyArn="arn:aws:iam::aws:policy/x")
    )


def test_the_page_decides_and_reads_and_neither_orders_nor_reaches_other_functions(
    stack: LocalStack, code: MunicipalityCode, published: str
) -> None:
    of = acting_as(stack, "admin-page")
    s3, table, name, key = of("s3"), of("dynamodb"), stack.table_name, live_key(code)
    folder = report_prefix(published, code)
    assert table.get_item(TableName=name, Key=key)["Item"]["revision"] == {"N": "1"}
    assert s3.get_object(Bucket=stack.reports_bucket, Key=folder + "report.json")["ContentLength"] > 0
    assert s3.get_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx")["ContentLength"] > 0
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=stack.reports_bucket, Key=folder + "endnu-ikke.json")
    assert denied(lambda: s3.put_object(Bucket=stack.reports_bucket, Key=folder + "report.json", Body=b"{}"))
    assert denied(lambda: s3.put_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx", Body=b""))
    assert denied(lambda: s3.delete_object(Bucket=stack.uploads_bucket, Key=f"{code}/ark.xlsx"))
    assert denied(lambda: table.scan(TableName=name))
    assert denied(lambda: table.delete_table(TableName=name))
    assert denied(lambda: table.scan(TableName=stack.people_table_name))
    order = {"QueueUrl": stack.outputs["PublishQueueUrl"], "MessageBody": "{}", "MessageGroupId": code}
    assert denied(lambda: of("sqs").send_message(**order, MessageDeduplicationId="1"))
    assert denied(lambda: of("lambda").invoke(FunctionName=stack.outputs["SweepFunctionName"]))
    pool = stack.outputs["UserPoolId"]
    assert denied(lambda: of("cognito-idp").list_users(UserPoolId=pool))


def test_only_the_page_writes_sessions_and_tickets(stack: LocalStack, code: MunicipalityCode) -> None:
    """That the validator reads tickets and no sessions is in a condition that the engine does not know."""
    people, ticket = stack.people_table_name, {"PK": {"S": f"T#{code}"}}
    page = acting_as(stack, "admin-page")("dynamodb")
    page.put_item(TableName=people, Item=ticket)
    validator = acting_as(stack, "validate")("dynamodb")
    assert validator.get_item(TableName=people, Key=ticket)["Item"] == ticket
    assert denied(lambda: validator.put_item(TableName=people, Item=ticket))
    assert denied(lambda: validator.delete_item(TableName=people, Key=ticket))
    assert denied(
        lambda: validator.query(
            TableName=people,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": ticket["PK"]},
        )
    )
    others = [acting_as(stack, name)("dynamodb") for name in ("publish", "announce", "sweep", "portal-api")]
    refused = [denied(partial(table.get_item, TableName=people, Key=ticket)) for table in others]
    assert refused == [True] * 4
    page.delete_item(TableName=people, Key=ticket)
