"""The command with which a person goes back to an earlier revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.flip import FlipResult
from kleark.publishing.model import Action, stamp
from kleark.publishing.plan import difference
from kleark.publishing.publish import log_entry, sealed_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.adapters.dynamodb import Table
    from kleark.publishing.keys import MunicipalityCode
    from kleark.publishing.model import Live, LogEntry
    from kleark.row import Row


class StaleRevisionError(Exception):
    """Another revision is live than the one that the person looked at. ``current``: the one that is."""

    def __init__(self, current: int) -> None:
        super().__init__(f"revision {current} is live")
        self.current = current


class FrozenError(Exception):
    """The municipality is frozen: nothing becomes live until it is thawed."""


class UnknownRevisionError(Exception):
    """The municipality never had this revision."""


class NothingToRevertError(Exception):
    """The rows of the asked-for revision are those that are live."""


def revert(  # noqa: PLR0913 (a command: every part is named at the call)
    code: MunicipalityCode,
    to_revision: int,
    *,
    expected_revision: int,
    actor: str,
    note: str,
    table: Table,
    now: Callable[[], datetime],
) -> LogEntry:
    """Make the rows of ``to_revision`` live again, as a new revision, and give its entry in the log.

    ``expected_revision``: the live one that the person saw when deciding. Raises StaleRevisionError when it
    no longer is, and the errors above; then nothing has changed.
    """
    live = table.live(code, consistent=True)
    _require(live, expected_revision)
    entry = table.log_entry(code, to_revision)
    if entry is None:
        raise UnknownRevisionError(f"there is no revision {to_revision}")
    if live.content is not None and entry.content.digest == live.content.digest:
        raise NothingToRevertError(f"the rows of revision {to_revision} are live")
    plan = difference(_readable_rows(code, live, table), sealed_rows(code, entry.content, table))
    reverted = log_entry(
        live,
        entry.content,
        plan,
        at=stamp(now()),
        action=Action.REVERT,
        actor=actor,
        note=note,
        restored=to_revision,
    )
    if table.flip(code, live, reverted) is not FlipResult.DONE:
        moved = table.live(code, consistent=True)
        _require(moved, expected_revision)
        raise StaleRevisionError(moved.revision)
    return reverted


def _readable_rows(code: MunicipalityCode, live: Live, table: Table) -> list[Row]:
    """The live rows, also where some are missing: going back is how a person mends that."""
    if live.content is None:
        return []
    return [stored.row() for stored in table.rows(code, live.content.snapshot_id)]


def _require(live: Live, expected_revision: int) -> None:
    if live.revision != expected_revision:
        raise StaleRevisionError(live.revision)
    if live.frozen:
        raise FrozenError("the municipality is frozen")
