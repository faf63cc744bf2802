"""What the cells of a workbook are watched for while its sheets are scanned."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.cell_formats import CellFormat

_LONG = 300
_STRIKE = b"strike"
_WIDE_STRIKE = ("strike".encode("utf-16-le"), "strike".encode("utf-16-be"))


class Watch:
    """What the cells of a workbook are watched for. ``formats``: by index; ``texts``: by their place among the shared
    ones, what is left of those with struck words; ``rich``: the metadata of pictures and data types; ``conditional``:
    the formats by which conditions strike through or hide.
    """

    __slots__ = ("conditional", "formats", "rich", "texts")

    def __init__(
        self,
        formats: dict[str, CellFormat],
        texts: dict[str, str],
        rich: frozenset[str],
        conditional: frozenset[str],
    ) -> None:
        self.conditional = conditional
        self.formats = formats
        self.texts = texts
        self.rich = rich

    def __bool__(self) -> bool:
        return bool(self.formats or self.texts or self.rich or self.conditional)

    def is_long(self) -> bool:
        """Whether there is too much of it to look for at once."""
        return len(self.formats) + len(self.texts) > _LONG


def tells_of_strikes(content: bytes) -> bool:
    """Whether the word is in a part: most parts need no closer look."""
    return _STRIKE in content or (b"\0" in content and any(word in content for word in _WIDE_STRIKE))
