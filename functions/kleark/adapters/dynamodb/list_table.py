"""The table's partitions of municipalities' lists, of kinds of which each has one that counts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.inventory_table import PagedList
from kleark.adapters.dynamodb.items import attribute, from_item
from kleark.adapters.dynamodb.keys import LATEST_UPLOAD
from kleark.configuration.list_head import LatestUpload, ListHead
from kleark.configuration.row_pages import PAGE_BYTES

if TYPE_CHECKING:
    from typing import Any

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class ListTable:
    """One list of each municipality. A deletion is a head, too: whatever is delivered late, nothing comes back."""

    client: DynamoDBClient
    name: str
    page_bytes: int = PAGE_BYTES

    def head(self, code: MunicipalityCode, *, consistent: bool) -> ListHead | None:
        """The list that counts, or that it was deleted; None before the first."""
        values = self.paged(code).head(consistent=consistent)
        return None if values is None else head_of(values)

    def latest(self, code: MunicipalityCode) -> LatestUpload | None:
        """What became of the newest list that was uploaded; None before the first."""
        key = {"PK": attribute(self.partition(code)), "SK": attribute(LATEST_UPLOAD)}
        item = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return None
        values = from_item(item)
        return LatestUpload(**{one.name: values[one.name] for one in fields(LatestUpload)})

    def set_head(self, code: MunicipalityCode, head: ListHead, *, after: ListHead | None = None) -> bool:
        """Let this list count, all at once, if ``after``, or itself, still does; whether it counts now.

        That the list was deleted is written in the same way.
        """
        return self.paged(code).set_head(_values(head), after.order if after else None)

    def record_latest(self, code: MunicipalityCode, latest: LatestUpload) -> None:
        """Record what became of a list, unless a newer one was uploaded."""
        self.paged(code).put_newest(
            LATEST_UPLOAD, {one.name: getattr(latest, one.name) for one in fields(LatestUpload)}
        )

    def delete_pages_before(self, code: MunicipalityCode, order: str) -> int:
        """Delete the pages of older uploads; how many there were."""
        return self.paged(code).delete_pages_before(order)

    def paged(self, code: MunicipalityCode) -> PagedList:
        """The municipality's partition."""
        return PagedList(self.client, self.name, self.partition(code))

    def partition(self, code: MunicipalityCode) -> str:
        """The partition's key, which says of which kind the lists are."""
        raise NotImplementedError


def head_of(values: dict[str, Any]) -> ListHead:
    """A head of what is stored, without what a later release adds."""
    return ListHead(**{one.name: values[one.name] for one in fields(ListHead) if one.name in values})


def _values(head: ListHead) -> dict[str, str | int | bool | bytes | None]:
    """What it does not have is left out."""
    values = {one.name: getattr(head, one.name) for one in fields(ListHead)}
    return {name: value for name, value in values.items() if value != ""}
