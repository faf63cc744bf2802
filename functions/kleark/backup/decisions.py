"""What restoring does with one record: a pure decision on what is to be restored and what the table has."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from kleark.backup.log_relation import Relation
from kleark.backup.records import RecordKind
from kleark.backup.section_check import is_whole_snapshot
from kleark.publishing.model import UploadStatus

if TYPE_CHECKING:
    from kleark.backup.pairing import Pair
    from kleark.backup.records import Record


class Verdict(StrEnum):
    """What becomes of one record."""

    SAME = "same"
    """The table has it already."""
    MISSING = "missing"
    """The table lacks it: it is written."""
    DAMAGED = "damaged"
    """What the table has cannot be right: it is written over."""
    OLDER = "older"
    """What the table has is an earlier state: it is written over."""
    KEPT = "kept"
    """What the table has stays: it is newer, or must not come back."""
    EXCESS = "excess"
    """What the table has belongs to nothing: it is deleted."""


WRITTEN = frozenset({Verdict.MISSING, Verdict.DAMAGED, Verdict.OLDER})

_DELETION = {UploadStatus.BEING_DELETED.value: 1, UploadStatus.DELETED.value: 2}


def decide(pair: Pair, relation: Relation) -> Verdict:  # noqa: PLR0911 (a line for each case)
    """What is done with a log entry, an answer, an inventory's sums or an upload's record.

    LIVE and what goes with it comes last.
    """
    restored, present = pair
    if restored is None:
        return Verdict.KEPT
    if present is None:
        return Verdict.MISSING
    if dict(restored.fields) == dict(present.fields):
        return Verdict.SAME
    if restored.kind is RecordKind.ENTRY or not present.is_readable:
        # The chain up to here is vouched for by the table itself; see `HistoryComparison`.
        return Verdict.DAMAGED
    if restored.kind is RecordKind.CASES:
        # Of one inventory both are true: only what was shown at its end may differ.
        return Verdict.KEPT
    if restored.kind is RecordKind.UPLOAD:
        return _of_upload(restored, present, relation)
    # Answers are changed by entries of the log only, so whose log goes on has the newer ones.
    if relation is Relation.TABLE_AHEAD:
        return Verdict.KEPT
    return Verdict.OLDER if relation is Relation.TABLE_BEHIND else Verdict.DAMAGED


def _of_upload(restored: Record, present: Record, relation: Relation) -> Verdict:
    """A record changes with every step of its upload, so it is hard to say which is newer; a deletion always is."""
    if "status" not in present.fields or "upload_id" not in present.fields:
        return Verdict.DAMAGED
    deletions = [_DELETION.get(str(one.fields["status"]), 0) for one in (restored, present)]
    if deletions[0] != deletions[1]:
        return Verdict.OLDER if deletions[0] > deletions[1] else Verdict.KEPT
    return Verdict.OLDER if relation is Relation.TABLE_BEHIND else Verdict.KEPT


def decide_mark(restored: Record, present: Record | None) -> Verdict:
    """What is done with the mark of how far revisions were announced: it never goes back."""
    if present is None:
        return Verdict.MISSING
    marks = [one.fields.get("announced") for one in (restored, present)]
    if marks[0] == marks[1]:
        return Verdict.SAME
    newer = type(marks[1]) is int and type(marks[0]) is int and marks[1] > marks[0]
    return Verdict.KEPT if newer else Verdict.OLDER


def decide_snapshot(  # noqa: PLR0911 (a line for each case)
    pair: Pair, relation: Relation, *, lost: bool
) -> tuple[Verdict, Record | None]:
    """What is done with a snapshot's record, and what is written in its place where something is.

    ``lost``: its rows are not whole in what is to be restored. A snapshot that the table has condemned stays so: its
    rows may be those of a sheet that was deleted since.
    """
    restored, present = pair
    if restored is None:
        return Verdict.KEPT, None
    if lost:
        unsealed = type(restored)(restored.kind, restored.key, {**restored.fields, "sealed": False})
        return (Verdict.MISSING, unsealed) if present is None else (Verdict.KEPT, None)
    if present is None:
        return Verdict.MISSING, restored
    if dict(restored.fields) == dict(present.fields):
        return Verdict.SAME, None
    if present.fields.get("swept"):
        return Verdict.KEPT, None
    if is_whole_snapshot(restored) and not (is_whole_snapshot(present) and _tell_alike(restored, present)):
        return Verdict.DAMAGED, restored
    if restored.fields.get("swept") and relation is Relation.TABLE_BEHIND:
        fields = {name: value for name, value in restored.fields.items() if name != "rows_gone"}
        return Verdict.OLDER, type(restored)(restored.kind, restored.key, fields)
    return Verdict.KEPT, None


def _tell_alike(restored: Record, present: Record) -> bool:
    """Whether two records of a snapshot tell the same rows. Its id is made of them, so one that does not is damaged."""
    return present.is_readable and all(
        restored.fields.get(name) == present.fields.get(name) for name in ("digest", "row_count")
    )


def decide_rows(pair: Pair, snapshot: Pair, *, lost: bool) -> Verdict:
    """What is done with a page of rows. ``snapshot``: the record of the snapshot that it belongs to."""
    restored, present = pair
    owner, held = snapshot
    if owner is None or lost or not is_whole_snapshot(owner):
        return Verdict.KEPT
    if held is not None and held.fields.get("swept"):
        return Verdict.KEPT
    if restored is None:
        return Verdict.EXCESS
    if present is None:
        return Verdict.MISSING
    return Verdict.SAME if dict(restored.fields) == dict(present.fields) else Verdict.DAMAGED
