"""Mask CPR numbers in every part of a workbook, wherever it can hold text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.ooxml.markup import Splice, apply_splices, escape_text, string_item, tag_at, with_attributes
from kleark.redaction.cpr import MASK, cell_holds_cpr, holds_cpr, mask
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.xml import feed, guarded_parser, local_name

if TYPE_CHECKING:
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.parts import Parts

_MARKUP = (".xml", ".rels", ".vml")
# Elements whose text may be split into runs: rich text in cells, comments and drawings.
_WHOLE = frozenset({"si", "is", "text", "p"})
# Names of sheets, and references to them, must stay equal and cannot hold an asterisk.
_NAMES = frozenset({"f", "definedName", "formula", "formula1", "formula2", "sqref"})
_NAME_MASK = "xxxxxx-xxxx"
_TEXT_ATTRIBUTES = frozenset(
    (
        "Target",
        "location",
        "display",
        "tooltip",
        "descr",
        "title",
        "prompt",
        "promptTitle",
        "error",
        "errorTitle",
        "caption",
        "val",
        "v",
    )
)
_NAME_ATTRIBUTES = frozenset({"name", "displayName", "ref", "sheet"})
# A part without any of these holds no CPR number, however it is written, split or encoded: ten digits together or
# nearly so, nine in a number cell, rich text, character references, and non-ASCII characters among digits.
_SUSPECT = re.compile(
    rb"[0-3][0-9][ .]?[01][0-9][ .]?[0-9]{2}[^0-9<>]{0,12}[0-9]{4}|v>[0-9]{9}<|<(?:[A-Za-z0-9_]+:)?r[ >]|&#|"
    rb"[0-9][\x80-\xff]{2,8}[0-9]|\xef\xbc[\x90-\x99]|[\xd9\xdb][\xa0-\xb9]"
)
_LONE_NUMBER = re.compile(rb"(?<![0-9A-Za-z_.\-])[0-3][0-9][01][0-9]{3}\s?-?\s?[0-9]{4}(?![0-9A-Za-z_.\-])")


def mask_workbook(parts: Parts) -> None:
    """Mask CPR numbers in all texts, cells, links, names, comments and properties of a workbook."""
    for name in parts.names():
        if name.endswith(_MARKUP):
            _mask_part(parts, name)


def _mask_part(parts: Parts, name: str) -> None:
    try:
        content = parts.read(name)
        if not _SUSPECT.search(content):
            return
        splices = _Masking(content, name).run()
    except UnreadableFile:
        # Not well-formed, so it cannot be edited as XML; its numbers are masked all the same.
        raw = parts.raw(name)
        masked = _LONE_NUMBER.sub(MASK.encode(), raw)
        if masked != raw:
            parts.write(name, masked)
        return
    if splices:
        parts.write(name, apply_splices(content, splices))


class _Masking:
    """The handlers of one pass. A leaf is an element without child elements: only those hold text."""

    def __init__(self, content: bytes, part: str) -> None:
        self.content = content
        self.part = part
        self.parser = guarded_parser()
        self.splices: list[Splice] = []
        self.leaf: tuple[str, int] | None = None
        self.text: list[str] = []
        self.whole = 0
        self.pieces: list[tuple[int, int, str]] = []
        self.cell: tuple[int, str | None] | None = None
        self.masked_cell = False

    def run(self) -> list[Splice]:
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text.append
        feed(self.parser, [self.content], self.part)
        return self.splices

    def start(self, name: str, attributes: Attributes) -> None:
        local = local_name(name)
        offset = self.parser.CurrentByteIndex
        self.leaf = local, offset
        self.text.clear()
        if local == "c":
            self.cell = offset, attributes.get("t")
            self.masked_cell = False
        elif local in _WHOLE:
            self.whole += 1
            self.pieces = []
        if attributes and local not in {"c", "row"}:
            self.mask_attributes(attributes, offset)

    def mask_attributes(self, attributes: Attributes, offset: int) -> None:
        changes: dict[str, str | None] = {}
        for name, value in attributes.items():
            local = local_name(name)
            if len(value) < 9 or not (local in _TEXT_ATTRIBUTES or local in _NAME_ATTRIBUTES):
                continue
            if holds_cpr(value):
                plain = local in _NAME_ATTRIBUTES or (local == "location" and "!" in value)
                changes[name] = _mask_name(value) if plain else mask(value)
        if changes:
            tag = tag_at(self.content, offset)
            self.splices.append(Splice(offset, tag.end, with_attributes(tag.raw, changes)))

    def end(self, name: str) -> None:
        if self.leaf is not None:
            local, start = self.leaf
            self.leaf = None
            if self.text:
                self.end_leaf(local, start, "".join(self.text))
                self.text.clear()
            return
        local = local_name(name)
        if local == "c":
            self.cell = None
        elif local in _WHOLE:
            self.whole -= 1
            if len(self.pieces) > 1:
                self.mask_pieces()
            self.pieces = []

    def end_leaf(self, local: str, start: int, text: str) -> None:
        if self.whole and local == "t":
            self.pieces.append((tag_at(self.content, start).end, self.parser.CurrentByteIndex, text))
        if len(text) < 9:
            return
        if local == "v" and self.cell is not None and self.cell[1] in (None, "n"):
            self.mask_number(text)
        elif holds_cpr(text):
            replacement = _mask_name(text) if local in _NAMES else mask(text)
            self.replace(start, replacement)

    def replace(self, start: int, text: str) -> None:
        end = self.parser.CurrentByteIndex
        self.splices.append(Splice(tag_at(self.content, start).end, end, escape_text(text).encode()))

    def mask_number(self, text: str) -> None:
        """Turn a number cell that holds a CPR number into a text cell with the mask."""
        assert self.cell is not None
        if not text.isdigit() or len(text) > 10 or not cell_holds_cpr(int(text)):
            return
        start, _ = self.cell
        tag = tag_at(self.content, start)
        opened = with_attributes(tag.raw, {"t": "inlineStr", "cm": None, "vm": None})
        prefix = tag.prefix.decode()
        inner = f"<{prefix}is>{string_item(MASK, prefix)}</{prefix}is>".encode()
        end = self.content.index(b">", self.parser.CurrentByteIndex) + 1
        self.splices.append(Splice(start, end, opened + inner))

    def mask_pieces(self) -> None:
        """Mask a number that is split over runs: the first run gets the whole masked text, the others none."""
        whole = "".join(text for _, _, text in self.pieces)
        if not holds_cpr(whole) or any(holds_cpr(text) for _, _, text in self.pieces):
            return
        for at, (start, end, _) in enumerate(self.pieces):
            self.splices.append(Splice(start, end, escape_text(mask(whole)).encode() if at == 0 else b""))


def _mask_name(text: str) -> str:
    return mask(text).replace(MASK, _NAME_MASK)
