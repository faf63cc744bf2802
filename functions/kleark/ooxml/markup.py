"""XML edited in place: expat gives the offsets, and only the bytes that must change are replaced."""

from __future__ import annotations

import re

from kleark.data_classes import NamedTuple
from kleark.redaction.patterns import pattern
from kleark.sheet.errors import damaged
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Attributes = dict[str, str]
    Start = Callable[[str, Attributes, int], None]
    End = Callable[[str, int], None]

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ENCODING = pattern(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["'][^>]*\?>""")
_DECLARED = pattern(r"\s*<\?xml[^>]*\?>")
_TAG = pattern(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ATTRIBUTE = pattern(rb"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
# Text, comments, processing instructions and CDATA up to an end tag, and the end tag.
_REST_OF_LEAF = pattern(rb"(?>[^<]+|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>)*+</[^>]*>", re.DOTALL)
# What XML 1.0 cannot hold, in whatever form.
_ILLEGAL = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ in a text as the character of that number.
_EXCEL_ESCAPE = pattern("_(?=x[0-9A-Fa-f]{4}_)")


class Splice(NamedTuple):
    """The replacement of the bytes from ``start`` up to ``end``."""

    start: int
    end: int
    content: bytes


class Tag(NamedTuple):
    """A start tag as written. ``end``: the offset behind it. ``empty``: it closes itself."""

    raw: bytes
    end: int
    empty: bool

    @property
    def prefix(self) -> bytes:
        """``x:`` of ``<x:c …>``."""
        name = self.name
        return name[: name.rfind(b":") + 1]

    @property
    def name(self) -> bytes:
        return re.split(rb"[\s/>]", self.raw[1:], maxsplit=1)[0]

    @property
    def closing(self) -> bytes:
        return b"</" + self.name + b">"


def as_utf8(content: bytes, part: str) -> bytes:
    """An XML part in UTF-8. Raises UnreadableFile where it is not in the encoding that it declares."""
    declared = _ENCODING.match(content[:200])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    if encoding in ("utf-8", "utf8", "us-ascii", "ascii"):
        return content
    try:
        text = content.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        raise damaged("xml", part) from None
    return DECLARATION + _DECLARED.sub("", text, count=1).encode("utf-8", "replace")


def walk(content: bytes, part: str, start: Start, end: End | None = None) -> None:
    """Parse a part and report each element with its offsets.

    Args:
        content: The part, in UTF-8.
        part: Its name, for error messages.
        start: Called with each element's local name, attributes and offset.
        end: Called with each element's local name and the offset behind its end.

    Raises:
        UnreadableFile: The part is not well-formed, or has a document type.
    """
    parser = guarded_parser()
    tags: list[Tag] = []

    def start_element(name: str, attributes: Attributes) -> None:
        start(local_name(name), attributes, parser.CurrentByteIndex)

    def start_and_remember(name: str, attributes: Attributes) -> None:
        offset = parser.CurrentByteIndex
        tags.append(tag_at(content, offset))
        start(local_name(name), attributes, offset)

    def end_element(name: str) -> None:
        tag = tags.pop()
        assert end is not None
        end(local_name(name), tag.end if tag.empty else end_of_tag(content, parser.CurrentByteIndex))

    parser.StartElementHandler = start_element if end is None else start_and_remember
    if end is not None:
        parser.EndElementHandler = end_element
    feed(parser, [content], part)


def tag_at(content: bytes, offset: int) -> Tag:
    """The start tag at an offset that expat reported."""
    match = _TAG.match(content, offset)
    assert match is not None
    raw = match.group()
    return Tag(raw, match.end(), raw.endswith(b"/>"))


class _RootFound(Exception):  # noqa: N818  no fault: parsing ends early
    """The first start tag was met."""


def root_tag(content: bytes, part: str) -> tuple[Tag, int]:
    """The start tag of a part's root, and where it begins. Raises UnreadableFile as `walk` does."""
    offsets: list[int] = []

    def start(_: str, __: Attributes, offset: int) -> None:
        offsets.append(offset)
        raise _RootFound

    try:  # noqa: SIM105 (contextlib takes as long to import as this module)
        walk(content, part, start)
    except _RootFound:
        pass
    return tag_at(content, offsets[0]), offsets[0]


def root_end(content: bytes, part: str) -> int:
    """Where the end tag of a part's root begins, whatever follows it. Raises UnreadableFile as `walk` does."""
    parser = guarded_parser()
    last = 0

    def end(_: str) -> None:
        nonlocal last
        last = parser.CurrentByteIndex

    parser.EndElementHandler = end
    feed(parser, [content], part)
    return last


def end_of_tag(content: bytes, offset: int) -> int:
    """Where the end tag at ``offset`` ends."""
    return content.index(b">", offset) + 1


def with_attributes(raw: bytes, changes: Mapping[str, str | None], *, empty: bool | None = None) -> bytes:
    """A start tag with attributes set, or removed where None. ``empty``: whether it is to close itself."""
    closes = raw.endswith(b"/>") if empty is None else empty
    body = raw[: -2 if raw.endswith(b"/>") else -1].rstrip()
    pending = dict(changes)

    def replace(match: re.Match[bytes]) -> bytes:
        name = match[1].decode()
        if name not in changes:
            return match.group()
        value = pending.pop(name, None)
        return b"" if value is None else f" {name}={quote_attribute(value)}".encode()

    body = _ATTRIBUTE.sub(replace, body)
    added = "".join(
        f" {name}={quote_attribute(value)}" for name, value in pending.items() if value is not None
    )
    return body + added.encode() + (b"/>" if closes else b">")


def removal(content: bytes, offset: int) -> Splice:
    """The splice that removes an element without child elements, whichever way it is closed."""
    return Splice(offset, end_of_leaf(content, tag_at(content, offset)), b"")


def end_of_leaf(content: bytes, tag: Tag) -> int:
    """Where an element without child elements ends, whichever way it is closed."""
    if tag.empty:
        return tag.end
    match = _REST_OF_LEAF.match(content, tag.end)
    assert match is not None
    return match.end()


def apply_splices(content: bytes, splices: Iterable[Splice]) -> bytes:
    """The content with all splices applied. They must not overlap; those at one offset keep their order."""
    pieces: list[bytes] = []
    reached = 0
    for start, end, replacement in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        assert start >= reached, "splices overlap"
        pieces += (content[reached:start], replacement)
        reached = end
    pieces.append(content[reached:])
    return b"".join(pieces)


def escape_text(text: str) -> str:
    """Text as element content, without the characters that XML cannot hold."""
    legal = _ILLEGAL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return legal.replace("\r", "&#13;")


def quote_attribute(text: str) -> str:
    """Text as an attribute's value, with its quotes."""
    value = escape_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{value}"'


def string_item(text: str, prefix: str = "") -> str:
    """The ``t`` element of a text in a spreadsheet; spaces at its ends are preserved.

    That is said only where there are any, as Excel does: R's openxlsx reads it as a part of a cell's text.
    """
    whole = escape_text(_EXCEL_ESCAPE.sub("_x005F_", text))
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{prefix}t{space}>{whole}</{prefix}t>"
