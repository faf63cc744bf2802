"""Cells whose value is a picture or a data type: Excel shows that, and the cell itself holds only what older ones show.

A cell names its value's metadata (``vm``), that names a rich value, and that its structure; see [MS-XLSX] 2.3.
"""

from __future__ import annotations

from kleark.sheet.archive import unpack
from kleark.sheet.errors import UnreadableFile
from kleark.sheet.xml import elements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.sheet.archive import Entry
    from kleark.sheet.workbook_parts import Targets
    from kleark.sheet.xml import Attributes

_PARTS = ("sheetMetadata", "rdRichValue", "rdRichValueStructure")
# A rich value is also how Excel stores the newer errors, such as #SPILL!.
_ERROR = "_error"
_MOST_ELEMENTS = 200_000


def rich_metadata(data: bytes, entries: dict[str, Entry], targets: Targets) -> frozenset[str]:
    """The metadata, as cells refer to them, of values that are pictures or data types.

    ``targets``: the workbook's relationships.
    """
    parts = {target.kind: target.part for target in targets.values() if target.part in entries}
    if not all(kind in parts for kind in _PARTS):
        return frozenset()
    try:
        metadata, values, structures = (_elements(data, entries[str(parts[kind])]) for kind in _PARTS)
    except UnreadableFile as refusal:
        # What else may be wrong in a part that gives no value is no concern of ours.
        if refusal.rule != "KA107" or refusal.params["reason"] != "xml":
            raise
        return frozenset()
    kinds = [attributes.get("t") for name, attributes in structures if name == "s"]
    of_value = [attributes.get("s", "") for name, attributes in values if name == "rv"]
    futures: list[str] = []
    cells: list[str] = []
    inside = ""
    for name, attributes in metadata:
        if name in ("futureMetadata", "valueMetadata", "cellMetadata"):
            inside = name
        elif name == "rvb":
            futures.append(attributes.get("i", ""))
        elif name == "rc" and inside == "valueMetadata":
            cells.append(attributes.get("v", ""))
    return frozenset(
        str(at)
        for at, cell in enumerate(cells, 1)
        if _item(kinds, _item(of_value, _item(futures, cell))) not in (None, _ERROR)
    )


def _elements(data: bytes, entry: Entry) -> list[tuple[str, Attributes]]:
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        if len(found) < _MOST_ELEMENTS:
            found.append((name, attributes))

    elements(unpack(data, entry), entry.name, start)
    return found


def _item(items: list[str] | list[str | None], text: str | None) -> str | None:
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 7):
        return None
    number = int(text)
    return items[number] if number < len(items) else None
