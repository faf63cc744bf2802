"""Retries of what is refused for a moment only, with longer and longer pauses."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

from kleark.adapters.dynamodb.conditions import REFUSED, TRANSIENT, cancellation_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_Meaning = TypeVar("_Meaning")

FIRST_PAUSE = 0.05
"""Seconds, at most."""


def back_off(pause: Callable[[float], None], attempt: int, first: float = FIRST_PAUSE) -> None:
    """Wait half of ``first`` seconds to all of it after attempt 0, and twice as long after each further one."""
    pause(first * 2**attempt * random.SystemRandom().uniform(0.5, 1))  # spreads load


def transact(
    client: DynamoDBClient,
    actions: Sequence[tuple[_Meaning, TransactWriteItemTypeDef]],
    *,
    tries: int,
    pause: Callable[[float], None],
) -> list[_Meaning]:
    """Do all actions in one transaction, or none of them.

    Args:
        client: DynamoDB.
        actions: Each with what it means if its condition does not hold.
        tries: How often to try, at most, while it is refused for a moment only.
        pause: Waits for so many seconds.

    Returns:
        The meanings of the actions whose conditions do not hold, in order; none when the transaction was done.

    Raises:
        ClientError: It was refused for another reason, or at every attempt.
    """
    for attempt in range(tries):
        try:
            client.transact_write_items(TransactItems=[action for _, action in actions])
        except ClientError as error:
            reasons = cancellation_reasons(error)
            refused = [
                meaning for (meaning, _), reason in zip(actions, reasons, strict=False) if reason == REFUSED
            ]
            if refused:
                return refused
            if not TRANSIENT.intersection(reasons) or attempt == tries - 1:
                raise
            back_off(pause, attempt)
        else:
            return []
    raise AssertionError("the last attempt returns or raises")
