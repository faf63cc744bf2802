"""A sheet is deleted on the stack of template.yaml, by the function with its own role, from buckets with versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.upload import send, wait_for_upload
from kleark.adapters.sqs import ErasureQueue
from kleark.publishing.deletion import DeletionRequest, delete_upload
from kleark.publishing.errors import SweptRevisionError
from kleark.publishing.manual import revert
from kleark.publishing.model import UploadStatus, stamp
from kleark.publishing.object_keys import report_prefix
from kleark.publishing.retention import QUIET
from tests.engines.test_rights import acting_as, denied
from tests.support.acting import change_request, tenant_of
from tests.support.engine_sheets import sheet
from tests.support.watching import all_done, configuration, eventually, nothing_failed, table, waiting

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload

SECRET = "66131399"
"""A telephone number that stands in the sheet that is deleted."""


def versions(stack: LocalStack, bucket: str, prefix: str) -> list[dict[str, Any]]:
    """Every version under a prefix."""
    listed = stack.s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    return [dict(one) for one in (*listed.get("Versions", []), *listed.get("DeleteMarkers", []))]


def quoting(stack: LocalStack, code: MunicipalityCode) -> list[str]:
    """The files of all reports of a municipality in whose versions the secret stands."""
    found = []
    for one in versions(stack, stack.reports_bucket, f"{code}/"):
        body = stack.s3.get_object(Bucket=stack.reports_bucket, Key=one["Key"], VersionId=one["VersionId"])[
            "Body"
        ].read()
        if SECRET.encode() in body or SECRET[:4].encode() + b" " + SECRET[4:].encode() in body:
            found.append(one["Key"].rpartition("/")[2])
    return sorted(set(found))


def settle(stack: LocalStack, code: MunicipalityCode, phone: str) -> Upload:
    sent = send(stack, f"{code}/ark.xlsx", sheet(phone=phone))
    upload = wait_for_upload(stack, code, sent.upload_id)
    all_done(stack)  # the workbooks come last
    return upload


def ask(stack: LocalStack, code: MunicipalityCode, upload: Upload, ago: timedelta = timedelta(0)) -> None:
    """As an approver does, so long ``ago``."""
    tenant = tenant_of(code, table(stack), lambda: datetime.now(UTC) - ago)
    queue = ErasureQueue(stack.sqs, stack.outputs["ErasureQueueUrl"])
    delete_upload(
        upload.upload_id, DeletionRequest("anne", "noget om en borger", confirmed=True), tenant, queue
    )


def status(stack: LocalStack, code: MunicipalityCode, upload: Upload) -> UploadStatus:
    found = table(stack).upload(code, upload.upload_id)
    assert found is not None
    return found.status


def test_all_of_a_sheet_goes_and_what_is_live_stays(stack: LocalStack, code: MunicipalityCode) -> None:
    secret = settle(stack, code, SECRET)
    after = settle(stack, code, "66131372")
    assert (secret.key, table(stack).live(code, consistent=True).revision) == (after.key, 2)
    assert "plan.json" in quoting(stack, code)
    served = configuration(stack, code)

    ask(stack, code, secret, QUIET + timedelta(seconds=1))
    eventually(lambda: status(stack, code, secret) is UploadStatus.DELETED, "the sheet is deleted")
    assert versions(stack, stack.reports_bucket, report_prefix(secret.upload_id, code)) == []
    [left] = versions(stack, stack.uploads_bucket, f"{code}/")
    assert left["VersionId"] == after.version_id
    assert quoting(stack, code) == []
    entry = table(stack).log_entry(code, 1)
    assert entry is not None
    assert entry.content is not None
    assert table(stack).rows(code, entry.content.snapshot_id) == []
    with pytest.raises(SweptRevisionError):
        revert(1, change_request("anne", "", 2), tenant_of(code, table(stack), lambda: datetime.now(UTC)))
    now = configuration(stack, code)
    assert (now.body, now.headers["ETag"]) == (served.body, served.headers["ETag"])
    nothing_failed(stack)
    assert waiting(stack, "ErasureDeadLetterQueueUrl") == 0


def test_it_is_looked_at_once_more_before_it_counts_as_deleted(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    upload = settle(stack, code, SECRET)
    settle(stack, code, "66131372")
    ask(stack, code, upload)
    folder = report_prefix(upload.upload_id, code)
    eventually(lambda: not versions(stack, stack.reports_bucket, folder), "its files are deleted")
    assert status(stack, code, upload) is UploadStatus.BEING_DELETED
    # A validator that was still at work.
    stack.s3.put_object(Bucket=stack.reports_bucket, Key=folder + "annotated.xlsx", Body=b"x")
    stack.dynamodb.update_item(
        TableName=stack.table_name,
        Key={"PK": {"S": f"U#{code}"}, "SK": {"S": f"UPLOAD#{upload.upload_id}"}},
        UpdateExpression="SET deletion_at = :then",
        ExpressionAttributeValues={":then": {"S": stamp(datetime.now(UTC) - QUIET)}},
    )
    ErasureQueue(stack.sqs, stack.outputs["ErasureQueueUrl"]).send(code, upload.upload_id)
    eventually(lambda: status(stack, code, upload) is UploadStatus.DELETED, "the sheet is deleted")
    assert versions(stack, stack.reports_bucket, folder) == []


def test_erasure_can_delete_for_good_and_neither_read_a_sheet_nor_publish(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    """That it writes neither LIVE nor the log is in conditions that the engine does not know; tests/infra has them."""
    upload = settle(stack, code, "66131372")
    of = acting_as(stack, "erase")
    s3, folder = of("s3"), report_prefix(upload.upload_id, code)
    assert s3.list_object_versions(Bucket=stack.uploads_bucket, Prefix=f"{code}/")["Versions"]
    assert denied(lambda: s3.get_object(Bucket=stack.uploads_bucket, Key=upload.key))
    assert denied(lambda: s3.put_object(Bucket=stack.uploads_bucket, Key=upload.key, Body=b""))
    assert denied(lambda: s3.get_object(Bucket=stack.reports_bucket, Key=folder + "config.json"))
    assert denied(lambda: s3.put_object(Bucket=stack.reports_bucket, Key=folder + "config.json", Body=b"{}"))
    dynamodb = of("dynamodb")
    assert denied(lambda: dynamodb.put_item(TableName=stack.table_name, Item={"PK": {"S": f"M#{code}"}}))
    assert denied(lambda: dynamodb.scan(TableName=stack.table_name))
    order = {"QueueUrl": stack.outputs["PublishQueueUrl"], "MessageBody": "{}", "MessageGroupId": code}
    assert denied(lambda: of("sqs").send_message(**order, MessageDeduplicationId="1"))


def test_no_other_function_deletes_a_version(stack: LocalStack, code: MunicipalityCode) -> None:
    upload = settle(stack, code, "66131372")
    where = {"Bucket": stack.uploads_bucket, "Key": upload.key}
    for function in ("admin-page", "validate", "publish", "sweep", "portal-api"):
        delete = acting_as(stack, function)("s3").delete_object
        assert denied(partial(delete, **where, VersionId=upload.version_id)), function
        assert denied(partial(delete, **where)), function
