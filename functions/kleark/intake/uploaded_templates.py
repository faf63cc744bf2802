"""A municipality's list of case templates, as a list of which one counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.case_templates.check_list import check_templates
from kleark.case_templates.model import Against
from kleark.case_templates.stored_list import (
    LatestUpload,
    TemplateHead,
    as_stored,
    digest_of,
    lines_with,
)
from kleark.configuration.case_counts import IndexedCases
from kleark.i18n.danish_time import danish_zone
from kleark.intake.list_intake import JudgedUpload
from kleark.intake.outcome import ListOutcome
from kleark.publishing.object_keys import LONGEST_FILE_NAME, template_reports
from kleark.redaction.shown_name import shown_name
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kleark.case_templates.model import TemplateList
    from kleark.intake.comparison_sources import IndexSource, LiveSource
    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ports import CaseTemplateTable, UploadedObject
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import Destination, ReportFolder
    from kleark.registers.kle_register import KleRegister
    from kleark.report.model import Subject

_REASONS = {
    ListOutcome.REJECTED: "Listen kan ikke bruges. Rapporten siger, hvad der skal rettes.",
    ListOutcome.STORED: "Listen er gemt. Rapporten siger, hvad der er at se på.",
    ListOutcome.SUPERSEDED: "En liste, der er lagt op senere, er gemt allerede, eller listen er slettet siden. Denne "
    "bruges ikke.",
}


@dataclass(frozen=True, slots=True)
class UploadedTemplates:
    """One uploaded list. Fulfils `kleark.intake.list_intake.CountingList`.

    Attributes:
        table: Where the list that counts is kept.
        code: The municipality.
        created: The object, with its version.
        target: What its key asks for.
        upload_id: Of the upload.
        uploaded_by: Who uploaded it; None where that is not known.
        register: The KLE register that is active.
        live: Gives what is live.
        indexed: Gives what the municipality has in the indexes.
        now: The time.
    """

    table: CaseTemplateTable
    code: MunicipalityCode
    created: ObjectCreated
    target: Destination
    upload_id: str
    uploaded_by: str | None
    register: KleRegister
    live: LiveSource
    indexed: IndexSource
    now: datetime

    @property
    def subject(self) -> Subject:
        return "case_templates"

    @property
    def has_summary(self) -> bool:
        return True

    @property
    def folder(self) -> ReportFolder:
        return template_reports(self.code)

    @property
    def reasons(self) -> Mapping[ListOutcome, str]:
        return _REASONS

    def check(self, data: bytes, _stored: UploadedObject) -> JudgedUpload[TemplateList]:
        live, indexed = self.live.read(), self.indexed.read()
        against = Against(
            self.register,
            self.now.astimezone(danish_zone()).date(),
            live,
            indexed if isinstance(indexed, IndexedCases) else None,
        )
        system = shown_name(self.target.system)[:LONGEST_FILE_NAME] or None
        checked = check_templates(data, self.target.file_name, against, municipality(self.code), system)
        found = None if checked.found is None else as_stored(checked.found)
        faults = tuple(fault for fault in (self.live.fault, self.indexed.fault) if fault is not None)
        return JudgedUpload(checked.report, found, checked.excerpt, checked.is_workbook, faults)

    def current(self) -> TemplateHead | None:
        return self.table.head(self.code, consistent=True)

    def new_head(self, order: str, content: TemplateList, uploaded_at: str) -> TemplateHead:
        lines = lines_with(content)
        return TemplateHead(
            order,
            digest_of(lines),
            len(lines),
            self.upload_id,
            uploaded_at,
            json.dumps(dict(content.columns), sort_keys=True),
            self.created.key,
            self.created.version_id or "",
            self.uploaded_by or "",
        )

    def write(self, head: TemplateHead, content: TemplateList) -> bool:
        self.table.write_pages(self.code, head, content)
        return self.table.templates(self.code, head) == content

    def before_replacing(self, _counting: TemplateHead) -> tuple[Exception, ...]:
        """Nothing is left of a list that counts no more."""
        return ()

    def set_head(self, head: TemplateHead, after: TemplateHead | None) -> bool:
        return self.table.set_head(self.code, head, after=after)

    def delete_pages_before(self, head: TemplateHead) -> None:
        self.table.delete_pages_before(self.code, head.order)

    def record(self, order: str, uploaded_at: str, outcome: ListOutcome) -> None:
        self.table.record_latest(self.code, LatestUpload(order, self.upload_id, uploaded_at, outcome.value))
