"""A municipality's list of case templates, as a list of which one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.case_templates.check_list import check_templates
from kleark.case_templates.model import Against
from kleark.case_templates.stored_list import as_stored, lines_with
from kleark.configuration.case_counts import IndexedCases
from kleark.intake.list_intake import JudgedUpload
from kleark.intake.list_of_municipality import MunicipalityList
from kleark.intake.ports import CaseTemplateTable
from kleark.publishing.object_keys import LONGEST_FILE_NAME
from kleark.redaction.shown_name import shown_name
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from kleark.case_templates.model import TemplateList
    from kleark.configuration.list_head import ListHead
    from kleark.intake.comparison_sources import IndexSource, LiveSource
    from kleark.intake.ports import UploadedObject
    from kleark.report.model import Subject


@dataclass(frozen=True, slots=True)
class UploadedTemplates(MunicipalityList[CaseTemplateTable]):
    """One uploaded list. Fulfils `kleark.intake.list_intake.CountingList`.

    Attributes:
        live: Gives what is live.
        indexed: Gives what the municipality has in the indexes.
    """

    live: LiveSource
    indexed: IndexSource

    @property
    def subject(self) -> Subject:
        return "case_templates"

    def check(self, data: bytes, _stored: UploadedObject) -> JudgedUpload[TemplateList]:
        live, indexed = self.live.read(), self.indexed.read()
        against = Against(
            self.register,
            self.today,
            live,
            indexed if isinstance(indexed, IndexedCases) else None,
        )
        system = shown_name(self.target.system)[:LONGEST_FILE_NAME] or None
        checked = check_templates(data, self.target.file_name, against, municipality(self.code), system)
        found = None if checked.found is None else as_stored(checked.found)
        faults = tuple(fault for fault in (self.live.fault, self.indexed.fault) if fault is not None)
        return JudgedUpload(checked.report, found, checked.excerpt, checked.is_workbook, faults)

    def new_head(self, order: str, content: TemplateList, uploaded_at: str) -> ListHead:
        return self.head_with(order, lines_with(content), uploaded_at, content.columns)

    def write(self, head: ListHead, content: TemplateList) -> bool:
        self.table.write_pages(self.code, head, content)
        return self.table.templates(self.code, head) == content
