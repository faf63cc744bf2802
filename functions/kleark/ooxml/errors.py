"""Why a workbook that can be read is not written in."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Reason: TypeAlias = 'Literal["time", "memory", "crash", "part", "formats", "names", "size"]'
"""What stands in the way: the limit of time or memory, a fault that the file led to, a part that cannot be edited, more
formats or names than any sheet has, or a result that is too large."""

REASONS: frozenset[Reason] = frozenset(("time", "memory", "crash", "part", "formats", "names", "size"))


class UneditableFileError(Exception):
    """The workbook stays as it is. ``detail``: for the log; what went wrong in our words, without the file's."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: Reason = reason
        self.detail = detail
