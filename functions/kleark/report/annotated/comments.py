"""Kleark's comments in a worksheet: legacy comments, each with the VML shape in which Excel shows it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from kleark.data_classes import NamedTuple
from kleark.ooxml.markup import (
    DECLARATION,
    Splice,
    apply_splices,
    root_end,
    string_item,
    tag_at,
    walk,
    with_attributes,
)
from kleark.ooxml.package import add_content_type, add_default_content_type, add_relationship, related_part
from kleark.sheet.address import address, parse_cell
from kleark.sheet.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.package import WorkbookPart
    from kleark.ooxml.parts import Parts
    from kleark.ooxml.worksheet import SheetMap
    from kleark.sheet.address import Cell

AUTHOR = "Kleark"
_OPENING, _CLOSING = "— Kleark —", "—"
_OURS = re.compile(rf"\n*{_OPENING}\n(?:.*\n)*?{_CLOSING}(?:\n|$)")
# As Excel names them: ExcelJS opens no workbook in which they have other names.
_COMMENTS_PART, _SHAPES_PART = "xl/comments{}.xml", "xl/drawings/vmlDrawing{}.vml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})")
_ID_MAP = re.compile(rb"""(<[A-Za-z]*:?idmap\b[^>]*?\bdata\s*=\s*["'])([0-9, ]*)(["'])""")
_TEXT_ELEMENT = re.compile(rb"<(?:[A-Za-z0-9_]+:)?t(?:\s[^>]*)?>([^<]*)</")
_SHAPES_IN_BLOCK = 1024
_BOX_PIXELS, _CHARACTERS_IN_LINE, _LINE_PIXELS, _ROW_PIXELS, _COLUMN_PIXELS = 340, 52, 17, 20, 64


class Comment(NamedTuple):
    """A comment: the spans of its element and text, and each run of text as (start, end, text)."""

    ref: str
    author: int
    start: int
    end: int
    text_start: int
    text_end: int
    runs: tuple[tuple[int, int, str], ...]

    @property
    def text(self) -> str:
        return "".join(text for _, _, text in self.runs)


class CommentsPart(NamedTuple):
    """A parsed comments part. Each span is (start, end) of an element."""

    content: bytes
    prefix: str
    authors: tuple[str, ...]
    authors_span: tuple[int, int]
    list_span: tuple[int, int]
    comments: tuple[Comment, ...]


def delimit_comment(lines: list[str]) -> str:
    """The text of one of our comments, between the lines by which `remove_comments` recognises it."""
    return "\n".join((_OPENING, *lines, _CLOSING))


def remove_comments(parts: Parts, sheet: str) -> None:
    """Remove our comments from a worksheet, and leave what others wrote."""
    part = related_part(parts, sheet, "comments")
    if part is None or _OPENING.encode() not in (content := parts.read(part)):
        return
    parsed = _parse_comments(content, part)
    gone: set[str] = set()
    splices: list[Splice] = []
    for one in parsed.comments:
        if _OPENING not in one.text:
            continue
        rest = _OURS.sub("", one.text)
        if rest == one.text and AUTHOR in parsed.authors[one.author : one.author + 1]:
            rest = ""
        if rest.strip():
            splices.append(_removal_of_ours(one, rest, parsed.prefix))
        else:
            gone.add(one.ref)
            splices.append(Splice(one.start, one.end, b""))
    parts.write(part, apply_splices(content, splices))
    _remove_shapes(parts, sheet, {cell for ref in gone if (cell := parse_cell(ref))})


def _removal_of_ours(one: Comment, rest: str, prefix: str) -> Splice:
    """Remove the run that is ours alone; where ours is mixed with others', replace all by ``rest`` as plain text."""
    others = [run for run in one.runs if _OPENING not in run[2]]
    if "".join(text for _, _, text in others) == rest:
        start = next(start for start, _, text in one.runs if _OPENING in text)
        end = next(end for _, end, text in one.runs if _OPENING in text)
        return Splice(start, end, b"")
    return Splice(one.text_start, one.text_end, string_item(rest, prefix).encode())


def add_comments(
    parts: Parts, book: WorkbookPart, sheet: str, sheet_map: SheetMap, texts: Mapping[Cell, str]
) -> bytes | None:
    """Put comments on cells of a worksheet, after the text of comments that are there.

    Args:
        parts: The workbook's parts; the comments and shapes are written.
        book: The workbook part.
        sheet: The name of the worksheet's part.
        sheet_map: A map of the worksheet.
        texts: The comments by cell.

    Returns:
        The element by which the sheet refers to its shapes; None if it has one already.
    """
    part = related_part(parts, sheet, "comments")
    if part is None:
        part = parts.unused_name(_COMMENTS_PART)
        root = f'<comments xmlns="{book.namespace}"><authors></authors><commentList></commentList></comments>'
        parts.write(part, DECLARATION + root.encode())
        add_content_type(parts, part, _COMMENTS_TYPE)
        add_relationship(parts, sheet, book, "comments", part)
    content = parts.read(part)
    parsed = _parse_comments(content, part)
    known = {cell: one for one in parsed.comments if (cell := parse_cell(one.ref))}
    p = parsed.prefix
    splices: list[Splice] = []
    if AUTHOR in parsed.authors:
        author = parsed.authors.index(AUTHOR)
    else:
        author = len(parsed.authors)
        element = f"<{p}author>{AUTHOR}</{p}author>".encode()
        splices.append(_append_splice(content, parsed.authors_span, element))
    new: dict[Cell, str] = {}
    elements: list[bytes] = []
    for cell, text in sorted(texts.items()):
        if cell in known:
            one = known[cell]
            if any(name.startswith("tc=") for name in parsed.authors[one.author : one.author + 1]):
                # A threaded comment: Excel shows that instead of this text, and would overwrite ours.
                continue
            run = _run(f"\n{text}" if one.text else text, p)
            splices.append(Splice(one.text_end, one.text_end, run))
        else:
            new[cell] = text
            opened = f'<{p}comment ref="{address(*cell)}" authorId="{author}"><{p}text>'.encode()
            elements.append(opened + _run(text, p) + f"</{p}text></{p}comment>".encode())
    if elements:
        splices.append(_append_splice(content, parsed.list_span, b"".join(elements)))
    parts.write(part, apply_splices(content, splices))
    return _add_shapes(parts, book, sheet, sheet_map, new) if new else None


def _append_splice(content: bytes, span: tuple[int, int], inner: bytes) -> Splice:
    """The splice that appends to an element, which may be one that closes itself."""
    start, end = span
    tag = tag_at(content, start)
    if tag.empty:
        return Splice(start, end, with_attributes(tag.raw, {}, empty=False) + inner + tag.closing)
    closing = content.rindex(b"</", start, end)
    return Splice(closing, closing, inner)


def _run(text: str, prefix: str) -> bytes:
    p = prefix
    font = f'<{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/><{p}family val="2"/>'
    return f"<{p}r><{p}rPr>{font}</{p}rPr>{string_item(text, p)}</{p}r>".encode()


def _parse_comments(content: bytes, part: str) -> CommentsPart:
    authors: list[str] = []
    comments: list[Comment] = []
    spans = {"authors": (0, 0), "commentList": (0, 0)}
    refs: list[tuple[str, int, int]] = []
    runs: list[tuple[int, int, str]] = []
    text_span = [0, 0]
    opened: list[tuple[str, int]] = []
    prefix = ""

    def start(local: str, attributes: Attributes, offset: int) -> None:
        nonlocal prefix
        opened.append((local, offset))
        if local == "comments":
            prefix = tag_at(content, offset).prefix.decode()
        elif local == "comment":
            author = attributes.get("authorId", "0")
            refs.append((attributes.get("ref", ""), int(author) if author.isdigit() else 0, offset))
            runs.clear()

    def end(local: str, offset: int) -> None:
        _, started = opened.pop()
        tag = tag_at(content, started)
        closing = started if tag.empty else content.rindex(b"</", started, offset)
        if local == "author":
            authors.append(_unescape(content[tag.end : closing]))
        elif local in spans:
            spans[local] = started, offset
        elif local == "text":
            text_span[:] = [tag.end, closing]
        elif local in {"r", "t"} and opened[-1][0] == "text":
            runs.append((started, offset, _run_text(content[started:offset])))
        elif local == "comment":
            ref, author, begun = refs.pop()
            comments.append(Comment(ref, author, begun, offset, text_span[0], text_span[1], tuple(runs)))

    walk(content, part, start, end)
    return CommentsPart(
        content, prefix, tuple(authors), spans["authors"], spans["commentList"], tuple(comments)
    )


def _run_text(element: bytes) -> str:
    """The text of a run: that of all its ``t`` elements."""
    return "".join(_unescape(match[1]) for match in _TEXT_ELEMENT.finditer(element))


def _unescape(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", "replace"))


def _remove_shapes(parts: Parts, sheet: str, cells: Collection[Cell]) -> None:
    part = related_part(parts, sheet, "vmlDrawing")
    if part is None or not cells:
        return
    content = parts.read(part)
    splices: list[Splice] = []
    opened: list[tuple[str, int]] = []
    position: dict[str, int] = {}

    def start(local: str, _: Attributes, offset: int) -> None:
        opened.append((local, offset))

    def end(local: str, offset: int) -> None:
        _, started = opened.pop()
        if local in {"Row", "Column"}:
            text = content[tag_at(content, started).end : offset].partition(b"<")[0].strip()
            position[local] = int(text) + 1 if text.isdigit() else 0
        elif local == "shape" and (position.pop("Row", 0), position.pop("Column", 0)) in cells:
            splices.append(Splice(started, offset, b""))

    try:
        walk(content, part, start, end)
    except UnreadableFile:
        # Old versions of Excel wrote VML that is not XML. A shape without a comment does no harm.
        return
    parts.write(part, apply_splices(content, splices))


def _add_shapes(
    parts: Parts, book: WorkbookPart, sheet: str, sheet_map: SheetMap, texts: Mapping[Cell, str]
) -> bytes | None:
    """Add a shape for each new comment, in the sheet's own VML part or a new one; returns as `add_comments`."""
    blocks = _unused_blocks(parts, -(-len(texts) // (_SHAPES_IN_BLOCK - 1)))
    numbers = (block * _SHAPES_IN_BLOCK + at for block in blocks for at in range(1, _SHAPES_IN_BLOCK))
    shapes = "".join(
        _shape(cell, text, number, sheet_map)
        for (cell, text), number in zip(texts.items(), numbers, strict=False)
    )
    ids = ",".join(map(str, blocks))
    part = related_part(parts, sheet, "vmlDrawing") if sheet_map.legacy_drawing else None
    if part is not None:
        content = parts.read(part)
        end = _end_of_vml(content, part)
        kind = "" if _NOTE_TYPE in content else _SHAPE_TYPE
        added = _with_namespaces(f"{kind}{shapes}", content)
        content = content[:end] + added.encode() + content[end:]
        parts.write(part, _ID_MAP.sub(lambda m: m[1] + m[2] + f",{ids}".encode() + m[3], content, count=1))
        return None
    part = parts.unused_name(_SHAPES_PART)
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{ids}"/></o:shapelayout>{_SHAPE_TYPE}'
    parts.write(part, f"<xml {_VML_NAMESPACES}>{layout}{shapes}</xml>".encode())
    add_default_content_type(parts, "vml", _VML_TYPE)
    identity = add_relationship(parts, sheet, book, "vmlDrawing", part)
    element = f'<{sheet_map.prefix}legacyDrawing xmlns:r="{book.relationship_namespace}" r:id="{identity}"/>'
    return element.encode()


def _with_namespaces(shapes: str, content: bytes) -> str:
    """Shapes as they can stand in a drawing, whose writer may have chosen other prefixes, as openpyxl does."""
    if all(namespace.encode() in content for namespace in _VML_NAMESPACES.split()):
        return shapes
    return re.sub(r"<v:shape(type)? ", rf"<v:shape\1 {_VML_NAMESPACES} ", shapes)


def _end_of_vml(content: bytes, part: str) -> int:
    """Where shapes are appended: before the root's end tag, also in the VML of old versions, which is not XML."""
    try:
        return root_end(content, part)
    except UnreadableFile:
        end = content.rfind(b"</xml")
        if end < 0:
            raise
        return end


def _unused_blocks(parts: Parts, count: int) -> list[int]:
    """``count`` numbers of blocks of 1,024 shape ids that no drawing in the workbook uses."""
    most = 0
    for name in parts.names():
        if name.endswith(".vml"):
            content = parts.raw(name)
            most = max([most, *(int(shape) // _SHAPES_IN_BLOCK for shape in _SHAPE_ID.findall(content))])
            for _, data, _ in _ID_MAP.findall(content):
                most = max([most, *(int(one) for one in re.findall(rb"[0-9]{1,9}", data))])
    return [most + 1 + at for at in range(count)]


def _shape(cell: Cell, text: str, identity: int, sheet_map: SheetMap) -> str:
    row, column = cell[0] - 1, cell[1] - 1
    lines = sum(1 + len(line) // _CHARACTERS_IN_LINE for line in text.split("\n"))
    bottom = row + 1 + lines * _LINE_PIXELS // _ROW_PIXELS
    right, over = _right_edge(column + 1, sheet_map)
    anchor = f"{column + 1}, 12, {max(row - 1, 0)}, 4, {right}, {over}, {bottom}, 10"
    return (
        f'<v:shape id="_x0000_s{identity}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;'
        'margin-top:5pt;width:255pt;height:90pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left">'
        f'</div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _right_edge(column: int, sheet_map: SheetMap) -> tuple[int, int]:
    """Where a comment ends that starts in ``column``: the column, counted from 0, and the pixels into it."""
    left = _BOX_PIXELS
    while True:
        width = next(
            (
                int(characters * 7 + 5) if characters else 0
                for first, last, characters in sheet_map.widths
                if first <= column + 1 <= last
            ),
            _COLUMN_PIXELS,
        )
        if left <= width or column > 16_000:
            return column, left
        left -= width
        column += 1


_NOTE_TYPE = b"_x0000_t202"
_VML_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
