"""The package around a workbook's parts: content types, relationships, and the sheets that they lead to."""

from __future__ import annotations

from itertools import count
from posixpath import relpath

from kleark.data_classes import NamedTuple
from kleark.ooxml.errors import UneditableFileError
from kleark.ooxml.markup import (
    DECLARATION,
    Splice,
    apply_splices,
    quote_attribute,
    removal,
    root_end,
    root_tag,
    tag_at,
    walk,
    with_attributes,
)
from kleark.sheet import limits
from kleark.sheet.errors import damaged
from kleark.sheet.workbook_parts import relationships_part, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.parts import Parts

CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class Relationship(NamedTuple):
    """An entry of a ``.rels`` part. ``part``: the part it leads to, in lower case; None outside the package."""

    id: str
    kind: str
    target: str
    part: str | None
    offset: int


class SheetEntry(NamedTuple):
    """A tab as the workbook lists it. ``part``: in lower case. ``kind``: ``worksheet``, ``chartsheet`` …"""

    at: int
    name: str
    part: str
    kind: str
    offset: int


class DefinedName(NamedTuple):
    """A name in the workbook. ``local_sheet``: the position of the only tab that it holds for, or None."""

    name: str
    local_sheet: int | None
    offset: int


class WorkbookPart(NamedTuple):
    """The workbook part and what it lists. ``strict``: it uses the namespaces of ISO/IEC 29500 Strict."""

    part: str
    content: bytes
    sheets: tuple[SheetEntry, ...]
    names: tuple[DefinedName, ...]
    date_1904: bool
    strict: bool
    sheet_ids: tuple[int, ...]

    @property
    def namespace(self) -> str:
        return STRICT_MAIN if self.strict else MAIN

    @property
    def relationship_namespace(self) -> str:
        return _STRICT if self.strict else _TRANSITIONAL


def open_workbook(parts: Parts) -> WorkbookPart:
    """Find and read the workbook part. Raises UnreadableFile where there is none in the package."""
    part = next(
        (r.part for r in relationships(parts, "") if r.kind == "officeDocument" and r.part is not None), None
    )
    if part is None or part not in parts:
        raise damaged("missing", part or "_rels/.rels")
    content = parts.read(part)
    targets = {relation.id: relation for relation in relationships(parts, part)}
    sheets: list[SheetEntry] = []
    names: list[DefinedName] = []
    sheet_ids: list[int] = []
    date_1904, strict = False, False

    def start(local: str, attributes: Attributes, offset: int) -> None:
        nonlocal date_1904, strict
        if local == "sheet":
            target = targets.get(relationship_id(attributes) or "")
            name = attributes.get("name", "")
            if target is not None and target.part is not None:
                sheets.append(SheetEntry(len(sheet_ids), name, target.part, target.kind, offset))
            sheet_ids.append(_number(attributes.get("sheetId")) or 0)
        elif local == "definedName":
            if len(names) == limits.MOST_NAMES:
                raise UneditableFileError("names")
            names.append(
                DefinedName(attributes.get("name", ""), _number(attributes.get("localSheetId")), offset)
            )
        elif local == "workbookPr":
            date_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif local == "workbook":
            strict = STRICT_MAIN in attributes.values()

    walk(content, part, start)
    return WorkbookPart(part, content, tuple(sheets), tuple(names), date_1904, strict, tuple(sheet_ids))


def relationships(parts: Parts, part: str) -> list[Relationship]:
    """The relationships of a part; empty where it has none."""
    name = relationships_part(part)
    entries: list[Relationship] = []
    if name not in parts:
        return entries
    folder = part.rpartition("/")[0]

    def start(local: str, attributes: Attributes, offset: int) -> None:
        if local == "Relationship":
            target = attributes.get("Target", "")
            inside = attributes.get("TargetMode") != "External"
            kind = attributes.get("Type", "").rpartition("/")[2]
            entries.append(
                Relationship(
                    attributes.get("Id", ""),
                    kind,
                    target,
                    resolve(folder, target).lower() if inside else None,
                    offset,
                )
            )

    walk(parts.read(name), name, start)
    return entries


def related_part(parts: Parts, part: str, kind: str) -> str | None:
    """The existing part of a kind (such as ``comments``) that ``part`` refers to, or None."""
    targets = (r.part for r in relationships(parts, part) if r.kind == kind)
    return next((target for target in targets if target is not None and target in parts), None)


def add_relationship(  # noqa: PLR0913, PLR0917 (what a relationship says)
    parts: Parts, part: str, book: WorkbookPart, kind: str, target: str, wanted: str = ""
) -> str:
    """Add a relationship from ``part`` to another part, and return its new id: the one ``wanted``, unless it is taken.

    The target is written as Excel does, as seen from the part's folder: ExcelJS knows no other form.
    """
    known = relationships(parts, part)
    is_free = wanted and all(relation.id != wanted for relation in known)
    identity = wanted if is_free else next(new_ids(known))
    seen = relpath(f"/{target}", f"/{part.rpartition('/')[0]}")
    _add_relationships(parts, part, [_relationship(book, identity, kind, seen)])
    return identity


def set_hyperlink_targets(
    parts: Parts, part: str, book: WorkbookPart, changed: Mapping[str, str], added: Mapping[str, str]
) -> None:
    """Change the addresses of hyperlink relationships, and add new ones; both by id."""
    if changed:
        name = relationships_part(part)
        content = parts.read(name)
        tags = [(r, tag_at(content, r.offset)) for r in relationships(parts, part) if r.id in changed]
        splices = [
            Splice(r.offset, tag.end, with_attributes(tag.raw, {"Target": changed[r.id]})) for r, tag in tags
        ]
        parts.write(name, apply_splices(content, splices))
    if added:
        new = [
            _relationship(book, identity, "hyperlink", url, external=True) for identity, url in added.items()
        ]
        _add_relationships(parts, part, new)


def new_ids(known: Iterable[Relationship]) -> Iterator[str]:
    """Relationship ids that are not in use."""
    taken = {relation.id for relation in known}
    return (f"rId{number}" for number in count(len(taken) + 1) if f"rId{number}" not in taken)


def _relationship(
    book: WorkbookPart, identity: str, kind: str, target: str, *, external: bool = False
) -> str:
    mode = ' TargetMode="External"' if external else ""
    kind_url = f"{book.relationship_namespace}/{kind}"
    return f'Relationship Id="{identity}" Type="{kind_url}" Target={quote_attribute(target)}{mode}/>'


def _add_relationships(parts: Parts, part: str, elements: list[str]) -> None:
    name = relationships_part(part)
    if name not in parts:
        root = f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'
        parts.write(name, DECLARATION + root.encode())
    _append_to_root(parts, name, lambda prefix: "".join(f"<{prefix}{one}" for one in elements))


def remove_relationships(parts: Parts, part: str, target: str) -> None:
    """Remove the relationships from ``part`` to another part."""
    name = relationships_part(part)
    content = parts.read(name)
    splices = [
        removal(content, relation.offset)
        for relation in relationships(parts, part)
        if relation.part == target.lower()
    ]
    parts.write(name, apply_splices(content, splices))


def add_content_type(parts: Parts, target: str, content_type: str) -> None:
    """Declare the content type of a new part."""
    _append_to_root(
        parts,
        CONTENT_TYPES,
        lambda prefix: (
            f'<{prefix}Override PartName={quote_attribute("/" + target)} ContentType="{content_type}"/>'
        ),
    )


def add_default_content_type(parts: Parts, extension: str, content_type: str) -> None:
    """Declare the content type of all parts with an extension, where that is not done."""
    known: set[str] = set()

    def start(local: str, attributes: Attributes, _: int) -> None:
        if local == "Default":
            known.add(attributes.get("Extension", "").lower())

    content = parts.read(CONTENT_TYPES)
    walk(content, CONTENT_TYPES, start)
    if extension not in known:
        # Writers put Default before Override out of habit; the schema does not ask for it.
        _append_to_root(
            parts,
            CONTENT_TYPES,
            lambda prefix: f'<{prefix}Default Extension="{extension}" ContentType="{content_type}"/>',
        )


def remove_content_type(parts: Parts, target: str) -> None:
    """Remove the declaration of a part's own content type, where there is one."""
    content = parts.read(CONTENT_TYPES)
    splices: list[Splice] = []

    def start(local: str, attributes: Attributes, offset: int) -> None:
        if local == "Override" and attributes.get("PartName", "").lower() == f"/{target.lower()}":
            splices.append(removal(content, offset))

    walk(content, CONTENT_TYPES, start)
    parts.write(CONTENT_TYPES, apply_splices(content, splices))


def drop_part(parts: Parts, source: str, target: str) -> None:
    """Remove a part, its content type, and the relationship by which ``source`` refers to it."""
    remove_content_type(parts, target)
    remove_relationships(parts, source, target)
    parts.remove(target)
    if relationships_part(target) in parts:
        parts.remove(relationships_part(target))


def relationship_id(attributes: Attributes) -> str | None:
    """The value of ``r:id``, whatever prefix the writer chose."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), None)


def _append_to_root(parts: Parts, name: str, element: Callable[[str], str]) -> None:
    """Append an element to a part's root. ``element`` gets the root's own prefix."""
    content = parts.read(name)
    root, offset = root_tag(content, name)
    added = element(root.prefix.decode()).encode()
    if root.empty:
        opened = with_attributes(root.raw, {}, empty=False)
        splice = Splice(offset, root.end, opened + added + root.closing)
    else:
        end = root_end(content, name)
        splice = Splice(end, end, added)
    parts.write(name, apply_splices(content, [splice]))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
