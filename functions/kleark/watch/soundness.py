"""Whether what is stored of a municipality is whole: its live rows, its log and answers, and what they lead to.

`kleark log verify` asks the same of the log. Nothing is mended here: an operator is told, by an alarm.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.publishing.audit import judge_stored_log
from kleark.publishing.errors import ConcurrentChangeError
from kleark.publishing.model import stamp
from kleark.watch.circumstances import StoredFlaw

if TYPE_CHECKING:
    from datetime import date, datetime

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Live
    from kleark.publishing.ports import ConfigurationTable, SweepTable

ROUND = 7
"""The whole log, with the answers, is verified once in so many days, each municipality on a day of its own."""

UNFINISHED = timedelta(days=7)
"""So long after a deletion of rows began, the sweep should have come to its end."""


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
