"""What a process that writes in a stranger's workbook answers: facts for the head of its answer, and the file.

`kleark.ooxml.edit_answer` reads it. The child imports this, so it imports nothing slow.
"""

from __future__ import annotations

from kleark.ooxml.errors import UneditableFileError
from kleark.sheet.errors import UnreadableFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kleark.ooxml.cells import WriteResult
    from kleark.sheet.address import Cell

Outcome = tuple[dict[str, object], bytes]


def outcome_of(edit: Callable[[], WriteResult | bytes]) -> Outcome:
    """The facts and the file. Whatever ``edit`` raises, the workbook cannot be edited, and nothing else comes of it."""
    try:
        result = edit()
    except UneditableFileError as refusal:
        return refused(refusal.reason, refusal.detail)
    except UnreadableFile as refusal:
        return refused("part", refusal.rule)
    except MemoryError:
        return refused("memory")
    except Exception as fault:  # noqa: BLE001 (whatever we trip over)
        return refused("crash", type(fault).__name__)
    if isinstance(result, bytes):
        return {}, result
    return {"unchanged": _pairs(result.unchanged), "needed": _pairs(result.needed_formulas)}, result.data


def refused(reason: str, detail: str = "") -> Outcome:
    """The answer where there is no file."""
    return {"refused": reason, "detail": detail}, b""


def _pairs(cells: Iterable[Cell]) -> list[list[int]]:
    return sorted([row, column] for row, column in cells)
