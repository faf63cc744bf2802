"""The command line: commands that need nothing but files, and commands on a stack.

Exit codes: 0 no errors, or done · 1 errors found, or refused · 2 wrong usage, a file that cannot be read, or AWS that
cannot be used · 3 a fault in Kleark.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from kleark.commands.arguments import ERRORS, FAULT, OK, REGISTER_VARIABLE, UNUSABLE, UsageError
from kleark.commands.stack_parser import LISTED, add_stack_commands
from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["OK", "REGISTER_VARIABLE", "UNUSABLE", "main"]

_FORMATS = ("text", "json", "html", "sarif", "junit", "github")


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
        # What other programs read is UTF-8, also where the terminal's letters are others.
        told_to_people = getattr(options, "output_format", "text") == "text"
        sys.stdout.reconfigure(errors="replace", encoding=None if told_to_people else "utf-8")
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
    found: Callable[[argparse.Namespace], int] = getattr(import_module(f"kleark.commands.{module}"), function)
    return found


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
    common = _asking_for_language(argparse.SUPPRESS)
    parser: argparse.ArgumentParser = _Parser(
        prog="kleark",
        description="Checks a municipality's Borgerblikket configuration sheet, and publishes it.",
        epilog=LISTED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_asking_for_language("da")],
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands without AWS")
    add_stack_commands(commands, common)

    checking = commands.add_parser("check", parents=[common], help="check one or more sheets (.xlsx)")
    checking.set_defaults(command="check:run")
    checking.add_argument("files", nargs="+", metavar="FILE", help="an .xlsx file, or - for standard input")
    checking.add_argument(
        "--municipality", metavar="CODE", help="the municipality whose sheet it is, e.g. 0461"
    )
    checking.add_argument(
        "--inventory",
        action="store_true",
        help="the files are inventories of what is in the indexes (.xlsx or CSV), not sheets",
    )
    checking.add_argument(
        "--output-format",
        choices=_FORMATS,
        default="text",
        help="(default: text); html takes one file",
    )
    checking.add_argument(
        "--fail-level", choices=("error", "warning"), default="error", help="what makes the exit code 1"
    )
    checking.add_argument(
        "--kle-register",
        metavar="FILE",
        help=f"a register written by `kleark register import` (default: ${REGISTER_VARIABLE}, or main group 15)",
    )

    _add_plan(commands, common)
    _add_mending(commands, common)
    _add_template(commands, common)
    _add_map(commands, common)

    rules = commands.add_parser("rules", parents=[common], help="list the rules, or explain some")
    rules.set_defaults(command="rules:run")
    rules.add_argument("ids", nargs="*", metavar="RULE", help="rules to explain, e.g. KA401")

    register = commands.add_parser("register", parents=[common], help="the KLE register")
    actions = register.add_subparsers(required=True, metavar="ACTION")
    importing = actions.add_parser("import", parents=[common], help="read KL's official XML (KLE-Emneplan)")
    importing.set_defaults(command="register:import_register")
    importing.add_argument("xml", metavar="XML", help="the XML file")
    importing.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="where to write the register"
    )
    showing = actions.add_parser("show", parents=[common], help="tell which register is in use")
    showing.set_defaults(command="register:show")
    showing.add_argument("--kle-register", metavar="FILE", help="another register than the one in use")
    return parser


def _asking_for_language(default: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--lang", choices=("da", "en"), default=default, help="language of the answer (default: da)"
    )
    return parser


def _add_plan(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    planning = commands.add_parser("plan", parents=[common], help="tell what publishing a sheet would change")
    planning.set_defaults(command="plan:run")
    planning.add_argument("file", metavar="FILE", help="an .xlsx file, or - for standard input")
    planning.add_argument(
        "--against",
        required=True,
        metavar="WHAT",
        help="what is live: the address of the portal's API (…/v1/kommuner/0461/konfiguration), an answer of it in a "
        "file, a config.json, a report.json, or another sheet",
    )
    planning.add_argument("--municipality", metavar="CODE", help="the municipality, e.g. 0461")
    planning.add_argument(
        "--output-format", choices=("text", "json", "html"), default="text", help="(default: text)"
    )
    planning.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")


def _add_mending(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    fixing = commands.add_parser("fix", parents=[common], help="write a sheet with what is certain corrected")
    fixing.set_defaults(command="fix:fix_sheet")
    fixing.add_argument("--suggestions", action="store_true", help="write what the report suggests, too")
    fixing.add_argument("--output-format", choices=("text", "json"), default="text", help="(default: text)")
    annotating = commands.add_parser("annotate", parents=[common], help="write a sheet with the report in it")
    annotating.set_defaults(command="fix:annotate_sheet")
    for parser in (fixing, annotating):
        parser.add_argument("file", metavar="FILE", help="an .xlsx file, or - for standard input")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write the sheet")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        parser.add_argument("--municipality", metavar="CODE", help="the municipality, e.g. 0461")
        parser.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")


def _add_template(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    starting = commands.add_parser("template", parents=[common], help="write a sheet to start from")
    starting.set_defaults(command="template:run", file="-")
    starting.add_argument(
        "-o", "--output", default="kle-konfiguration.xlsx", metavar="FILE", help="(default: %(default)s)"
    )
    starting.add_argument("--force", action="store_true", help="write over a file that is there")
    starting.add_argument("--municipality", metavar="CODE", help="the municipality, e.g. 0461")
    starting.add_argument(
        "--from",
        dest="filling",
        metavar="FILE",
        help="fill it with the rows of a report.json, a config.json or an answer of the portal's API",
    )
    starting.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")


def _add_map(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    drawing = commands.add_parser("map", parents=[common], help="draw the status of the 98 municipalities")
    drawing.set_defaults(command="map:run")
    drawing.add_argument(
        "--inventory",
        required=True,
        metavar="FILE",
        help="what is in the indexes, .xlsx or CSV, or - for standard input",
    )
    drawing.add_argument(
        "--live",
        required=True,
        action="append",
        metavar="WHAT",
        help="what is live: the address of the portal's API (…/v1), a file of one municipality (config.json or an "
        "answer of the API), or a folder of such files; can be given several times",
    )
    drawing.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="where to write it: .svg, .html, .csv or .json"
    )
    drawing.add_argument("--force", action="store_true", help="write over a file that is there")
    drawing.add_argument("--date", metavar="DAY", help="the day that the inventory is of, e.g. 2025-11-03")
    drawing.add_argument("--kle-register", metavar="FILE", help="as with `kleark check`")


if __name__ == "__main__":
    main()
