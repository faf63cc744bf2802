"""The table's partition of the inventory. Attribute names are always aliased."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.conditions import try_write
from kleark.adapters.dynamodb.expressions import to_names, to_placeholders
from kleark.adapters.dynamodb.items import attribute, from_item, to_item
from kleark.adapters.dynamodb.keys import INDEX_HEAD, INDEX_PARTITION, PAGE_PREFIX, index_page_prefix
from kleark.adapters.dynamodb.queries import prefix_query, query_items
from kleark.configuration.row_pages import PAGE_BYTES, Page, UnreadablePageError
from kleark.inventory.pages import Head, all_cases_in, cases_in, inventory_in, pages_with

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.adapters.dynamodb.items import Item
    from kleark.configuration.case_counts import IndexedCases
    from kleark.inventory.case_sums import CaseSums
    from kleark.inventory.model import Inventory
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class InventoryTable:
    """Pages are written first, and do not count; then the head, one item, says which of them do."""

    client: DynamoDBClient
    name: str
    page_bytes: int = PAGE_BYTES

    def head(self, *, consistent: bool) -> Head | None:
        """The inventory that counts; None before the first."""
        answer = self.client.get_item(TableName=self.name, Key=_key(INDEX_HEAD), ConsistentRead=consistent)
        item = answer.get("Item")
        if item is None:
            return None
        values = from_item(item)
        return Head(**{field.name: values[field.name] for field in fields(Head)})

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
        prefix = index_page_prefix(head.order, head.digest)
        query = prefix_query(INDEX_PARTITION, prefix)
        return [
            Page(int(item["SK"]["S"].removeprefix(prefix)), bytes(item["rows"]["B"]))
            for item in query_items(self.client, self.name, query, consistent=consistent)
        ]

    def write_pages(self, head: Head, inventory: Inventory) -> None:
        """Write the pages of an inventory. A repetition writes the same pages."""
        prefix = index_page_prefix(head.order, head.digest)
        for page in pages_with(inventory, self.page_bytes):
            item = _key(f"{prefix}{page.number:04d}") | to_item({"rows": page.rows})
            self.client.put_item(TableName=self.name, Item=item)

    def set_head(self, head: Head, *, after: Head | None = None) -> bool:
        """Let this inventory count, all at once, if ``after``, or itself, still does; whether it does now.

        V1 (10:00) reads what counts ──────────────────────────▶ sets the head: refused, it is not what was read
        V2 (10:05)                    reads it ──▶ sets the head
        """
        values = {field.name: getattr(head, field.name) for field in fields(Head)}
        was = "#order = :after" if after else "attribute_not_exists(#order)"
        orders = {"order": head.order} | ({"after": after.order} if after else {})
        flipped = try_write(
            lambda: self.client.put_item(
                TableName=self.name,
                Item=_key(INDEX_HEAD) | to_item(values),
                ConditionExpression=f"{was} OR #order = :order",
                ExpressionAttributeNames=to_names(["order"]),
                ExpressionAttributeValues=to_placeholders(orders),
            )
        )
        return flipped is not None

    def put_sums(self, code: MunicipalityCode, sums: CaseSums) -> None:
        """As `CaseSumTable.put`."""
        from kleark.adapters.dynamodb.case_sum_table import CaseSumTable  # noqa: PLC0415 (few uploads are inventories)

        CaseSumTable(self.client, self.name).put(code, sums)

    def delete_pages_before(self, head: Head) -> None:
        """Delete the pages of older uploads. The head never moves back, so none of them can come to count."""
        query = {
            "KeyConditionExpression": "#pk = :pk AND #sk BETWEEN :first AND :last",
            "ProjectionExpression": "#sk",
            "ExpressionAttributeNames": {"#pk": "PK", "#sk": "SK"},
            "ExpressionAttributeValues": {
                ":pk": attribute(INDEX_PARTITION),
                ":first": attribute(PAGE_PREFIX),
                # The keys of the head's own pages are longer than this, and so sort after it.
                ":last": attribute(f"{PAGE_PREFIX}{head.order}"),
            },
        }
        for item in list(query_items(self.client, self.name, query, consistent=False)):
            self.client.delete_item(TableName=self.name, Key=_key(item["SK"]["S"]))


def _key(sort_key: str) -> Item:
    return {"PK": attribute(INDEX_PARTITION), "SK": attribute(sort_key)}
