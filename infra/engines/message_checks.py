"""Queues, the event bus, schedules, mail, the secret and the stack itself."""

from __future__ import annotations

import json
from typing import Any

from infra.engines.difference import ACCEPTED, LIMITS, REFUSED, At, differs, outcome

QUOTAS = "Amazon SQS message quotas"
INVALID = "InvalidParameterValue"
MEBIBYTE = 1024 * 1024


def queue(at: At, *, fifo: bool = True, **attributes: str) -> tuple[Any, str]:
    """A client, and the address of a queue."""
    name = at.name("queue") + (".fifo" if fifo else "")
    own = {"FifoQueue": "true", **attributes} if fifo else attributes
    sqs = at.client("sqs")
    return sqs, sqs.create_queue(QueueName=name, Attributes=own)["QueueUrl"]


def send(sqs: Any, url: str, body: str = "1", *, group: str = "0461", once: str = "u1") -> Any:
    return sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=once)


def received(sqs: Any, url: str, most: int = 10) -> list[Any]:
    found: list[Any] = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=most, WaitTimeSeconds=0, VisibilityTimeout=60
    ).get("Messages", [])
    return found


@differs(
    "a message sent twice with the same deduplication id",
    "sqs:SendMessage",
    documented="For five minutes the second is taken and not delivered.",
    page="Using the message deduplication ID in Amazon SQS",
    expected="1 message",
    misled="an order to publish that comes twice",
    guard="a second delivery does no harm: "
    "[test_killed_at_any_moment_and_tried_again](../tests/integration/publishing/test_killed.py)",
)
def sent_twice(at: At) -> str:
    sqs, url = queue(at)
    for body in "12":
        send(sqs, url, body)
    return f"{len(received(sqs, url))} message"


@differs(
    "the same id again once the first message was deleted",
    "sqs:SendMessage",
    documented="The five minutes go on after the message was received and deleted.",
    page="Using the message deduplication ID in Amazon SQS",
    expected="nothing more",
    misled="one that sends an order again to repeat it, within five minutes",
    guard="who repeats on purpose sends another id, or waits: the runbook says so, and "
    "[test_an_order_that_was_a_dead_letter_is_carried_out_once](../tests/engines/test_redrive.py)",
)
def sent_after_deletion(at: At) -> str:
    sqs, url = queue(at)
    send(sqs, url)
    for one in received(sqs, url):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    send(sqs, url)
    return "one more" if received(sqs, url) else "nothing more"


@differs(
    "the same id in another group",
    "sqs:SendMessage",
    documented="Unless the queue says otherwise, ids are of the whole queue: it is not delivered.",
    page="Using the message deduplication ID in Amazon SQS",
    expected="1 message",
    misled="one that counts on ids of a municipality's own",
    guard="ids are those of uploads and schedules, which no two municipalities share",
)
def sent_to_another_group(at: At) -> str:
    sqs, url = queue(at)
    for group in ("0461", "0751"):
        send(sqs, url, group=group)
    return f"{len(received(sqs, url))} message"


@differs(
    "a group one of whose messages is being worked on",
    "sqs:SendMessage",
    documented="Nothing more of that group is handed out meanwhile; other groups go on.",
    page="Using the message group ID with Amazon SQS FIFO Queues",
    expected="of the other group alone",
    misled="two publications of a municipality at once",
    guard="the publisher's races are injected: "
    "[test_the_same_message_is_delivered_twice_at_once](../tests/integration/publishing/test_races.py)",
)
def group_at_work(at: At) -> str:
    sqs, url = queue(at)
    for group, once in (("0461", "1"), ("0461", "2"), ("0751", "3")):
        send(sqs, url, group, group=group, once=once)
    received(sqs, url, most=1)
    found = sorted(one["Body"] for one in received(sqs, url))
    return "of the other group alone" if found == ["0751"] else ", ".join(found) or "nothing"


@differs(
    "a message to a FIFO queue without a group",
    "sqs:SendMessage",
    documented="It is refused.",
    page="SendMessage (API Reference)",
    expected="MissingParameter",
    misled="a new order that names no municipality",
    guard=LIMITS,
)
def without_group(at: At) -> str:
    sqs, url = queue(at)
    return outcome(lambda: sqs.send_message(QueueUrl=url, MessageBody="1", MessageDeduplicationId="u1"))


@differs(
    "a group's name with æ",
    "sqs:SendMessage",
    documented="Letters and digits of ASCII and some signs, at most 128; anything else is refused.",
    page=QUOTAS,
    expected=INVALID,
    misled="one that groups by a host or a name",
    guard=f"hosts are hashed; {LIMITS}",
)
def group_name(at: At) -> str:
    sqs, url = queue(at)
    return outcome(lambda: send(sqs, url, group="ærø"))


@differs(
    "a deduplication id of 129 characters",
    "sqs:SendMessage",
    documented="At most 128.",
    page="SendMessage (API Reference)",
    expected=INVALID,
    misled="one that makes an id of what somebody chose",
    guard=LIMITS,
)
def id_length(at: At) -> str:
    sqs, url = queue(at)
    return outcome(lambda: send(sqs, url, once="x" * 129))


@differs(
    "a delay for one message of a FIFO queue",
    "sqs:SendMessage",
    documented="A FIFO queue delays all of its messages or none; for one it is refused.",
    page="SendMessage (API Reference)",
    expected=INVALID,
    misled="an order to publish later",
    guard=LIMITS,
)
def delay_of_fifo(at: At) -> str:
    sqs, url = queue(at)
    return outcome(
        lambda: sqs.send_message(
            QueueUrl=url, MessageBody="1", MessageGroupId="1", MessageDeduplicationId="1", DelaySeconds=5
        )
    )


def _sending(at: At, body: str, **more: Any) -> str:
    sqs, url = queue(at, fifo=False)
    return outcome(lambda: sqs.send_message(QueueUrl=url, MessageBody=body, **more))


@differs(
    "a delay of more than 15 minutes",
    "sqs:SendMessage",
    documented="At most 900 s.",
    page="SendMessage (API Reference)",
    expected=INVALID,
    misled="a deletion that waits longer than 15 minutes",
    guard=f"it waits exactly 15; {LIMITS}",
)
def delay_too_long(at: At) -> str:
    return _sending(at, "1", DelaySeconds=901)


@differs(
    "a message of more than 1 MiB",
    "sqs:SendMessage",
    documented="1 MiB at most (256 KiB until August 2025).",
    page=QUOTAS,
    expected=INVALID,
    misled="one that sends content and not an id",
    guard=LIMITS,
)
def message_size(at: At) -> str:
    return _sending(at, "x" * (MEBIBYTE + 1))


@differs(
    "a message with a character that XML has not",
    "sqs:SendMessage",
    documented="It is refused: InvalidMessageContents.",
    page="SendMessage (API Reference)",
    expected="InvalidMessageContents",
    misled="one that passes on what stood in a cell",
    guard=LIMITS,
)
def message_characters(at: At) -> str:
    return _sending(at, "a\x00b")


def _batch(at: At, entries: list[dict[str, Any]]) -> str:
    sqs, url = queue(at, fifo=False)
    return outcome(lambda: sqs.send_message_batch(QueueUrl=url, Entries=entries))


@differs(
    "11 messages in a batch",
    "sqs:SendMessageBatch",
    documented="At most 10.",
    page="SendMessageBatch (API Reference)",
    expected="AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    misled="links of a sheet, all at once",
    guard=LIMITS,
)
def batch_number(at: At) -> str:
    return _batch(at, [{"Id": str(number), "MessageBody": "1"} for number in range(11)])


@differs(
    "an id twice in a batch",
    "sqs:SendMessageBatch",
    documented="Ids of a batch are distinct.",
    page="SendMessageBatch (API Reference)",
    expected="AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    misled="ids made of content",
    guard=LIMITS,
)
def batch_ids(at: At) -> str:
    return _batch(at, [{"Id": "1", "MessageBody": one} for one in "ab"])


@differs(
    "a batch of more than 1 MiB",
    "sqs:SendMessageBatch",
    documented="All messages of a batch have 1 MiB together.",
    page="SendMessageBatch (API Reference)",
    expected="AWS.SimpleQueueService.BatchRequestTooLong",
    misled="links, ten of which are long",
    guard=LIMITS,
)
def batch_size(at: At) -> str:
    return _batch(at, [{"Id": str(n), "MessageBody": "x" * (200 * 1024)} for n in range(6)])


def _put_events(at: At, *entries: dict[str, Any], bus: bool = True) -> Any:
    events, name = at.client("events"), at.name("bus")
    if bus:
        events.create_event_bus(Name=name)
    full = [{"EventBusName": name, "Source": "kleark", "DetailType": "T", **one} for one in entries]
    return events.put_events(Entries=full)


def _codes(answer: Any) -> str:
    return ", ".join(one.get("ErrorCode", ACCEPTED) for one in answer["Entries"])


@differs(
    "an event whose detail is no JSON, beside one that is",
    "events:PutEvents",
    documented="200; the answer says of each whether it was taken.",
    page="PutEventsResultEntry (API Reference)",
    expected="MalformedDetail, accepted",
    misled="one that takes 200 for done",
    guard="each event is sent alone and its answer read; failures are injected: "
    "[test_a_bus_that_refuses_for_a_moment_is_asked_again](../tests/integration/publishing/test_announce.py)",
)
def event_malformed(at: At) -> str:
    return _codes(_put_events(at, {"Detail": "{"}, {"Detail": "{}"}))


@differs(
    "an event without a detail type",
    "events:PutEvents",
    documented="200; InvalidArgument in the answer.",
    page="PutEventsResultEntry (API Reference)",
    expected="InvalidArgument",
    misled="a new event with a field left out",
    guard="source and detail type are those that the rights name: "
    "[test_the_announcer_may_put_what_its_adapter_puts](../tests/infra/test_event_rights.py)",
)
def event_without_type(at: At) -> str:
    events = at.client("events")
    return _codes(events.put_events(Entries=[{"Source": "kleark", "Detail": "{}"}]))


@differs(
    "events of more than 1 MB",
    "events:PutEvents",
    documented="Source, type, time and detail of a request's entries have 1 MB together (256 kB until January 2026, "
    "and on pages that say so still); more is refused as a whole.",
    page="Calculating Amazon EventBridge PutEvents event entry size; AWS Compute Blog, More room to build",
    expected=REFUSED,
    misled="an announcement that holds what was published",
    guard=f"an announcement has figures and a hash, and must fit 256 kB; {LIMITS}",
)
def event_size(at: At) -> str:
    return outcome(lambda: _put_events(at, {"Detail": json.dumps({"x": "x" * MEBIBYTE})}))


@differs(
    "11 events in a request",
    "events:PutEvents",
    documented="At most 10.",
    page="PutEvents (API Reference)",
    expected=REFUSED,
    misled="announcements in batches",
    guard=LIMITS,
)
def event_number(at: At) -> str:
    return outcome(lambda: _put_events(at, *[{"Detail": "{}"}] * 11))


@differs(
    "an event in the name of AWS",
    "events:PutEvents",
    documented="A source that begins with aws. is not one's own: NotAuthorizedForSourceException in the answer.",
    page="PutEvents (API Reference)",
    expected="NotAuthorizedForSourceException",
    misled="none: ours is kleark",
    guard="nothing to guard",
)
def event_of_aws(at: At) -> str:
    return _codes(_put_events(at, {"Source": "aws.s3", "Detail": "{}"}))


def _schedule(at: At, **changed: Any) -> dict[str, Any]:
    target = {
        "Arn": "arn:aws:sqs:eu-north-1:000000000000:publish.fifo",
        "RoleArn": "arn:aws:iam::000000000000:role/schedules",
        "Input": "{}",
        "SqsParameters": {"MessageGroupId": "0461"},
    }
    return {
        "Name": at.name("schedule"),
        "ScheduleExpression": "at(2050-01-01T09:15:03)",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target | changed.pop("target", {}),
        **changed,
    }


def _scheduling(at: At, **changed: Any) -> str:
    scheduler = at.client("scheduler")
    return outcome(lambda: scheduler.create_schedule(**_schedule(at, **changed)))


@differs(
    "a schedule whose name has a sign that names have not",
    "scheduler:CreateSchedule",
    documented="Letters, digits, -, _ and . of ASCII, at most 64.",
    page="CreateSchedule (API Reference)",
    expected=REFUSED,
    misled="one named after what somebody chose",
    guard=f"it is the municipality's four digits; {LIMITS}",
)
def schedule_name(at: At) -> str:
    return _scheduling(at, Name="a#b")


@differs(
    "a schedule of a group that is not there",
    "scheduler:CreateSchedule",
    documented="ResourceNotFoundException.",
    page="CreateSchedule (API Reference)",
    expected="ResourceNotFoundException",
    misled="one with another stack's group",
    guard="the group is the template's: [tests/infra/test_template.py](../tests/infra/test_template.py)",
)
def schedule_group(at: At) -> str:
    return _scheduling(at, GroupName="none")


@differs(
    "a day that is none",
    "scheduler:CreateSchedule",
    documented="An expression that is no time is refused.",
    page="Schedule types in EventBridge Scheduler",
    expected=REFUSED,
    misled="one that puts a time together as text",
    guard="[test_no_schedule_is_for_a_moment_before_its_time](../tests/integration/adapters/test_scheduler.py); "
    f"{LIMITS}",
)
def schedule_time(at: At) -> str:
    return _scheduling(at, ScheduleExpression="at(2050-02-30T09:15:03)")


@differs(
    "fractions of a second",
    "scheduler:CreateSchedule",
    documented="at(yyyy-mm-ddThh:mm:ss), and nothing more.",
    page="Schedule types in EventBridge Scheduler",
    expected=REFUSED,
    misled="the same",
    guard="the same",
)
def schedule_fractions(at: At) -> str:
    return _scheduling(at, ScheduleExpression="at(2050-01-01T09:15:03.500)")


@differs(
    "a time zone that is none",
    "scheduler:CreateSchedule",
    documented="It is refused.",
    page="CreateSchedule (API Reference)",
    expected=REFUSED,
    misled="one that schedules in local time",
    guard=f"always UTC; {LIMITS}",
)
def schedule_zone(at: At) -> str:
    return _scheduling(at, ScheduleExpressionTimezone="Europe/Odense")


@differs(
    "a window for a schedule that has none",
    "scheduler:CreateSchedule",
    documented="A window's length with the mode OFF is refused.",
    page="Configuring flexible time windows in EventBridge Scheduler",
    expected=REFUSED,
    misled="one that asks for both",
    guard=LIMITS,
)
def schedule_window(at: At) -> str:
    return _scheduling(at, FlexibleTimeWindow={"Mode": "OFF", "MaximumWindowInMinutes": 5})


@differs(
    "more than 185 attempts",
    "scheduler:CreateSchedule",
    documented="185 at most, within a day at most.",
    page="RetryPolicy (EventBridge Scheduler API Reference)",
    expected=REFUSED,
    misled="one that asks for more",
    guard=LIMITS,
)
def schedule_attempts(at: At) -> str:
    return _scheduling(at, target={"RetryPolicy": {"MaximumRetryAttempts": 186}})


@differs(
    "a schedule that is there already",
    "scheduler:CreateSchedule",
    documented="ConflictException.",
    page="CreateSchedule (API Reference)",
    expected="ConflictException",
    misled="one that counts on the second replacing the first",
    guard="[test_setting_it_anew_replaces_it_and_leaves_others_alone](../tests/integration/adapters/test_scheduler.py)",
)
def schedule_twice(at: At) -> str:
    for _ in range(2):
        said = _scheduling(at, Name="0461")
    return said


@differs(
    "a change of a schedule that is not there",
    "scheduler:UpdateSchedule",
    documented="ResourceNotFoundException.",
    page="UpdateSchedule (API Reference)",
    expected="ResourceNotFoundException",
    misled="one that counts on its being made",
    guard="the same",
)
def schedule_changed(at: At) -> str:
    scheduler = at.client("scheduler")
    return outcome(lambda: scheduler.update_schedule(**_schedule(at)))


@differs(
    "a schedule deleted that is not there",
    "scheduler:DeleteSchedule",
    documented="ResourceNotFoundException.",
    page="DeleteSchedule (API Reference)",
    expected="ResourceNotFoundException",
    misled="one that cancels twice",
    guard="the same",
)
def schedule_deleted(at: At) -> str:
    scheduler = at.client("scheduler")
    return outcome(lambda: scheduler.delete_schedule(Name="none"))


@differs(
    "a role that the scheduler cannot take",
    "scheduler:CreateSchedule",
    documented="The role must trust scheduler.amazonaws.com; a schedule with another is refused.",
    page="Setting up Amazon EventBridge Scheduler",
    expected=REFUSED,
    misled="any that schedules: no role is looked at",
    guard="[test_schedules_order_publications_and_nothing_else](../tests/infra/test_template.py), and its rights are tried: "
    "[test_a_schedule_orders_publications_and_nothing_else](../tests/engines/test_rights.py)",
)
def schedule_role(at: At) -> str:
    return _scheduling(at, target={"RoleArn": "arn:aws:iam::000000000000:role/none"})


def _mailing(ses: Any, sender: str, **more: Any) -> str:
    content = {"Simple": {"Subject": {"Data": "a"}, "Body": {"Text": {"Data": "a"}}}}
    asked = {"FromEmailAddress": sender, "Destination": {"ToAddresses": ["nobody@example.dk"]}}
    return outcome(lambda: ses.send_email(**asked, **more, Content=content))


@differs(
    "a mail from an address that nobody has verified",
    "sesv2:SendEmail",
    documented="MessageRejected.",
    page="SendEmail (Amazon SES API v2 Reference)",
    expected="MessageRejected",
    misled="any that sends",
    guard="the first deployment verifies it: [deploying.md](deploying.md); a refusal is injected: "
    "[test_a_mail_that_ses_refuses_comes_again_and_the_others_are_sent_once]"
    "(../tests/integration/mail/test_delivery.py)",
)
def mail_unverified(at: At) -> str:
    return _mailing(at.client("sesv2"), "none@example.dk")


@differs(
    "mails counted under a set that is not there",
    "sesv2:SendEmail",
    documented="NotFoundException.",
    page="SendEmail (Amazon SES API v2 Reference)",
    expected="NotFoundException",
    misled="one with another stack's set",
    guard="the set is the template's: [tests/infra/test_template.py](../tests/infra/test_template.py)",
)
def mail_set(at: At) -> str:
    ses = at.client("sesv2")
    ses.create_email_identity(EmailIdentity="own@example.dk")
    return _mailing(ses, "own@example.dk", ConfigurationSetName="none")


@differs(
    "a secret that is not there",
    "secretsmanager:GetSecretValue",
    documented="ResourceNotFoundException.",
    page="GetSecretValue (API Reference)",
    expected="ResourceNotFoundException",
    misled="none: it is made with the stack",
    guard="[test_a_failure_to_read_it_is_not_remembered](../tests/integration/adapters/test_answer_secret.py)",
)
def secret_missing(at: At) -> str:
    secrets = at.client("secretsmanager")
    return outcome(lambda: secrets.get_secret_value(SecretId="none"))


@differs(
    "a stack that is not there",
    "cloudformation:DescribeStacks",
    documented="ValidationError, which says that it does not exist.",
    page="DescribeStacks (API Reference)",
    expected="ValidationError",
    misled="the command's message for a name mistyped",
    guard="[tests/integration/commands](../tests/integration/commands)",
)
def stack_missing(at: At) -> str:
    cloudformation = at.client("cloudformation")
    return outcome(lambda: cloudformation.describe_stacks(StackName="none"))


@differs(
    "who asks",
    "sts:GetCallerIdentity",
    documented="Anybody may ask, and is told the account, a user id and an ARN.",
    page="GetCallerIdentity (API Reference)",
    expected="Account, Arn, UserId",
    misled="none",
    guard="nothing to guard",
)
def who_asks(at: At) -> str:
    answer = at.client("sts").get_caller_identity()
    return ", ".join(sorted(answer.keys() - {"ResponseMetadata"}))
