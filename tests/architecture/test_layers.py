"""Packages are floors: nothing imports upwards. Each module has a name of its own, and none is too long to read.

docs/architecture.md draws the floors, ADR 12 says why.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.support.source_tree import Import, Module, imports, imports_beside, modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FLOORS = (
    "data_class_templates",
    "data_classes",
    "package_files",
    "redaction",
    "i18n",
    "schemas",
    "refusal_codes",
    "log_events",
    "metrics",
    "registers",
    "configuration",
    "exposure",
    "links",
    "http",
    "sheet",
    "ooxml",
    "rules",
    "report",
    "check",
    "inventory",
    "case_templates",
    "responsibilities",
    "own_numbers",
    "template",
    "fix",
    "edit",
    "status",
    "publishing",
    "editions",
    "intake",
    "watch",
    "erasure",
    "identity",
    "mail",
    "backup",
    "adapters",
    "portal",
    "client",
    "admin",
    "testing",
    "commands",
    "cli",
)
"""Of the package ``kleark``, from the lowest up. The handlers stand above all of them, beside each other."""

HANDLERS = (
    "validate",
    "publish",
    "announce",
    "sweep",
    "erase",
    "portal_api",
    "admin_page",
    "notify",
    "ask_links",
    "register",
    "watch_live",
)

SAME_ROLE = frozenset({"handler", "__init__", "app", "errors", "messages", "model", "ports", "routes"})
"""Names that may stand in several packages, since they have the same role in each."""

NAMED_LIKE_WHAT_THEY_CALL = frozenset(
    {
        "check",
        "delete",
        "edit",
        "fix",
        "plan",
        "publish",
        "replay",
        "revert",
        "schedule",
        "log",
        "row_history",
    }
)
"""A command or a page may be called as what it calls."""

NO_NAMES = frozenset({"told", "found", "made", "kept"})
"""Participles say nothing of what a function does, and a search for them finds everything."""

NO_MODULES = frozenset({"utils", "util", "helpers", "common", "manager", "misc", "base"})

LONGEST = 400
"""Lines of a module."""


def floor(module: Module) -> int:
    if module.name.startswith("kleark."):
        return FLOORS.index(module.package)
    return -1 if module.name == "kleark" else len(FLOORS)


def runs_up(one: Import) -> bool:
    same_package = one.importer.package == one.imported.package
    handlers = floor(one.importer) == floor(one.imported) == len(FLOORS)
    return not same_package and (handlers or floor(one.imported) > floor(one.importer))


def test_every_package_has_its_floor_and_every_floor_its_package() -> None:
    packages = {module.package for name, module in modules().items() if name.startswith("kleark.")}
    assert packages == set(FLOORS)
    assert {module.package for name, module in modules().items() if not name.startswith("kleark")} == set(
        HANDLERS
    )


def test_no_import_runs_up() -> None:
    assert [str(one) for one in imports() if runs_up(one)] == []


def test_packages_form_no_knot() -> None:
    below: Mapping[str, set[str]] = defaultdict(set)
    for one in imports():
        if one.importer.package != one.imported.package and one.imported.name != "kleark":
            below[one.importer.package].add(one.imported.package)
    assert [name for name in list(below) if name in reached(below, name)] == []


def reached(below: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(below.get(start, ()))
    while waiting:
        if (name := waiting.pop()) not in seen:
            seen.add(name)
            waiting += below.get(name, ())
    return seen


@pytest.mark.parametrize("package", ["publishing", "intake"])
def test_aws_is_known_through_ports_alone(package: str) -> None:
    outside = {"boto3", "botocore", "aws_lambda_powertools"}
    for module in modules().values():
        if module.package == package and module.name.startswith("kleark."):
            assert not outside_imports(module) & outside, module.name


def test_only_adapters_handlers_and_tests_of_portals_know_boto3() -> None:
    # The commands look whether boto3 is there at all, to say what to install.
    knowing = {m.package for m in modules().values() if outside_imports(m) & {"boto3", "botocore"}}
    assert knowing <= {"adapters", "testing", "commands", *HANDLERS}


def outside_imports(module: Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_a_module_name_stands_once() -> None:
    by_name: dict[str, list[Module]] = defaultdict(list)
    for module in modules().values():
        if module.stem not in SAME_ROLE:
            by_name[module.stem].append(module)
    assert {
        name: [m.name for m in several] for name, several in by_name.items() if is_repeated(several)
    } == {}


def is_repeated(several: Iterable[Module]) -> bool:
    """Whether more than one is left once commands and pages are set aside that are named like what they call."""
    left = [
        module
        for module in several
        if not (module.stem in NAMED_LIKE_WHAT_THEY_CALL and is_command_or_page(module))
    ]
    return len(left) > 1


def is_command_or_page(module: Module) -> bool:
    return module.name.startswith(("kleark.commands.", "kleark.admin.pages."))


def test_no_module_is_called_by_what_it_is_not() -> None:
    assert [name for name, module in modules().items() if module.stem in NO_MODULES] == []


def test_no_function_is_called_by_a_bare_participle() -> None:
    bare = [
        f"{module.name}:{one.line} {one.name}"
        for module in modules().values()
        for one in module.definitions()
        if one.name.lower().lstrip("_") in NO_NAMES
    ]
    assert bare == []


def test_no_module_is_too_long_to_read() -> None:
    assert {m.name: n for m in modules().values() if (n := len(m.text.splitlines())) > LONGEST} == {}


def test_every_module_says_what_it_holds() -> None:
    assert [name for name, module in modules().items() if not ast.get_docstring(module.tree)] == []


@pytest.mark.parametrize("among", [imports, imports_beside], ids=["the product", "what stands beside it"])
def test_modules_form_no_circle(among: Callable[[], Iterable[Import]]) -> None:
    below: Mapping[str, set[str]] = defaultdict(set)
    for one in among():
        if one.imported.stem != "__init__" and one.importer.stem != "__init__" and not one.by_name:
            below[one.importer.name].add(one.imported.name)
    assert [name for name in list(below) if name in reached(below, name)] == []
