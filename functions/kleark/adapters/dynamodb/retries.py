"""What stands in the way for a moment only is tried again, with longer and longer pauses."""

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
    pause(first * 2**attempt * random.uniform(0.5, 1))  # noqa: S311 (spreads load, hides nothing)


def transact(
    client: DynamoDBClient,
    actions: Sequence[tuple[_Meaning, TransactWriteItemTypeDef]],
    *,
    tries: int,
    pause: Callable[[float], None],
) -> list[_Meaning]:
    """Carry out all actions in one transaction, or none; nothing is given when they were.

    Otherwise what it means, of each action whose condition does not hold, in their order. Raises what the client
    raises for any other reason.
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
