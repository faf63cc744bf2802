"""Rows of earlier revisions. This instance remembers what it has read: a search goes through many, page by page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kleark.portal.snapshot_cache import Snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.configuration.stored_row import StoredRow
    from kleark.publishing.model import Content

MOST_BYTES = 192 * 1024 * 1024
"""Of the function's 1,024 MB: 500 snapshots of 500 rows, at 700 bytes a row."""

MOST_ROWS = 60_000
"""So many rows one request reads, `log_search.SNAPSHOT_COST` for each snapshot included: some 100 revisions of 500."""


@cache
def remembered() -> Snapshots:
    """Those that were read since the instance started."""
    return Snapshots(MOST_BYTES)


def past_rows(visit: PageVisit) -> Callable[[Content], Sequence[StoredRow] | None]:
    """Reads the rows of the municipality's snapshots; None where they are deleted, or are not what was sealed.

    Whether they are still there is asked each time: what was deleted must not be found in memory.
    """
    table, code = visit.table, visit.person.code

    def read(content: Content) -> Sequence[StoredRow] | None:
        if not table.is_sealed(code, content):
            return None
        return remembered().rows(table, code, content, consistent=True)

    return read
