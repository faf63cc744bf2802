"""The portal's API on this machine, and what a test does to what it shows."""

from __future__ import annotations

import contextlib
import os
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
from kleark.publishing.answers import GivenAnswers
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import UploadStatus
from kleark.publishing.proposal import ChangeRequest
from kleark.publishing.tenant import Tenant
from kleark.registers.municipalities import municipality
from kleark.report.text_report import render
from kleark.testing.moto_backend import Place, Stores, in_memory
from kleark.testing.server import HERE, Outage, Server
from kleark.testing.validated_uploads import validated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry
    from kleark.testing.server import Seen

T = TypeVar("T")

WHO = "test"
_SECRET = b"known to everybody: nothing here is kept".ljust(64, b".")


class SheetRejectedError(Exception):
    """The sheet has errors, so nobody could publish it. The message is its report."""


@dataclass(frozen=True, slots=True)
class PublishedMunicipality:
    """``rows``: what is live of it."""

    code: str
    rows: tuple[Row, ...]
    portal: LocalPortal


class LocalPortal:
    """What `local_portal` gives. Every change is made as in production: checked, sealed, made live, logged.

    A change that would be refused there is refused here, with the same `Refusal`; `kleark.testing` exports those that a
    test meets.
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
        return self._change(code, lambda tenant: self._publish_rows(rows, tenant))

    def revert(self, code: str, to: int) -> int:
        """Make an earlier revision live again; gives the new revision. Raises Refusal."""
        return self._change(
            code,
            lambda tenant: manual.revert(to, self._change_request(tenant), tenant, confirm_removals=True),
        )

    def unpublish(self, code: str) -> int:
        """Make a configuration without rows live; gives the new revision. Raises Refusal."""
        return self._change(code, lambda tenant: manual.unpublish(self._change_request(tenant), tenant))

    def freeze(self, code: str) -> None:
        """Block every publication. What is live is answered as before. Raises Refusal."""
        self._change(code, lambda tenant: manual.freeze(WHO, WHO, tenant))

    def unfreeze(self, code: str) -> None:
        """Allow publications again. Raises Refusal."""
        self._change(code, lambda tenant: manual.unfreeze(WHO, WHO, tenant))

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
        tenant = Tenant(
            municipality_code(code), self._stores.table, lambda: datetime.now(UTC), lambda: _SECRET
        )
        with self._lock:
            return how(tenant).revision

    def _change_request(self, tenant: Tenant) -> ChangeRequest:
        live = self._stores.table.live(tenant.code, consistent=True)
        return ChangeRequest(WHO, WHO, live.revision, GivenAnswers(for_all=WHO, for_holding=WHO))

    def _publish_rows(self, rows: tuple[Row, ...], tenant: Tenant) -> LogEntry:
        name = f"{next(self._uploads):06}.xlsx"
        upload, config = validated(tenant.code, rows, name, tenant.at, status=UploadStatus.CHECKED)
        self._stores.reports.write(tenant.code, upload.upload_id, "config.json", config.to_bytes())
        self._stores.table.claim(upload)
        return manual.publish_upload(
            upload.upload_id,
            self._change_request(tenant),
            tenant,
            self._stores.reports,
            confirm_removals=True,
            confirm_findings=True,
        )


@contextlib.contextmanager
def local_portal() -> Iterator[LocalPortal]:
    """The portal's API on this machine for the length of the block, with nothing published.

    Several can be open at once; each has rows, revisions and an address of its own.
    """
    with _beside_proxies(), in_memory(Place.of_its_own()) as stores, LocalPortal(stores)._running() as portal:
        yield portal


_PROXIES = ("http_proxy", "all_proxy")
_PAST_PROXIES = ("no_proxy", "NO_PROXY")


@contextlib.contextmanager
def _beside_proxies() -> Iterator[None]:
    """Where the environment names a proxy, what asks by the environment asks this machine without it."""
    if not any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES):
        yield
        return
    before = {name: os.environ.get(name) for name in _PAST_PROXIES}
    others = [value for value in dict.fromkeys(before.values()) if value]
    os.environ.update(dict.fromkeys(_PAST_PROXIES, ",".join((HERE, *others))))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _rows_of(sheet: Path, code: str) -> tuple[Row, ...]:
    report = check(sheet.read_bytes(), sheet.name, municipality(code))
    if report.verdict == "rejected":
        raise SheetRejectedError(render(report))
    return tuple(sourced.row for sourced in report.rows)
