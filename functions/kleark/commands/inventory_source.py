"""Inventories of the indexes on the command line: checked by themselves, or held against a sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    UsageError,
    display_name,
    list_display_name,
    progress,
    read_file,
    refuse_unreadable,
)
from kleark.configuration.case_counts import IndexedCases
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse

    from kleark.inventory.check_inventory import CheckedInventory
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality


def requested_inventory(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> IndexedCases | None:
    """What a municipality has in the indexes, of the file that ``options`` name; None where they name none.

    Args:
        options: With ``inventory_file`` and ``inventory_date``.
        municipality: Whose sheet it is; None: the inventory's, if it is of one alone.
        register: The KLE register.

    Raises:
        UsageError: The file cannot be read, has errors, or nobody knows whose part of it is meant.
    """
    name = options.inventory_file
    if name is None:
        return None
    return _read(name, parse_day(options.inventory_date), municipality, register, _example(options))


def earlier_inventories(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> list[IndexedCases]:
    """What a municipality had by inventories of before, oldest first.

    ``options``: with ``earlier``, each ``DATE=FILE``. The others, and errors, as of `requested_inventory`.
    """
    found = []
    for one in options.earlier:
        day, _, name = one.partition("=")
        if not name:
            raise UsageError(
                RefusalCode.WRONG_USAGE,
                f"{one}: Skriv dag og fil, f.eks. --earlier 2026-04-01=april.csv.",
                f"{one}: Give a day and a file, e.g. --earlier 2026-04-01=april.csv.",
            )
        found.append(_read(name, parse_day(day), municipality, register, _example(options)))
    return sorted(found, key=lambda one: one.uploaded_at or "")


def check_inventory_named(name: str, data: bytes, register: KleRegister) -> CheckedInventory:
    """Check the inventory of that name."""
    from kleark.inventory.check_inventory import check_inventory

    return check_inventory(data, list_display_name(name), register)


def _example(options: argparse.Namespace) -> str:
    """How a municipality is named to this command."""
    return "--municipality 0461" if hasattr(options, "municipality") else "0461"


def _read(
    name: str, day: str | None, municipality: Municipality | None, register: KleRegister, example: str
) -> IndexedCases:
    """``example``: how to name a municipality. Raises UsageError as `requested_inventory`."""
    from kleark.inventory.indexed_cases import indexed_cases_of

    with progress(name):
        checked = check_inventory_named(name, read_file(name), register)
    refuse_unreadable(checked.report)
    if checked.found is None:
        raise rejected_inventory(name, checked.report.counts.errors)
    found = indexed_cases_of(checked.found.lines, day, checked.found.digest)
    if municipality is None and len(found) > 1:
        raise UsageError(
            RefusalCode.MUNICIPALITY_NOT_STATED,
            f"{display_name(name)} har flere kommuner. Skriv, hvilken det gælder, f.eks. {example}.",
            f"{display_name(name)} is of several municipalities. Say which one is meant, e.g. {example}.",
        )
    code = municipality.code if municipality else next(iter(found), "")
    return found.get(code, IndexedCases(uploaded_at=day, digest=checked.found.digest))


def rejected_inventory(name: str, errors: int) -> UsageError:
    """That an inventory has errors, and how to see them."""
    return UsageError(
        RefusalCode.REJECTED_INVENTORY,
        f"{name} har fejl. Se dem med kleark check --inventory.",
        f"{name} has errors. See them with kleark check --inventory.",
        errors=errors,
    )


def parse_day(text: str | None) -> str | None:
    """A date as it was typed. Raises UsageError."""
    try:
        return None if text is None else date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(
            RefusalCode.MALFORMED_DATE,
            f'"{text}" er ikke en dato. Skriv den som 2025-11-03.',
            f'"{text}" is not a date. Write it as 2025-11-03.',
        ) from error
