"""The workbook's cell formats, and new ones derived from them."""

from __future__ import annotations

import re

from kleark.data_classes import NamedTuple
from kleark.ooxml.errors import UneditableFileError
from kleark.ooxml.markup import DECLARATION, Splice, apply_splices, end_of_tag, tag_at, with_attributes
from kleark.ooxml.package import (
    add_content_type,
    add_relationship,
    related_part,
    relationships,
    remove_content_type,
)
from kleark.redaction.patterns import pattern
from kleark.sheet import limits
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts

TEXT_FORMAT, DATE_FORMAT, NUMBER_FORMAT = 49, 14, 1
"""Excel's built-in formats ``@``, the date as the reader's country writes it, and ``0`` (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_QUOTED_IN_FORMAT = pattern(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_COUNTED = frozenset({"fonts", "fills", "cellXfs"})
_ITEMS = {"fonts": "font", "fills": "fill", "cellXfs": "xf"}


class CellFormat(NamedTuple):
    """A cell format (``xf``): its start tag as written, its content and its attributes."""

    tag: bytes
    inner: bytes
    attributes: tuple[tuple[str, str], ...]

    def number(self, name: str) -> int:
        text = dict(self.attributes).get(name, "0")
        return int(text) if text.isascii() and text.isdigit() else 0

    def flag(self, name: str) -> bool:
        return dict(self.attributes).get(name) in ("1", "true")


class _Scan:
    """What one pass over a styles part finds.

    Attributes:
        prefix: The namespace prefix of its elements.
        spans: By section, where it starts and where its end tag does; where a section closes itself, where it ends.
        formats, fills, fonts: The elements of these sections.
        number_formats: The number and the code of each number format.

    Raises UneditableFileError for a section with more elements than Excel opens.
    """

    def __init__(self, content: bytes, part: str) -> None:
        self.prefix = ""
        self.spans: dict[str, tuple[int, int]] = {}
        self.formats: list[CellFormat] = []
        self.fills: list[bytes] = []
        self.fonts: list[bytes] = []
        self.number_formats: list[tuple[int, str]] = []
        self._content = content
        self._parser = guarded_parser()
        self._depth = 0
        self._section = ""
        self._section_start = 0
        self._size = 0
        self._item_start = 0
        self._attributes: Attributes = {}
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        feed(self._parser, [content], part)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth == 3:
            self._size += 1
            if self._size > limits.MOST_FORMATS:
                raise UneditableFileError("formats")
            self._item_start, self._attributes = self._parser.CurrentByteIndex, attributes
            if self._section == "numFmts":
                self._add_number_format(attributes)
        elif self._depth == 2:
            self._section, self._size = local_name(name), 0
            self._section_start = self._parser.CurrentByteIndex
        elif self._depth == 1:
            self.prefix = tag_at(self._content, self._parser.CurrentByteIndex).prefix.decode()

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._depth == 2:
            item = _ITEMS.get(self._section)
            if item is not None and local_name(name) == item:
                self._add_item()
        elif self._depth == 1 and self._section in _COUNTED:
            tag = tag_at(self._content, self._section_start)
            end = tag.end if tag.empty else self._parser.CurrentByteIndex
            self.spans[self._section] = self._section_start, end

    def _add_item(self) -> None:
        start, closing = self._item_start, self._parser.CurrentByteIndex
        tag = tag_at(self._content, start)
        if self._section == "cellXfs":
            inner = b"" if tag.empty else self._content[tag.end : closing]
            self.formats.append(CellFormat(tag.raw, inner, tuple(self._attributes.items())))
            return
        end = tag.end if tag.empty else end_of_tag(self._content, closing)
        (self.fills if self._section == "fills" else self.fonts).append(self._content[start:end])

    def _add_number_format(self, attributes: Attributes) -> None:
        identity = attributes.get("numFmtId", "")
        if identity.isascii() and identity.isdigit() and len(identity) < 7:
            self.number_formats.append((int(identity), attributes.get("formatCode", "")))


_USUAL = "xl/styles.xml"


class Styles:
    """The formats of a workbook and those to be added. `save` writes the part only if there are new ones.

    ``fills`` and ``fonts`` hold their elements as written.
    """

    def __init__(self, parts: Parts, book: WorkbookPart) -> None:
        self._parts = parts
        self._book = book
        part = related_part(parts, book.part, "styles")
        self._part = part
        self._content = _EMPTY.format(book.namespace).encode() if part is None else parts.read(part)
        self.formats: list[CellFormat]
        self.fills: list[bytes]
        self.fonts: list[bytes]
        self._dates: set[int] = set(_BUILT_IN_DATES)
        self._scan()
        self._known: dict[tuple[frozenset[tuple[str, str]], bytes], int] = {
            self._key(one): at for at, one in reversed(list(enumerate(self.formats)))
        }
        self._before = (len(self.formats), len(self.fills), len(self.fonts))

    def format(self, index: int) -> CellFormat:
        """A format by its index; the first where there is none with that index, as in Excel."""
        return self.formats[index] if index < len(self.formats) else self.formats[0]

    def is_date(self, index: int) -> bool:
        """Whether numbers of this format are shown as dates."""
        return self.format(index).number("numFmtId") in self._dates

    def derive(self, index: int, changes: dict[str, str | None], inner: bytes | None = None) -> int:
        """The index of a format equal to format ``index`` but for some attributes (None removes one)."""
        base = self.format(index)
        attributes = {k: v for k, v in base.attributes if k not in changes}
        attributes |= {k: v for k, v in changes.items() if v is not None}
        tag = with_attributes(base.tag, changes)
        new = CellFormat(tag, base.inner if inner is None else inner, tuple(attributes.items()))
        key = self._key(new)
        if key not in self._known:
            self._known[key] = len(self.formats)
            self.formats.append(new)
        return self._known[key]

    def fill(self, inside: str) -> int:
        """The index of a fill, given as the inside of its ``fill`` element without prefixes."""
        return _index_of(self.fills, self.with_prefix(f"<fill>{inside}</fill>"))

    def font(self, inside: str) -> int:
        """The index of a font, given as the inside of its ``font`` element without prefixes."""
        return _index_of(self.fonts, self.with_prefix(f"<font>{inside}</font>"))

    def with_prefix(self, xml: str) -> bytes:
        """Elements with the namespace prefix of this part."""
        return re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{self._prefix}", xml).encode()

    def save(self) -> str | None:
        """Write the new formats, fills and fonts. Gives the part that was written, if one was."""
        splices: list[Splice] = []
        before_formats, before_fills, before_fonts = self._before
        new_formats = [_element(one, self._prefix) for one in self.formats[before_formats:]]
        for name, total, added in (
            ("fonts", len(self.fonts), self.fonts[before_fonts:]),
            ("fills", len(self.fills), self.fills[before_fills:]),
            ("cellXfs", len(self.formats), new_formats),
        ):
            if added:
                start, end = self._ends[name]
                tag = tag_at(self._content, start)
                opened = with_attributes(tag.raw, {"count": str(total)}, empty=False)
                if tag.empty:
                    splices.append(Splice(start, end, opened + b"".join(added) + tag.closing))
                else:
                    splices += (Splice(start, tag.end, opened), Splice(end, end, b"".join(added)))
        if not splices:
            return None
        if self._part is None:
            self._part = self._new_part()
            add_relationship(self._parts, self._book.part, self._book, "styles", self._part)
        content = apply_splices(self._content, splices)
        self._parts.write(self._part, content)
        if self._part != _USUAL and _USUAL in self._parts and self._parts.read(_USUAL) == self._content:
            # Programs that go by names look there, and find the same as before.
            self._parts.write(_USUAL, content)
        return self._part

    def _leads_to(self, part: str) -> bool:
        return any(relation.part == part for relation in relationships(self._parts, self._book.part))

    def _new_part(self) -> str:
        """The name of the part to write, its content type declared. Some programs look for the usual name only.

        PyExcelerate leaves a part of that name that no relationship leads to: nobody has styles there, so it is
        written over, and all programs find the same.
        """
        usual = _USUAL
        if usual in self._parts:
            if self._leads_to(usual):
                usual = self._parts.unused_name("xl/styles{}.xml")
            else:
                remove_content_type(self._parts, usual)
        add_content_type(self._parts, usual, _STYLES_TYPE)
        return usual

    def _scan(self) -> None:
        scan = _Scan(self._content, self._part or "styles")
        self._prefix = scan.prefix
        self._ends = scan.spans
        for identity, code in scan.number_formats:
            record = self._dates.add if _is_date_format(code) else self._dates.discard
            record(identity)
        self.formats, self.fills, self.fonts = scan.formats, scan.fills, scan.fonts
        if not self.formats or not {"fonts", "fills", "cellXfs"} <= set(self._ends):
            self._reset()

    def _reset(self) -> None:
        """Replace a part that lacks what every format refers to: Excel would repair the file when it opens it."""
        self._content = _EMPTY.format(self._book.namespace).encode()
        self._scan()

    def _key(self, one: CellFormat) -> tuple[frozenset[tuple[str, str]], bytes]:
        return frozenset(one.attributes), one.inner


def _element(one: CellFormat, prefix: str) -> bytes:
    if not one.inner:
        return with_attributes(one.tag, {}, empty=True)
    return with_attributes(one.tag, {}, empty=False) + one.inner + f"</{prefix}xf>".encode()


def _index_of(known: list[bytes], element: bytes) -> int:
    if element not in known:
        known.append(element)
    return known.index(element)


def _is_date_format(code: str) -> bool:
    """Whether a number format shows days or years (``å``: Danish for year)."""
    bare = _QUOTED_IN_FORMAT.sub("", code.partition(";")[0]).lower()
    return "d" in bare or "y" in bare or "å" in bare


_EMPTY = (
    DECLARATION.decode() + '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>'
    '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
    '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
