"""The part that a sheet is checked or planned for on the command line: a stack's, or one that the options define."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import UsageError
from kleark.configuration.part import AskedPart, PartKind
from kleark.publishing.part_definitions import checked_part
from kleark.publishing.part_errors import required_part
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kleark.configuration.part import Part


def requested_part(options: argparse.Namespace, parts: Sequence[Part] | None) -> AskedPart | None:
    """The part that ``--part`` names, among those that there are; None for a whole sheet.

    Args:
        options: With ``part``, and ``systems``, ``kle`` and ``departments``, which define one.
        parts: Those of the stack that is compared with; None where it is compared with something else.

    Raises:
        UsageError: Nobody says what the part is.
        UnknownPartError: The stack has no part of that name.
        UnfitDefinitionError: What is written defines no part.
    """
    defined = [(kind, text) for kind in PartKind if (text := getattr(options, kind.value))]
    if options.part is None:
        if defined:
            raise UsageError(
                RefusalCode.WRONG_USAGE,
                "Giv delen et navn: --part NAVN.",
                "Give the part a name: --part NAME.",
            )
        return None
    if defined:
        [(kind, text)] = defined
        part = checked_part(options.part, kind, text.split(","))
        others = [one for one in parts or () if one.key != part.key]
        return AskedPart(part.name, (*others, part))
    if parts is None:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Sig, hvad der hører til delen: --systems, --kle eller --departments; eller sammenlign med en stak, som "
            "kender den (--live-stack).",
            "Say what belongs to the part: --systems, --kle or --departments; or compare with a stack, which knows it "
            "(--live-stack).",
        )
    return AskedPart(required_part(options.part, parts).name, tuple(parts))
