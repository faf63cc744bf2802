"""Units and assignments as they are met in a file: each unit once, by its UUID or else by its name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kleark.i18n.formats import format_count, joined, plural
from kleark.responsibilities.model import Assignment, Place, ResponsibilityList, Unit
from kleark.responsibilities.unit_names import fold_name
from kleark.rules import responsibility_list_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.sheet.responsibility_columns import UNIT_UUID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.i18n.language import Language
    from kleark.responsibilities.model import Role

UUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)
LONGEST_NAME = 250
"""Of a longer name, so many characters are kept."""
_MOST_NAMED = 8
_UNITS_DA, _UNITS_EN = ("1 enhed", "{} enheder"), ("1 unit", "{} units")


class OnSheet(NamedTuple):
    """A remark, and the sheet that its row and column are in; None where there is only one, or none."""

    sheet: str | None
    placed: Placed


def uuid_in(text: str) -> str:
    """The UUID that a text is, in lower case; empty where it is none."""
    found = UUID.fullmatch(text.strip())
    return found[1].lower() if found else ""


def names_in_words(names: Sequence[str], lang: Language, mark: str = '"') -> str:
    """``"A"``, ``"B"`` and ``"C"``; of many, the first. ``mark``: what stands around each."""
    shown = [f"{mark}{name}{mark}" for name in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        return f"{', '.join(shown)} …"
    return joined(shown, lang)


class UnitCollector:
    """The units and assignments of one file. ``remarks``: what is to be said of them so far."""

    def __init__(self) -> None:
        self.remarks: list[OnSheet] = []
        self._units: dict[str, Unit] = {}
        self._by_name: dict[str, list[str]] = {}
        self._parents: dict[str, str] = {}
        self._assignments: dict[tuple[str, str, Role], Assignment] = {}

    def add_unit(  # noqa: PLR0913 (what a unit has)
        self,
        place: Place,
        name: str,
        uuid: str = "",
        phone: str = "",
        parent: str = "",
        *,
        passes_on: bool = False,
    ) -> str:
        """Take in what a row says of a unit, and return its key. ``parent``: a name or a UUID, as written."""
        name = " ".join(name.split())[:LONGEST_NAME]
        folded = fold_name(name)
        key = uuid or self._known(folded) or folded or name
        known = self._units.get(key)
        if known is None:
            self._units[key] = Unit(key, name, place, uuid, phone, passes_on=passes_on)
            self._by_name.setdefault(folded, []).append(key)
        else:
            if fold_name(known.name) != folded:
                params: dict[str, str | int] = {"uuid": key, "first": known.name, "second": name}
                twice = Placed(Remark(rules.UUID_TWICE, params), place.row, UNIT_UUID.key, found=uuid)
                self.remarks.append(OnSheet(place.sheet, twice))
            if phone and not known.phone:
                self._units[key] = replace(known, phone=phone, place=place)
        if parent:
            self._parents.setdefault(key, parent)
        return key

    def assign(self, place: Place, kle_number: str, unit: str, role: Role, routed_to: str = "") -> None:
        """Take in that a unit has a number."""
        one = Assignment(place, kle_number, unit, role, routed_to)
        self._assignments.setdefault((kle_number, unit, role), one)

    def collected(self) -> ResponsibilityList:
        """The whole list, its units with those above them."""
        unknown: list[str] = []
        for key, written in self._parents.items():
            parent = self._key_of(written)
            if parent is None:
                unknown.append(self._units[key].name)
            elif parent != key:
                self._units[key] = replace(self._units[key], parent=parent)
        self._say_of_hierarchy(
            unknown, "hører under en enhed, der ikke er i filen", "under a unit that is not in the file"
        )
        circling = [self._units[key].name for key in self._in_circles()]
        self._say_of_hierarchy(circling, "ligger under sig selv", "under themselves")
        return ResponsibilityList(dict(self._units), tuple(self._assignments.values()))

    def name_of(self, key: str) -> str:
        """The name of a unit."""
        return self._units[key].name

    def _known(self, folded: str) -> str | None:
        """The one unit of a name; a row without a UUID speaks of it."""
        keys = self._by_name.get(folded, [])
        return keys[0] if len(keys) == 1 else None

    def _key_of(self, written: str) -> str | None:
        uuid = uuid_in(written)
        if uuid:
            return uuid if uuid in self._units else None
        return self._known(fold_name(written))

    def _in_circles(self) -> Iterator[str]:
        """The units that lie below themselves. Each unit is walked through once."""
        done: set[str] = set()
        for start in self._units:
            path: dict[str, None] = {}
            at = start
            while at and at not in done and at not in path:
                path[at] = None
                at = self._units[at].parent
            if at in path:
                walked = list(path)
                yield from walked[walked.index(at) :]
            done.update(path)

    def _say_of_hierarchy(self, names: list[str], what_da: str, what_en: str) -> None:
        if not names:
            return
        params: dict[str, str | int] = {
            "units_da": format_count(len(names), _UNITS_DA, "da"),
            "units_en": format_count(len(names), _UNITS_EN, "en"),
            "what_da": what_da,
            "what_en": f"{plural(len(names), ('is', 'are'))} {what_en}",
            "names": ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else ""),
        }
        self.remarks.append(OnSheet(None, Placed(Remark(rules.WRONG_HIERARCHY, params))))
