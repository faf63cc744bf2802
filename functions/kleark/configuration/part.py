"""Parts: which rows a department's sheet speaks for, as a municipality has defined it once."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.row import ALL_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kleark.configuration.row import Row

LONGEST_NAME = 40
LONGEST_VALUE = 100
MOST_PARTS = 20
MOST_VALUES = 60
MOST_BYTES = 3_000
"""Of all definitions together: they stand beside what is live, which the portal reads at each question."""

RESERVED_NAMES = frozenset({"del", "kontrol", "side"})
"""Folders of the uploads bucket that mean something else than a part."""

_NAME = re.compile(r"[^\W_](?:[\w .,&-]*[\w.])?")
_KLE_PREFIX = re.compile(r"[0-9]{2}(?:\.[0-9]{2}){0,2}")
_ALL_SYSTEMS = frozenset({"*", "alle", "alle fagsystemer"})


class PartKind(StrEnum):
    """By what a part's rows are known. Stored."""

    SYSTEMS = "systems"
    """Their source system."""
    KLE = "kle"
    """Their KLE number, or the beginning of it: main group, group or topic."""
    DEPARTMENTS = "departments"
    """Their contact department."""


class PartFault(StrEnum):
    """Why something is no definition of a part."""

    NAME = "name"
    NO_VALUES = "no_values"
    KLE_VALUE = "kle_value"
    VALUE = "value"
    TOO_MUCH = "too_much"


class UnfitPartError(ValueError):
    """What was typed defines no part. ``value``: the one that does not fit; empty where it is the whole."""

    def __init__(self, fault: PartFault, value: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.value = value


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as parts compare it: whatever its case, its spaces and how its letters are composed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its name. ``values``: systems, beginnings of KLE numbers or departments, as `define` puts them."""

    name: str
    kind: PartKind
    values: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return fold(self.name)

    def membership(self) -> Callable[[Row], bool]:
        """Tells of each row whether it is the part's."""
        of_row, holds = VALUE_OF_ROW[self.kind], self.value_membership()
        return lambda row: holds(of_row(row))

    def value_membership(self) -> Callable[[str], bool]:
        """The same of the one value by which the part's rows are known: `VALUE_OF_ROW`."""
        values = frozenset(map(fold, self.values))
        if self.kind is PartKind.KLE:
            return lambda number: not values.isdisjoint((number[:2], number[:5], number))
        return lambda value: fold(value) in values

    def reaches_as(self, other: Part) -> bool:
        """Whether both have the same name and hold the same rows, whichever those are."""
        return (self.key, self.kind, _folded(self)) == (other.key, other.kind, _folded(other))

    def to_json(self) -> dict[str, object]:
        """As it is stored."""
        return {"name": self.name, "kind": self.kind.value, "values": list(self.values)}


VALUE_OF_ROW: dict[PartKind, Callable[[Row], str]] = {
    PartKind.SYSTEMS: lambda row: row.source_system,
    PartKind.KLE: lambda row: row.kle_number,
    PartKind.DEPARTMENTS: lambda row: row.contact_department,
}
"""By what of a row each kind of part knows it."""


class AskedPart(NamedTuple):
    """The part that a sheet was uploaded for, by the name that was given, among those that the municipality has."""

    name: str
    parts: tuple[Part, ...]

    @property
    def part(self) -> Part | None:
        """The part; None where there is none of that name."""
        return part_named(self.name, self.parts)


class Overlap(NamedTuple):
    """Two parts that could both hold one row, and what such a row would have; None where it can be anything."""

    one: Part
    other: Part
    kle_number: str | None = None
    source_system: str | None = None
    department: str | None = None


def define(name: str, kind: PartKind, values: Iterable[str]) -> Part:
    """A part of what somebody typed. Values that another one covers are left out. Raises UnfitPartError."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or fold(name) in RESERVED_NAMES:
        raise UnfitPartError(PartFault.NAME, name)
    typed = {fold(value): _value(kind, value) for value in values if value.strip()}
    if not typed:
        raise UnfitPartError(PartFault.NO_VALUES)
    if len(typed) > MOST_VALUES:
        raise UnfitPartError(PartFault.TOO_MUCH)
    if kind is PartKind.KLE:
        typed = {key: value for key, value in typed.items() if not _covered(value, typed)}
    by_fold = {fold(value): value for _, value in sorted(typed.items())}
    return Part(name, kind, tuple(by_fold.values()))


def overlap(one: Part, other: Part) -> Overlap | None:
    """Whether some row could belong to both, and what such a row would have. None: no row ever can.

    Parts of different kinds always overlap: a row of the one's system can have the other's KLE number.
    """
    if one.kind is not other.kind:
        have = {part.kind: part.values[0] for part in (one, other)}
        number = have.get(PartKind.KLE)
        return Overlap(one, other, number, have.get(PartKind.SYSTEMS), have.get(PartKind.DEPARTMENTS))
    common = _common(one, other)
    if common is None:
        return None
    match one.kind:
        case PartKind.KLE:
            return Overlap(one, other, kle_number=common)
        case PartKind.SYSTEMS:
            return Overlap(one, other, source_system=common)
        case PartKind.DEPARTMENTS:
            return Overlap(one, other, department=common)


def part_named(name: str, parts: Iterable[Part]) -> Part | None:
    """The part of that name, however it is written; None where there is none."""
    return next((part for part in parts if part.key == fold(name)), None)


def part_of_value(value: str, parts: Iterable[Part]) -> Part | None:
    """The part that a value belongs to; None where it belongs to none."""
    return next((part for part in parts if part.value_membership()(value)), None)


def parts_to_text(parts: Iterable[Part]) -> str | None:
    """As it is stored, in the order of the names; None where there are none."""
    in_order = [part.to_json() for part in sorted(parts, key=lambda part: part.key)]
    return json.dumps(in_order, ensure_ascii=False, separators=(",", ":")) if in_order else None


@lru_cache(maxsize=256)
def parts_from_text(text: str | None) -> tuple[Part, ...]:
    """The opposite of `parts_to_text`. Raises KeyError, TypeError or ValueError for a text that it did not write."""
    return tuple(
        Part(one["name"], PartKind(one["kind"]), tuple(one["values"])) for one in json.loads(text or "[]")
    )


def _value(kind: PartKind, value: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if kind is PartKind.SYSTEMS and fold(text) in _ALL_SYSTEMS:
        return ALL_SYSTEMS
    if kind is PartKind.KLE and not _KLE_PREFIX.fullmatch(text):
        raise UnfitPartError(PartFault.KLE_VALUE, text)
    if len(text) > LONGEST_VALUE or not text.isprintable():
        raise UnfitPartError(PartFault.VALUE, text)
    return text


def _folded(part: Part) -> frozenset[str]:
    return frozenset(map(fold, part.values))


def _covered(prefix: str, among: Iterable[str]) -> bool:
    return any(prefix.startswith(f"{other}.") for other in among)


def _common(one: Part, other: Part) -> str | None:
    """A value of one that the other has, too; of KLE numbers the longer beginning."""
    for value in one.values:
        for another in other.values:
            if fold(value) == fold(another):
                return value
            if one.kind is PartKind.KLE and value.startswith(f"{another}."):
                return value
            if one.kind is PartKind.KLE and another.startswith(f"{value}."):
                return another
    return None
