"""Lists besides the sheet on the command line, of whichever kind the options name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from kleark.inventory.list_check import CheckedList
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Subject


def list_subject(options: argparse.Namespace) -> Subject | None:
    """What kind of list the files are; None for sheets."""
    if options.inventory:
        return "inventory"
    if options.templates:
        return "case_templates"
    if options.own_list:
        return "own_numbers"
    return "responsibilities" if options.responsibilities else None


def check_list_named(
    name: str,
    data: bytes,
    options: argparse.Namespace,
    municipality: Municipality | None,
    register: KleRegister,
) -> CheckedList[Any]:
    """Check one list. The arguments: as `case_template_source.check_named` has them."""
    if options.inventory:
        from kleark.commands.inventory_source import check_inventory_named

        return check_inventory_named(name, data, register)
    if options.responsibilities:
        from kleark.commands.responsibility_source import check_named as check_responsibilities_named

        return check_responsibilities_named(name, data, options, municipality, register)
    if options.own_list:
        from kleark.commands.own_numbers_source import check_own_numbers_named

        return check_own_numbers_named(name, data, municipality, register)
    from kleark.commands.case_template_source import check_named

    return check_named(name, data, options, municipality, register)
