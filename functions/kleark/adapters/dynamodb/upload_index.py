"""Uploads in the order in which they came, a page at a time: what is read does not grow with how many there are.

The index takes in an item within a moment of its writing, not with it. So lists may be a moment behind; each sheet by
itself, and all that is decided, is read from the table. Where the table has no such index (an update that goes back
takes it away while functions still ask for it), all uploads are read, as older releases do.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import attribute, to_upload
from kleark.adapters.dynamodb.queries import query_items
from kleark.adapters.dynamodb.upload_records import UploadRecords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload

_BEYOND = 2
"""So many more are read than are asked for: one to know that there are more, one to know where a moment ends."""

_NO_INDEX = frozenset({"ValidationException", "ResourceNotFoundException"})

_FIRST, _LAST = " ", "~"
"""Sort before and after every time."""


@dataclass(frozen=True, slots=True)
class UploadIndex:
    """Reads uploads by the time at which they were received."""

    client: DynamoDBClient
    table: str

    def newest(
        self, code: MunicipalityCode, most: int, *, start: Upload | None = None, before: str = ""
    ) -> list[Upload]:
        """At most ``most``, newest first.

        Args:
            code: The municipality.
            most: How many at most.
            start: The first of them; None for the newest that there is.
            before: Only those received before this time; empty for any.
        """
        last = start.received_at if start else before or _LAST
        found = self._in_order(code, (_FIRST, last), most + _BEYOND, newest_first=True)
        if start:
            found = (one for one in found if _place(one) <= _place(start))
        elif before:
            found = (one for one in found if one.received_at < before)
        return list(islice(found, most))

    def oldest(self, code: MunicipalityCode, most: int, *, start: Upload | None = None) -> list[Upload]:
        """At most ``most``, oldest first. ``start``: the first of them; None for the oldest that there is."""
        first = start.received_at if start else _FIRST
        found = self._in_order(code, (first, _LAST), most + _BEYOND, newest_first=False)
        if start:
            found = (one for one in found if _place(one) >= _place(start))
        return list(islice(found, most))

    def _in_order(
        self, code: MunicipalityCode, between: tuple[str, str], at_once: int, *, newest_first: bool
    ) -> Iterator[Upload]:
        """Read as it is gone through. Those of one moment are in the order of `Upload.order`.

        What moves from one key to another meanwhile can be met twice, and is given once.
        """
        given: set[str] = set()
        items = self._items(code, between, at_once, newest_first=newest_first)
        for _, moment in groupby(map(to_upload, items), key=attrgetter("received_at")):
            for one in sorted(moment, key=attrgetter("order"), reverse=newest_first):
                if one.upload_id not in given:
                    given.add(one.upload_id)
                    yield one

    def _items(
        self, code: MunicipalityCode, between: tuple[str, str], at_once: int, *, newest_first: bool
    ) -> Iterator[Item]:
        query = time_query(code, between, newest_first=newest_first) | {"Limit": at_once}
        found = query_items(self.client, self.table, query, consistent=False)
        try:
            first = next(found, None)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in _NO_INDEX:
                raise
            yield from self._without_index(code, between, newest_first=newest_first)
            return
        if first is not None:
            yield first
            yield from found

    def _without_index(
        self, code: MunicipalityCode, between: tuple[str, str], *, newest_first: bool
    ) -> Iterator[Item]:
        every = UploadRecords(self.client, self.table).find_all(code)
        placed = sorted(every, key=lambda item: item[keys.INDEX_RANGE]["S"], reverse=newest_first)
        first, last = between
        return (item for item in placed if first <= item[keys.INDEX_RANGE]["S"] <= last)


def time_query(under: str, between: tuple[str, str], *, newest_first: bool = False) -> dict[str, Any]:
    """A query of the index for what was received between two times, both of them included."""
    first, last = between
    return {
        "IndexName": keys.BY_TIME,
        "KeyConditionExpression": "#under = :under AND #received_at BETWEEN :first AND :last",
        "ExpressionAttributeNames": {"#under": keys.INDEX_HASH, "#received_at": keys.INDEX_RANGE},
        "ExpressionAttributeValues": {
            ":under": attribute(under),
            ":first": attribute(first),
            ":last": attribute(last),
        },
        "ScanIndexForward": not newest_first,
    }


def _place(upload: Upload) -> tuple[str, str]:
    return upload.received_at, upload.order
