"""Rows of a worksheet's part that hold nothing but values, told by a pattern: expat's calls take four times as long."""

from __future__ import annotations

from kleark.sheet.address import parse_cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from re import Match

    from kleark.sheet.address import Cell
    from kleark.sheet.watch import Watch

# A text as XML and UTF-8 have it, less what few texts hold: it means the same to every program.
_ASCII = rb"[ !-%'-;=?-~]*+"
_OTHER = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee][\x80-\xbf]{2}|\xef[\x80-\xbe][\x80-\xbf]|"
    rb"&(?:amp|lt|gt|quot|apos);"
)
_TEXT = _ASCII + b"(?:(?:" + _OTHER + b")" + _ASCII + b")*+"
_ANY_NUMBER = b"[1-9][0-9]{0,6}"
# Nearly all numbers up to `limits.LAST_ROW`, and none beyond it.
_NEAR_NUMBER = b"[1-9][0-9]{0,3}|1[01][0-9]{3}"
_INLINE = rb'inlineStr"><is><t'
_INLINE_END = b">" + _TEXT + b"</t></is></c>"
_TEXT_CELL = (
    b"|" + _INLINE + rb'(?: xml:space="preserve")?+' + _INLINE_END + rb'|str"><v>' + _TEXT + rb"</v></c>"
)


def plain_row(
    watch: Watch | None = None, *, with_texts: bool = True
) -> Callable[[bytes, int], Match[bytes] | None]:
    """Matches a row, at a place in a part, of nothing but values that stand in their cells; its number is group 1.

    Cells that are watched for how they look are in no plain row, and no personal number is beside the values.
    ``with_texts``: whether texts may stand in the cells themselves, as openpyxl writes them.
    """
    import re  # noqa: PLC0415  slow to import; only for a large sheet

    return re.compile(_row(_ANY_NUMBER, watch, with_texts=with_texts)).match


def plain_rows(watch: Watch | None = None) -> Callable[[bytes, int], Match[bytes] | None]:
    """The same of as many rows as follow each other, of those that are not too far down; the last number is group 1."""
    import re  # noqa: PLC0415  slow to import; only for a large sheet

    return re.compile(b"(?:" + _row(_NEAR_NUMBER, watch, with_texts=True) + b")++").match


def _row(number: bytes, watch: Watch | None, *, with_texts: bool) -> bytes:
    style = (_none_of(watch.formats, b'"') if watch else b"") + b"[0-9]{1,8}+"
    value = b"<v>" + (_none_of(watch.texts, b"<") if watch else b"") + b"[0-9.E+-]*+</v>"
    # The usual cell first, then all others. Nothing is tried in another way once it has matched.
    usual = rb's">' + value + b"</c>" + (b"|" + _INLINE + _INLINE_END if with_texts else b"")
    empty_or_value = b"(?:/>|>(?:" + value + b")?+</c>)"
    others = empty_or_value + rb'| t="(?:[snb]"' + empty_or_value + (_TEXT_CELL if with_texts else b"") + b")"
    return (
        rb'<row r="(' + number + rb')"(?: (?:(?:ht(?!="[0.])|x14ac:dyDescent)="[0-9.]*"|'
        rb'(?:spans|customHeight|s|customFormat|thickBot|thickTop)="[0-9: ]{0,8}"))*+>'
        rb'(?:<c r="(?:[A-Z]|[A-H][A-Z]|I[A-V])\1"(?: t="(?:'
        + usual
        + rb')|(?: s="'
        + style
        + rb'")?+(?:'
        + others
        + rb")))*+</row>\s*"
    )


def _none_of(numbers: Iterable[str], end: bytes) -> bytes:
    return b"(?!(?:" + "|".join(numbers).encode() + b")" + end + b")" if numbers else b""


def first_value(row: bytes) -> Cell | None:
    """The first cell of a plain row that holds a value."""
    for cell in row.split(b"<c ")[1:]:
        if b"<v>" in cell or b"<is>" in cell:
            return parse_cell(cell.partition(b'"')[2].partition(b'"')[0].decode())
    return None
