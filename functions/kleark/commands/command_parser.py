"""What reads a command line, of all commands or of one."""

from __future__ import annotations

import argparse
import sys

from kleark.commands.arguments import UNUSABLE
from kleark.commands.file_parser import add_file_command, add_file_commands, is_file_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


class WrongUsage(SystemExit):
    """What argparse leaves with, and its message."""

    def __init__(self, message: str) -> None:
        super().__init__(UNUSABLE)
        self.message = message


class _Parser(argparse.ArgumentParser):
    _helps = False

    def format_help(self) -> str:
        """As argparse does."""
        self._helps = True
        return super().format_help()

    def format_usage(self) -> str:
        """As argparse does."""
        self._helps = True
        return super().format_usage()

    def _get_formatter(self) -> argparse.HelpFormatter:
        """Argparse makes one for each argument that is added, and each asks how wide the terminal is."""
        return super()._get_formatter() if self._helps else argparse.HelpFormatter(self.prog, width=80)

    def error(self, message: str) -> NoReturn:
        """Print usage and message as argparse does, and leave. Raises WrongUsage."""
        from kleark.redaction.shown_name import shown_name

        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {shown_name(message)}", file=sys.stderr)
        raise WrongUsage(message)


def file_command(written: Sequence[str]) -> str | None:
    """The command without AWS that a command line names in the plainest way; None for any other command line."""
    rest = list(written)
    while rest[:1] == ["--lang"]:
        del rest[:2]
    return rest[0] if rest and is_file_command(rest[0]) else None


def command_parser(only: str | None = None) -> argparse.ArgumentParser:
    """What reads a command line. ``only``: the command that it names, where no other needs to be known."""
    # A subcommand's own default would undo what stands before it.
    common = _language_option(argparse.SUPPRESS)
    parser: argparse.ArgumentParser = _Parser(
        prog="kleark",
        description="Checks a municipality's Borgerblikket configuration sheet, and publishes it.",
        epilog=_stack_commands() if only is None else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_language_option("da")],
    )
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", title="commands without AWS", prog=parser.prog
    )
    if only is not None:
        add_file_command(only, commands, common)
        return parser
    from kleark.commands.stack_parser import add_stack_commands

    add_stack_commands(commands, common)
    add_file_commands(commands, common)
    return parser


def _stack_commands() -> str:
    from kleark.commands.stack_parser import STACK_COMMANDS

    return STACK_COMMANDS


def _language_option(default: str) -> argparse.ArgumentParser:
    parser = _Parser(add_help=False)
    parser.add_argument(
        "--lang", choices=("da", "en"), default=default, help="language of the answer (default: da)"
    )
    return parser
