"""The table's partitions of lists of which one counts, as the inventory. Attribute names are always aliased."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import to_names, to_placeholders
from kleark.adapters.dynamodb.items import attribute, from_item, to_item
from kleark.adapters.dynamodb.keys import INDEX_HEAD, INDEX_PARTITION, PAGE_PREFIX, index_page_prefix
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.configuration.row_pages import PAGE_BYTES, Page, UnreadablePageError
from kleark.inventory.pages import Head, all_cases_in, cases_in, inventory_in, pages_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.configuration.case_counts import IndexedCases
    from kleark.inventory.case_sums import CaseSums
    from kleark.inventory.model import Inventory
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class PagedList:
    """A partition with one list that counts: pages are written first, and do not count; then the head, one item, says
    which of them do.

    ``partition``: its key.
    """

    client: DynamoDBClient
    name: str
    partition: str

    def head(self, *, consistent: bool) -> dict[str, Any] | None:
        """The values of the head; None before the first list."""
        answer = self.client.get_item(
            TableName=self.name, Key=self._key(INDEX_HEAD), ConsistentRead=consistent
        )
        item = answer.get("Item")
        return None if item is None else from_item(item)

    def pages(self, order: str, digest: str, *, consistent: bool) -> list[Page]:
        """The pages of one list, as many as are there."""
        prefix = index_page_prefix(order, digest)
        query = prefix_query(self.partition, prefix)
        return [
            page_in(item, prefix)
            for item in query_items(self.client, self.name, query, consistent=consistent)
        ]

    def write_pages(self, order: str, digest: str, pages: Iterable[Page]) -> None:
        """Write the pages of a list. A repetition writes the same pages."""
        prefix = index_page_prefix(order, digest)
        for page in pages:
            item = self._key(f"{prefix}{page.number:04d}") | to_item({"rows": page.rows})
            self.client.put_item(TableName=self.name, Item=item)

    def set_head(self, values: Mapping[str, Scalar], after: str | None) -> bool:
        """Let this list count, all at once, if what was read, or itself, still does; whether it does now.

        V1 (10:00) reads what counts ──────────────────────────▶ sets the head: refused, it is not what was read
        V2 (10:05)                    reads it ──▶ sets the head

        ``values``: with its order. ``after``: the order of what was read; None where there was nothing.
        """
        was = "#order = :after" if after else "attribute_not_exists(#order)"
        orders = {"order": values["order"]} | ({"after": after} if after else {})
        flipped = try_write(
            lambda: self.client.put_item(
                TableName=self.name,
                Item=self._key(INDEX_HEAD) | to_item(values),
                ConditionExpression=f"{was} OR #order = :order",
                ExpressionAttributeNames=to_names(["order"]),
                ExpressionAttributeValues=to_placeholders(orders),
            )
        )
        return flipped is not None

    def put_newest(self, sort_key: str, values: Mapping[str, Scalar]) -> bool:
        """Write an item that is of the newest upload, unless it is of a newer one; whether it was written."""
        flipped = try_write(
            lambda: self.client.put_item(
                TableName=self.name,
                Item=self._key(sort_key) | to_item(values),
                ConditionExpression="attribute_not_exists(#order) OR #order <= :order",
                ExpressionAttributeNames=to_names(["order"]),
                ExpressionAttributeValues=to_placeholders({"order": values["order"]}),
            )
        )
        return flipped is not None

    def delete_pages_before(self, order: str) -> int:
        """Delete the pages of older uploads; how many. The head never moves back: none of them can come to count."""
        query = {
            "KeyConditionExpression": "#pk = :pk AND #sk BETWEEN :first AND :last",
            "ProjectionExpression": "#sk",
            "ExpressionAttributeNames": {"#pk": "PK", "#sk": "SK"},
            "ExpressionAttributeValues": {
                ":pk": attribute(self.partition),
                ":first": attribute(PAGE_PREFIX),
                # The keys of the head's own pages are longer than this, and so sort after it.
                ":last": attribute(f"{PAGE_PREFIX}{order}"),
            },
        }
        older = list(query_items(self.client, self.name, query, consistent=False))
        for item in older:
            self.client.delete_item(TableName=self.name, Key=self._key(item["SK"]["S"]))
        return len(older)

    def _key(self, sort_key: str) -> Item:
        return {"PK": attribute(self.partition), "SK": attribute(sort_key)}


def page_in(item: Item, prefix: str) -> Page:
    """The page that an item is. ``prefix``: what its sort key begins with, before the page's number."""
    return Page(int(item["SK"]["S"].removeprefix(prefix)), bytes(item["rows"]["B"]))


@dataclass(frozen=True, slots=True)
class InventoryTable:
    """The inventory, which belongs to no municipality."""

    client: DynamoDBClient
    name: str
    page_bytes: int = PAGE_BYTES

    @property
    def _list(self) -> PagedList:
        return PagedList(self.client, self.name, INDEX_PARTITION)

    def head(self, *, consistent: bool) -> Head | None:
        """The inventory that counts; None before the first."""
        values = self._list.head(consistent=consistent)
        return None if values is None else Head(**{field.name: values[field.name] for field in fields(Head)})

    def inventory(self, head: Head, *, consistent: bool = True) -> Inventory | None:
        """The head's lines, whole; None where they are not, since another inventory has replaced it."""
        try:
            return inventory_in(self._pages(head, consistent=consistent), head)
        except (UnreadablePageError, ValueError):
            return None

    def all_cases(self, head: Head, *, consistent: bool = True) -> dict[str, IndexedCases] | None:
        """What each municipality has by the head's lines, by its code; None where they are not whole."""
        try:
            return all_cases_in(self._pages(head, consistent=consistent), head)
        except (UnreadablePageError, ValueError):
            return None

    def cases(self, head: Head, code: str) -> IndexedCases | None:
        """What one municipality has by the head's lines; None where they are not whole."""
        try:
            return cases_in(self._pages(head, consistent=True), head, code)
        except (UnreadablePageError, ValueError):
            return None

    def _pages(self, head: Head, *, consistent: bool) -> list[Page]:
        return self._list.pages(head.order, head.digest, consistent=consistent)

    def write_pages(self, head: Head, inventory: Inventory) -> None:
        """Write the pages of an inventory. A repetition writes the same pages."""
        self._list.write_pages(head.order, head.digest, pages_with(inventory, self.page_bytes))

    def set_head(self, head: Head, *, after: Head | None = None) -> bool:
        """Let this inventory count, all at once, if ``after``, or itself, still does; whether it does now."""
        values = {field.name: getattr(head, field.name) for field in fields(Head)}
        return self._list.set_head(values, after.order if after else None)

    def put_sums(self, code: MunicipalityCode, sums: CaseSums) -> None:
        """As `CaseSumTable.put`."""
        from kleark.adapters.dynamodb.case_sum_table import CaseSumTable  # noqa: PLC0415 (few uploads are inventories)

        CaseSumTable(self.client, self.name).put(code, sums)

    def delete_pages_before(self, head: Head) -> None:
        """Delete the pages of older uploads. The head never moves back, so none of them can come to count."""
        self._list.delete_pages_before(head.order)
