"""The units of OS2rollekatalog's ``organisation/v3`` as JSON: ``{"orgUnits": [...]}``, or the list alone.

The whole answer holds all employees, with CPR numbers. It is refused before anything of it is used.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any

from kleark.i18n.formats import format_number
from kleark.inventory.list_check import of_report, report_of
from kleark.redaction.cpr import find_in_cell, is_certain
from kleark.report.findings import TableLayout, to_finding
from kleark.responsibilities.model import Place
from kleark.responsibilities.number_cells import NUMBER
from kleark.responsibilities.responsibility_judgement import judge_responsibilities
from kleark.responsibilities.unit_collector import UnitCollector, uuid_in
from kleark.rules import case_template_rules
from kleark.rules import responsibility_list_rules as rules
from kleark.rules.model import Placed, Remark
from kleark.rules.personal_data import cpr_remark, find_in_file_name
from kleark.sheet import limits
from kleark.sheet.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.case_templates.model import Against
    from kleark.inventory.list_check import CheckedList
    from kleark.report.model import FileFacts
    from kleark.responsibilities.model import ResponsibilityList, Role

MOST_UNITS = 20_000
MOST_NUMBERS = 5_000
"""Of one unit: KL's whole register has about so many."""
DEEPEST = 20
"""So many lists and objects may stand within each other. What OS2rollekatalog writes has five."""

_BEGINNING = re.compile(rb"[ \t\r\n]*(?:\{|\[[ \t\r\n]*[\{\[])")
_USERS = re.compile(r'"users"\s*:', re.IGNORECASE)
_OPENING = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_PERSONS = ("manager", "users", "user", "employees", "titleHolders")
_ROLES: tuple[tuple[str, Role], ...] = (("klePerforming", "performing"), ("kleInterest", "interest"))


def is_json(data: bytes) -> bool:
    """Whether a file begins as JSON does, whatever it is called."""
    return _BEGINNING.match(_without_mark(data)) is not None


def check_json(
    data: bytes, facts: FileFacts, file_name: str, against: Against, started: float
) -> CheckedList[ResponsibilityList]:
    """Judge the units. Raises UnreadableFile for what is none of them, and for what holds users."""
    units = _units_in(data)
    remarks = [*find_in_file_name(file_name), *_personal_data(units)]
    collector = UnitCollector()
    for unit in units:
        remarks += _take_in(unit, collector)
    found = collector.collected()
    remarks += [one.placed for one in collector.remarks]
    remarks += [one.placed for one in judge_responsibilities(found, against)]
    findings = sorted(
        (to_finding(one, TableLayout(of_list=True)) for one in remarks), key=lambda one: one.rule
    )
    report = report_of(facts, None, findings, len(units), "responsibilities")
    return of_report(report, started, found)


def _without_mark(data: bytes) -> bytes:
    return data.removeprefix(codecs.BOM_UTF8)


def _units_in(data: bytes) -> list[dict[str, Any]]:
    if len(data) > limits.FILE_BYTES:
        raise UnreadableFile("KA102", {"megabytes": -(-len(data) // 1_000_000)})
    try:
        text = _without_mark(data).decode("utf-8")
    except UnicodeDecodeError:
        raise _unusable("den er ikke i UTF-8", "it is not in UTF-8") from None
    if _USERS.search(text):
        raise _has_users()
    if _depth(text) > DEEPEST:
        raise _unusable("den har for mange lag", "it has too many layers")
    try:
        content = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _unusable("det er ikke gyldig JSON", "it is no valid JSON") from None
    if isinstance(content, dict):
        # A name can be written with escapes.
        if any(name.casefold() == "users" for name in content):
            raise _has_users()
        content = content.get("orgUnits")
    return _valid_units(content)


def _valid_units(content: object) -> list[dict[str, Any]]:
    if not isinstance(content, list):
        raise _unusable("der er ingen liste orgUnits", "there is no list orgUnits")
    if not content:
        raise _unusable("orgUnits er tom", "orgUnits is empty")
    if len(content) > MOST_UNITS:
        most_da, most_en = format_number(MOST_UNITS, "da"), format_number(MOST_UNITS, "en")
        raise _unusable(f"der er flere end {most_da} enheder", f"there are more than {most_en} units")
    for at, unit in enumerate(content, 1):
        reason = _wrong_in(unit)
        if reason is not None:
            raise _unusable(f"enhed {at} {reason[0]}", f"unit {at} {reason[1]}")
        if any(name.casefold() in {"users", "cpr"} for name in unit):
            raise _has_users()
    return content


def _wrong_in(unit: object) -> tuple[str, str] | None:
    """What is the matter with one unit."""
    if not isinstance(unit, dict):
        return "er ikke et objekt", "is no object"
    uuid, name = unit.get("uuid"), unit.get("name")
    most_da, most_en = format_number(MOST_NUMBERS, "da"), format_number(MOST_NUMBERS, "en")
    lists = [unit.get(key) or [] for key, _ in _ROLES]
    wrong = (
        (isinstance(uuid, str) and uuid_in(uuid), "har ingen uuid", "has no uuid"),
        (isinstance(name, str) and name.strip(), "har intet navn", "has no name"),
        (
            isinstance(unit.get("parentOrgUnitUuid") or "", str),
            "har en parentOrgUnitUuid, der ikke er tekst",
            "has a parentOrgUnitUuid that is no text",
        ),
        (
            isinstance(unit.get("inheritKle") or False, bool),
            "har en inheritKle, der ikke er true eller false",
            "has an inheritKle that is not true or false",
        ),
        (
            all(map(_are_texts, lists)),
            "har KLE-numre, der ikke er tekster",
            "has KLE numbers that are no texts",
        ),
        (
            all(isinstance(one, list) and len(one) <= MOST_NUMBERS for one in lists),
            f"har flere end {most_da} numre",
            f"has more than {most_en} numbers",
        ),
    )
    return next(((da, en) for right, da, en in wrong if not right), None)


def _are_texts(numbers: object) -> bool:
    return isinstance(numbers, list) and all(isinstance(one, str) for one in numbers)


def _take_in(unit: Mapping[str, Any], collector: UnitCollector) -> Iterator[Placed]:
    key = collector.add_unit(
        Place(),
        unit["name"],
        uuid_in(unit["uuid"]),
        parent=unit.get("parentOrgUnitUuid") or "",
        passes_on=bool(unit.get("inheritKle")),
    )
    for name, role in _ROLES:
        for number in unit.get(name) or ():
            text = number.strip()
            if NUMBER.fullmatch(text):
                collector.assign(Place(), text, key, role)
                continue
            params: dict[str, str | int] = {
                "found": text,
                "unit": unit["name"],
                "what_da": "er ikke et KLE-nummer",
                "what_en": "is not a KLE number",
            }
            yield Placed(Remark(rules.NOT_A_NUMBER, params))


def _personal_data(units: Sequence[Mapping[str, Any]]) -> Iterator[Placed]:
    """Persons' names, which are not read; and personal numbers anywhere, which stop the list."""
    for name in _PERSONS:
        if any(unit.get(name) for unit in units):
            yield Placed(Remark(case_template_rules.PERSONS_COLUMN), column=name)
    # At each place once: numbers are nobody's name, and there may be one in each unit.
    hits = [find for value in _values(units) if not _is_uuid(value) for find in find_in_cell(value)]
    if hits:
        yield Placed(cpr_remark(certain=is_certain(tuple(hits))))


def _values(content: object) -> Iterator[str | int | float]:
    """Every text and number, and every name of one."""
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str | int | float) and not isinstance(one, bool):
            yield one


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and bool(uuid_in(value))


def _depth(text: str) -> int:
    """How deep lists and objects stand in each other."""
    deepest = depth = 0
    for found in _OPENING.finditer(text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice")
    return members


def _no_number(_: str) -> float:
    raise ValueError("no number")


def _unusable(reason_da: str, reason_en: str) -> UnreadableFile:
    return UnreadableFile(rules.UNUSABLE_JSON.id, {"reason_da": reason_da, "reason_en": reason_en})


def _has_users() -> UnreadableFile:
    return UnreadableFile(rules.HAS_USERS.id)
