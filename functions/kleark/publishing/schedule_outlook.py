"""Whether what is scheduled still holds: whether the rows that it decides on are as they were when it was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.part_merge import rows_touched
from kleark.configuration.row_pages import UnreadablePageError
from kleark.publishing.errors import Refusal
from kleark.publishing.sheet_effect import part_of_upload
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows

if TYPE_CHECKING:
    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live, Scheduled
    from kleark.publishing.ports import ConfigurationTable


def schedule_touched(
    scheduled: Scheduled, live: Live, table: ConfigurationTable, code: MunicipalityCode
) -> bool:
    """Whether it was planned on other rows than are live. Where nobody can say, it is taken to be so.

    Rows are read only where it is of a part and another revision is live.
    """
    if scheduled.revision == live.revision:
        return False
    upload = table.upload(code, scheduled.content.upload_id) if scheduled.part else None
    if upload is None:
        return True
    try:
        part = part_of_upload(upload, live)
        planned = sealed_rows(code, scheduled.content, table)
        sheet: list[Row] = [row for row in planned if part is None or part.membership()(row)]
        entry = table.log_entry(code, scheduled.revision)
        before = sealed_rows(code, entry.content if entry else None, table)
        return bool(rows_touched(before, sealed_rows(code, live.content, table), part, sheet))
    except (Refusal, BrokenSnapshotError, UnreadablePageError):
        return True
