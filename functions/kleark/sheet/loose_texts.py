"""What is written in a workbook outside its cells' values: comments, formulas, caches, drawings, properties …

A personal number there is as public as one in a cell. Only texts with digits enough for one are kept.
"""

from __future__ import annotations

from kleark.sheet.digit_filter import may_be_in_disguise, may_hold_number, with_run
from kleark.sheet.xml import check_doctype

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    in_disguise = may_be_in_disguise(content)
    first, last = content.find(b"<si>"), content.rfind(b"</sst>")
    if first >= 0 and last >= 0:
        items = content[first:last].split(b"</si>")
        rest = items.pop()
        if not in_disguise and not texts_of(content[:first] + rest + content[last:], part):
            from kleark.sheet.text_collection import shared_texts  # noqa: PLC0415  seldom needed

            suspected = with_run(items)
            if not suspected:
                return []
            found = shared_texts(suspected)
            if found is not None:
                return found
        suspected = [item for item in items if may_hold_number(item)] if in_disguise else with_run(items)
        content = b"".join((content[:first], *(item + b"</si>" for item in suspected), rest, content[last:]))
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
