"""The workbooks made of an uploaded file, stored beside its report: of a sheet and of an inventory alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.intake.report_files import NOT_MADE, files_that_say_what_is_missing
from kleark.report.file_report import file_facts
from kleark.report.findings import sanitise
from kleark.report.model import FileFacts

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.intake.ports import UploadedObject
    from kleark.intake.report_files import WorkbookFiles
    from kleark.publishing.object_keys import ReportFolder
    from kleark.publishing.ports import ReportStore
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report


def store_workbooks(  # noqa: PLR0913, PLR0917 (where to, and what the report says once more)
    made: WorkbookFiles,
    report: Report,
    excerpt: Excerpt | None,
    checked_at: datetime,
    folder: ReportFolder,
    upload_id: str,
    reports: ReportStore,
) -> tuple[Exception, ...]:
    """Store what was made, and why something could not be. Gives what went wrong.

    Raises:
        ProcessLostError: Trying again may do better: the notification is to be delivered again.
    """
    for name, content in made.files.items():
        reports.write(folder, upload_id, name, content, made.facts[name])
    if made.not_made:
        reports.write(folder, upload_id, NOT_MADE, made.not_made_json())
        said = files_that_say_what_is_missing(report, excerpt, checked_at, made.not_made)
        for name, content in said.items():
            reports.write(folder, upload_id, name, content)
    if made.lost is not None:
        raise made.lost
    return tuple(made.faults)


def stored_file_facts(stored: UploadedObject, file_name: str) -> FileFacts:
    """What a report says of an uploaded object; without a digest for one that is too large to be read."""
    if stored.data is not None:
        return file_facts(stored.data, file_name)
    return FileFacts(sanitise(file_name), stored.size, "")
