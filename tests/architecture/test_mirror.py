"""Tests are found from the code: ``kleark/rules/phone.py`` is tested by ``tests/unit/rules/test_phone.py``.

A test of one aspect adds it to the name (``test_reader_hostile.py``). Where something only shows on moto it stands in
``tests/integration/`` in the same way. A module that is tested through another has its line in ``tested_through.json``,
and is imported, directly or not, by the test that stands there.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.source_tree import imports, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]
INDEX = Path(__file__).with_name("tested_through.json")
MIRRORED = ("unit", "integration")
OF_SEVERAL = {
    "unit/sample_sheets": "the sheets of sample_sheets/, by every rule",
    "integration/http": "golden answers of portal and page, from event to result",
    "integration/support": "the helpers of the tests themselves",
    "unit/support": "the helpers of the tests themselves",
    "integration/admin_page": "the handler of the page",
    "integration/ask_links": "the handler that asks links",
    "integration/register": "the handler that receives and fetches editions",
    "integration/admin/test_access.py": "every route, role and municipality",
    "integration/commands/test_deploying_steps.py": "docs/deploying.md, the first sheet",
    "integration/commands/test_runbook.py": "docs/operating.md, command by command",
    "integration/commands/test_stack_commands.py": "the commands on a stack, one after the other",
    "integration/commands/test_refusals_in_json.py": "the refusal of every command, held to its schema",
    "integration/test_recorded_run.py": "what every function asks of AWS, held to its rights",
    "integration/publishing/test_conformance.py": "the code beside the model of the protocol",
    "integration/publishing/test_killed.py": "every command, killed at every call",
    "integration/publishing/test_races.py": "two commands at once",
    "integration/publishing/test_stored_items.py": "golden files of all that is stored",
}
"""Folders and files of tests that are about no one module, and what they are about."""


def names() -> dict[str, list[str]]:
    """The names of modules by package folder: ``rules``: ``[phone, dates, …]``."""
    by_folder: dict[str, list[str]] = {}
    for name, module in modules().items():
        if name.startswith("kleark.") and module.stem != "__init__":
            folder = "/".join(name.split(".")[1:-1])
            by_folder.setdefault(folder, []).append(module.stem)
    return by_folder


def mirrored_files() -> Iterator[tuple[str, str, str]]:
    """Path from ``tests/``, mirrored folder, and what comes after ``test_``."""
    for base in MIRRORED:
        for path in sorted((TESTS / base).rglob("test_*.py")):
            folder = path.relative_to(TESTS / base).parent.as_posix()
            yield path.relative_to(TESTS).as_posix(), "" if folder == "." else folder, path.stem[5:]


def is_of(stem: str, module: str) -> bool:
    return stem == module or stem.startswith(module + "_")


def test_each_test_stands_where_its_module_leads_to_expect() -> None:
    by_folder = names()
    packages = set(by_folder[""])
    lost = [
        path
        for path, folder, stem in mirrored_files()
        if not any(is_of(stem, module) for module in by_folder.get(folder, ()))
        and folder not in packages
        and not any(path == known or path.startswith(known + "/") for known in OF_SEVERAL)
    ]
    assert lost == []


def test_each_exception_is_there() -> None:
    assert [known for known in OF_SEVERAL if not (TESTS / known).exists() and "support" not in known] == []


def test_each_module_has_a_test_of_its_name_or_a_line_that_names_one() -> None:
    index = json.loads(INDEX.read_text(encoding="utf-8"))
    own = {
        ".".join(("kleark", *filter(None, folder.split("/")), module))
        for _, folder, stem in mirrored_files()
        for module in names().get(folder, ())
        if is_of(stem, module)
    }
    every = {
        name for name, module in modules().items() if name.startswith("kleark.") and module.stem != "__init__"
    }
    assert sorted(every - own - set(index)) == []
    assert sorted(set(index) - (every - own)) == [], "has a test of its own, or is no more"


def test_what_tests_a_module_for_another_reaches_it() -> None:
    index = json.loads(INDEX.read_text(encoding="utf-8"))
    wrong = {
        module: path
        for module, path in index.items()
        if not (TESTS / path).is_file() or module not in reachable(path)
    }
    assert wrong == {}


@cache
def reachable(path: str) -> frozenset[str]:
    """The product's modules that a test imports, by itself, by its helpers, and by what those import."""
    waiting, seen = list(imported_by(TESTS / path)), set[str]()
    while waiting:
        if (name := waiting.pop()) in seen:
            continue
        seen.add(name)
        helper = TESTS.parent.joinpath(*name.split(".")).with_suffix(".py")
        waiting += imported_by(helper) if name.startswith("tests.") and helper.is_file() else below(name)
    return frozenset(seen)


@cache
def all_imports() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in imports():
        found.setdefault(one.importer.name, set()).add(one.imported.name)
    return {name: frozenset(imported) for name, imported in found.items()}


def below(name: str) -> frozenset[str]:
    return all_imports().get(name, frozenset())


@cache
def imported_by(path: Path) -> tuple[str, ...]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return tuple(found)
