"""Why DynamoDB refused a conditional write."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

_Answer = TypeVar("_Answer")

REFUSED = "ConditionalCheckFailed"
"""Of an action in a transaction: its condition does not hold."""

TRANSIENT = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Of an action in a transaction: refused for a moment only."""


def try_write(write: Callable[[], _Answer]) -> _Answer | None:
    """Do a single write and return its answer; None where its condition does not hold."""
    try:
        return write()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
            raise
        return None


def cancellation_reasons(error: ClientError) -> list[str]:
    """Why each action of a transaction was refused (``None``: it was not), in their order.

    Nothing for a failure of the transaction as a whole.
    """
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return [reason.get("Code", "None") for reason in reasons]
