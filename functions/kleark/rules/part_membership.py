"""KA122, KA507: a part that does not exist, and rows that are not of the part that a sheet speaks for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kleark.configuration.part import PartKind, fold, part_of_value
from kleark.configuration.row import ALL_SYSTEMS
from kleark.data_classes import replace
from kleark.rules.model import Placed, Remark, rule
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.configuration.part import AskedPart, Part
    from kleark.registers.obligatory import Area
    from kleark.sheet.columns import Column

UNKNOWN_PART = rule(
    "KA122",
    "error",
    title=("Delen findes ikke", "There is no such part"),
    message=(
        'Arket er lagt op for delen "{part}", som kommunen ikke har. {parts_da} Rækkerne er kontrolleret, men intet er '
        "offentliggjort.",
        'The sheet was uploaded for the part "{part}", which the municipality does not have. {parts_en} The rows were '
        "checked, but nothing was published.",
    ),
    many=(
        "{count} ark er lagt op for dele, der ikke findes",
        "{count} sheets were uploaded for unknown parts",
    ),
    why=(
        "Intet ændres: det, der vises nu, bliver stående.",
        "Nothing changes: what is shown now stays.",
    ),
    fix=(
        "Vælg delen, når du lægger arket op, eller læg det i mappen del/ efterfulgt af en dels navn. Mangler delen, så "
        "bed en godkender om at oprette den.",
        "Choose the part when you upload the sheet, or put it in the folder del/ followed by a part's name. If the "
        "part is missing, ask an approver to define it.",
    ),
)
OUTSIDE_PART = rule(
    "KA507",
    "error",
    title=("Rækken hører ikke til delen", "The row is not of the part"),
    message=(
        "Arket er lagt op for delen {part}, og {what_da} {value} hører ikke til den. {owner_da}",
        "The sheet was uploaded for the part {part}, and {what_en} {value} is not of it. {owner_en}",
    ),
    many=("{count} rækker hører ikke til delen", "{count} rows are not of the part"),
    why=(
        "En del kan kun ændre sine egne rækker. Ellers kunne en afdeling komme til at ændre, hvad borgerne ser hos en "
        "anden.",
        "A part can change its own rows only. Otherwise a department could change what citizens see of another.",
    ),
    fix=(
        "Tag rækken ud af arket, eller ret det, der er skrevet forkert. Skal rækken høre til delen, så bed en "
        "godkender om at ændre delen.",
        "Take the row out of the sheet, or fix what is misspelt. If the row is to be of the part, ask an approver to "
        "change the part.",
    ),
)

COLUMN_OF_KIND: Mapping[PartKind, Column] = {
    PartKind.SYSTEMS: columns.SOURCE_SYSTEM,
    PartKind.KLE: columns.KLE_NUMBER,
    PartKind.DEPARTMENTS: columns.CONTACT_DEPARTMENT,
}
"""The column by which each kind of part knows its rows."""

_WHAT = {
    PartKind.SYSTEMS: ("fagsystemet", "the source system"),
    PartKind.KLE: ("KLE-nummeret", "the KLE number"),
    PartKind.DEPARTMENTS: ("afdelingen", "the department"),
}


def find_unknown_part(asked: AskedPart | None) -> Iterator[Placed]:
    """That the municipality has no part of the name that was asked for, and which it has."""
    if asked is not None and asked.part is None:
        named = ", ".join(part.name for part in asked.parts)
        params = {
            "part": asked.name,
            "parts_da": f"Delene er: {named}." if named else "Kommunen har ikke oprettet nogen dele.",
            "parts_en": f"The parts are: {named}." if named else "The municipality has defined no parts.",
        }
        yield Placed(Remark(UNKNOWN_PART, params))


def find_rows_outside(
    part: Part, parts: Sequence[Part], numbers: Sequence[int], values: Sequence[str | None]
) -> Iterator[Placed]:
    """The rows whose value is not the part's, each with the part that it belongs to.

    ``parts``: all that the municipality has. ``numbers``: of the rows in Excel. ``values``: of the part's column in
    each row; None where it could not be read.
    """
    holds = part.value_membership()
    for number, value in zip(numbers, values, strict=True):
        if value is not None and not holds(value):
            yield Placed(_outside(part, parts, value), number, COLUMN_OF_KIND[part.kind].key)


def own_areas(part: Part, areas: Sequence[Area]) -> tuple[Area, ...]:
    """The areas with the topics that only the part's rows can have; none where others can have each number, too."""
    if part.kind is not PartKind.KLE:
        return ()
    holds = part.value_membership()
    return tuple(
        replace(area, numbers={number: title for number, title in area.numbers.items() if holds(number)})
        for area in areas
    )


def _outside(part: Part, parts: Sequence[Part], value: str) -> Remark:
    owner = part_of_value(value, [one for one in parts if one.kind is part.kind])
    what_da, what_en = _WHAT[part.kind]
    every = value == ALL_SYSTEMS
    params = {
        "part": part.name,
        "what_da": what_da,
        "what_en": what_en,
        "value": "Alle" if every and part.kind is PartKind.SYSTEMS else value,
        "owner_da": f"Den hører til delen {owner.name}." if owner else "Den hører ikke til nogen del.",
        "owner_en": f"It is of the part {owner.name}." if owner else "It is of no part.",
    }
    return Remark(OUTSIDE_PART, params, None if owner else _misspelt(part, value))


def _misspelt(part: Part, value: str) -> str | None:
    """The part's own system or department that was surely meant; None where none is near."""
    if part.kind is PartKind.KLE:
        return None
    by_fold = {fold(one): one for one in part.values if one != ALL_SYSTEMS}
    near = get_close_matches(fold(value), by_fold, n=2, cutoff=0.8)
    return by_fold[near[0]] if len(near) == 1 else None
