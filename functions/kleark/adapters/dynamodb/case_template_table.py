"""The table's partitions of municipalities' lists of case templates."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.inventory_table import PagedList
from kleark.adapters.dynamodb.items import attribute, from_item
from kleark.adapters.dynamodb.keys import LATEST_UPLOAD, templates_partition
from kleark.case_templates.stored_list import LatestUpload, TemplateHead, list_in, pages_with
from kleark.configuration.row_pages import PAGE_BYTES, UnreadablePageError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from kleark.case_templates.model import TemplateList
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class CaseTemplateTable:
    """One list of each municipality. A deletion is a head, too: whatever is delivered late, nothing comes back."""

    client: DynamoDBClient
    name: str
    page_bytes: int = PAGE_BYTES

    def head(self, code: MunicipalityCode, *, consistent: bool) -> TemplateHead | None:
        """The list that counts, or that it was deleted; None before the first."""
        values = self._list(code).head(consistent=consistent)
        if values is None:
            return None
        return TemplateHead(
            **{one.name: values[one.name] for one in fields(TemplateHead) if one.name in values}
        )

    def templates(self, code: MunicipalityCode, head: TemplateHead) -> TemplateList | None:
        """The head's list, whole; None where it is not: another has replaced it, or it has another release's form."""
        pages = self._list(code).pages(head.order, head.digest, consistent=True)
        try:
            return list_in(pages, head)
        except (UnreadablePageError, KeyError, TypeError, ValueError):
            return None

    def latest(self, code: MunicipalityCode) -> LatestUpload | None:
        """What became of the newest list that was uploaded; None before the first."""
        key = {"PK": attribute(templates_partition(code)), "SK": attribute(LATEST_UPLOAD)}
        item = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return None
        values = from_item(item)
        return LatestUpload(**{one.name: values[one.name] for one in fields(LatestUpload)})

    def write_pages(self, code: MunicipalityCode, head: TemplateHead, found: TemplateList) -> None:
        """Write the pages of a list. A repetition writes the same pages."""
        self._list(code).write_pages(head.order, head.digest, pages_with(found, self.page_bytes))

    def set_head(
        self, code: MunicipalityCode, head: TemplateHead, *, after: TemplateHead | None = None
    ) -> bool:
        """Let this list count, all at once, if ``after``, or itself, still does; whether it counts now.

        That the list was deleted is written in the same way.
        """
        return self._list(code).set_head(_values(head), after.order if after else None)

    def record_latest(self, code: MunicipalityCode, latest: LatestUpload) -> None:
        """Record what became of a list, unless a newer one was uploaded."""
        self._list(code).put_newest(
            LATEST_UPLOAD, {one.name: getattr(latest, one.name) for one in fields(LatestUpload)}
        )

    def delete_pages_before(self, code: MunicipalityCode, order: str) -> int:
        """Delete the pages of older uploads; how many there were."""
        return self._list(code).delete_pages_before(order)

    def _list(self, code: MunicipalityCode) -> PagedList:
        return PagedList(self.client, self.name, templates_partition(code))


def _values(head: TemplateHead) -> dict[str, str | int | bool | bytes | None]:
    """What it does not have is left out."""
    values = {one.name: getattr(head, one.name) for one in fields(TemplateHead)}
    return {name: value for name, value in values.items() if value != ""}
