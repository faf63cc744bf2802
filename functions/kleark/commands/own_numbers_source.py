"""A municipality's own KLE numbers on the command line: the list, and its check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    UsageError,
    display_name,
    list_display_name,
    progress,
    read_file,
    refuse_unreadable,
    requested_register,
)
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse

    from kleark.own_numbers.number_list import CheckedOwnNumbers
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality


def check_own_numbers_named(
    name: str, data: bytes, municipality: Municipality | None, register: KleRegister
) -> CheckedOwnNumbers:
    """Check one list.

    Args:
        name: The file, as it was named; ``-`` for standard input.
        data: What is in it.
        municipality: Whose list it should be.
        register: KL's register.
    """
    from kleark.own_numbers.number_list import check_own_numbers

    return check_own_numbers(data, list_display_name(name), register, datetime.now(UTC).date(), municipality)


def register_with_own(options: argparse.Namespace) -> KleRegister:
    """The register that ``kle_register`` names, with the municipality's numbers of ``own_numbers`` beside KL's.

    Raises UsageError where the register or the list cannot be used.
    """
    register, name = requested_register(options.kle_register), options.own_numbers
    if name is None:
        return register
    from kleark.own_numbers.number_list import with_own_numbers

    with progress(name):
        checked = check_own_numbers_named(name, read_file(name), None, register)
    refuse_unreadable(checked.report)
    if (errors := checked.report.counts.errors) or checked.found is None:
        raise UsageError(
            RefusalCode.REJECTED_OWN_NUMBERS,
            f"{display_name(name)} har fejl. Se dem med kleark check --own-list.",
            f"{display_name(name)} has errors. See them with kleark check --own-list.",
            errors=errors,
        )
    return with_own_numbers(register, checked.found)
