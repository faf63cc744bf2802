"""The table's partitions of municipalities' lists of own KLE numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from kleark.adapters.dynamodb.inventory_table import page_in
from kleark.adapters.dynamodb.items import attribute, from_item
from kleark.adapters.dynamodb.keys import INDEX_HEAD, index_page_prefix, own_numbers_partition
from kleark.adapters.dynamodb.list_table import ListTable, head_of
from kleark.adapters.dynamodb.queries import query_items
from kleark.configuration.row_pages import UnreadablePageError
from kleark.own_numbers.stored_numbers import number_pages, numbers_in
from kleark.registers.kle_register import StoredRegisterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.configuration.list_head import ListHead
    from kleark.configuration.row_pages import Page
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.kle_register import Topic


@dataclass(frozen=True, slots=True)
class OwnNumberTable(ListTable):
    """One list of each municipality."""

    def partition(self, code: MunicipalityCode) -> str:
        return own_numbers_partition(code)

    def numbers(self, code: MunicipalityCode, head: ListHead) -> tuple[Topic, ...] | None:
        """The head's list, whole; None where it is not."""
        return _numbers(self.paged(code).pages(head.order, head.digest, consistent=True), head)

    def counting(self, code: MunicipalityCode) -> tuple[Topic, ...]:
        """The topics of the list that counts, none where there is none: one query, which finds the head and its pages.

        Raises:
            StoredRegisterError: The table does not answer, or the list is not stored as it was written. Whoever judges
                must not take that for a fault of what is judged.
        """
        query = {
            "KeyConditionExpression": "#pk = :pk",
            "ExpressionAttributeNames": {"#pk": "PK"},
            "ExpressionAttributeValues": {":pk": attribute(self.partition(code))},
        }
        try:
            items = {
                item["SK"]["S"]: item for item in query_items(self.client, self.name, query, consistent=True)
            }
        except (BotoCoreError, ClientError) as error:
            raise StoredRegisterError("the municipality's own numbers cannot be read") from error
        if INDEX_HEAD not in items or (head := head_of(from_item(items[INDEX_HEAD]))).is_deleted:
            return ()
        prefix = index_page_prefix(head.order, head.digest)
        found = _numbers(
            (page_in(item, prefix) for key, item in items.items() if key.startswith(prefix)), head
        )
        if found is None:
            raise StoredRegisterError("the municipality's own numbers are not stored as they were written")
        return found

    def write_pages(self, code: MunicipalityCode, head: ListHead, found: tuple[Topic, ...]) -> None:
        """Write the pages of a list. A repetition writes the same pages."""
        self.paged(code).write_pages(head.order, head.digest, number_pages(found, self.page_bytes))


def _numbers(pages: Iterable[Page], head: ListHead) -> tuple[Topic, ...] | None:
    try:
        return numbers_in(pages, head)
    except (UnreadablePageError, KeyError, TypeError, ValueError):
        return None
