"""What a workbook fetches from elsewhere when Excel opens it: other workbooks, databases, web pages, programs."""

from __future__ import annotations

from kleark.sheet.archive import unpack
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.workbook_parts import tied_to
from kleark.sheet.xml import elements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.sheet.workbook_parts import Entries, Package
    from kleark.sheet.xml import Attributes, Start

_LINKS = {"externalBook": "workbook", "ddeLink": "dde", "oleLink": "dde"}
_CONNECTIONS = {"webPr": "web", "textPr": "text", "olapPr": "database", "dbPr": "database"}
_MASHUP = "DataMashup"
# Where a part says what it is.
_HEAD = 65_536


def external_kinds(data: bytes, entries: Entries, package: Package) -> list[str]:
    """The kinds of places, sorted: ``database``, ``dde``, ``query``, ``text``, ``web``, ``workbook``."""
    targets = [target for target in package.targets.values() if target.part in entries]
    kinds: set[str] = set()
    for target in targets:
        part = target.part or ""
        if target.kind == "externalLink":
            kinds.update(_named(data, entries, part, _LINKS))
        elif target.kind == "connections":
            kinds.update(_connection_kinds(data, entries, part))
        elif target.kind == "customXml" and _is_mashup(data, entries, part):
            kinds.add("query")
        elif target.kind == "volatileDependencies":
            kinds.add("dde")
    for sheet in package.sheets:
        if sheet.part is not None:
            tied = tied_to(data, entries, package, sheet).values()
            kinds.update("query" for target in tied if target.kind == "queryTable" and target.part in entries)
    return sorted(kinds)


def _named(data: bytes, entries: Entries, part: str, names: dict[str, str]) -> set[str]:
    kinds: set[str] = set()

    def start(name: str, _: Attributes) -> None:
        if name in names:
            kinds.add(names[name])

    _each_element(data, entries, part, start)
    return kinds


def _connection_kinds(data: bytes, entries: Entries, part: str) -> Iterator[str]:
    """Those of the connections; Power Query's call themselves a database of the provider Mashup."""
    kinds: set[str] = set()

    def start(name: str, attributes: Attributes) -> None:
        if name == "dbPr" and "mashup" in attributes.get("connection", "").lower():
            kinds.add("query")
        elif name in _CONNECTIONS:
            kinds.add(_CONNECTIONS[name])
        elif name == "connection" and attributes.get("type") == "4":
            kinds.add("web")

    _each_element(data, entries, part, start)
    yield from kinds


def _each_element(data: bytes, entries: Entries, part: str, start: Start) -> None:
    try:
        elements(unpack(data, entries[part]), part, start)
    except UnreadableFile as refusal:
        # What is wrong in a part that is not read is no concern of ours, but for a document type.
        if refusal.rule != "KA107":
            raise


def _is_mashup(data: bytes, entries: Entries, part: str) -> bool:
    head = next(iter(unpack(data, entries[part])), b"")[:_HEAD]
    return (
        _MASHUP.encode() in head or _MASHUP.encode("utf-16-le") in head or _MASHUP.encode("utf-16-be") in head
    )
