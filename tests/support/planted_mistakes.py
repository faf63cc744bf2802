"""Mistakes put into a municipality's sheet, and how many of them, and of clean changes, are remarked on.

    python -m tests.support.planted_mistakes [YEARS]

prints how many clean changes of `year_of_changes` are remarked on, and how many planted mistakes are found, by kind.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.plan import difference
from kleark.rules.contact_values import CONTACT, Kind, domain_of
from kleark.rules.near_misses import find_near_misses
from kleark.rules.near_misses_rules import NEW_VALUES, OTHER_MAILBOX
from tests.support.year_of_changes import (
    DIGITS,
    Rows,
    Step,
    municipality,
    new_form,
    old_form,
    slip,
    year,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from kleark.configuration.row import Row
    from kleark.rules.model import Placed
    from tests.support.year_of_changes import Municipality

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SLIPS = ("other", "swapped", "missing", "extra")


def _with(town: Municipality, *rows: Row) -> Rows:
    return tuple((town.rows | {row.key: row for row in rows}).values())


def _new_row(town: Municipality, like: Row) -> Row:
    number, system = town.key()
    return replace(
        like, kle_number=number, source_system=system, kle_title=f"Emne {number}", info_url=town.link()
    )


def _moved(town: Municipality, row: Row) -> Row:
    """A row that goes to another department with all of its contact."""
    into = next((one for one in town.rows.values() if one.contact_department != row.contact_department), row)
    contact = {"contact_department": into.contact_department, "contact_phone": into.contact_phone}
    return replace(row, **contact, digital_post=into.digital_post)  # type: ignore[arg-type]


def _wrong_phone(row: Row, chance: random.Random, kind: str) -> Row:
    return replace(row, contact_phone=slip(row.contact_phone, chance, DIGITS, kind))


def _wrong_mailbox(row: Row, chance: random.Random, kind: str) -> Row:
    post = row.digital_post
    if post.mailbox_id and post.portal_id:
        return replace(
            row, digital_post=old_form(post.portal_id, slip(post.mailbox_id, chance, DIGITS, kind))
        )
    # Digital Post takes no group or point that is not 32 digits long.
    same_length = "swapped" if kind == "swapped" else "other"
    point = slip(str(post.point_id), chance, f"{DIGITS}abcdef", same_length)
    return replace(row, digital_post=new_form(str(post.group_id), point))


def _wrong_domain(row: Row, chance: random.Random, kind: str) -> Row:
    host = row.info_url.split("/")[2]
    name, _, ending = host.removeprefix("www.").rpartition(".")
    www = "www." if host.startswith("www.") else ""
    return replace(
        row, info_url=row.info_url.replace(host, f"{www}{slip(name, chance, _LETTERS, kind)}.{ending}", 1)
    )


def _wrong_department(row: Row, chance: random.Random, kind: str) -> Row:
    return replace(row, contact_department=slip(row.contact_department, chance, f"{_LETTERS}æøå", kind))


def mistakes(seed: int) -> Iterator[Step]:
    """One mistake of each kind in a municipality's sheet, but those that happen to be live, or the same to a reader."""
    town = municipality(seed)
    chance, before = town.chance, tuple(town.rows.values())
    known = {kind: {read(row) for row in before} for kind, read in CONTACT.items()}
    domains = {domain_of(row.info_url) for row in before}
    domains |= {domain_of(row.self_service.url) for row in before if row.self_service}

    def is_live(row: Row, kind: Kind) -> bool:
        return (
            domain_of(row.info_url) in domains if kind is Kind.DOMAIN else CONTACT[kind](row) in known[kind]
        )

    def planted(name: str, *wrong: Row) -> Iterator[Step]:
        kind = Kind(name.partition(":")[0])
        if not any(is_live(row, kind) for row in wrong):
            yield Step(name, before, _with(town, *wrong))

    makers = {
        "phone": _wrong_phone,
        "mailbox": _wrong_mailbox,
        "domain": _wrong_domain,
        "department": _wrong_department,
    }
    for kind, make in makers.items():
        for slipped in ("other", "swapped") if kind == "phone" else SLIPS:
            yield from planted(f"{kind}: {slipped}", make(town.any(), chance, slipped))
        yield from planted(f"{kind}: in a new row", make(_new_row(town, town.any()), chance, "other"))
    for kind, make in (("phone", _wrong_phone), ("mailbox", _wrong_mailbox)):
        yield from planted(f"{kind}: in a row that moves", make(_moved(town, town.any()), chance, "other"))
    old = [row for row in before if row.digital_post.mailbox_id]
    if old:
        row = chance.choice(old)
        wrong = old_form(slip(town.portal, chance, DIGITS), str(row.digital_post.mailbox_id))
        yield from planted("mailbox: portal", replace(row, digital_post=wrong))
    row = town.any()
    rows = [one for one in before if one.digital_post == row.digital_post]
    slipped_post = _wrong_mailbox(row, chance, "other").digital_post
    yield from planted("mailbox: in all rows", *(replace(one, digital_post=slipped_post) for one in rows))
    yield from planted("mailbox: any other", replace(town.any(), digital_post=town.post()))
    row = town.any()
    yield from planted("domain: ending", replace(row, info_url=row.info_url.replace(".dk/", ".com/", 1)))


def remarks_on(before: Rows, after: Rows) -> list[Placed]:
    """What is said of the new values."""
    return list(find_near_misses(difference(before, after), list(enumerate(after, 2))))


def warned(before: Rows, after: Rows) -> set[str]:
    """The rules of the warnings."""
    return {one.remark.rule.id for one in remarks_on(before, after)} - {NEW_VALUES.id}


class Tally(NamedTuple):
    """``times``: how often a kind came; ``near``: with a near miss; ``other_mailbox``: with KA715; ``either``."""

    times: int = 0
    near: int = 0
    other_mailbox: int = 0
    either: int = 0

    def with_rules(self, found: set[str]) -> Tally:
        near, other = bool(found - {OTHER_MAILBOX.id}), OTHER_MAILBOX.id in found
        return Tally(self.times + 1, self.near + near, self.other_mailbox + other, self.either + bool(found))


def tally(steps: Iterator[Step]) -> dict[str, Tally]:
    """By kind."""
    counted: defaultdict[str, Tally] = defaultdict(Tally)
    for kind, before, after in steps:
        counted[kind] = counted[kind].with_rules(warned(before, after))
    return dict(counted)


def _print(title: str, counted: dict[str, Tally]) -> None:
    total = Tally(*(sum(figures) for figures in zip(*counted.values(), strict=True)))
    print(f"{title:34} {'times':>7} {'KA711-4':>8} {'KA715':>7} {'either':>7}")
    for kind, one in (*sorted(counted.items()), ("all", total)):
        share = f"{one.either / one.times:8.2%}"
        print(
            f"{kind.replace('_', ' '):34} {one.times:7} {one.near:8} {one.other_mailbox:7} {one.either:7}{share}"
        )


def main(years: int) -> None:
    """Print the two tables."""
    _print("clean change", tally(step for seed in range(years) for step in year(seed)))
    print()
    _print("planted mistake", tally(step for seed in range(years * 5) for step in mistakes(seed)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
