"""What a process that has written in a stranger's workbook says of it: data from a stranger, too."""

from __future__ import annotations

import json
from typing import Any

from kleark.ooxml.cells import WriteResult
from kleark.ooxml.errors import REASONS, UneditableFileError
from kleark.sheet import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.address import Cell


def read_facts(line: bytes) -> dict[str, Any] | None:
    """What the child says of its file; None where the line ends too early. Raises UneditableFileError."""
    if not line.endswith(b"\n"):
        return None
    try:
        facts = json.loads(line)
        size, refused = facts["bytes"], facts.get("refused")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UneditableFileError("crash", "answer") from None
    if refused is not None:
        raise UneditableFileError(
            refused if refused in REASONS else "crash", str(facts.get("detail", ""))[:80]
        )
    if type(size) is not int or not size > 0:
        raise UneditableFileError("crash", "answer")
    if size > limits.EDITED_BYTES:
        raise UneditableFileError("size")
    return dict(facts)


def write_result(facts: dict[str, Any], content: bytes) -> WriteResult:
    """The workbook, and the cells that it says it left alone. Raises UneditableFileError."""
    try:
        return WriteResult(content, _cells(facts["unchanged"]), _cells(facts["needed"]))
    except (KeyError, TypeError, ValueError):
        raise UneditableFileError("crash", "answer") from None


def _cells(pairs: Any) -> frozenset[Cell]:
    return frozenset((int(row), int(column)) for row, column in pairs)
