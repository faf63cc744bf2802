"""docs/glossary.md against the code: what it names is there, and what it retired stays away."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.support.source_tree import modules

PAGE = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
TABLES, _, RETIRED = PAGE.partition("## Retired words")


def test_what_the_glossary_names_is_there() -> None:
    names = re.findall(r"`(kleark\.[\w.]+)`", TABLES)
    assert len(names) > 40
    assert [name for name in names if not is_there(name)] == []


def is_there(name: str) -> bool:
    if name in modules():
        return find_spec(name) is not None
    module, _, attribute = name.rpartition(".")
    return module in modules() and hasattr(import_module(module), attribute)


def test_each_word_stands_once() -> None:
    words = [line.split("|")[1].strip() for line in TABLES.splitlines() if line.startswith("| ")]
    words = [word for word in words if word != "word"]
    assert len(words) == len(set(words))


def test_retired_words_are_no_names_in_the_code() -> None:
    retired = re.findall(r"`(\w+)`", RETIRED)
    assert "desk" in retired
    back = [
        f"{module.name}:{one.line} {one.name}"
        for module in modules().values()
        for one in module.definitions()
        if set(words_of(one.name)) & set(retired)
    ]
    assert back == []
    assert [name for name, module in modules().items() if set(words_of(module.stem)) & set(retired)] == []


def words_of(name: str) -> list[str]:
    """``IntakeServices`` and ``_intake_services`` alike: intake, services."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)]
