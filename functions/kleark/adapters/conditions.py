"""Why DynamoDB refused a conditional write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

REFUSED = "ConditionalCheckFailed"
"""Of an action in a transaction: its condition does not hold."""

PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Of an action in a transaction: what stands in the way for a moment only."""


def condition_failed(error: ClientError) -> bool:
    """Whether a single write was refused since its condition does not hold."""
    return error.response.get("Error", {}).get("Code") == "ConditionalCheckFailedException"


def cancellation(error: ClientError) -> list[str]:
    """Why each action of a transaction was refused (``None``: it was not), in their order.

    Nothing for a failure of the transaction as a whole.
    """
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return [reason.get("Code", "None") for reason in reasons]
