"""The process that edits one hostile workbook: what to do and the file on standard input, the file on standard output.

It limits itself before this module is imported (`kleark.ooxml.editor`). What to do comes from the parent, which is to
be trusted: a function of ours and its arguments, pickled. What goes back is data: a line of JSON, and the bytes.
"""

from __future__ import annotations

import json
import pickle
import sys

from kleark.ooxml.cells import WriteResult
from kleark.ooxml.errors import UneditableFileError
from kleark.sheet.errors import UnreadableFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.sheet.address import Cell

READY = b"ready\n"
HEAD_BYTES = 8


def main() -> None:
    """Edit the workbook on standard input."""
    output = sys.stdout.buffer
    output.write(READY)
    output.flush()
    facts, content = _edit(sys.stdin.buffer.read())
    output.write(json.dumps(facts | {"bytes": len(content)}).encode() + b"\n")
    output.write(content)
    output.flush()


def _edit(given: bytes) -> tuple[dict[str, object], bytes]:
    try:
        length = int.from_bytes(given[:HEAD_BYTES], "big")
        function, arguments = pickle.loads(given[HEAD_BYTES : HEAD_BYTES + length])  # noqa: S301 (from the parent)
        result = function(given[HEAD_BYTES + length :], *arguments)
    except UneditableFileError as refusal:
        return _refused(refusal.reason, refusal.detail)
    except UnreadableFile as refusal:
        return _refused("part", refusal.rule)
    except MemoryError:
        return _refused("memory", "")
    except Exception as fault:  # noqa: BLE001 (whatever we trip over, the workbook cannot be edited; nothing else may come of it)
        return _refused("crash", type(fault).__name__)
    if isinstance(result, WriteResult):
        return {"unchanged": _pairs(result.unchanged), "needed": _pairs(result.needed_formulas)}, result.data
    return {}, result


def _refused(reason: str, detail: str) -> tuple[dict[str, object], bytes]:
    return {"refused": reason, "detail": detail}, b""


def _pairs(cells: Iterable[Cell]) -> list[list[int]]:
    return sorted([row, column] for row, column in cells)
