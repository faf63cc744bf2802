"""What reads a command line, of all commands or of one."""

from __future__ import annotations

import argparse
import sys

from kleark.commands.file_parser import add_file_command, add_file_commands, is_file_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, ClassVar, NoReturn

    from kleark.i18n.language import Language


class _Parser(argparse.ArgumentParser):
    lang: ClassVar[Language] = "en"
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

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """As argparse does, but of forty commands only the nearest is named."""
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            from kleark.commands.usage_errors import unknown_command

            self._refuse(*unknown_command(str(value), self.prog, action.choices))
        super()._check_value(action, value)

    def error(self, message: str) -> NoReturn:
        """Print usage and message as argparse does, in the person's language, and leave. Raises WrongUsage."""
        from kleark.commands.usage_errors import danish_usage_error, with_nearest

        unknown = message.removeprefix("unrecognized arguments: ").split() if "unrec" in message else []
        mistaken = [one.partition("=")[0] for one in unknown if one.startswith("--")]
        self._refuse(*with_nearest(danish_usage_error(message), message, mistaken, _options_below(self)))

    def _refuse(self, da: str, en: str) -> NoReturn:
        from kleark.commands.usage_errors import WrongUsage
        from kleark.redaction.shown_name import shown_name

        self.print_usage(sys.stderr)
        label, message = ("fejl", da) if self.lang == "da" else ("error", en)
        print(f"{self.prog}: {label}: {shown_name(message)}", file=sys.stderr)
        raise WrongUsage(da, en)


class _DanishParser(_Parser):
    """Subcommands are parsed by parsers of the same class, so that they speak Danish, too."""

    lang: ClassVar[Language] = "da"

    def format_help(self) -> str:
        """As argparse does, in Danish."""
        from kleark.commands.danish_help import put_into_danish

        put_into_danish(self)
        return super().format_help()

    def _get_formatter(self) -> argparse.HelpFormatter:
        formatter = super()._get_formatter()
        if self._helps:
            add_usage = formatter.add_usage

            def add_danish(usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
                add_usage(usage, actions, groups, "brug: " if prefix is None else prefix)

            formatter.add_usage = add_danish  # type: ignore[method-assign]
        return formatter


def _options_below(parser: argparse.ArgumentParser) -> set[str]:
    """Every option of a command and of the commands below it."""
    options: set[str] = set()
    for action in parser._actions:
        options.update(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            options.update(*(_options_below(below) for below in action.choices.values()))
    return options


def file_command(written: Sequence[str]) -> str | None:
    """The command without AWS that a command line names in the plainest way; None for any other command line."""
    rest = list(written)
    while rest[:1] == ["--lang"]:
        del rest[:2]
    return rest[0] if rest and is_file_command(rest[0]) else None


def asking_for_help(written: Sequence[str]) -> list[str]:
    """``help COMMAND`` as ``COMMAND --help``; any other command line as it is."""
    words = list(written)
    start = 0
    while words[start : start + 1] == ["--lang"]:
        start += 2
    if words[start : start + 1] != ["help"]:
        return words
    return [*words[:start], *words[start + 1 :], "--help"]


def command_parser(only: str | None = None, lang: Language = "en") -> argparse.ArgumentParser:
    """What reads a command line.

    Args:
        only: The command that it names, where no other needs to be known.
        lang: The language of help and of what is wrong, and of the answer where the command line asks for none.
    """
    # A subcommand's own default would undo what stands before it.
    common = _language_option(argparse.SUPPRESS)
    parser_class = _DanishParser if lang == "da" else _Parser
    parser: argparse.ArgumentParser = parser_class(
        prog="kleark",
        description="Checks a municipality's Borgerblikket configuration sheet, and publishes it.",
        epilog=_epilog() if only is None else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_language_option(lang)],
    )
    parser.add_argument(
        "--version",
        action=_Version,
        nargs=0,
        default=argparse.SUPPRESS,
        help="show which Kleark this is, and exit",
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


class _Version(argparse.Action):
    """Which Kleark it is: looked up only where it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> NoReturn:
        from kleark.commands.version import version_text

        print(version_text())
        parser.exit()


def _epilog() -> str:
    from kleark.commands.stack_parser import STACK_COMMANDS

    return STACK_COMMANDS


def _language_option(default: str) -> argparse.ArgumentParser:
    parser = _Parser(add_help=False)
    parser.add_argument(
        "--lang",
        choices=("da", "en"),
        default=default,
        help="language of the answer (default: $KLEARK_LANG, or that of the locale, or da)",
    )
    return parser
