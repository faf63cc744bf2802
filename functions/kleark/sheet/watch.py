"""What the cells of a workbook are watched for while its sheets are scanned."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.sheet.cell_formats import CellFormat

_LONG = 300
_STRIKE = (b"strike", "strike".encode("utf-16-le"), "strike".encode("utf-16-be"))
_LONGEST = max(map(len, _STRIKE))


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


class StrikeWatch:
    """Passes the pieces of a part on, and sees whether the word is in them: most parts need no closer look."""

    def __init__(self) -> None:
        self.seen = False

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces."""
        end = b""
        for piece in pieces:
            if not self.seen:
                joined = end + piece
                self.seen = any(word in joined for word in _STRIKE)
                end = joined[-_LONGEST:]
            yield piece
