"""Help is Danish or English throughout, and `kleark help COMMAND` is `kleark COMMAND --help`."""

from __future__ import annotations

import argparse
import json
import re
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from kleark.commands.command_parser import command_parser
from kleark.commands.danish_help import put_into_danish
from kleark.commands.stack_parser import STACK_COMMANDS
from kleark.package_files import read_package_file
from tests.support.cli_reference import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD = json.loads(read_package_file("commands", "danish_help.json"))


def texts(parser: argparse.ArgumentParser) -> Iterator[str]:
    """All that a parser and those below it say in English."""
    yield from filter(None, (parser.description,))
    for action in parser._actions:
        yield from filter(None, (action.help,))
        if isinstance(action, argparse._SubParsersAction):
            yield from filter(None, (choice.help for choice in action._choices_actions))
            for below in action.choices.values():
                yield from texts(below)


def shown(capsys: pytest.CaptureFixture[str], *written: str) -> str:
    with pytest.raises(SystemExit) as left:
        cli.main(written)
    assert left.value.code == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_every_text_of_help_has_its_danish_one_and_no_other_is_kept() -> None:
    assert set(TOLD["texts"]) == set(texts(command_parser()))
    assert not [english for english, danish in TOLD["texts"].items() if english == danish]


def test_both_lists_of_commands_on_a_stack_are_of_the_same_commands() -> None:
    def listed(text: str) -> list[str]:
        return re.findall(r"^  ([a-z].*?)(?:   .*)?$", text, flags=re.MULTILINE)

    def verbs(text: str) -> list[str]:
        return [" ".join(re.findall(r"^[a-z-]+(?: [a-z]+\b)?", line)) for line in listed(text)]

    assert [line.split("  ")[0] for line in listed(TOLD["stack"])] == [
        line.split("  ")[0] for line in listed(STACK_COMMANDS)
    ]
    assert len(verbs(STACK_COMMANDS)) > 30


def test_to_put_it_into_danish_twice_changes_nothing() -> None:
    parser = command_parser(lang="da")
    once = parser.format_help()
    put_into_danish(parser)
    assert parser.format_help() == once


@pytest.mark.parametrize("name", ["", *(name.removeprefix("kleark ") for name in commands())])
def test_help_of_a_command_is_what_its_option_shows(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = name.split()
    english = shown(capsys, "help", *words, "--lang", "en")
    assert english == shown(capsys, *words, "--lang", "en", "--help")
    assert english == shown(capsys, "--lang", "en", "help", *words)
    assert english.startswith("usage: kleark")
    danish = shown(capsys, "help", *words)
    assert danish == shown(capsys, *words, "--help")
    assert danish.startswith("brug: kleark")
    assert not re.search(
        r"^(usage|options|positional)|show this help|language of", danish, flags=re.MULTILINE
    )


def test_help_of_what_is_no_command_suggests_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["help", "chek", "--lang", "en"])
    assert left.value.code == 2
    assert "Did you mean check?" in capsys.readouterr().err
