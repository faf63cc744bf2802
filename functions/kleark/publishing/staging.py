"""Write the rows of a snapshot before anything is live from it, and read them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.case_counts import by_number
from kleark.configuration.row_pages import UnreadablePageError
from kleark.configuration.stored_rows import StoredRows
from kleark.publishing.ids import snapshot_id
from kleark.publishing.model import Content
from kleark.publishing.snapshot import SnapshotState, snapshot_from_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import ConfigurationTable
    from kleark.publishing.snapshot import Snapshot
    from kleark.publishing.tenant import Tenant

GENERATIONS = 1_000
"""How often the rows of one upload can be swept and staged again.

Each generation lasts a day at least, since a sweep leaves younger snapshots alone.
"""


class BrokenSnapshotError(Exception):
    """The rows in the table are not the rows that were sealed, or were to be sealed."""


def stage(
    snapshot: Snapshot, origin: str, uploaded_at: str, tenant: Tenant, sources: str | None = None
) -> Content:
    """Write the rows and seal them, unless that is done already.

    Args:
        snapshot: The rows.
        origin: The upload's id; empty for an empty snapshot that is made on purpose.
        uploaded_at: When it was uploaded, as `stamp` writes it.
        tenant: The municipality.
        sources: The other uploads that rows of it came from, see `model.Content`.

    Returns:
        The sealed content, which can now be made live.

    Raises:
        BrokenSnapshotError: The rows read back are not the rows written.
    """
    version = snapshot.schema_version
    form = f"{version}/{tenant.table.page_bytes}"
    for generation in range(GENERATIONS):
        content = Content(
            snapshot_id=snapshot_id(origin, snapshot.digest, form, generation, sources),
            digest=snapshot.digest,
            row_count=len(snapshot.rows),
            schema_version=version,
            upload_id=origin,
            uploaded_at=uploaded_at,
            sources=sources,
        )
        if _stage_generation(content, snapshot, tenant):
            return content
    raise BrokenSnapshotError("the snapshot was swept every time it was staged")


def _stage_generation(content: Content, snapshot: Snapshot, tenant: Tenant) -> bool:
    """Whether the snapshot is sealed now. False: this generation of it was swept, and must not be used."""
    code, table = tenant.code, tenant.table
    state = table.open_snapshot(code, content, tenant.at)
    if state is SnapshotState.OPEN:
        table.write_rows(code, content.snapshot_id, snapshot.rows)
        written = snapshot_from_rows(table.rows(code, content.snapshot_id))
        if written != snapshot:
            raise BrokenSnapshotError("the rows read back are not the rows written")
        state = table.seal(code, content)
    return state is SnapshotState.SEALED


def sealed_rows(code: MunicipalityCode, content: Content | None, table: ConfigurationTable) -> Sequence[Row]:
    """All rows of a sealed snapshot. Raises BrokenSnapshotError when they are not what was sealed."""
    if content is None:
        return ()
    stored = snapshot_from_rows(table.rows(code, content.snapshot_id))
    if stored.digest != content.digest:
        raise BrokenSnapshotError("the rows of a sealed snapshot have changed")
    return StoredRows(stored.rows)


def shown_systems(
    code: MunicipalityCode, content: Content | None, table: ConfigurationTable
) -> dict[str, frozenset[str]] | None:
    """The source systems of a sealed snapshot's rows, by KLE number; None where the rows are not whole."""
    try:
        return by_number(row.key for row in sealed_rows(code, content, table))
    except (BrokenSnapshotError, UnreadablePageError):
        return None
