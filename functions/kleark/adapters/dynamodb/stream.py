"""A record of the table's stream as a change of what is live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.keys import LIVE
from kleark.publishing.announce import LiveChange
from kleark.publishing.ids import municipality_code

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnreadableRecordError(ValueError):
    """A record is not about LIVE as this release writes it."""


def live_change(record: Mapping[str, Any]) -> LiveChange | None:
    """What one record of the stream says; None where LIVE was removed or has no revision yet (a freeze).

    Raises UnreadableRecordError.
    """
    try:
        change = record["dynamodb"]
        partition, sort_key = change["Keys"]["PK"]["S"], change["Keys"]["SK"]["S"]
        code = municipality_code(partition.removeprefix("M#"))
        revision = change.get("NewImage", {}).get("revision")
        if sort_key != LIVE:
            raise UnreadableRecordError("a record of another item than LIVE")
        return None if revision is None else LiveChange(code, int(revision["N"]), change["SequenceNumber"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableRecordError("not a record of LIVE") from error
