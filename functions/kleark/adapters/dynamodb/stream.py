"""A record of the table's stream as a change of what is live, or as a notice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.keys import (
    DERIVED_PREFIX,
    LIVE,
    LOG_PREFIX,
    MUNICIPALITY_PREFIX,
    UPLOAD_PREFIX,
    UPLOADS_PREFIX,
    WATCH_NOTICE,
)
from kleark.adapters.dynamodb.notice_facts import to_entry_facts, to_upload_facts
from kleark.publishing.announce import LiveChange
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import stamp
from kleark.publishing.notices import notice_of_entry, notice_of_upload, notice_of_watch
from kleark.publishing.object_keys import destination

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notices import Notice


APPEARED = "INSERT"
"""Of a record of the stream: its item was not there before. An upload that appears with a status of which people are
told was moved or brought back from somewhere, and they were told at the time."""


class UnreadableRecordError(ValueError):
    """A record is not about an item as this release writes it."""


def is_live_record(record: Mapping[str, Any]) -> bool:
    """Whether the record is to be read as a change of what is live: also where it cannot be read at all."""
    try:
        return not str(record["dynamodb"]["Keys"]["SK"]["S"]).startswith(
            (LOG_PREFIX, UPLOAD_PREFIX, WATCH_NOTICE)
        )
    except (KeyError, TypeError):
        return True


def live_change(record: Mapping[str, Any]) -> LiveChange | None:
    """What one record of the stream says; None where LIVE was removed or has no revision yet (a freeze).

    Raises UnreadableRecordError.
    """
    try:
        change, code, sort_key = _changed_item(record)
        image = change.get("NewImage", {})
        revision, upload_id = image.get("revision"), image.get("upload_id", {}).get("S")
        if sort_key != LIVE:
            raise UnreadableRecordError("a record of another item than LIVE")
        if revision is None:
            return None
        return LiveChange(code, int(revision["N"]), change["SequenceNumber"], upload_id or None)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableRecordError("not a record of LIVE") from error


def notice_of_record(record: Mapping[str, Any]) -> Notice | None:
    """The notice that follows from an upload's record, an entry of the log or the watch; None where none does.

    Raises UnreadableRecordError.
    """
    try:
        change, code, sort_key = _changed_item(record)
        if (image := change.get("NewImage")) is None:
            return None
        if sort_key.startswith(LOG_PREFIX):
            return notice_of_entry(code, to_entry_facts(image))
        if sort_key == WATCH_NOTICE:
            return notice_of_watch(code, image["at"]["S"])
        if not sort_key.startswith(UPLOAD_PREFIX):
            raise UnreadableRecordError("a record of another item than an upload or an entry of the log")
        if record.get("eventName") == APPEARED:
            return None
        written = datetime.fromtimestamp(float(change["ApproximateCreationDateTime"]), UTC)
        check_only = destination(image["key"]["S"]).check_only
        return notice_of_upload(code, to_upload_facts(image), stamp(written), check_only=check_only)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise UnreadableRecordError("not a record that a notice could follow from") from error


def _changed_item(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], MunicipalityCode, str]:
    """What the record says of its item, whose it is, and the item's sort key."""
    change = record["dynamodb"]
    partition, sort_key = change["Keys"]["PK"]["S"], change["Keys"]["SK"]["S"]
    prefixes = [MUNICIPALITY_PREFIX]
    if sort_key.startswith(UPLOAD_PREFIX):
        prefixes.append(UPLOADS_PREFIX)
    if sort_key == WATCH_NOTICE:
        prefixes = [DERIVED_PREFIX]
    prefix = next((one for one in prefixes if partition.startswith(one)), "")
    return change, municipality_code(partition.removeprefix(prefix)), sort_key
