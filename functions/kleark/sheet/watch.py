"""What the cells of a workbook are watched for while its sheets are scanned."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.cell_formats import CellFormat

_LONG = 300


class Watch:
    """What the cells of a workbook are watched for. ``formats``: by index; ``texts``: by their place among the shared
    ones, what is left of those with struck words; ``rich``: the metadata of pictures and data types.
    """

    __slots__ = ("formats", "rich", "texts")

    def __init__(self, formats: dict[str, CellFormat], texts: dict[str, str], rich: frozenset[str]) -> None:
        self.formats = formats
        self.texts = texts
        self.rich = rich

    def __bool__(self) -> bool:
        return bool(self.formats or self.texts or self.rich)

    def is_long(self) -> bool:
        """Whether there is too much of it to look for at once."""
        return len(self.formats) + len(self.texts) > _LONG
