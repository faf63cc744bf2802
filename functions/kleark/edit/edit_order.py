"""An edit as it is ordered: which sheet it is about, and how it is told what became of it.

The order is stored as the first version of the object whose next version is the sheet that it makes. So whatever was
typed is deleted together with that sheet.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kleark.edit.sheet_edit import SheetEdit, UnusableEditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.ooxml.errors import Reason

OUTCOME_FILE = "edit.json"
"""Beside the report of the sheet that was made; where none was made, where the order's own report would be."""
MOST_ORDER_BYTES = 8 * 1024 * 1024

_MARK = b'{"kleark": "edit"'

OrderRefusal: TypeAlias = "Reason | Literal['gone', 'unreadable', 'no_table', 'nothing']"
"""Why no sheet was made: what stands in the way of writing in it, or it is not there any more, cannot be read, holds
not just one table, or nothing that was asked for could be done."""


@dataclass(frozen=True, slots=True)
class EditOrder:
    """What is to be made.

    Attributes:
        edit: The changes.
        upload_id: The upload whose workbook is changed; None where ``workbook`` is.
        mended: Whether its corrected sheet is changed, rather than the sheet itself.
        workbook: A workbook made for this: of rows whose sheet is not there any more.
    """

    edit: SheetEdit
    upload_id: str | None = None
    mended: bool = False
    workbook: bytes | None = None

    def to_bytes(self) -> bytes:
        """The order as it is stored; known again by its beginning."""
        content = {
            "kleark": "edit",
            "upload": self.upload_id,
            "mended": self.mended,
            "workbook": self.workbook and base64.b64encode(self.workbook).decode(),
            "edit": self.edit.to_json(),
        }
        return json.dumps(content, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> EditOrder | None:
        """The opposite of `to_bytes`; None for what is no order, such as a workbook. Raises UnusableEditError."""
        if not data.startswith(_MARK):
            return None
        try:
            content = json.loads(data)
            workbook = content["workbook"]
            return cls(
                SheetEdit.from_json(content["edit"]),
                content["upload"],
                content["mended"],
                None if workbook is None else base64.b64decode(workbook, validate=True),
            )
        except (KeyError, TypeError, AttributeError, binascii.Error, json.JSONDecodeError) as error:
            raise UnusableEditError(f"not an order: {type(error).__name__}") from error


@dataclass(frozen=True, slots=True)
class OrderOutcome:
    """What became of an order, as it is told on the page. All values are masked.

    Attributes:
        refused: Why no sheet was made.
        changes: Cell, column, before and after of each cell that was changed.
        removed: The numbers of the rows that were taken out.
        not_changed: The cell, and why (`kleark.edit.apply_edit.NotEdited`).
        mended: How many cells were corrected as suggested, beside those in ``changes``.
        added: The numbers of the rows that were added.
    """

    refused: OrderRefusal | None = None
    changes: Sequence[tuple[str, str, str, str]] = ()
    removed: Sequence[int] = ()
    not_changed: Sequence[tuple[str, str]] = ()
    mended: int = 0
    added: Sequence[int] = ()

    def to_bytes(self) -> bytes:
        """The content of `OUTCOME_FILE`."""
        content = {
            "refused": self.refused,
            "changes": [list(one) for one in self.changes],
            "removed": list(self.removed),
            "notChanged": [list(one) for one in self.not_changed],
            "mended": self.mended,
            "added": list(self.added),
        }
        return f"{json.dumps(content, ensure_ascii=False)}\n".encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> OrderOutcome:
        """The opposite of `to_bytes`."""
        content: Mapping[str, Any] = json.loads(data)
        return cls(
            content["refused"],
            tuple((one[0], one[1], one[2], one[3]) for one in content["changes"]),
            tuple(content["removed"]),
            tuple((one[0], one[1]) for one in content["notChanged"]),
            content["mended"],
            tuple(content.get("added", ())),
        )
