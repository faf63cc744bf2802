"""The command line: commands that need nothing but files, and commands on a stack.

Exit codes: 0 no errors, or done · 1 errors found, or refused · 2 wrong usage, a file that cannot be read, or AWS that
cannot be used · 3 a fault in Kleark.

A refusal is a line on standard error and, with ``--output-format json``, JSON on standard output: ``docs/errors.md``.
"""

from __future__ import annotations

import gc
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
from kleark.commands.machine import abandon_output, machine_refusal, open_streams
from kleark.commands.plain_check import plain_check
from kleark.i18n.language import UnknownLanguageError, asked_language, chosen_language, locale_language
from kleark.sheet.errors import ProcessLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn

    from kleark.commands.usage_errors import WrongUsage
    from kleark.i18n.language import Language
    from kleark.publishing.errors import Refusal

__all__ = ["OK", "REGISTER_VARIABLE", "UNUSABLE", "main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    written = sys.argv[1:] if arguments is None else arguments
    open_streams(written)
    lang = _language(written)
    options: Any = plain_check(written, lang) or _parsed(written, lang)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What other programs read is UTF-8, also where the terminal's encoding is another.
        for_people = options.output_format == "text"
        sys.stdout.reconfigure(errors="replace", encoding=None if for_people else "utf-8")
    code = _run(options)
    if arguments is None:
        # The program ends: to look through all that it made for cycles takes a tenth of the time of a small sheet.
        gc.freeze()
    sys.exit(code)


def _language(written: Sequence[str]) -> Language:
    """What the command line asks for, or else the environment. Leaves with code 2 where that names no language."""
    try:
        return asked_language(written) or chosen_language(os.environ)
    except UnknownLanguageError as unknown:
        from kleark.commands.refusal_output import print_message
        from kleark.refusal_codes import RefusalCode

        refusal = UsageError(RefusalCode.WRONG_USAGE, unknown.da, unknown.en)
        print_message(refusal, locale_language(os.environ))
        if _asks_for_json(written):
            _print_json(refusal)
        sys.exit(UNUSABLE)


def _parsed(written: Sequence[str], lang: Language) -> argparse.Namespace:
    from kleark.commands.command_parser import asking_for_help, command_parser, file_command
    from kleark.commands.usage_errors import WrongUsage

    written = asking_for_help(written)
    try:
        return command_parser(file_command(written), lang).parse_args(written)
    except WrongUsage as wrong:
        if _asks_for_json(written):
            _print_json_refusal(wrong)
        raise


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


def _print_json_refusal(wrong: WrongUsage) -> None:
    from kleark.refusal_codes import RefusalCode

    da = f"Kommandoen er ikke skrevet rigtigt: {wrong.da}"
    en = f"The command is not written correctly: {wrong.en}"
    _print_json(UsageError(RefusalCode.WRONG_USAGE, da, en))


def _print_json(refusal: UsageError) -> None:
    from kleark.commands.refusal_output import print_json

    print_json(refusal)
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


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, also one that cannot be parsed."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any("--output-format=json" in {one, f"{one}={value}"} for one, value in pairs)


if __name__ == "__main__":
    main()
