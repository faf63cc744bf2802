"""What no short script can show of an engine, since it takes time, load or an account; and what guards it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Untried:
    """``engines``: what they do instead, as far as it is known. ``guard``: in Markdown."""

    what: str
    documented: str
    page: str
    engines: str
    guard: str


UNTRIED = (
    Untried(
        "two transactions on one item at once",
        "One is cancelled, with TransactionConflict for that action.",
        "Amazon DynamoDB transactions: How it works",
        "each carries out one request after the other",
        "injected: [test_a_flip_that_something_stands_in_the_way_of_is_tried_again]"
        "(../tests/integration/adapters/dynamodb/test_retries.py)",
    ),
    Untried(
        "throttling, and batches that are half done",
        "Requests are refused, keys and writes are handed back, when a partition is busy.",
        "Error handling with DynamoDB",
        "never",
        "injected: [test_every_command_survives_throttling_of_any_of_its_calls]"
        "(../tests/integration/adapters/dynamodb/test_retries.py), "
        "[test_rows_that_were_handed_back_are_written_again]"
        "(../tests/integration/adapters/dynamodb/test_retries.py); `make chaos`",
    ),
    Untried(
        "reads and indexes that are behind",
        "A read that does not ask for consistency, and every read of an index, may miss what was just written.",
        "DynamoDB read consistency",
        "always the newest",
        "injected: [test_no_command_decides_on_a_read_that_may_be_stale]"
        "(../tests/integration/adapters/dynamodb/test_retries.py)",
    ),
    Untried(
        "an answer that is lost",
        "SDKs ask again; the first attempt may have been carried out.",
        "Retry behavior (AWS SDKs and Tools Reference Guide)",
        "never",
        "injected: [test_every_command_survives_an_answer_that_is_lost_after_any_of_its_calls]"
        "(../tests/integration/adapters/dynamodb/test_retries.py)",
    ),
    Untried(
        "a stream of several shards, and records that come twice",
        "A shard is read in order and at least once; a table has many.",
        "DynamoDB Streams and AWS Lambda triggers",
        "one shard",
        "[test_any_records_in_any_order_announce_each_revision_once_and_none_before_another]"
        "(../tests/integration/publishing/test_announce.py)",
    ),
    Untried(
        "records of which a function says that some failed",
        "With ReportBatchItemFailures they come again, and the batch is halved where it is asked for.",
        "Reporting batch item failures for Lambda functions with a DynamoDB trigger",
        "ministack takes the batch for done",
        "the sweep has the stream tell again: "
        "[test_an_unannounced_revision_has_the_stream_tell_of_live_again]"
        "(../tests/integration/publishing/test_sweep.py)",
    ),
    Untried(
        "S3's notifications twice, late or in another order",
        "Each at least once; their order is not kept.",
        "Amazon S3 Event Notifications",
        "once, in order; ministack leaves the version out",
        "[test_notifications_out_of_order](../tests/integration/intake/test_sheet.py), "
        "[test_the_same_notification_twice](../tests/integration/intake/test_sheet.py); `make chaos`",
    ),
    Untried(
        "what a lifecycle rule ends",
        "Once a day, in the days after its time has come.",
        "Expiring objects (Amazon S3 User Guide)",
        "never",
        "the periods are those of the template: "
        "[test_the_records_periods_are_the_templates](../tests/docs/test_security_documentation.py)",
    ),
    Untried(
        "an id again, five minutes later",
        "It is delivered.",
        "Using the message deduplication ID in Amazon SQS",
        "as documented",
        "a second delivery does no harm: "
        "[test_the_same_message_is_delivered_twice_at_once](../tests/integration/publishing/test_races.py)",
    ),
    Untried(
        "a schedule whose target refuses",
        "It is tried for as long as the policy says, and then goes to the dead-letter queue.",
        "Configuring a dead-letter queue for EventBridge Scheduler",
        "tried once",
        "the sweep orders what is overdue: "
        "[test_a_publication_that_is_overdue_is_ordered_once_more]"
        "(../tests/integration/publishing/test_sweep.py)",
    ),
    Untried(
        "moving dead letters by StartMessageMoveTask",
        "SQS moves them.",
        "StartMessageMoveTask (API Reference)",
        "ministack does not know it",
        "moved by hand: [test_an_order_that_was_a_dead_letter_is_carried_out_once](../tests/engines/test_redrive.py)",
    ),
    Untried(
        "what a function may hold and how long it may run",
        "Memory and time are limits; what goes beyond is killed.",
        "Lambda quotas",
        "ministack knows the time alone",
        "[test_a_cold_start_loads_no_more_of_the_artefact_than_its_list_says]"
        "(../tests/engines/test_built_handlers.py)",
    ),
    Untried(
        "encryption by a key of one's own (KMS)",
        "Each service asks KMS in the name of who asks it; without the right it refuses.",
        "Encryption at rest pages of DynamoDB, S3 and SQS",
        "names of keys are taken and nothing is encrypted",
        "[test_a_role_uses_the_key_for_what_it_may_do_and_for_nothing_else](../tests/infra/test_key.py)",
    ),
    Untried(
        "a second factor, identity providers and mails of the sign-in (Cognito)",
        "As the pool says.",
        "Amazon Cognito user pools",
        "ministack asks for no second factor and sends no mail",
        "[test_no_token_can_be_had_that_may_write_its_owners_municipality]"
        "(../tests/engines/test_sign_in_engine.py); the rest waits for an account: [readiness.md](readiness.md)",
    ),
    Untried(
        "sign-in mails, mails that bounce",
        "SES tells of them; a new account sends to verified addresses alone.",
        "Request production access (Amazon SES Developer Guide)",
        "every mail is taken",
        "[test_a_mail_that_ses_refuses_comes_again_and_the_others_are_sent_once]"
        "(../tests/integration/mail/test_delivery.py)",
    ),
    Untried(
        "policies of a resource",
        "Both the role's and the resource's policies count.",
        "Policy evaluation logic (IAM User Guide)",
        "moto asks none; ministack asks the bucket's and the queue's",
        "[test_the_validator_cannot_publish](../tests/infra/test_template.py), and the evaluator above",
    ),
)
