"""Whether what is stored of a municipality is whole: its live rows, its log and answers, and what they lead to.

`kleark log verify` asks the same of the log. Nothing is mended here: an operator is told, by an alarm.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.publishing.audit import judge_stored_log
from kleark.publishing.errors import ConcurrentChangeError
from kleark.publishing.model import DELETION, UploadStatus, stamp
from kleark.watch.circumstances import StoredFlaw

if TYPE_CHECKING:
    from datetime import date, datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live
    from kleark.publishing.ports import ConfigurationTable, SweepTable
    from kleark.watch.ports import FileNames

ROUND = 7
"""The whole log, with the answers, is verified once in so many days, each municipality on a day of its own."""

UNFINISHED = timedelta(days=7)
"""So long after a deletion of rows began, the sweep should have come to its end."""

ON_THEIR_WAY = timedelta(days=1)
"""A younger file or record may be in the middle of being checked."""

_WITHOUT_FILES = DELETION | {UploadStatus.RECEIVED, UploadStatus.GONE}


def is_round_day(code: MunicipalityCode, today: date) -> bool:
    """Whether this is the day of the week on which all of a municipality is looked into."""
    return (today.toordinal() + hashlib.sha256(code.encode()).digest()[0]) % ROUND == 0


def stored_flaws(
    code: MunicipalityCode, live: Live, table: ConfigurationTable, snapshots: SweepTable, now: datetime
) -> dict[StoredFlaw, bool]:
    """Whether log and answers are whole, and lead to what is there.

    Of a municipality that keeps changing, nothing is said of the log until the next time.
    """
    flaws = {StoredFlaw.ORPHANS: _has_orphans(code, live, table, snapshots, now)}
    try:
        flaws[StoredFlaw.LOG] = bool(judge_stored_log(code, table, ()).flaws)
    except ConcurrentChangeError:
        return flaws
    except (KeyError, TypeError, ValueError):
        # An entry that cannot be read is no entry.
        flaws[StoredFlaw.LOG] = True
    return flaws


@dataclass(frozen=True, slots=True)
class FileOrphans:
    """How many files and records of a municipality have nothing that belongs to them.

    ``sheets``, ``reports``: files that no upload's record knows. ``without_sheet``, ``without_report``: uploads whose
    file is gone, though nobody deleted it here.
    """

    sheets: int = 0
    reports: int = 0
    without_sheet: int = 0
    without_report: int = 0

    def __add__(self, other: FileOrphans) -> FileOrphans:
        return FileOrphans(
            self.sheets + other.sheets,
            self.reports + other.reports,
            self.without_sheet + other.without_sheet,
            self.without_report + other.without_report,
        )

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def to_json(self) -> dict[str, int]:
        """Those that there are, by their names."""
        return {name: count for name, count in asdict(self).items() if count}


def file_orphans(
    code: MunicipalityCode, files: FileNames, table: ConfigurationTable, now: datetime
) -> FileOrphans:
    """Hold files against records. What is younger than a day may be on its way, and is left alone.

    Files are listed first: a record is written before its report, so a report whose record came meanwhile has one. That
    older versions of a sheet go by the bucket's lifecycle is as it should be: its key still has a file. So is a
    deletion that was asked for.
    """
    sheets, reports = files.sheets(code), files.reports(code)
    records = table.uploads(code)
    keys, ids = {one.key for one in records}, {one.upload_id for one in records}
    young = stamp(now - ON_THEIR_WAY)
    old = [one for one in records if one.status not in _WITHOUT_FILES and one.key and one.received_at < young]
    return FileOrphans(
        sum(key not in keys and at < now - ON_THEIR_WAY for key, at in sheets.items()),
        len(reports - ids),
        sum(one.key not in sheets for one in old),
        sum(one.upload_id not in reports for one in old),
    )


def _has_orphans(
    code: MunicipalityCode, live: Live, table: ConfigurationTable, snapshots: SweepTable, now: datetime
) -> bool:
    """Whether what is live or scheduled has no snapshot or upload, or rows are left that were to be deleted."""
    scheduled = table.scheduled(code)
    contents = [one for one in (live.content, scheduled and scheduled.content) if one]
    if not all(table.is_sealed(code, one) for one in contents):
        return _still(code, live, table)
    uploads = {upload_id for one in contents for upload_id in one.upload_ids}
    if any(table.upload(code, upload_id) is None for upload_id in sorted(uploads)):
        return _still(code, live, table)
    long_ago = stamp(now - UNFINISHED)
    return any(
        one.swept and not one.rows_gone and one.opened_at < long_ago for one in snapshots.snapshots(code)
    )


def _still(code: MunicipalityCode, live: Live, table: ConfigurationTable) -> bool:
    """Whether nothing has changed since: what became live meanwhile leads elsewhere."""
    return table.live(code, consistent=True) == live
