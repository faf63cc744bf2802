"""The obligatory topics, area by area: those whose cases every municipality is to exchange.

Each area is a file in ``data/areas``, of the form ``schemas/area.schema.json``, with its source. A list that nobody has
published is none: what may become obligatory makes no finding.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache

from kleark.data_classes import dataclass
from kleark.i18n.formats import joined, plural
from kleark.package_files import package_file_names, read_package_file
from kleark.redaction.patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

FOLDER = ("registers", "data", "areas")
_NUMBER = pattern(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_MAIN_GROUP = pattern(r"[0-9]{2}")
_REQUIRED = frozenset(
    {"name", "mainGroups", "year", "yearIsCertain", "from", "source", "sourceInWords", "numbers"}
)
_FIRST_YEAR, _LAST_YEAR = 2020, 2100


class AreaError(ValueError):
    """A file of an area has not the form that it should have, or contradicts another one."""


@dataclass(frozen=True, slots=True)
class Area:
    """The obligatory KLE numbers of one field, and who says so.

    Attributes:
        name_da: What it is called.
        name_en: The same in English.
        main_groups: The main groups whose sheets are asked for its numbers.
        year: That in which the numbers were to be shown.
        year_is_certain: Whether its source says so; else it is inferred.
        since: The day from which they count as obligatory.
        source: Who says so, and where.
        source_da: The same in two or three words.
        source_en: And in English.
        numbers: With their titles, in the source's order.
    """

    name_da: str
    name_en: str
    main_groups: tuple[str, ...]
    year: int
    year_is_certain: bool
    since: date
    source: str
    source_da: str
    source_en: str
    numbers: Mapping[str, str]

    @property
    def latest_show_from(self) -> date:
        """The last day that a show-from date of its numbers can be. Source: KOMBIT's FAQ on Borgerblikket."""
        return date(self.year, 12, 31)

    def groups_in_words(self) -> tuple[str, str]:
        """``hovedgruppe 15`` and ``main group 15``; ``hovedgruppe 27 og 32`` and ``main groups 27 and 32``."""
        groups = self.main_groups
        word = plural(len(groups), ("main group", "main groups"))
        return f"hovedgruppe {joined(groups, 'da')}", f"{word} {joined(groups, 'en')}"


@cache
def every_area() -> tuple[Area, ...]:
    """All areas that there is a file of, in order of their year and name, whenever they begin. Raises AreaError."""
    files = [name for name in package_file_names(*FOLDER) if name.endswith(".json")]
    areas = [read_area(read_package_file(*FOLDER, name), name) for name in files]
    areas.sort(key=lambda area: (area.year, area.name_da))
    numbers = [number for area in areas for number in area.numbers]
    if len(set(numbers)) != len(numbers):
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        raise AreaError(f"two areas have the same numbers: {', '.join(twice)}")
    return tuple(areas)


def areas_on(day: date | None = None) -> tuple[Area, ...]:
    """The areas whose numbers are obligatory on a day; without it, today."""
    day = day or datetime.now(UTC).date()
    return tuple(area for area in every_area() if area.since <= day)


def obligatory_numbers(day: date | None = None) -> tuple[str, ...]:
    """All numbers that are obligatory on a day; without it, today."""
    return numbers_of(areas_on(day))


def numbers_of(areas: Sequence[Area]) -> tuple[str, ...]:
    """The numbers of some areas, area by area."""
    return tuple(number for area in areas for number in area.numbers)


def read_area(content: bytes, file: str) -> Area:
    """An area as its file says. ``file``: its name. Raises AreaError, which names it."""
    try:
        return _area(json.loads(content))
    except (KeyError, TypeError, ValueError) as error:
        raise AreaError(f"{file}: {error}") from error


def _area(data: dict[str, Any]) -> Area:
    unknown, lacking = data.keys() - _REQUIRED - {"note"}, _REQUIRED - data.keys()
    if unknown or lacking:
        raise ValueError(f"unknown or missing: {', '.join(sorted(unknown | lacking))}")
    year, certain = data["year"], data["yearIsCertain"]
    if type(year) is not int or not _FIRST_YEAR <= year <= _LAST_YEAR or type(certain) is not bool:
        raise ValueError("year and yearIsCertain are a year and true or false")
    groups = tuple(_matching(_MAIN_GROUP, group) for group in data["mainGroups"])
    numbers = {_matching(_NUMBER, number): _text(title) for number, title in data["numbers"].items()}
    if not numbers or not groups or len(set(groups)) != len(groups):
        raise ValueError("no number, no main group, or one twice")
    if outside := sorted(number for number in numbers if number[:2] not in groups):
        raise ValueError(f"not of its main groups: {', '.join(outside)}")
    (name_da, name_en), (source_da, source_en) = _both(data["name"]), _both(data["sourceInWords"])
    since = date.fromisoformat(data["from"])
    source = _text(data["source"])
    return Area(name_da, name_en, groups, year, certain, since, source, source_da, source_en, numbers)


def _both(texts: object) -> tuple[str, str]:
    if not isinstance(texts, dict) or texts.keys() != {"da", "en"}:
        raise ValueError("a text is in Danish and in English")
    return _text(texts["da"]), _text(texts["en"])


def _matching(form: Any, value: object) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError(f"not a number of the register: {value}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text is missing")
    return value
