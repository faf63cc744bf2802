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

from kleark.commands.arguments import (
    ERRORS,
    FAULT,
    OK,
    REGISTER_VARIABLE,
    UNUSABLE,
    UsageError,
    reading_interrupted,
)
from kleark.commands.file_parser import add_file_command, add_file_commands, is_file_command
from kleark.commands.machine import abandon_output, machine_refusal, open_streams
from kleark.sheet.errors import ProcessLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from kleark.publishing.errors import Refusal

__all__ = ["OK", "REGISTER_VARIABLE", "UNUSABLE", "main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    written = sys.argv[1:] if arguments is None else arguments
    open_streams(written)
    try:
        options = _parser(_file_command(written)).parse_args(written)
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
    if getattr(options, "output", None) == "-":
        # The file that is written goes to standard output, and what is said of it to standard error.
        from contextlib import redirect_stdout

        options.standard_output = getattr(sys.stdout, "buffer", sys.stdout)
        with redirect_stdout(sys.stderr):
            code = _exit_code(options)
        return max(code, _flush(options))
    return max(_exit_code(options), _flush(options))


def _flush(options: argparse.Namespace) -> int:
    """What the exit code must be at least, after the last of the answer."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _no_answer(error, options)
    return OK


def _no_answer(error: OSError, options: argparse.Namespace) -> int:
    """Standard output takes nothing. A reader that has gone is not told so."""
    abandon_output()
    refusal = machine_refusal(error)
    if refusal is not None:
        from kleark.commands.refusal_output import print_message

        print_message(refusal, options.lang)
    return UNUSABLE


def _exit_code(options: argparse.Namespace) -> int:
    """Run the command, and report why where it refuses or fails."""
    try:
        return _command_code(options)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Of the answer itself, or of the refusal that was to be printed.
        return _no_answer(error, options)


def _command_code(options: argparse.Namespace) -> int:
    try:
        code: int = _command(options.command)(options)
        sys.stdout.flush()
    except UsageError as refusal:
        _print_refusal(refusal, options)
        return UNUSABLE
    except ProcessLostError:
        _print_refusal(reading_interrupted(getattr(options, "file", "")), options)
        return UNUSABLE
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 (all are told)
        return _code_of(error, options)
    return code


def _code_of(error: Exception, options: argparse.Namespace) -> int:
    """Tell why a command failed."""
    # Loaded only now: most commands can be refused nothing.
    from kleark.publishing.errors import Refusal

    try:
        raise error  # noqa: TRY301
    except Refusal as refusal:
        _print_refusal(refusal, options)
        return ERRORS
    except Exception:
        refused = machine_refusal(error) if isinstance(error, OSError) else None
        if refused is not None:
            _print_refusal(refused, options)
            return UNUSABLE
        if os.environ.get("KLEARK_DEBUG"):
            raise
        _print_refusal(_internal_error(error), options)
        return FAULT


def _print_json_refusal(message: str) -> None:
    from kleark.commands.refusal_output import print_json
    from kleark.refusal_codes import RefusalCode

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
    from kleark.refusal_codes import RefusalCode

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
        """Print usage and message as argparse does, and leave. Raises _WrongUsage."""
        from kleark.redaction.shown_name import shown_name

        self.print_usage(sys.stderr)
        print(f"{self.prog}: error: {shown_name(message)}", file=sys.stderr)
        raise _WrongUsage(message)


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, also one that cannot be parsed."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any("--output-format=json" in {one, f"{one}={value}"} for one, value in pairs)


def _file_command(written: Sequence[str]) -> str | None:
    """The command without AWS that a command line names in the plainest way; None for any other command line."""
    rest = list(written)
    while rest[:1] == ["--lang"]:
        del rest[:2]
    return rest[0] if rest and is_file_command(rest[0]) else None


def _parser(only: str | None = None) -> argparse.ArgumentParser:
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


if __name__ == "__main__":
    main()
