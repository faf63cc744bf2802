"""Go through a part and hand out every text in it, by the description of `kleark.sheet.text_places`."""

from __future__ import annotations

from kleark.sheet.digit_filter import SHORTEST_NUMBER
from kleark.sheet.text_places import (
    CELL,
    CUSTOM_XML,
    ELEMENT_PLACES,
    FORMULA,
    HEADER,
    NUMBER,
    NUMBER_FORMAT,
    OTHER,
    PROGRAM_PROPERTIES,
    PROPERTY_NUMBERS,
    RELATIONSHIP_NAMESPACES,
    ROOT_PLACES,
    TEXT,
    VALUE,
    WHOLE_TEXTS,
    excluded_because,
    form_of,
)
from kleark.sheet.written_codes import shown_by_format, without_looks
from kleark.sheet.xml import feed, guarded_parser, local_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from kleark.sheet.text_places import Form, Place
    from kleark.sheet.xml import Attributes

    Take: TypeAlias = Callable[["PlacedText"], None]

_HEX = "0123456789ABCDEFabcdef"
_CELLS = frozenset(("c", "cell", "nc", "oc", "value"))
_VALUES = frozenset(("v", "val", "pt"))
_HEADED = frozenset(("property", "cacheField"))
_CACHES = {
    **dict.fromkeys(("numCache", "numLit", "numDim"), NUMBER),
    "rv": VALUE,
    **dict.fromkeys(("strCache", "strLit", "multiLvlStrCache", "strDim"), TEXT),
}


class Piece:
    """A part of a text between two tags. ``after`` and ``end``: the offsets of the tags around it."""

    __slots__ = ("after", "end", "text")

    def __init__(self, after: int, end: int, text: str) -> None:
        self.after = after
        self.end = end
        self.text = text


class PlacedText:
    """A text and where it stands.

    ``element``, ``attribute``: as written; no attribute for an element's own text, no element for an XML comment.
    ``start``: the offset of the element's tag. ``pieces``: what the text is written in, none for an attribute.
    ``cell``: the cell that it belongs to, where the part says one; ``cell_start``: the offset of that cell's tag.
    ``heading``: the name of the property, or of the column of a cache, that it is a value of.
    """

    __slots__ = (
        "attribute",
        "cell",
        "cell_start",
        "element",
        "form",
        "heading",
        "pieces",
        "place",
        "start",
        "text",
    )

    def __init__(self, place: Place, form: Form, element: str, attribute: str | None, text: str) -> None:
        self.place = place
        self.form = form
        self.element = element
        self.attribute = attribute
        self.text = text
        self.start = 0
        self.pieces: tuple[Piece, ...] = ()
        self.cell: str | None = None
        self.cell_start = 0
        self.heading = ""


def search_texts(pieces: Iterable[bytes], part: str, take: Take) -> None:
    """Call ``take`` for each text of a part that is long enough to hold a number.

    Raises UnreadableFile where the part has a document type or is not well-formed; then some texts were handed out.
    """
    search = _Search(take)
    feed(search.parser, pieces, part)


class _Frame:
    """An open element."""

    __slots__ = ("cell", "cell_start", "local", "name", "place", "start", "value_form", "whole")

    def __init__(self, name: str, local: str, start: int, parent: _Frame | None) -> None:
        self.name = name
        self.local = local
        self.start = start
        self.place: Place = OTHER if parent is None else parent.place
        self.cell: str | None = None if parent is None else parent.cell
        self.cell_start: int = 0 if parent is None else parent.cell_start
        self.value_form: Form | None = None if parent is None else parent.value_form
        self.whole: list[Piece] | None = None if parent is None else parent.whole


class _Search:
    """The handlers. A class, since expat calls back."""

    def __init__(self, take: Take) -> None:
        self.take = take
        self.parser = guarded_parser()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CommentHandler = self.comment
        self.parser.ProcessingInstructionHandler = self.instruction
        self.text: list[str] = []
        self.parser.CharacterDataHandler = self.text.append
        self.frames: list[_Frame] = []
        self.root = ""
        self.before = 0
        self.relationship_prefixes: set[str] = set()
        self.heading = ""
        self.forms: dict[tuple[str, str | None], Form | None] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        offset = self.parser.CurrentByteIndex
        if self.text:
            self.end_piece(offset)
        self.before = offset
        local = local_name(name)
        parent = self.frames[-1] if self.frames else None
        frame = _Frame(name, local, offset, parent)
        self.frames.append(frame)
        self.place_frame(frame, attributes)
        if attributes:
            if "ref" in attributes:
                frame.cell = attributes["ref"]
            if local in _HEADED:
                self.heading = attributes.get("name", "")
            self.look_at_attributes(frame, attributes)

    def place_frame(self, frame: _Frame, attributes: Attributes) -> None:
        """Say what an element is a place of, and what form the values in it have."""
        local = frame.local
        if len(self.frames) == 1:
            self.root = local
            frame.place = ROOT_PLACES.get(local, CUSTOM_XML)
        elif (
            local in ELEMENT_PLACES
            and self.root in ROOT_PLACES
            # Elsewhere it is the formula of what it stands in.
            and (local != "f" or self.is_in_cell())
        ):
            frame.place = ELEMENT_PLACES[local]
        if local in _CELLS:
            frame.cell, frame.cell_start = attributes.get("r"), frame.start
            frame.value_form = NUMBER if attributes.get("t", "n") == "n" else TEXT
        elif local in _CACHES:
            frame.value_form = _CACHES[local]
        elif local == "pt":
            frame.cell_start = frame.start
        if local in WHOLE_TEXTS:
            frame.whole = []

    def is_in_cell(self) -> bool:
        return len(self.frames) > 1 and self.frames[-2].local == "c"

    def look_at_attributes(self, frame: _Frame, attributes: Attributes) -> None:
        for name, value in attributes.items():
            if len(value) < SHORTEST_NUMBER:
                continue
            if name[:5] == "xmlns":
                if value in RELATIONSHIP_NAMESPACES:
                    self.relationship_prefixes.add(name[6:])
                continue
            prefix, _, local = name.rpartition(":")
            form = self.form(frame.local, local)
            if form is None or (prefix and prefix in self.relationship_prefixes):
                continue
            if frame.local == "Relationship" and local == "Target":
                # Inside the package: the name of a part, which programs make, or a place in the workbook.
                if attributes.get("TargetMode") != "External" and value[:1] != "#":
                    continue
                form = TEXT if value[:1] != "#" else FORMULA
            found = PlacedText(frame.place, form, frame.name, name, _as_read(value, form))
            found.start, found.cell, found.cell_start = frame.start, frame.cell, frame.cell_start
            # The name itself is no value of what it names.
            found.heading = "" if frame.local in _HEADED else self.heading or self.own_heading(local)
            self.take(found)

    def own_heading(self, name: str) -> str:
        """In XML that somebody made, a name may say that it is a CPR number; none is sure to say that it is not."""
        return name if self.root not in ROOT_PLACES and "cpr" in name.casefold() else ""

    def end(self, _: str) -> None:
        offset = self.parser.CurrentByteIndex
        frame = self.frames[-1]
        if self.text:
            self.end_piece(offset)
        self.before = offset
        self.frames.pop()
        if frame.whole is not None and (not self.frames or frame.whole is not self.frames[-1].whole):
            self.hand_out(frame, frame.whole)
        if frame.local in _HEADED:
            self.heading = ""

    def comment(self, text: str) -> None:
        offset = self.parser.CurrentByteIndex
        if self.text:
            self.end_piece(offset)
        self.before = offset
        found = PlacedText(self.frames[-1].place if self.frames else OTHER, TEXT, "", None, text)
        found.start = offset
        self.take(found)

    def instruction(self, _: str, text: str) -> None:
        self.comment(text)

    def end_piece(self, offset: int) -> None:
        """The text between two tags ends."""
        text = "".join(self.text)
        self.text.clear()
        frame = self.frames[-1]
        piece = Piece(self.before, offset, text)
        if frame.whole is None:
            if len(text) >= SHORTEST_NUMBER:
                self.hand_out(frame, [piece])
        elif not ("\n" in text and text.isspace()):
            # Lines between the elements of a text are no part of it.
            frame.whole.append(piece)

    def hand_out(self, frame: _Frame, pieces: list[Piece]) -> None:
        text = pieces[0].text if len(pieces) == 1 else "".join(piece.text for piece in pieces)
        if len(text) < SHORTEST_NUMBER:
            return
        form = self.form(frame.local, None)
        if form is None:
            return
        place = frame.place
        if self.root == "Properties":
            if self.heading in PROGRAM_PROPERTIES:
                return
            form = NUMBER if frame.local in PROPERTY_NUMBERS else form
        elif frame.local in _VALUES and frame.value_form is not None:
            form = frame.value_form
        if (
            place == OTHER
            and frame.cell is not None
            and frame.local in ("v", "is")
            and self.root == "worksheet"
        ):
            place = CELL
        found = PlacedText(place, form, frame.name, None, _as_read(text, form))
        found.start, found.cell, found.cell_start = frame.start, frame.cell, frame.cell_start
        found.pieces = tuple(pieces)
        found.heading = self.heading or self.own_heading(frame.local)
        self.take(found)

    def form(self, element: str, attribute: str | None) -> Form | None:
        """What has to stand there; None where it is not searched."""
        key = element, attribute
        if key not in self.forms:
            excluded = excluded_because(element, attribute, self.root)
            self.forms[key] = None if excluded else form_of(element, attribute)
        return self.forms[key]


def _as_read(text: str, form: Form) -> str:
    """The text as Excel shows it: ``_x0030_`` is a character, a number format sets its texts in marks."""
    if form == NUMBER_FORMAT:
        text = shown_by_format(text)
    elif form == HEADER and "&" in text:
        text = without_looks(text)
    if "_x" not in text:
        return text
    first, *others = text.split("_x")
    read = [first]
    for other in others:
        code = other[:4]
        coded = other[4:5] == "_" and len(code) == 4 and all(digit in _HEX for digit in code)
        read.append(chr(int(code, 16)) + other[5:] if coded else "_x" + other)
    return "".join(read)
