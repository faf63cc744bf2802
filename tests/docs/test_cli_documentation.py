"""`kleark --help`, README and docs/: every command and option has a help text, and a line for those who read docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kleark.commands.stack_parser import STACK_COMMANDS
from tests.support.cli_reference import PAGE, commands, page

ROOT = Path(__file__).parents[2]
GUIDES = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/operating.md"))
COMMANDS = commands()


def test_the_reference_is_that_of_the_code() -> None:
    assert len(COMMANDS) == 48
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.support.cli_reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_explained_in_help_and_in_a_guide(name: str) -> None:
    _, text = COMMANDS[name]
    assert text
    assert re.search(rf"{name}\b", GUIDES)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help_text(name: str) -> None:
    parser, _ = COMMANDS[name]
    assert [action.dest for action in parser._actions if not action.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_in_json_when_asked(name: str) -> None:
    parser, _ = COMMANDS[name]
    [formats] = [action.choices for action in parser._actions if action.dest == "output_format"]
    assert {"text", "json"} <= set(formats or ())


def test_the_commands_on_a_stack_are_listed_in_help() -> None:
    on_a_stack = {name for name, (parser, _) in COMMANDS.items() if "--stack" in parser.format_help()}
    listed = {
        f"kleark {verb}"
        for verb in re.findall(r"^  ((?:log |register )?[a-z-]+)", STACK_COMMANDS, flags=re.MULTILINE)
    }
    assert listed == on_a_stack
