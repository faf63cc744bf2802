"""What is written in a workbook outside its cells' values: comments, formulas, caches, drawings, properties …

A personal number there is as public as one in a cell. Only texts with digits enough for one are kept.
"""

from __future__ import annotations

from kleark.sheet.digit_filter import has_run, may_be_in_disguise, may_hold_number
from kleark.sheet.xml import check_doctype

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.sheet.text_collection import LooseText

_LARGE = 40_000


def texts_of(content: bytes, part: str) -> list[LooseText]:
    """The texts of interest of one part. Raises UnreadableFile for a DOCTYPE; what else is wrong is no concern."""
    is_markup = looks_like_markup(content)
    if is_markup and not may_hold_number(content):
        check_doctype([content], part)
        return []
    from kleark.sheet.text_collection import texts_in_markup, texts_in_plain  # noqa: PLC0415  seldom needed

    return texts_in_markup(content, part) if is_markup else texts_in_plain(content)


def texts_around_cells(content: bytes, part: str) -> list[LooseText]:
    """The texts of interest of a worksheet's part, which is well-formed, less the values of its cells."""
    # A text in a cell may be cut into runs; it is looked at as the cell's value.
    if not may_hold_number(content, runs=False):
        return []
    if len(content) > _LARGE:
        content = _without_values(content)
    return texts_of(content, part)


def unused_texts(content: bytes, part: str) -> list[LooseText]:
    """The texts of interest that cells share; the part is well-formed. Which of them no cell uses, others know."""
    if len(content) > _LARGE:
        in_disguise = may_be_in_disguise(content)
        if not in_disguise and not has_run(content):
            return []
        content = _suspected_items(content, may_hold_number if in_disguise else has_run)
    return texts_of(content, part)


def looks_like_markup(content: bytes) -> bool:
    """Whether a part is XML, whatever its encoding."""
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<"


def _without_values(content: bytes) -> bytes:
    """The part without the cells that hold nothing but a value."""
    import re  # noqa: PLC0415  slow to import; only for a large sheet that seems to hold a number

    value = (
        rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,9}")?(?: t="[A-Za-z]{1,9}")?>'
        rb'(?:<v>[^<]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)</c>'
    )
    return re.sub(value, b"", content)


def _suspected_items(content: bytes, may_hold: Callable[[bytes], bool]) -> bytes:
    """Of a part that is a list of texts, those that may hold a number."""
    first, last = content.find(b"<si>"), content.rfind(b"</sst>")
    if first < 0 or last < 0:
        return content
    items = content[first:last].split(b"</si>")
    kept = [item + b"</si>" for item in items[:-1] if may_hold(item)]
    return b"".join((content[:first], *kept, items[-1], content[last:]))
