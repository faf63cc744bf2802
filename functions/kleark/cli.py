"""The command line: commands that need nothing but files, and commands on a stack.

Exit codes: 0 no errors, or done · 1 errors found, or refused · 2 wrong usage, a file that cannot be read, or AWS that
cannot be used · 3 a fault in Kleark.

A refusal is a line on standard error and, with ``--output-format json``, JSON on standard output: ``docs/errors.md``.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from kleark.commands.arguments import ERRORS, FAULT, OK, REGISTER_VARIABLE, UNUSABLE, UsageError
from kleark.commands.file_parser import add_file_commands
from kleark.commands.stack_parser import STACK_COMMANDS, add_stack_commands
from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["OK", "REGISTER_VARIABLE", "UNUSABLE", "main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    written = sys.argv[1:] if arguments is None else arguments
    try:
        options = _parser().parse_args(written)
    except _WrongUsage as wrong:
        if _asks_for_json(written):
            _print_json_refusal(wrong.message)
        raise
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What other programs read is UTF-8, also where the terminal's encoding is another.
        for_people = options.output_format == "text"
        sys.stdout.reconfigure(errors="replace", encoding=None if for_people else "utf-8")
    sys.exit(_run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        code = _exit_code(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except KeyboardInterrupt:
        return 130
    return code


def _exit_code(options: argparse.Namespace) -> int:
    """Run the command, and report why where it refuses or fails."""
    try:
        code: int = _command(options.command)(options)
        sys.stdout.flush()
    except UsageError as refusal:
        _print_refusal(refusal, options)
        return UNUSABLE
    except Refusal as refusal:
        _print_refusal(refusal, options)
        return ERRORS
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("KLEARK_DEBUG"):
            raise
        _print_refusal(_internal_error(error), options)
        return FAULT
    return code


def _print_json_refusal(message: str) -> None:
    from kleark.commands.refusal_output import print_json

    da, en = (
        f"Kommandoen er ikke skrevet rigtigt: {message}",
        f"The command is not written correctly: {message}",
    )
    print_json(UsageError(RefusalCode.WRONG_USAGE, da, en))
    sys.stdout.flush()


def _print_refusal(refusal: UsageError | Refusal, options: argparse.Namespace) -> None:
    from kleark.commands.refusal_output import print_refusal

    print_refusal(refusal, options)


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function ``module:function`` of `kleark.commands`, imported only now."""
    module, _, function = name.partition(":")
    command: Callable[[argparse.Namespace], int] = getattr(
        import_module(f"kleark.commands.{module}"), function
    )
    return command


def _internal_error(error: Exception) -> UsageError:
    kind = type(error).__name__
    return UsageError(
        RefusalCode.UNEXPECTED,
        f"Der er en fejl i Kleark selv ({kind}). Sæt KLEARK_DEBUG=1 for at se hvor, og meld den.",
        f"There is a fault in Kleark itself ({kind}). Set KLEARK_DEBUG=1 to see where, and report it.",
        exception=kind,
    )


class _WrongUsage(SystemExit):
    """What argparse leaves with, and its message."""

    def __init__(self, message: str) -> None:
        super().__init__(UNUSABLE)
        self.message = message


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print usage and message as argparse does, and leave. Raises _WrongUsage."""
        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {message}", file=sys.stderr)
        raise _WrongUsage(message)


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, also one that cannot be parsed."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any("--output-format=json" in {one, f"{one}={value}"} for one, value in pairs)


def _parser() -> argparse.ArgumentParser:
    # A subcommand's own default would undo what stands before it.
    common = _language_option(argparse.SUPPRESS)
    parser: argparse.ArgumentParser = _Parser(
        prog="kleark",
        description="Checks a municipality's Borgerblikket configuration sheet, and publishes it.",
        epilog=STACK_COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_language_option("da")],
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands without AWS")
    add_stack_commands(commands, common)
    add_file_commands(commands, common)
    return parser


def _language_option(default: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--lang", choices=("da", "en"), default=default, help="language of the answer (default: da)"
    )
    return parser


if __name__ == "__main__":
    main()
