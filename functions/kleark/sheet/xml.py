"""XML from strangers: read by expat, with every DOCTYPE refused."""

from __future__ import annotations

from pyexpat import ExpatError, ParserCreate

from kleark.sheet.errors import UnreadableFile, damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pyexpat import XMLParserType
    from typing import TypeAlias

    Attributes: TypeAlias = dict[str, str]
    Start: TypeAlias = Callable[[str, Attributes], None]


def guarded_parser() -> XMLParserType:
    """A parser that refuses a document type: without one there are no entities to expand or to fetch."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def feed(parser: XMLParserType, pieces: Iterable[bytes], part: str) -> None:
    """Parse all of a part. Raises UnreadableFile where it is not well-formed."""
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (ExpatError, LookupError, ValueError):
        raise damaged("xml", part) from None


def elements(pieces: Iterable[bytes], part: str, start: Start) -> None:
    """Call ``start`` for each element with its local name and attributes, names as written."""
    parser = guarded_parser()

    def start_local(name: str, attributes: Attributes) -> None:
        start(local_name(name), attributes)

    parser.StartElementHandler = start_local
    feed(parser, pieces, part)


class _RootBegun(Exception):  # noqa: N818  no fault: parsing ends early
    """The root element has begun, behind which no DOCTYPE can stand."""


def check_doctype(pieces: Iterable[bytes], part: str) -> None:
    """Refuse a DOCTYPE in a part that we do not read; what else may be wrong there is no concern of ours."""
    parser = guarded_parser()
    parser.StartElementHandler = _end_at_root
    try:
        feed(parser, pieces, part)
    except _RootBegun:
        return
    except UnreadableFile as refusal:
        if refusal.rule != "KA107" or refusal.params["reason"] != "xml":
            raise


def _end_at_root(*_: object) -> None:
    raise _RootBegun


def local_name(name: str) -> str:
    """``c`` of ``x:c``. Writers choose prefixes as they like."""
    return name[name.rfind(":") + 1 :]


def is_true(value: str | None) -> bool:
    """An xsd:boolean. LibreOffice writes words, Excel digits."""
    return value in ("1", "true", "on")


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFile("KA109", {"reason": "doctype"})
