"""Dead letters that go back to the queue that they came from are done as if nothing had been.

The engine has no `start-message-move-task`. What AWS does by it, a message at a time with its body, group and
attributes, is done here by hand.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from infra.local.upload import send, wait_for_upload
from kleark.publishing.model import UploadStatus
from tests.support.engine_sheets import sheet
from tests.support.watching import all_done, eventually, paused, revisions, waiting

if TYPE_CHECKING:
    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode


def move(stack: LocalStack, source: str, to: str) -> int:
    """Move all that is in one queue into another. Gives how many messages they were."""
    moved = 0
    url = stack.outputs[source]
    while messages := stack.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]
    ).get("Messages"):
        for message in messages:
            more: Any = {}
            if group := message["Attributes"].get("MessageGroupId"):
                more = {"MessageGroupId": group, "MessageDeduplicationId": f"again-{message['MessageId']}"}
            stack.sqs.send_message(QueueUrl=stack.outputs[to], MessageBody=message["Body"], **more)
            stack.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


def test_an_upload_whose_event_was_a_dead_letter_is_checked_and_goes_live(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    all_done(stack)
    with paused(stack, "validate"):
        sent = send(stack, f"{code}/ark.xlsx", sheet())
        eventually(lambda: waiting(stack, "UploadsQueueUrl"), "S3 has told of it")
        assert move(stack, "UploadsQueueUrl", "UploadsDeadLetterQueueUrl") == 1
    assert move(stack, "UploadsDeadLetterQueueUrl", "UploadsQueueUrl") == 1
    assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.PUBLISHED


def test_an_order_that_was_a_dead_letter_is_carried_out_once(
    stack: LocalStack, code: MunicipalityCode
) -> None:
    all_done(stack)
    with paused(stack, "publish"):
        sent = send(stack, f"{code}/ark.xlsx", sheet())
        eventually(lambda: waiting(stack, "PublishQueueUrl"), "its publication was asked for")
        assert move(stack, "PublishQueueUrl", "PublishDeadLetterQueueUrl") == 1
    for _ in range(2):
        order = json.dumps({"municipalityCode": code, "uploadId": sent.upload_id})
        assert move(stack, "PublishDeadLetterQueueUrl", "PublishQueueUrl") == 1
        assert wait_for_upload(stack, code, sent.upload_id).status is UploadStatus.PUBLISHED
        all_done(stack)
        stack.sqs.send_message(
            QueueUrl=stack.outputs["PublishDeadLetterQueueUrl"],
            MessageBody=order,
            MessageGroupId=code,
            MessageDeduplicationId=f"late-{sent.upload_id}",
        )
    stack.sqs.purge_queue(QueueUrl=stack.outputs["PublishDeadLetterQueueUrl"])
    assert revisions(stack, code) == 1


@pytest.mark.parametrize(
    "queue", ["AnnounceDeadLetterQueueUrl", "SchedulesDeadLetterQueueUrl", "ErasureDeadLetterQueueUrl"]
)
def test_what_the_sweep_does_by_itself_can_be_emptied(stack: LocalStack, queue: str) -> None:
    """The runbook says so, with `purge-queue`; what the sweep does is tried by its own tests."""
    stack.sqs.send_message(QueueUrl=stack.outputs[queue], MessageBody="{}")
    eventually(lambda: waiting(stack, queue), "it is there")
    stack.sqs.purge_queue(QueueUrl=stack.outputs[queue])
    eventually(lambda: not waiting(stack, queue), "it is empty")
