"""What publishing a sheet does to what is live: for all rows, or for a part's, with the others as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.part import part_named, parts_from_text, parts_to_text
from kleark.configuration.part_merge import (
    merge,
    plan_of_rows,
    rows_left,
    rows_outside,
    rows_taken_over,
    rows_touched,
)
from kleark.configuration.plan import LiveRows, difference
from kleark.configuration.stored_rows import StoredRows, difference_between
from kleark.publishing.config_file import verified_snapshot
from kleark.publishing.errors import Refusal, StaleRevisionError
from kleark.publishing.part_errors import (
    ChangedPartError,
    OtherPartError,
    RowsOutsidePartError,
    TouchedRowsError,
    required_part,
)
from kleark.publishing.revisions import revision_rows
from kleark.publishing.snapshot import canonical_line, snapshot_of
from kleark.publishing.staging import BrokenSnapshotError, stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.part import Part
    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.publishing.model import Content, Live, Upload
    from kleark.publishing.ports import ReportStore
    from kleark.publishing.snapshot import Snapshot
    from kleark.publishing.tenant import Tenant

MOST_LOOKED_BACK = 20
"""So many revisions are looked through for the one that changed a row; beyond, the newest is named."""


@dataclass(frozen=True, slots=True)
class SheetEffect:
    """What publishing a sheet would do.

    Attributes:
        part: The part that it speaks for; None for a whole sheet.
        rows: The sheet's own.
        plan: The change of the rows that it decides on, for people to look at.
        whole: The same change among all rows, as the log counts them.
        merged: All rows as they would be live.
        left: Of them, those that are others', and stay.
        takes_over: Whether it makes rows of others the part's, which a person has to answer for.
    """

    part: Part | None
    rows: Sequence[Row]
    plan: Plan
    whole: Plan
    merged: Snapshot
    left: tuple[Row, ...] = ()
    takes_over: bool = False

    @property
    def part_name(self) -> str | None:
        """The name of the part; None for a whole sheet."""
        return self.part.name if self.part else None

    def compared_with(self, live: Live) -> LiveRows:
        """What rules know of what is live when they judge the plan."""
        return LiveRows(
            self.left, live.revision, removal_limit=live.removal_limit, parts=parts_of(live), part=self.part
        )


def parts_of(live: Live) -> tuple[Part, ...]:
    """The municipality's parts."""
    return parts_from_text(live.parts)


def part_of_upload(upload: Upload, live: Live, asked: str | None = None) -> Part | None:
    """The part that an upload speaks for, as it is now; None for a whole sheet.

    Args:
        upload: The upload.
        live: With the definitions as they are now.
        asked: The name of the part that a whole sheet is to be published for.

    Raises:
        ChangedPartError: It was changed or removed since the sheet was checked.
        OtherPartError: The sheet is another part's than was asked for.
        UnknownPartError: There is no part of the name that was asked for.
    """
    parts = parts_of(live)
    if upload.part is None:
        if asked is None:
            return None
        return required_part(asked, parts)
    part, checked = part_named(upload.part, parts), parts_from_text(upload.part_reach)
    if part is None or not any(one.reaches_as(part) for one in checked):
        raise ChangedPartError(upload.part, parts, removed=part is None)
    if asked is not None and part_named(asked, [part]) is None:
        raise OtherPartError(upload.part, asked)
    return part


def reach_of(part: Part | None) -> str | None:
    """What an upload's record keeps of its part."""
    return parts_to_text([part]) if part else None


def sheet_effect(
    snapshot: Snapshot, part: Part | None, before: Sequence[Row], live: Live, tenant: Tenant
) -> SheetEffect:
    """What publishing the rows of ``snapshot`` would do. ``before``: the rows of ``live``.

    Raises RowsOutsidePartError.
    """
    rows = StoredRows(snapshot.rows)
    whole = difference_between(before, rows, against_revision=live.revision, municipality=tenant.code)
    if part is None:
        return SheetEffect(None, rows, whole, whole, snapshot)
    if outside := rows_outside(part, rows):
        raise RowsOutsidePartError(part.name, outside)
    merged = merge(before, part, rows)
    plan = plan_of_rows(before, part, rows, live.revision, tenant.code)
    whole = difference(before, merged, against_revision=live.revision, municipality=tenant.code)
    left, taken = rows_left(before, part, rows), rows_taken_over(before, part, rows)
    return SheetEffect(part, rows, plan, whole, snapshot_of(merged), left, bool(taken))


def sources_of(effect: SheetEffect, base: Content | None, reports: ReportStore, tenant: Tenant) -> str | None:
    """The ids of the uploads that the rows came from which it leaves. One that cannot be read counts, too."""
    if not effect.left or base is None:
        return None
    lines = set(map(canonical_line, effect.left))
    found = [one for one in base.upload_ids if _has_one_of(lines, one, reports, tenant)]
    return " ".join(sorted(found)) or None


def stage_effect(
    effect: SheetEffect, upload: Upload, base: Content | None, reports: ReportStore, tenant: Tenant
) -> Content:
    """Write all rows as they would be live where nobody looks, with where they came from.

    ``base``: what is live. Raises as `staging.stage` does.
    """
    sources = sources_of(effect, base, reports, tenant)
    return stage(effect.merged, upload.upload_id, upload.uploaded_at, tenant, sources)


def _has_one_of(lines: set[str], upload_id: str, reports: ReportStore, tenant: Tenant) -> bool:
    upload = tenant.table.upload(tenant.code, upload_id)
    if upload is None:
        return True
    try:
        snapshot = verified_snapshot(reports.configuration(tenant.code, upload_id), upload)
    except Exception:  # noqa: BLE001 (whatever is wrong with the file: the upload is not forgotten for it)
        return True
    return any(row.line in lines for row in snapshot.rows)


def touched_since(
    seen: int, effect: SheetEffect, before: Sequence[Row], live: Live, tenant: Tenant
) -> StaleRevisionError | None:
    """Why a decision that was made on revision ``seen`` does not hold on ``live``; None where it does.

    It does where the sheet speaks for a part, and nothing that it decides on has changed since:

        a person looks at revision 7: Job's rows ────────────────▶ publishes: revision 9, with Ydelse's rows of 8
        another       publishes Ydelse's rows as revision 8 ──▶

    Args:
        seen: The revision that the decision was made on.
        effect: What would be done to ``live``.
        before: The rows of ``live``.
        live: What is live now.
        tenant: The municipality.
    """
    if seen == live.revision:
        return None
    stale = StaleRevisionError(live.revision, effect.plan)
    if effect.part is None or not 0 <= seen < live.revision:
        return stale
    try:
        rows = _rows_at(seen, tenant)
    except (Refusal, BrokenSnapshotError):
        return stale  # its rows are no longer kept: nobody can say what has changed
    touched = rows_touched(rows, before, effect.part, effect.rows)
    if not touched:
        return None
    by, revision = _who_touched(seen, effect, live, tenant)
    return TouchedRowsError(live.revision, effect.plan, touched, by, revision)


def _rows_at(revision: int, tenant: Tenant) -> Sequence[Row]:
    return revision_rows(revision, tenant)[1] if revision else ()


def _who_touched(seen: int, effect: SheetEffect, live: Live, tenant: Tenant) -> tuple[str, int]:
    """By whom, and in which revision, rows that the sheet decides on were last changed since ``seen``."""
    found = live.revision
    after = None
    for revision in range(live.revision, max(seen, live.revision - MOST_LOOKED_BACK), -1):
        try:
            after = _rows_at(revision, tenant) if after is None else after
            earlier = _rows_at(revision - 1, tenant)
        except (Refusal, BrokenSnapshotError):
            break
        if rows_touched(earlier, after, effect.part, effect.rows):
            found = revision
            break
        after = earlier
    entry = tenant.table.log_entry(tenant.code, found)
    return (entry.actor if entry else "?"), found
