"""Lists of case templates on the command line: what they are held against, and their check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kleark.case_templates.check_list import CheckedTemplates, check_templates
from kleark.case_templates.model import Against
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

    from kleark.case_templates.model import TemplateList
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
    return check_templates(
        data, list_display_name(name), against(options, register), municipality, options.system
    )


def requested_templates(
    options: argparse.Namespace, municipality: Municipality | None, register: KleRegister
) -> TemplateList | None:
    """The list that ``options`` name in ``templates``; None where they name none.

    Raises UsageError where the file cannot be read as a whole list.
    """
    name: str | None = options.templates
    if name is None:
        return None
    held = Against(register, datetime.now(UTC).date())
    with progress(name):
        checked = check_templates(
            read_file(name), list_display_name(name), held, municipality, options.system
        )
    refuse_unreadable(checked.report)
    if checked.found is None:
        raise UsageError(
            RefusalCode.REJECTED_TEMPLATES,
            f"{display_name(name)} kan ikke læses som en hel liste. Se hvorfor med kleark check --templates.",
            f"{display_name(name)} cannot be read as a whole list. See why with kleark check --templates.",
            errors=checked.report.counts.errors,
        )
    return checked.found


def against(options: argparse.Namespace, register: KleRegister) -> Against:
    """What the lists are held against, as the command says."""
    live = options.read_live() if options.read_live else None
    found = options.indexed() if options.indexed else None
    indexed = found if isinstance(found, IndexedCases) else None
    return Against(register, datetime.now(UTC).date(), live, indexed)
