"""Lists of responsibilities on the command line: their check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import list_display_name
from kleark.commands.case_template_source import against
from kleark.responsibilities.check_responsibilities import CheckedResponsibilities, check_responsibilities

if TYPE_CHECKING:
    import argparse

    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality


def check_named(
    name: str,
    data: bytes,
    options: argparse.Namespace,
    municipality: Municipality | None,
    register: KleRegister,
) -> CheckedResponsibilities:
    """Check one list. The arguments: as `case_template_source.check_named` has them."""
    return check_responsibilities(data, list_display_name(name), against(options, register), municipality)
