"""The table's partitions of municipalities' lists of case templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.adapters.dynamodb.keys import templates_partition
from kleark.adapters.dynamodb.list_table import ListTable
from kleark.configuration.row_pages import UnreadablePageError

if TYPE_CHECKING:
    from kleark.case_templates.model import TemplateList
    from kleark.configuration.list_head import ListHead
    from kleark.publishing.ids import MunicipalityCode


@dataclass(frozen=True, slots=True)
class CaseTemplateTable(ListTable):
    """One list of each municipality."""

    def partition(self, code: MunicipalityCode) -> str:
        return templates_partition(code)

    def templates(self, code: MunicipalityCode, head: ListHead) -> TemplateList | None:
        """The head's list, whole; None where it is not: another has replaced it, or it has another release's form."""
        from kleark.case_templates.stored_list import list_in  # noqa: PLC0415 (few municipalities have a list)

        pages = self.paged(code).pages(head.order, head.digest, consistent=True)
        try:
            return list_in(pages, head)
        except (UnreadablePageError, KeyError, TypeError, ValueError):
            return None

    def write_pages(self, code: MunicipalityCode, head: ListHead, found: TemplateList) -> None:
        """Write the pages of a list. A repetition writes the same pages."""
        from kleark.case_templates.stored_list import pages_with  # noqa: PLC0415

        self.paged(code).write_pages(head.order, head.digest, pages_with(found, self.page_bytes))
