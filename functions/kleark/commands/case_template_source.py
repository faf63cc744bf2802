"""Lists of case templates on the command line: what they are held against, and their check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kleark.case_templates.check_list import CheckedTemplates, check_templates
from kleark.case_templates.model import Against
from kleark.commands.arguments import display_name
from kleark.configuration.case_counts import IndexedCases

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
) -> CheckedTemplates:
    """Check one list.

    Args:
        name: The file, as it was named; ``-`` for standard input.
        data: What is in it.
        options: With ``read_live`` and ``indexed``, which give what it is held against, and ``system``.
        municipality: Whose list it should be.
        register: The KLE register.
    """
    # Standard input has no ending that could be wrong.
    file_name = "(stdin)" if name == "-" else display_name(name)
    return check_templates(data, file_name, against(options, register), municipality, options.system)


def against(options: argparse.Namespace, register: KleRegister) -> Against:
    """What the lists are held against, as the command says."""
    live = options.read_live() if options.read_live else None
    found = options.indexed() if options.indexed else None
    indexed = found if isinstance(found, IndexedCases) else None
    return Against(register, datetime.now(UTC).date(), live, indexed)
