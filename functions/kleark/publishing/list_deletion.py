"""The command with which a municipality's list of case templates, or of own KLE numbers, is deleted.

That it is deleted is written in the place of the list that counted, so that nothing that is delivered late brings it
back; `kleark.erasure` carries the rest out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kleark.configuration.list_head import ListHead
from kleark.publishing.errors import ConcurrentChangeError, NothingToChangeError
from kleark.publishing.model import stamp, upload_order

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.configuration.list_head import LatestUpload
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import OwnList
    from kleark.publishing.ports import ListErasureQueue


class ListTable(Protocol):
    """Municipalities' lists of one kind."""

    def head(self, code: MunicipalityCode, *, consistent: bool) -> ListHead | None:
        """The list that counts, or that it was deleted; None before the first."""

    def latest(self, code: MunicipalityCode) -> LatestUpload | None:
        """What became of the newest list that was uploaded; None before the first."""

    def set_head(self, code: MunicipalityCode, head: ListHead, *, after: ListHead | None = None) -> bool:
        """Write a head if ``after``, or itself, is what stands there; whether it was."""


def delete_list(  # noqa: PLR0913, PLR0917 (who deletes what, and by what)
    code: MunicipalityCode,
    kind: OwnList,
    seen: str,
    actor: str,
    table: ListTable,
    queue: ListErasureQueue,
    now: datetime,
) -> ListHead:
    """Delete the list that counts, with every file of it and of lists before it; gives what stands in its place.

    Args:
        code: The municipality.
        kind: Of which kind the list is.
        seen: The order of the head that the person saw; empty where there was none.
        actor: Who deletes it, as the log names them.
        table: The lists of this kind.
        queue: Asked for the rest.
        now: The time.

    Raises:
        NothingToChangeError: There is no list, nor files of one that was refused.
        ConcurrentChangeError: Another list has come since the person looked.
    """
    head, latest = table.head(code, consistent=True), table.latest(code)
    refused_since = latest is not None and (head is None or latest.order > head.order)
    if (head is None or head.is_deleted) and not refused_since:
        raise NothingToChangeError("Der er ingen liste at slette.", "There is no list to delete.")
    if seen != (head.order if head else ""):
        raise ConcurrentChangeError
    at = stamp(now)
    # Also where this machine's clock is behind that of S3: the list that counts is older than its deletion.
    order = max(upload_order(at, at, ""), f"{head.order}~" if head else "")
    deleted = ListHead(order, deleted_at=at, deleted_by=actor)
    if not table.set_head(code, deleted, after=head):
        raise ConcurrentChangeError
    queue.send_lists(code, kind, at)
    return deleted
