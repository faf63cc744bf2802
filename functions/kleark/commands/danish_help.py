"""Help in Danish: the texts that a parser was given in English, by those. Read only where help is shown."""

from __future__ import annotations

import argparse
import json

from kleark.package_files import read_package_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def put_into_danish(parser: argparse.ArgumentParser) -> None:
    """Put what a parser says of itself into Danish. What has no Danish text, or is Danish already, stays."""
    told = _texts()
    texts: dict[str, str] = told["texts"]
    parser.description = _danish(parser.description, texts)
    if parser.epilog:
        parser.epilog = told["stack"]
    for group in parser._action_groups:
        group.title = _danish(group.title, told["groups"])
    for action in parser._actions:
        action.help = _danish(action.help, texts)
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                choice.help = _danish(choice.help, texts)


def _danish(text: str | None, texts: dict[str, str]) -> str | None:
    return texts.get(text, text) if text else text


def _texts() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(read_package_file("commands", "danish_help.json"))
    return told
