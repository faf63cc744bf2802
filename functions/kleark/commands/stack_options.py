"""The options that commands on a stack have in common."""

from __future__ import annotations

from kleark.commands.file_options import add_output_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

STACK_VARIABLE = "KLEARK_STACK"


def of_one_municipality(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The command is on one municipality of a stack."""
    parser.add_argument("code", metavar="CODE", help="the municipality, e.g. 0461 or Odense")
    names_the_stack(parser)
    return parser


def names_the_stack(parser: argparse.ArgumentParser, formats: Sequence[str] = ("text", "json")) -> None:
    """Which stack, and how to print."""
    parser.add_argument("--stack", metavar="NAME", help=f"the stack's name (default: ${STACK_VARIABLE})")
    add_output_format(parser, formats)


def makes_a_change(parser: argparse.ArgumentParser, *, note_required: bool) -> None:
    """It changes something: why, and whether to ask."""
    parser.add_argument(
        "--note", default="", required=note_required, help="why; it stays in the log for ever"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")
