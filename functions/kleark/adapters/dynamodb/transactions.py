"""A change of what is live as the actions of one DynamoDB transaction, each with what its condition prevents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.expressions import key, to_names, to_placeholders, update_expression
from kleark.adapters.dynamodb.items import answer_values, attribute, to_item, to_values
from kleark.adapters.dynamodb.upload_changes import upload_change
from kleark.publishing.change import ChangeResult

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from kleark.adapters.dynamodb.items import Item, Scalar
    from kleark.publishing.answers import Answer
    from kleark.publishing.change import Change
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Content, LogEntry

Actions = list[tuple[ChangeResult, "TransactWriteItemTypeDef"]]
"""Each with what it means if its condition does not hold."""


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
        update = {"TableName": table, **upload_change(transition.upload, transition.was).update()}
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
        "UpdateExpression": update_expression(values),
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
        "UpdateExpression": update_expression(values),
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
        "UpdateExpression": update_expression(values),
        "ConditionExpression": "attribute_exists(#pk) AND #withdrawn_at = :none",
        "ExpressionAttributeNames": to_names([*values]) | {"#pk": "PK"},
        "ExpressionAttributeValues": to_placeholders(values) | {":none": attribute("")},
    }
