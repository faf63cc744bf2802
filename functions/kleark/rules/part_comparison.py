"""KA73x: what a sheet, held against what is live, does to rows of other departments or parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kleark.configuration.part import VALUE_OF_ROW, part_of_value
from kleark.configuration.row import ALL_SYSTEMS
from kleark.i18n.formats import format_count
from kleark.rules.cross_row import join_numbers
from kleark.rules.model import Params, Placed, Remark, rule
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.configuration.plan import LiveRows, Plan
    from kleark.configuration.row import Row
    from kleark.rules.cross_row import NumberedRow

TAKEN_OVER = rule(
    "KA731",
    "warning",
    title=("Rækken flytter fra en anden del", "The row moves from another part"),
    message=(
        "Rækken vises nu for {before}{part_da}. Med dette ark flytter den til {after}, og {before} bestemmer ikke "
        "længere over den.",
        "The row is live now for {before}{part_en}. With this sheet it moves to {after}, and {before} no longer "
        "decides on it.",
    ),
    many=("{count} rækker flytter fra en anden del", "{count} rows move from another part"),
    why=(
        "Borgerne får en anden afdeling at kontakte. Den afdeling, rækken flytter fra, ved det måske ikke.",
        "Citizens get another department to contact. The department that the row moves from may not know.",
    ),
    fix=(
        "Aftal det med den anden afdeling, og svar så, at det er meningen. Ellers tag rækken ud af arket.",
        "Agree on it with the other department, and then answer that it is intended. Otherwise take the row out.",
    ),
    holds_back=True,
)
OTHERS_VANISH = rule(
    "KA732",
    "warning",
    title=("Rækker fra en anden afdeling forsvinder", "Rows of another department would vanish"),
    message=(
        "{rows_da} fra {name} forsvinder: {numbers}. Arket ændrer ellers intet hos {name}.",
        "{rows_en} of {name} would vanish: {numbers}. Otherwise the sheet changes nothing of {name}.",
    ),
    many=("{count} afdelinger mister rækker", "{count} departments lose rows"),
    why=(
        "Det ser sådan ud, når en afdeling lægger sine egne rækker op som hele kommunens ark. Borgerne ser så ikke "
        "længere sagerne hos den anden.",
        "It looks like this when a department uploads its own rows as the sheet of the whole municipality. Citizens "
        "then no longer see the cases of the other.",
    ),
    fix=(
        "Sæt rækkerne ind igen, medmindre de skal væk. Gælder arket kun én afdeling, så læg det op for den del.",
        "Put the rows back, unless they are to be removed. If the sheet is of one department only, upload it for that "
        "part.",
    ),
)

ALL_AND_NAMED_APART = rule(
    "KA733",
    "warning",
    title=(
        "Et KLE-nummer har både alle fagsystemer og et enkelt, i hver sin del",
        "A KLE number has both all source systems and one, in two parts",
    ),
    message=(
        "{number} står her for {own_da}, og hos {other} for {others_da}. For sager fra {system} gælder rækken for "
        "{system} alene.",
        "{number} appears here for {own_en}, and in {other} for {others_en}. For cases from {system}, only the row "
        "for {system} applies.",
    ),
    many=(
        "{count} KLE-numre har både alle fagsystemer og et enkelt, i hver sin del",
        "{count} KLE numbers have both all source systems and one, in two parts",
    ),
    why=(
        "Rækken for det enkelte fagsystem bestemmer alene: fradato, aktive sager og kontakt. Den ene afdeling ved "
        "måske ikke, at den andens række gælder for nogle af dens borgere.",
        "The row for the one source system decides alone: show-from date, active cases and contact. One department "
        "may not know that the other's row decides for some of its citizens.",
    ),
    fix=(
        "Aftal med den anden afdeling, hvis række der skal gælde. Skal det være sådan, så svar på bemærkningen.",
        "Agree with the other department on whose row is to apply. If it is meant to be so, answer the warning.",
    ),
    source="KOMBIT: FAQ om Borgerblikket (fagsystem er et filter)",
    by_value=True,
)

MOST_NUMBERS = 30


def find_taken_over(plan: Plan, live: LiveRows, numbers: Mapping[tuple[str, str], int]) -> Iterator[Placed]:
    """Rows that a department's sheet takes from another: told on both sides, since either may send the next sheet."""
    if live.part is None:
        return
    part_holds, value_of = live.part.membership(), VALUE_OF_ROW[live.part.kind]
    for changed in plan.changed:
        if part_holds(changed.before):
            continue
        other = part_of_value(value_of(changed.before), live.parts)
        params: Params = {
            "before": changed.before.contact_department,
            "after": changed.after.contact_department,
            "part_da": f" (delen {other.name})" if other else "",
            "part_en": f" (the part {other.name})" if other else "",
        }
        column = columns.CONTACT_DEPARTMENT.key
        yield Placed(Remark(TAKEN_OVER, params), numbers[changed.after.key], column)


def find_all_beside_others(live: LiveRows, rows: Sequence[NumberedRow]) -> Iterator[Placed]:
    """As `cross_row.find_all_beside_named`, of a part's row and another's that stays: told at the sheet's row.

    Two rows of one number and system are never in two parts: see `find_taken_over`.
    """
    own = {row.key for _, row in rows}
    others: dict[str, list[Row]] = {}
    for row in live.others:
        if row.key not in own:
            others.setdefault(row.kle_number, []).append(row)
    for number, row in rows:
        for other in others.get(row.kle_number, ()):
            named = [one for one in (row, other) if one.source_system != ALL_SYSTEMS]
            if len(named) == 1:
                remark = Remark(ALL_AND_NAMED_APART, _apart_params(row, other, named[0].source_system, live))
                yield Placed(remark, number, columns.KLE_NUMBER.key, found=row.kle_number)


def _apart_params(row: Row, other: Row, system: str, live: LiveRows) -> Params:
    return {
        "number": row.kle_number,
        "system": system,
        "other": _owner(other, live),
        "own_da": _system(row, "alle fagsystemer"),
        "own_en": _system(row, "all source systems"),
        "others_da": _system(other, "alle fagsystemer"),
        "others_en": _system(other, "all source systems"),
    }


def _system(row: Row, every: str) -> str:
    return every if row.source_system == ALL_SYSTEMS else row.source_system


def find_others_vanishing(plan: Plan, live: LiveRows, rows: Sequence[NumberedRow]) -> Iterator[Placed]:
    """Rows of departments, or parts, that the sheet shows no other work on, while it does on others.

    Where nothing else changes, and the department still has rows, somebody surely meant to take these out.
    """
    moved = {one.before.key for one in plan.moved}
    vanishing: dict[str, list[Row]] = {}
    for row in plan.removed:
        if row.key not in moved:
            vanishing.setdefault(_owner(row, live), []).append(row)
    worked_on = {_owner(row, live) for row in plan.added}
    worked_on |= {_owner(row, live) for one in plan.changed for row in (one.before, one.after)}
    staying = {_owner(row, live) for _, row in rows}
    for name, gone in vanishing.items():
        another = staying - {name}
        if not another or name in worked_on or (name in staying and not worked_on):
            continue
        yield Placed(
            Remark(OTHERS_VANISH, _vanishing_params(name, gone)),
            subject=json.dumps([row.key for row in gone]),
        )


def _owner(row: Row, live: LiveRows) -> str:
    """The part that a row belongs to, by its name; else its department."""
    parts = live.parts
    part = part_of_value(VALUE_OF_ROW[parts[0].kind](row), parts) if parts else None
    return part.name if part else " ".join(row.contact_department.split())


def _vanishing_params(name: str, gone: Sequence[Row]) -> Params:
    count = len(gone)
    return {
        "name": name,
        "rows_da": format_count(count, ("1 række", "{} rækker"), "da"),
        "rows_en": format_count(count, ("1 row", "{} rows"), "en"),
        "numbers": join_numbers((row.kle_number for row in gone), MOST_NUMBERS),
    }
