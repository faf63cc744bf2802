"""Hide CPR numbers in every part of a workbook, by the finder's own hits and wherever the search for them looks.

What is hidden stays what it has to be: a formula is a formula, a number is a number or its cell a text, names that
referred to each other still do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kleark.ooxml.cells_to_hide import SHARED, CellsToHide
from kleark.ooxml.hidden_caches import correct_cache
from kleark.ooxml.markup import (
    Splice,
    apply_splices,
    end_of_tag,
    escape_text,
    string_item,
    tag_at,
    with_attributes,
)
from kleark.ooxml.masked_names import MaskedNames
from kleark.ooxml.parts import Parts
from kleark.redaction.cpr import MASK, find_cpr, find_in_formula, find_in_number, mask
from kleark.sheet.digit_filter import may_hold_number
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.loose_texts import looks_like_markup
from kleark.sheet.text_places import (
    CELL,
    COLUMN_NAME,
    FORMULA,
    NAME,
    NUMBER,
    NUMBER_FORMAT,
    TAB_NAME,
    VALUE_FORMS,
)
from kleark.sheet.text_search import search_texts
from kleark.sheet.xml import local_name

if TYPE_CHECKING:
    from kleark.ooxml.cells_to_hide import CellsByTab
    from kleark.sheet.text_search import PlacedText

_CELL_PLACES = (CELL, SHARED)
_NAME_FORMS = (TAB_NAME, NAME, COLUMN_NAME)
_TYPED = "data_type"
_POINT_END = re.compile(rb"</(?:[^\s>:]+:)?pt\s*>")
_EMPTY_NUMBER = re.compile(rb"\s*</((?:[^\s>:]+:)?)n(\s*)>")
_CACHE_ROOT = re.compile(rb"<(?:[^\s>:<!?]+:)?pivotCache(?:Definition|Records)[\s>]")


class _Hidden(NamedTuple):
    """A part with numbers: its content in UTF-8, and the texts that hold them."""

    content: bytes
    texts: list[PlacedText]


def hide_in_workbook(data: bytes, cells: CellsByTab | None = None) -> bytes:
    """The workbook with its CPR numbers hidden; as it was where it has none.

    Args:
        data: The workbook.
        cells: As of `hide_numbers`.

    Raises:
        UnreadableFile: As `Parts`.
    """
    parts = Parts(data)
    return parts.to_bytes() if hide_numbers(parts, cells) else data


def hide_numbers(parts: Parts, cells: CellsByTab | None = None) -> bool:
    """Hide the CPR numbers in all texts, cells, links, names, caches and properties of a workbook.

    Args:
        parts: The workbook.
        cells: By a tab's name as a report shows it, the cells in which the finder found one: what a number is hangs on
            the heading over it. None where they are not all known; then one too many is hidden rather than one too few.

    Returns:
        Whether there were any.
    """
    names = MaskedNames()
    found: dict[str, _Hidden] = {}
    changed = False
    told = None if cells is None else CellsToHide(parts, cells)
    for name in parts.names():
        raw = parts.raw(name)
        if looks_like_markup(raw) and not may_hold_number(raw):
            continue
        hidden = _search(parts, name, names, told) if looks_like_markup(raw) else None
        if hidden is None:
            # Not well-formed or no XML at all, so it cannot be edited as such; its numbers are hidden all the same.
            changed |= _hide_in_plain_text(parts, name, raw)
        elif hidden.texts:
            found[name] = hidden
    _mask_names(names, found)
    for name, hidden in found.items():
        parts.write(name, _Hiding(hidden.content, names).apply(hidden.texts))
    for name, hidden in found.items():
        if _CACHE_ROOT.search(hidden.content[:2_000]):
            correct_cache(parts, name)
    return changed or bool(found)


def hide_in_part(parts: Parts, name: str) -> None:
    """The same in one part that was written anew and whose names nothing else refers to."""
    if may_hold_number(parts.raw(name)):
        hidden = _search(parts, name, MaskedNames(), None)
        if hidden is not None and hidden.texts:
            parts.write(name, _Hiding(hidden.content, MaskedNames()).apply(hidden.texts))


def _mask_names(names: MaskedNames, found: dict[str, _Hidden]) -> None:
    """What names a column is masked before the cell that is its heading, and each name before what refers to it."""
    for hidden in found.values():
        for placed in hidden.texts:
            if placed.form in _NAME_FORMS:
                names.mask_name(placed.form, placed.text)


def _search(parts: Parts, name: str, names: MaskedNames, told: CellsToHide | None) -> _Hidden | None:
    """The texts of a part that hold numbers; None where it is not well-formed."""
    texts: list[PlacedText] = []

    def take(placed: PlacedText) -> None:
        if placed.form in _NAME_FORMS:
            names.note(placed.form, placed.text)
        if placed.place in _CELL_PLACES:
            placed.heading = "CPR"
        if _holds_number(placed) and (told is None or placed.place != CELL or told.has(name, placed.cell)):
            texts.append(placed)

    try:
        content = parts.read(name)
        search_texts([content], name, take)
    except UnreadableFile:
        return None
    if told is not None and texts and texts[0].place == SHARED:
        texts = told.choose_shared(content, texts)
    return _Hidden(content, texts)


def _holds_number(placed: PlacedText) -> bool:
    find = find_in_formula if placed.form in VALUE_FORMS else find_cpr
    return bool(find(placed.text, placed.heading))


def _hide_in_plain_text(parts: Parts, name: str, raw: bytes) -> bool:
    """The same in a part that is a text, or meant to be XML; in a picture there is none."""
    if b"\0" in raw[:1_000] or not may_hold_number(raw):
        return False
    text = raw.decode("utf-8", "surrogateescape")
    masked = mask(text)
    if masked == text:
        return False
    parts.write(name, masked.encode("utf-8", "surrogateescape"))
    return True


class _Hiding:
    """What to change in one part."""

    def __init__(self, content: bytes, names: MaskedNames) -> None:
        self.content = content
        self.names = names
        self.splices: list[Splice] = []
        self.attributes: dict[int, dict[str, str | None]] = {}
        self.renamed: set[int] = set()

    def apply(self, texts: list[PlacedText]) -> bytes:
        """The content with its numbers hidden."""
        for placed in texts:
            if placed.attribute is not None:
                self.hide_attribute(placed)
            elif not placed.pieces:
                self.remove_comment(placed)
            elif placed.form == NUMBER or _is_typed_elsewhere(placed):
                self.hide_number(placed)
            else:
                self.hide_text(placed)
        self.splices += [self.tag_splice(start, changes) for start, changes in self.attributes.items()]
        return apply_splices(self.content, _without_overlaps(self.splices))

    def tag_splice(self, start: int, changes: dict[str, str | None]) -> Splice:
        tag = tag_at(self.content, start)
        raw = with_attributes(tag.raw, changes)
        if start not in self.renamed:
            return Splice(start, tag.end, raw)
        text = b"<" + tag.prefix + b"s" + raw[len(tag.prefix) + 2 :]
        end = tag.end
        if not tag.empty:
            closing = _EMPTY_NUMBER.match(self.content, end)
            assert closing is not None
            text, end = text + b"</" + closing[1] + b"s>", closing.end()
        return Splice(start, end, text)

    def hide_attribute(self, placed: PlacedText) -> None:
        assert placed.attribute is not None
        changes = self.attributes.setdefault(placed.start, {})
        if placed.form != NUMBER:
            changes[placed.attribute] = self.replacement(placed)
        elif local_name(placed.element) == "n" and self.can_be_renamed(placed.start):
            # An item of a pivot table's cache: a text in place of a number.
            self.renamed.add(placed.start)
            changes[placed.attribute] = MASK
        else:
            changes[placed.attribute] = "0"

    def can_be_renamed(self, start: int) -> bool:
        tag = tag_at(self.content, start)
        return tag.empty or _EMPTY_NUMBER.match(self.content, tag.end) is not None

    def replacement(self, placed: PlacedText) -> str:
        """What stands in place of a text."""
        text = placed.text
        if placed.form in _NAME_FORMS:
            return self.names.mask_name(placed.form, text)
        if placed.form == NUMBER_FORMAT:
            return "General"
        if placed.form == FORMULA and not _is_address(placed):
            return self.names.mask_formula(text)
        masked = mask(text, placed.heading)
        return MASK if masked == text else masked

    def remove_comment(self, placed: PlacedText) -> None:
        """A comment of the XML, which no program shows."""
        ending = b"-->" if self.content.startswith(b"<!--", placed.start) else b"?>"
        end = self.content.index(ending, placed.start) + len(ending)
        self.splices.append(Splice(placed.start, end, b""))

    def hide_number(self, placed: PlacedText) -> None:
        """A number between tags: of a cell, of a chart's copy, of a property."""
        piece = placed.pieces[0]
        local = local_name(placed.element)
        if local != "v" or placed.place == _TYPED:
            self.write(piece.after, piece.end, "0")
            return
        if placed.place == "chart":
            # A point that a chart lacks is a gap.
            end = _POINT_END.search(self.content, piece.end)
            if end is not None and placed.cell_start:
                self.splices.append(Splice(placed.cell_start, end.end(), b""))
                return
        tag = tag_at(self.content, placed.cell_start)
        if local_name(tag.name.decode()) != "c":
            self.write(piece.after, piece.end, "0")
        elif self.content[tag.end : piece.after].strip():
            # A formula, whose result becomes a text.
            changes = {"t": "str", "cm": None, "vm": None}
            self.splices.append(Splice(placed.cell_start, tag.end, with_attributes(tag.raw, changes)))
            self.write(piece.after, piece.end, MASK)
        else:
            prefix = tag.prefix.decode()
            opened = with_attributes(tag.raw, {"t": "inlineStr", "cm": None, "vm": None})
            inner = f"<{prefix}is>{string_item(MASK, prefix)}</{prefix}is>".encode()
            self.splices.append(
                Splice(placed.cell_start, end_of_tag(self.content, piece.end), opened + inner)
            )

    def hide_text(self, placed: PlacedText) -> None:
        """A text between tags. One in several pieces gets the whole masked text in the first of those that change."""
        pieces = placed.pieces
        column = self.names.column_of(placed.text)
        if column is not None:
            texts = [column, *("" for _ in pieces[1:])]
        elif len(pieces) == 1:
            texts = [self.replacement(placed)]
        else:
            texts = _mask_pieces([piece.text for piece in pieces], placed.heading)
        for piece, text in zip(pieces, texts, strict=True):
            if text != piece.text:
                self.write(piece.after, piece.end, text)

    def write(self, after: int, end: int, text: str) -> None:
        """Put a text between the tag at ``after`` and the one at ``end``."""
        start = _end_of_markup(self.content, after)
        self.splices.append(Splice(start, end, escape_text(text).encode()))


def _mask_pieces(pieces: list[str], heading: str) -> list[str]:
    """The pieces of one text without the numbers in it: a number in several is masked in the first of them."""
    masked = list(pieces)
    for start, end, _ in reversed(find_cpr("".join(pieces), heading)):
        at = 0
        written = False
        for index, piece in enumerate(pieces):
            first, last = max(start - at, 0), min(end - at, len(piece))
            if first < last:
                masked[index] = masked[index][:first] + ("" if written else MASK) + masked[index][last:]
                written = True
            at += len(piece)
    return masked


def _is_typed_elsewhere(placed: PlacedText) -> bool:
    """Whether it is a number by what another part says of it: of a cell with a data type."""
    return placed.place == _TYPED and bool(find_in_number(placed.text, placed.heading))


def _is_address(placed: PlacedText) -> bool:
    """Whether a place in a document is none in a workbook: ``#afsnit`` of a page on the web."""
    return local_name(placed.element) in ("hyperlink", "Relationship") and "!" not in placed.text


def _end_of_markup(content: bytes, offset: int) -> int:
    if content[offset : offset + 1] != b"<" or content.startswith(b"<![CDATA[", offset):
        # Behind an element that closes itself, whose end is where the text begins.
        return offset
    if content.startswith(b"<!--", offset):
        return content.index(b"-->", offset) + 3
    if content.startswith(b"<?", offset):
        return content.index(b"?>", offset) + 2
    if content.startswith(b"</", offset):
        return end_of_tag(content, offset)
    return tag_at(content, offset).end


def _without_overlaps(splices: list[Splice]) -> list[Splice]:
    """The splices less those within another one, which removes or replaces the whole."""
    kept: list[Splice] = []
    for splice in sorted(splices, key=lambda one: (one.start, -one.end)):
        if not kept or splice.start >= kept[-1].end:
            kept.append(splice)
    return kept
