"""A change of what is live as the actions of one DynamoDB transaction, each with what its condition prevents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.items import answer_values, attribute, to_item, to_values
from kleark.publishing.change import ChangeResult
from kleark.publishing.model import DELETION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.answers import Answer
    from kleark.publishing.change import Change
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Content, LogEntry, Upload, UploadStatus

Actions = list[tuple[ChangeResult, "TransactWriteItemTypeDef"]]
"""Each with what it means if its condition does not hold."""

_UPLOAD_STATE = (
    "status",
    "verdict",
    "row_count",
    "digest",
    "reason",
    "revision",
    "held_back_by",
    "warning_count",
    "deletion_at",
    "deletion_by",
    "deletion_note",
)
"""The attributes of an upload that change after it is recorded, as it is checked, published and deleted."""

_SAID = ("asked_note", "sent_back_note")
"""What people wrote about it to each other, which goes with what is deleted."""

_HANDOVER = (
    "status",
    "handover",
    "handover_step",
    "asked_by",
    "asked_at",
    "asked_of",
    "asked_note",
    "asked_from",
    "sent_back_by",
    "sent_back_at",
    "sent_back_note",
    "discarded_by",
    "discarded_at",
    "discarded_from",
)
"""Those that change as people hand it over."""


def actions_of(table: str, code: MunicipalityCode, change: Change) -> Actions:
    """The actions that commit ``change``. Their number does not depend on the number of rows."""
    actions: Actions = [(ChangeResult.LIVE_MOVED, {"Update": _live_update(table, code, change)})]
    if content := change.needs_sealed:
        check = _sealed_check(table, code, content)
        actions.append((ChangeResult.SNAPSHOT_SWEPT, {"ConditionCheck": check}))
    if change.entry:
        actions.append((ChangeResult.LIVE_MOVED, {"Put": _log_put(table, code, change.entry)}))
    for answer, entry in change.answers:
        actions.append((ChangeResult.LIVE_MOVED, {"Put": _log_put(table, code, entry)}))
        actions.append((ChangeResult.LIVE_MOVED, {"Put": _answer_put(table, code, answer)}))
    if change.withdrawn:
        withdrawal = _withdrawal(table, code, change.withdrawn)
        actions.append((ChangeResult.LIVE_MOVED, {"Update": withdrawal}))
    for transition in change.transitions:
        update = {"TableName": table, **upload_update(transition.upload, transition.was)}
        actions.append((ChangeResult.UPLOAD_SETTLED, {"Update": update}))  # type: ignore[typeddict-item]
    for snapshot_id in change.condemned:
        assert change.entry is not None
        condemn = _condemn_update(table, code, snapshot_id, change.entry.at)
        actions.append((ChangeResult.LIVE_MOVED, {"Update": condemn}))
    if change.scheduled:
        item = key(code, keys.SCHEDULED) | to_item(to_values(change.scheduled))
        actions.append((ChangeResult.LIVE_MOVED, {"Put": {"TableName": table, "Item": item}}))
    elif change.unscheduled:
        delete = {"TableName": table, "Key": key(code, keys.SCHEDULED)}
        actions.append((ChangeResult.LIVE_MOVED, {"Delete": delete}))  # type: ignore[typeddict-item]
    return actions


def _live_update(table: str, code: MunicipalityCode, change: Change) -> Any:
    """LIVE must still be exactly what was read: every change of it, of whatever kind, moves the lock.

        P1 plans against revision 4 ─────────────────────────▶ commits 5: refused, plans again
        P2        plans against revision 4 ──▶ commits 5

        P1 reads LIVE: not frozen ──────────────────▶ commits: refused, although the revision is the same
        a person            freezes ──▶

        P1 reads LIVE: the newest upload is A ──────────────────▶ commits B: refused, B is older than C
        P2   C has A's rows: the order moves on to C, revision as it was ──▶

    The schedule is only changed together with LIVE, so the lock protects it, too.
    """
    values = to_values(change.becomes)
    condition, planned = lock_condition(change.planned.lock)
    return {
        "TableName": table,
        "Key": key(code, keys.LIVE),
        "UpdateExpression": _update_expression(values),
        "ConditionExpression": condition,
        "ExpressionAttributeNames": to_names(values),
        "ExpressionAttributeValues": to_placeholders(values) | planned,
    }


def lock_condition(lock: int) -> tuple[str, Item]:
    """The condition, on ``#lock``, that LIVE is as it was read with this lock, and the values that it names."""
    if lock:
        return "#lock = :planned_lock", {":planned_lock": attribute(lock)}
    return "attribute_not_exists(#lock)", {}


def _sealed_check(table: str, code: MunicipalityCode, content: Content) -> Any:
    """The snapshot must still be there and sealed: a sweep may have deleted it since.

    revert reads LOG#2 ── the sweep deletes snapshot 2 ──▶ commit of snapshot 2: refused
    """
    values: dict[str, Scalar] = {"sealed": True, "digest": content.digest}
    return {
        "TableName": table,
        "Key": key(code, keys.snapshot_key(content.snapshot_id)),
        "ConditionExpression": "#sealed = :sealed AND #digest = :digest",
        "ExpressionAttributeNames": to_names(values),
        "ExpressionAttributeValues": to_placeholders(values),
    }


def _condemn_update(table: str, code: MunicipalityCode, snapshot_id: str, at: str) -> Any:
    """From then on nothing becomes live from the snapshot: not by a revert that was planned before, since that asks
    whether it is sealed.
    """
    values: dict[str, Scalar] = {"sealed": False, "swept": True, "swept_at": at}
    return {
        "TableName": table,
        "Key": key(code, keys.snapshot_key(snapshot_id)),
        "UpdateExpression": _update_expression(values),
        "ConditionExpression": "attribute_exists(#pk)",
        "ExpressionAttributeNames": to_names(values) | {"#pk": "PK"},
        "ExpressionAttributeValues": to_placeholders(values),
    }


def _log_put(table: str, code: MunicipalityCode, entry: LogEntry) -> Any:
    """There must be no such entry yet: should LIVE ever be set back, history is not overwritten."""
    return {
        "TableName": table,
        "Item": key(code, keys.log_key(entry.revision, entry.step)) | to_item(to_values(entry)),
        "ConditionExpression": "attribute_not_exists(#pk)",
        "ExpressionAttributeNames": {"#pk": "PK"},
    }


def _answer_put(table: str, code: MunicipalityCode, answer: Answer) -> Any:
    """Its id is new, so it is in nobody's way. What it answers, LIVE's lock protects: each answer moves it."""
    return {
        "TableName": table,
        "Item": key(code, keys.answer_key(answer.answer_id)) | to_item(answer_values(answer)),
        "ConditionExpression": "attribute_not_exists(#pk)",
        "ExpressionAttributeNames": {"#pk": "PK"},
    }


def _withdrawal(table: str, code: MunicipalityCode, answer: Answer) -> Any:
    """The answer must be there, and must hold; what it said stays as it is."""
    values: dict[str, Scalar] = {
        "withdrawn_at": answer.withdrawn_at,
        "withdrawn_by": answer.withdrawn_by,
        "withdrawn_note": answer.withdrawn_note,
    }
    return {
        "TableName": table,
        "Key": key(code, keys.answer_key(answer.answer_id)),
        "UpdateExpression": _update_expression(values),
        "ConditionExpression": "attribute_exists(#pk) AND #withdrawn_at = :none",
        "ExpressionAttributeNames": to_names([*values]) | {"#pk": "PK"},
        "ExpressionAttributeValues": to_placeholders(values) | {":none": attribute("")},
    }


def upload_update(upload: Upload, was: UploadStatus) -> dict[str, Any]:
    """The upload must still have the status that was read.

        P1 publishes A as revision 1 ── B is revision 2 ── a person reverts to 1, as revision 3
        P2, late with A's message: reads LIVE at revision 3, nothing is frozen ──▶ refused

    LIVE alone does not show that A was published before; its own status does.
    """
    names = (*_UPLOAD_STATE, *_SAID) if upload.status in DELETION else _UPLOAD_STATE
    values = {name: value for name, value in to_values(upload).items() if name in names}
    return {
        "Key": key(upload.municipality, keys.upload_key(upload.upload_id)),
        "UpdateExpression": _update_expression(values),
        "ConditionExpression": "#status = :was",
        "ExpressionAttributeNames": to_names(values),
        "ExpressionAttributeValues": to_placeholders(values | {"was": was.value}),
    }


def handover_update(upload: Upload, was: Upload) -> dict[str, Any]:
    """The upload must still have the status and the hand-over that were read.

    an editor reads step 1: asked ─────────────▶ withdraws: refused, decides again
    an approver       sends it back, step 2 ──▶

    an approver reads: checked ─────────────────▶ discards: refused, decides again
    another one           publishes ──▶
    """
    values = {name: value for name, value in to_values(upload).items() if name in _HANDOVER}
    condition, step = "attribute_not_exists(#handover_step)", {}
    if was.handover_step is not None:
        condition, step = "#handover_step = :step_was", {"step_was": was.handover_step}
    return {
        "Key": key(upload.municipality, keys.upload_key(upload.upload_id)),
        "UpdateExpression": _update_expression(values),
        "ConditionExpression": f"#status = :was AND {condition}",
        "ExpressionAttributeNames": to_names(values),
        "ExpressionAttributeValues": to_placeholders(values | step | {"was": was.status.value}),
    }


def _update_expression(values: Mapping[str, Scalar]) -> str:
    """An update expression that sets each attribute to its placeholder, and removes those that are None."""
    assigned = ", ".join(f"#{name} = :{name}" for name, value in values.items() if value is not None)
    removed = ", ".join(f"#{name}" for name, value in values.items() if value is None)
    return f"SET {assigned}" + (f" REMOVE {removed}" if removed else "")


def key(code: MunicipalityCode, sort_key: str) -> Item:
    """The key of an item in the municipality's partition."""
    return {"PK": attribute(keys.partition(code)), "SK": attribute(sort_key)}


def to_names(values: Iterable[str]) -> dict[str, str]:
    """Attribute names by their aliases: many are reserved words."""
    return {f"#{name}": name for name in values}


def to_placeholders(values: Mapping[str, Scalar]) -> Item:
    """Values by their placeholders."""
    return {f":{name}": value for name, value in to_item(values).items()}
