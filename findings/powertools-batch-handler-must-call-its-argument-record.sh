#!/usr/bin/env bash
# aws-lambda-powertools 3.37.0: a handler of queue messages whose parameter is not called "record" fails each message,
# and nothing is logged.
#
# Guess: the record handler is called with the message, whatever its one parameter is called.
# Seen:  it is called by keyword, record=. With another name each message is reported as failed (the queue gives it out
#        again until it is set aside), no error is raised, and the log has no line at level INFO or above.
# With:  aws-lambda-powertools 3.37.0; seen on 2026-11-29.
# Matters: a queue of uploaded sheets where a parameter was renamed "for clarity" drains into the dead-letter queue, and
#        the function's log shows only calls that went well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check aws-lambda-powertools==3.37.0
venv/bin/python - <<'PY'
import logging
import sys
from importlib.metadata import version

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

print("aws-lambda-powertools", version("aws-lambda-powertools"))
lines: list[logging.LogRecord] = []


class Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        lines.append(record)


logging.basicConfig(level=logging.INFO, handlers=[Lines()])
message = {
    "receiptHandle": "handle",
    "body": "ark.xlsx",
    "attributes": {},
    "messageAttributes": {},
    "md5OfBody": "",
    "eventSource": "aws:sqs",
    "eventSourceARN": "arn:aws:sqs:eu-north-1:123456789012:ark",
    "awsRegion": "eu-north-1",
}
event = {"Records": [{**message, "messageId": "1"}, {**message, "messageId": "2"}]}


def answer(handler: object) -> object:
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event=event, record_handler=handler, processor=processor)


named_record = answer(lambda record: None)
named_message = answer(lambda message: None)
print("lambda record: ... ->", named_record)
print("lambda message: ...->", named_message)
print("lines in the log at INFO and above:", len(lines))
failures = [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]
if named_record["batchItemFailures"] or named_message != {"batchItemFailures": failures} or lines:
    sys.exit("The behaviour has changed.")
PY
