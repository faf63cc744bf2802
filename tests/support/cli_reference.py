"""docs/cli.md: every command with its options, as `kleark --help` explains them.

    python -m tests.support.cli_reference

writes it anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kleark.commands.command_parser import command_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"

_HEAD = """# Commands

Every command with its arguments and options; `kleark help COMMAND` says the same, in Danish or English. Exit codes:
0 no errors, or done · 1 errors found, or refused · 2 wrong usage, a file that cannot be read, or AWS that cannot be
used · 3 a fault · 130 stopped with Ctrl-C.
What is refused, with its code for programs: [errors.md](errors.md). Written by `python -m tests.support.cli_reference`.

**Which Kleark**: `kleark --version` tells the version, the commit where it is known, and the Python.

**Language**: `--lang da|en`, else `KLEARK_LANG`, else the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`, in this order).
Danish where that is Danish or says no language (`C`, `POSIX`, unset, as in CI and cron), English where it is any other.
It holds for answers, help, refusals, what is wrong with a command line, and `make run`, `make demo` and `make upload`.
JSON has both languages in any case. Names of commands, options and their values are the same in both.

**Municipalities** are given by code or name: `0461`, `Odense`, `"odense kommune"`.

**Completion** of commands, options, choices, `.xlsx` files, rules and municipalities with Tab, whose script has the
language of whoever makes it:

```
eval "$(kleark completion bash)"                                           # in ~/.bashrc
eval "$(kleark completion zsh)"                                            # in ~/.zshrc, after compinit
kleark completion fish > ~/.config/fish/completions/kleark.fish            # once, and after each update
```
"""


def commands() -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """Each command with its parser, and what is said of it."""
    return {name: (parser, text) for name, parser, text in _below(command_parser(), "kleark")}


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_section(name, parser, text) for name, (parser, text) in commands().items())


def _below(parser: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for verb, below in action.choices.items():
                inner = list(_below(below, f"{name} {verb}"))
                yield from inner or [(f"{name} {verb}", below, helps.get(verb) or below.description or "")]


def _section(name: str, parser: argparse.ArgumentParser, text: str) -> str:
    lines = [
        f"| {_signature(action)} | {_help(action)} |" for action in parser._actions if action.dest != "help"
    ]
    said = text[:1].upper() + text[1:].rstrip(".")
    return "\n".join((f"\n## {name}\n", f"{said}.\n", "| argument | meaning |", "|---|---|", *lines, ""))


def _signature(action: argparse.Action) -> str:
    named = " ".join(action.metavar) if isinstance(action.metavar, tuple) else action.metavar
    value = named or (
        "|".join(action.choices) if action.choices else "" if action.nargs == 0 else action.dest
    )
    names = [f"{option} {value}".strip() for option in action.option_strings] or [str(value)]
    return ", ".join(f"`{name}`" for name in names).replace("|", r"\|")


def _help(action: argparse.Action) -> str:
    text = (action.help or "").replace("%(default)s", str(action.default)).replace("|", r"\|")
    return f"{text} (required)" if action.option_strings and action.required else text


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
