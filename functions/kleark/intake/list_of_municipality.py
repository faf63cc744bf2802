"""What an uploaded list of a municipality's is, of whichever kind, as a list of which one counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from kleark.configuration.list_head import LatestUpload, ListHead
from kleark.configuration.stored_row import digest_of
from kleark.i18n.danish_time import danish_day
from kleark.intake.outcome import ListOutcome
from kleark.intake.ports import ListTable
from kleark.publishing.object_keys import OwnList, list_reports

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from kleark.intake.notification import ObjectCreated
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import Destination, ReportFolder
    from kleark.registers.kle_register import KleRegister

_REASONS = {
    ListOutcome.REJECTED: "Listen kan ikke bruges. Rapporten siger, hvad der skal rettes.",
    ListOutcome.STORED: "Listen er gemt. Rapporten siger, hvad der er at se på.",
    ListOutcome.SUPERSEDED: "En liste, der er lagt op senere, er gemt allerede, eller listen er slettet siden. Denne "
    "bruges ikke.",
}

_Table = TypeVar("_Table", bound=ListTable)


@dataclass(frozen=True, slots=True)
class MunicipalityList(Generic[_Table]):
    """One uploaded list: the part of `kleark.intake.list_intake.CountingList` that all kinds share.

    Attributes:
        table: Where the list that counts is kept.
        code: The municipality.
        created: The object, with its version.
        target: What its key asks for.
        upload_id: Of the upload.
        uploaded_by: Who uploaded it; None where that is not known.
        register: The KLE register that is active.
        now: The time.
    """

    table: _Table
    code: MunicipalityCode
    created: ObjectCreated
    target: Destination
    upload_id: str
    uploaded_by: str | None
    register: KleRegister
    now: datetime

    @property
    def today(self) -> date:
        """The day in Denmark."""
        return danish_day(self.now)

    @property
    def has_summary(self) -> bool:
        return True

    @property
    def folder(self) -> ReportFolder:
        return list_reports(self.code, self.target.own_list or OwnList.CASE_TEMPLATES)

    @property
    def reasons(self) -> Mapping[ListOutcome, str]:
        return _REASONS

    def current(self) -> ListHead | None:
        return self.table.head(self.code, consistent=True)

    def before_replacing(self, _counting: ListHead) -> tuple[Exception, ...]:
        """Nothing is left of a list that counts no more."""
        return ()

    def set_head(self, head: ListHead, after: ListHead | None) -> bool:
        return self.table.set_head(self.code, head, after=after)

    def delete_pages_before(self, head: ListHead) -> None:
        self.table.delete_pages_before(self.code, head.order)

    def record(self, order: str, uploaded_at: str, outcome: ListOutcome) -> None:
        self.table.record_latest(self.code, LatestUpload(order, self.upload_id, uploaded_at, outcome.value))

    def head_with(
        self, order: str, lines: list[str], uploaded_at: str, columns: Mapping[str, int] | None = None
    ) -> ListHead:
        """The head of a list with these lines."""
        return ListHead(
            order,
            digest_of(lines),
            len(lines),
            self.upload_id,
            uploaded_at,
            json.dumps(dict(columns or {}), sort_keys=True),
            self.created.key,
            self.created.version_id or "",
            self.uploaded_by or "",
        )
