"""The portal's API on this machine, and what a test does to what it shows."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kleark.check import check
from kleark.portal.published import PortalContext
from kleark.portal.snapshot_cache import Snapshots
from kleark.portal.status_overview import Country
from kleark.publishing import manual
from kleark.publishing.ids import municipality_code
from kleark.publishing.manual import ChangeRequest
from kleark.publishing.model import UploadStatus
from kleark.publishing.tenant import Tenant
from kleark.registers.municipalities import municipality
from kleark.report.text_report import render
from kleark.testing.moto_backend import Stores, in_memory
from kleark.testing.server import Outage, Server
from kleark.testing.validated_uploads import validated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry
    from kleark.testing.server import Seen

T = TypeVar("T")

WHO = "test"


class SheetRejectedError(Exception):
    """The sheet has errors, so nobody could publish it. The message is its report."""


@dataclass(frozen=True, slots=True)
class PublishedMunicipality:
    """``rows``: what is live of it."""

    code: str
    rows: tuple[Row, ...]
    portal: LocalPortal


class LocalPortal:
    """What `local_portal` gives. Every change is made as in production: checked, sealed, flipped, logged.

    A change that would be refused there is refused here, with the same `kleark.publishing.errors.Refusal`.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._lock = threading.Lock()
        portal = PortalContext(stores.table, Snapshots(), Country(stores.index))
        self._server = Server(portal, self._lock)
        self._uploads = count(1)

    @property
    def url(self) -> str:
        """Where the API answers, without ``/v1``."""
        return self._server.url

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Every request so far."""
        return tuple(self._server.seen)

    def publish(self, code: str, what: Sequence[Row] | Path | str) -> int:
        """Make rows, or the rows of a sheet (the path of an .xlsx), live; gives the new revision.

        Raises SheetRejectedError, UnknownMunicipalityError, and Refusal: frozen, or live already.
        """
        rows = _rows_of(Path(what), code) if isinstance(what, str | Path) else tuple(what)
        if not rows:
            raise ValueError("nothing to publish; `unpublish` takes everything away")
        return self._change(code, lambda place: self._published(rows, place))

    def revert(self, code: str, to: int) -> int:
        """Make an earlier revision live again; gives the new revision. Raises Refusal."""
        return self._change(
            code, lambda place: manual.revert(to, self._mandate(place), place, confirm_removals=True)
        )

    def unpublish(self, code: str) -> int:
        """Make a configuration without rows live; gives the new revision. Raises Refusal."""
        return self._change(code, lambda place: manual.unpublish(self._mandate(place), place))

    def freeze(self, code: str) -> None:
        """Let nothing become live. What is live is answered as before. Raises Refusal."""
        self._change(code, lambda place: manual.freeze(WHO, WHO, place))

    def unfreeze(self, code: str) -> None:
        """The opposite of `freeze`. Raises Refusal."""
        self._change(code, lambda place: manual.unfreeze(WHO, WHO, place))

    @contextlib.contextmanager
    def down(self, outage: Outage = Outage.BUSY) -> Iterator[None]:
        """The API is down for the length of the block."""
        self._server.up.clear()
        self._server.outage = outage
        try:
            yield
        finally:
            self._server.outage = None
            self._server.up.set()

    @contextlib.contextmanager
    def _running(self) -> Iterator[LocalPortal]:
        with self._server.running():
            yield self

    def _change(self, code: str, how: Callable[[Tenant], LogEntry]) -> int:
        place = Tenant(municipality_code(code), self._stores.table, lambda: datetime.now(UTC))
        with self._lock:
            return how(place).revision

    def _mandate(self, place: Tenant) -> ChangeRequest:
        live = self._stores.table.live(place.code, consistent=True)
        return ChangeRequest(actor=WHO, note=WHO, expected_revision=live.revision)

    def _published(self, rows: tuple[Row, ...], place: Tenant) -> LogEntry:
        name = f"{next(self._uploads):06}.xlsx"
        upload, config = validated(place.code, rows, name, place.at, status=UploadStatus.CHECKED)
        self._stores.reports.write(place.code, upload.upload_id, "config.json", config.to_bytes())
        self._stores.table.claim(upload)
        return manual.publish_upload(
            upload.upload_id, self._mandate(place), place, self._stores.reports, confirm_removals=True
        )


@contextlib.contextmanager
def local_portal() -> Iterator[LocalPortal]:
    """The portal's API on this machine for the length of the block, with nothing published."""
    with in_memory() as stores, LocalPortal(stores)._running() as portal:
        yield portal


def _rows_of(sheet: Path, code: str) -> tuple[Row, ...]:
    report = check(sheet.read_bytes(), sheet.name, municipality(code))
    if report.verdict == "rejected":
        raise SheetRejectedError(render(report))
    return tuple(found.row for found in report.rows)
