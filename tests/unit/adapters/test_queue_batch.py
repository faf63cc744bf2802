"""A batch fails only where it failed: as Powertools has it, which is asked the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from hypothesis import given
from hypothesis import strategies as st

from kleark.adapters.queue_batch import Message, process_each, process_in_order

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

    Batch = list[tuple[str | None, bool]]

BATCHES = st.lists(
    st.tuples(st.sampled_from(["0101", "0461", "0751"]), st.booleans()), min_size=1, max_size=10
)


def event(batch: Batch) -> dict[str, Any]:
    """As Lambda makes it. Of each message: its group, and whether it can be processed."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "body": "good" if good else "bad",
                "attributes": {"MessageGroupId": group} if group else {},
                "eventSource": "aws:sqs",
            }
            for number, (group, good) in enumerate(batch)
        ]
    }


def refuse_bad(message: Message) -> None:
    if message.body == "bad":
        raise ValueError(message.message_id)


def refuse_bad_record(record: SQSRecord) -> None:
    """Powertools gives it by this name."""
    refuse_bad(Message(record.message_id, record.body, record.attributes.message_group_id))


@given(BATCHES)
def test_each_is_as_powertools_has_it(batch: Batch) -> None:
    theirs = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    assert process_each(event(batch), refuse_bad) == process_partial_response(
        event(batch), refuse_bad_record, theirs
    )


@given(BATCHES)
def test_in_order_too(batch: Batch) -> None:
    theirs = SqsFifoPartialProcessor(skip_group_on_error=True)
    theirs.raise_on_entire_batch_failure = False
    assert process_in_order(event(batch), refuse_bad) == process_partial_response(
        event(batch), refuse_bad_record, theirs
    )


def test_a_later_message_of_a_group_that_failed_is_not_tried() -> None:
    tried: list[str] = []

    def note(message: Message) -> None:
        tried.append(message.message_id)
        refuse_bad(message)

    answer = process_in_order(event([("0461", False), ("0101", True), ("0461", True)]), note)
    assert tried == ["message-0", "message-1"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-0"}, {"itemIdentifier": "message-2"}]}


def test_a_message_is_handed_on_as_it_is() -> None:
    seen: list[Message] = []
    process_each(event([(None, True)]), seen.append)
    assert seen == [Message("message-0", "good", None)]


def test_what_ends_the_process_ends_it() -> None:
    def stop(_: Message) -> None:
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        process_each(event([(None, True)]), stop)


def test_an_event_without_records_is_no_batch() -> None:
    with pytest.raises(KeyError):
        process_each({}, refuse_bad)
