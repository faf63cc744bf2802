"""What is live as a neutral CSV for other lists to be joined with: topic, contact, and the UUIDs of unit and topic."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kleark.responsibilities.unit_names import UnitNames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kleark.configuration.row import Row
    from kleark.registers.kle_register import KleRegister
    from kleark.responsibilities.model import ResponsibilityList

HEADERS = (
    "KLE-nr.",
    "KLE-navn",
    "Fagsystem",
    "Kontaktafdeling",
    "Kontakttelefon",
    "Enheds-UUID",
    "KLE-UUID",
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def contacts_csv(
    found: ResponsibilityList,
    rows: Iterable[Row],
    register: KleRegister,
    numbers: Collection[str] | None = None,
) -> str:
    """The rows that are live, in order, with semicolons as Danish Excel has them.

    A UUID is empty where it is not known, and a unit's also where several units have the contact's name.

    Args:
        found: The list, for the UUIDs of units.
        rows: What is live.
        register: For the UUIDs of topics.
        numbers: Those to write; None for all.
    """
    names = UnitNames(found.units.values())
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    for row in sorted(rows, key=lambda one: one.key):
        if numbers is not None and row.kle_number not in numbers:
            continue
        units = names.named(row.contact_department)
        topic = register.topic(row.kle_number)
        cells = (
            row.kle_number,
            row.kle_title,
            row.source_system,
            row.contact_department,
            row.contact_phone,
            units[0].uuid if len(units) == 1 else "",
            topic.uuid if topic else "",
        )
        writer.writerow(map(without_formula, cells))
    return text.getvalue()


def without_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it where it begins as one."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
