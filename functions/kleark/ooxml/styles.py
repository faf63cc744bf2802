"""The workbook's cell formats, and new ones derived from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kleark.ooxml.markup import DECLARATION, Splice, apply_splices, tag_at, walk, with_attributes
from kleark.ooxml.package import (
    add_content_type,
    add_relationship,
    related_part,
    relationships,
    remove_content_type,
)

if TYPE_CHECKING:
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts

TEXT_FORMAT, DATE_FORMAT = 49, 14
"""Excel's built-in formats ``@``, and the date as the reader's country writes it (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_QUOTED_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_COUNTED = frozenset({"fonts", "fills", "borders", "cellXfs", "cellStyleXfs"})


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
        self.formats: list[CellFormat] = []
        self.fills: list[bytes] = []
        self.fonts: list[bytes] = []
        self._dates: set[int] = set(_BUILT_IN_DATES)
        self._ends: dict[str, tuple[int, int]] = {}
        self._scan()
        self._known = {self._key(one): at for at, one in reversed(list(enumerate(self.formats)))}
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

    def save(self) -> None:
        """Write the new formats, fills and fonts."""
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
                splices.append(Splice(start, tag.end, with_attributes(tag.raw, {"count": str(total)})))
                splices.append(Splice(end, end, b"".join(added)))
        if not splices:
            return
        if self._part is None:
            self._part = self._new_part()
            add_relationship(self._parts, self._book.part, self._book, "styles", self._part)
        self._parts.write(self._part, apply_splices(self._content, splices))

    def _new_part(self) -> str:
        """The name of the part to write, its content type declared. Some programs look for the usual name only.

        PyExcelerate leaves a part of that name that no relationship leads to: nobody has styles there, so it is
        written over, and all programs find the same.
        """
        usual = "xl/styles.xml"
        if usual in self._parts:
            if any(relation.part == usual for relation in relationships(self._parts, self._book.part)):
                usual = self._parts.unused_name("xl/styles{}.xml")
            else:
                remove_content_type(self._parts, usual)
        add_content_type(self._parts, usual, _STYLES_TYPE)
        return usual

    def _scan(self) -> None:
        path: list[tuple[str, int]] = []
        part = self._part or "styles"

        def start(local: str, attributes: Attributes, offset: int) -> None:
            path.append((local, offset))
            if local == "numFmt":
                self._collect_number_format(attributes)
            elif local == "xf" and [name for name, _ in path[1:]] == ["cellXfs", "xf"]:
                self._attributes.append(tuple(attributes.items()))
            elif local == "styleSheet":
                self._prefix = tag_at(self._content, offset).prefix.decode()

        def end(local: str, offset: int) -> None:
            _, started = path.pop()
            if len(path) == 1 and local in _COUNTED:
                closing = self._content.rindex(b"<", started, offset)
                self._ends[local] = (started, closing)
            elif len(path) == 2:
                self._collect(path[1][0], local, started, offset)

        self._attributes: list[tuple[tuple[str, str], ...]] = []
        self._prefix = ""
        walk(self._content, part, start, end)
        if not self.formats or not {"fonts", "fills", "cellXfs"} <= set(self._ends):
            self._reset()

    def _collect_number_format(self, attributes: Attributes) -> None:
        identity = attributes.get("numFmtId", "")
        if identity.isascii() and identity.isdigit() and len(identity) < 7:
            record = (
                self._dates.add if _is_date_format(attributes.get("formatCode", "")) else self._dates.discard
            )
            record(int(identity))

    def _collect(self, parent: str, local: str, start: int, end: int) -> None:
        whole = self._content[start:end]
        if parent == "cellXfs" and local == "xf":
            tag = tag_at(self._content, start)
            inner = b"" if tag.empty else self._content[tag.end : self._content.rindex(b"</", start, end)]
            self.formats.append(CellFormat(tag.raw, inner, self._attributes[len(self.formats)]))
        elif parent == "fills" and local == "fill":
            self.fills.append(whole)
        elif parent == "fonts" and local == "font":
            self.fonts.append(whole)

    def _reset(self) -> None:
        """Replace a part that lacks what every format refers to: Excel would repair the file when it opens it."""
        self._content = _EMPTY.format(self._book.namespace).encode()
        self.formats, self.fills, self.fonts, self._ends = [], [], [], {}
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
