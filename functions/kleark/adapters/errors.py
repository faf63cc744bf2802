"""What may be logged of an exception: type and code location, never its message, which can quote what was sent."""

from __future__ import annotations

import traceback
from pathlib import PurePath
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from kleark.adapters.dynamodb.configuration_table import UnprocessedPagesError
from kleark.adapters.dynamodb.queries import UnansweredItemsError

_FRAMES = 8

# Where an answer has no body, S3 gives only the number.
_TRANSIENT = frozenset(
    {
        "500",
        "503",
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottlingException",
    }
)


def is_transient(error: BaseException) -> bool:
    """Whether it may succeed in a moment: a service is busy, or cannot be reached."""
    if isinstance(error, ClientError):
        return error.response.get("Error", {}).get("Code") in _TRANSIENT
    return isinstance(error, BotoCoreError | UnansweredItemsError | UnprocessedPagesError)


def is_aws_error(error: BaseException) -> bool:
    """Whether a service refused, or could not be reached: that passes, or an operator fixes it."""
    return isinstance(error, (ClientError, BotoCoreError))


def describe_error(error: BaseException) -> dict[str, Any]:
    """Its type, AWS's error code and operation if it has them, and the innermost code locations."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    described: dict[str, Any] = {
        "error": type(error).__name__,
        "where": [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, ClientError):
        described["awsCode"] = error.response.get("Error", {}).get("Code", "")
        described["awsOperation"] = error.operation_name
    if isinstance(error, BaseExceptionGroup):
        described["causes"] = [describe_error(cause) for cause in error.exceptions]
    return described
