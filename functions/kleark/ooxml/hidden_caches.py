"""A pivot table's cache after numbers in it were hidden: its items are told apart, and what it says of them is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.ooxml.markup import Splice, apply_splices, tag_at, walk, with_attributes
from kleark.ooxml.package import related_part
from kleark.redaction.cpr import MASK

if TYPE_CHECKING:
    from kleark.ooxml.markup import Attributes
    from kleark.ooxml.parts import Parts

_DEFINITION = "pivotCacheDefinition"
_RECORDS = "pivotCacheRecords"
_ITEMS = frozenset(("m", "n", "b", "e", "s", "d", "x"))


def correct_cache(parts: Parts, name: str) -> None:
    """Make the definition of a cache right again, where numbers in it or in its records became texts.

    Args:
        parts: The workbook, its numbers hidden.
        name: The part of the cache's definition or of its records.
    """
    definition = _definition_of(parts, name)
    if definition is None:
        return
    content = parts.read(definition)
    fields = _fields(content, definition)
    records = related_part(parts, definition, _RECORDS)
    if records is not None:
        _add_records(parts.read(records), records, fields)
    splices = [splice for field in fields for splice in field.splices(content)]
    if splices:
        parts.write(definition, apply_splices(content, splices))


def _definition_of(parts: Parts, name: str) -> str | None:
    if related_part(parts, name, _RECORDS) is not None or "definition" in name:
        return name
    caches = [other for other in parts.names() if "pivotcache" in other and not other.endswith(".rels")]
    for other in caches:
        if related_part(parts, other, _RECORDS) == name:
            return other
    return None


class _Field:
    """A column of the cache: its items, and those that stand in the records themselves."""

    def __init__(self) -> None:
        self.start: int | None = None
        self.attributes: Attributes = {}
        self.texts: list[tuple[int, str]] = []
        self.groups: list[tuple[int, str]] = []
        self.numbers: list[float] = []
        self.kinds: set[str] = set()
        self.hidden = False

    def add(self, kind: str, value: str) -> None:
        if kind == "x":
            return
        self.kinds.add(kind)
        if kind == "n":
            try:
                self.numbers.append(float(value))
            except ValueError:
                return
        elif kind == "s" and MASK in value:
            self.hidden = True

    def splices(self, content: bytes) -> list[Splice]:
        made = [*_make_unique(content, self.texts), *_make_unique(content, self.groups)]
        if self.start is not None and self.hidden:
            tag = tag_at(content, self.start)
            changes = {key: value for key, value in self.flags().items() if self.attributes.get(key) != value}
            made.append(Splice(self.start, tag.end, with_attributes(tag.raw, changes)))
        return made

    def flags(self) -> dict[str, str | None]:
        """What the field says of its items."""
        flags: dict[str, str | None] = {"containsSemiMixedTypes": None, "containsString": None}
        others = self.kinds & {"n", "d"}
        if "containsNumber" in self.attributes or self.attributes.get("containsMixedTypes"):
            flags["containsMixedTypes"] = "1" if others else None
        if "containsNumber" in self.attributes or "minValue" in self.attributes:
            numbers = self.numbers
            flags["containsNumber"] = "1" if numbers else None
            if not numbers:
                flags["containsInteger"] = None
            flags["minValue"] = _number(min(numbers)) if numbers else None
            flags["maxValue"] = _number(max(numbers)) if numbers else None
        return flags


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _make_unique(content: bytes, texts: list[tuple[int, str]]) -> list[Splice]:
    """Items are each of their own: of those that are the same now, all but the first get a number."""
    taken = {text.casefold() for _, text in texts if MASK not in text}
    splices: list[Splice] = []
    for start, text in texts:
        if MASK not in text:
            continue
        unused, number = text, 1
        while unused.casefold() in taken:
            number += 1
            unused = f"{text} ({number})"
        taken.add(unused.casefold())
        if unused != text:
            tag = tag_at(content, start)
            splices.append(Splice(start, tag.end, with_attributes(tag.raw, {"v": unused})))
    return splices


def _fields(content: bytes, part: str) -> list[_Field]:
    fields: list[_Field] = []
    within = ""

    def start(local: str, attributes: Attributes, offset: int) -> None:
        nonlocal within
        if local == "cacheField":
            fields.append(_Field())
            within = local
        elif local in ("sharedItems", "groupItems", "fieldGroup", "cacheHierarchies", "calculatedItems"):
            within = local
            if local == "sharedItems" and fields:
                fields[-1].start, fields[-1].attributes = offset, dict(attributes)
        elif local in _ITEMS and fields:
            value = attributes.get("v", "")
            if within == "sharedItems":
                fields[-1].add(local, value)
                if local == "s":
                    fields[-1].texts.append((offset, value))
            elif within == "groupItems" and local == "s":
                fields[-1].groups.append((offset, value))

    walk(content, part, start)
    return fields


def _add_records(content: bytes, part: str, fields: list[_Field]) -> None:
    at = 0

    def start(local: str, attributes: Attributes, _: int) -> None:
        nonlocal at
        if local == "r":
            at = 0
        elif local in _ITEMS:
            if at < len(fields):
                fields[at].add(local, attributes.get("v", ""))
            at += 1

    walk(content, part, start)
