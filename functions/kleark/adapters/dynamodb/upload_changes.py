"""What is written in an upload's record as it is checked, published, handed over and deleted, and on what condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.adapters.dynamodb.expressions import (
    older_upload_record_key,
    to_names,
    to_placeholders,
    update_expression,
    upload_record_key,
)
from kleark.adapters.dynamodb.items import from_item, to_values
from kleark.publishing.model import DELETION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

    from kleark.adapters.dynamodb.items import Scalar
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Upload, UploadStatus

_UPLOAD_STATE = (
    "status",
    "verdict",
    "row_count",
    "digest",
    "reason",
    "revision",
    "held_back_by",
    "warning_count",
    "scan",
    "part",
    "part_reach",
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


@dataclass(frozen=True, slots=True)
class UploadChange:
    """One change of an upload's record.

    Attributes:
        code: The municipality.
        upload_id: The upload.
        values: The attributes that it writes; None for one that goes.
        was: The attributes that must still be so; None for one that must not be there.
    """

    code: MunicipalityCode
    upload_id: str
    values: Mapping[str, Scalar]
    was: Mapping[str, Scalar]

    def update(self) -> dict[str, Any]:
        """The update of the record under its key."""
        conditions = [
            f"attribute_not_exists(#{name})" if value is None else f"#{name} = :{name}_was"
            for name, value in self.was.items()
        ]
        return {
            "Key": upload_record_key(self.code, self.upload_id),
            "UpdateExpression": update_expression(self.values),
            "ConditionExpression": " AND ".join(conditions),
            "ExpressionAttributeNames": to_names([*self.values, *self.was]),
            "ExpressionAttributeValues": to_placeholders(
                {**self.values, **{f"{name}_was": value for name, value in self.was.items()}}
            ),
        }

    def applies_to(self, item: Mapping[str, AttributeValueTypeDef]) -> bool:
        """Whether the record is still so that the change may be made."""
        found = from_item({name: item[name] for name in self.was if name in item})
        return all(found.get(name) == value for name, value in self.was.items())


def upload_change(upload: Upload, was: UploadStatus) -> UploadChange:
    """The upload must still have the status that was read.

        P1 publishes A as revision 1 ── B is revision 2 ── a person reverts to 1, as revision 3
        P2, late with A's message: reads LIVE at revision 3, nothing is frozen ──▶ refused

    LIVE alone does not show that A was published before; its own status does.
    """
    names = (*_UPLOAD_STATE, *_SAID) if upload.status in DELETION else _UPLOAD_STATE
    values = {name: value for name, value in to_values(upload).items() if name in names}
    return UploadChange(upload.municipality, upload.upload_id, values, {"status": was.value})


def handover_change(upload: Upload, was: Upload) -> UploadChange:
    """The upload must still have the status and the hand-over that were read.

    an editor reads step 1: asked ─────────────▶ withdraws: refused, decides again
    an approver       sends it back, step 2 ──▶

    an approver reads: checked ─────────────────▶ discards: refused, decides again
    another one           publishes ──▶
    """
    values = {name: value for name, value in to_values(upload).items() if name in _HANDOVER}
    before: dict[str, Scalar] = {"status": was.status.value, "handover_step": was.handover_step}
    return UploadChange(upload.municipality, upload.upload_id, values, before)


def move(
    table: str,
    code: MunicipalityCode,
    upload_id: str,
    found: Mapping[str, AttributeValueTypeDef],
) -> list[TransactWriteItemTypeDef]:
    """The two actions that give a record that was found under the older key the key that it should have, as it is.

    But for the end of its deletion, nothing of a record is ever changed under the older key. All that may happen to it
    is that it goes, all at once with its coming under the other:

        the sweep reads the record ────────────────────────▶ moves it: refused, the record is not there
        a person             moves it, to discard it ──▶

        the sweep reads the record ──────────────────────▶ moves it: refused, the record is not what it was
        an older release          changes it in its place ──▶

    Args:
        table: The table.
        code: The municipality.
        upload_id: The upload.
        found: The record's item, whole, under the older key.
    """
    attributes = {name: value for name, value in found.items() if name not in {"PK", "SK"}}
    aliases = {f"#a{number}": name for number, name in enumerate(attributes)}
    missing = {f"#b{number}": name for number, name in enumerate(_CHANGING) if name not in attributes}
    conditions = [f"{alias} = {alias.replace('#', ':')}" for alias in aliases]
    conditions += [f"attribute_not_exists({alias})" for alias in missing]
    return [
        {
            "Put": {
                "TableName": table,
                "Item": {**found, **upload_record_key(code, upload_id)},
                "ConditionExpression": "attribute_not_exists(#pk)",
                "ExpressionAttributeNames": {"#pk": "PK"},
            }
        },
        {
            "Delete": {
                "TableName": table,
                "Key": older_upload_record_key(code, upload_id),
                "ConditionExpression": " AND ".join(conditions),
                "ExpressionAttributeNames": aliases | missing,
                "ExpressionAttributeValues": {
                    alias.replace("#", ":"): attributes[name] for alias, name in aliases.items()
                },
            }
        },
    ]


_CHANGING = tuple(sorted({*_UPLOAD_STATE, *_HANDOVER, "deleted_at"}))
"""All that ever changes in a record."""
