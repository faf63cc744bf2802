"""Whether people are to be told that the watch has found something: once a week at most, and only of what is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from kleark.watch.model import WatchState

RHYTHM = timedelta(days=7)
"""No notice comes sooner after the one before."""


def is_telling_due(state: WatchState, set_aside: Collection[str] = ()) -> bool:
    """Whether there is something new that somebody should look at, and the last notice is a week old.

    Notes are for those who come to the page by themselves: they are told to nobody. So is what is found in the list of
    case templates: a notice says that what is live is no longer right.

    Args:
        state: After a judgement.
        set_aside: The ids of the findings that are as they should be for now.
    """
    if state.noticed_at and _moment(state.judged_at) - _moment(state.noticed_at) < RHYTHM:
        return False
    return any(
        one.severity != "info"
        and not one.is_of_templates
        and one.first_seen > state.noticed_at
        and one.finding_id not in set_aside
        for one in state.open_findings
    )


def _moment(stamped: str) -> datetime:
    return datetime.fromisoformat(stamped)
