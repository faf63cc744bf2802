"""Every rule fires where its module says: in that module, in the checks of its group, or where ``FIRED_IN`` points.

Read from the source, since a rule that nothing fires breaks no other test: it would only stand in the documentation.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kleark.rules.registry import all_rules, groups

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"
RULES = "kleark.rules"


class Declared(NamedTuple):
    """A rule as it is declared: by its id, as a constant of a module."""

    id: str
    module: str
    constant: str


def source_of(module: str) -> str:
    return FUNCTIONS.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(source_of(module))


def declarations(module: str, tree: ast.Module) -> Iterator[Declared]:
    """The rules that a module declares: ``NAME = rule("KA…", …)``."""
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=constant)],
                value=ast.Call(func=ast.Name(id="rule"), args=[ast.Constant(value=str(rule_id)), *_]),
            ):
                yield Declared(rule_id, module, constant)


def fired_in(tree: ast.Module) -> tuple[str, ...]:
    """What the module's ``FIRED_IN`` names: modules, and schemas by their path."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="FIRED_IN")], value=value):
                places: tuple[str, ...] = ast.literal_eval(value)
                return places
    return ()


def places_of(module: str) -> Iterator[str]:
    """Where the rules of a module may fire."""
    yield module
    twin = module.removesuffix("_rules")
    if twin != module and FUNCTIONS.joinpath(*twin.split(".")).with_suffix(".py").is_file():
        yield twin
    yield from fired_in(tree_of(module))


def fires(rule: Declared, place: str, tree: ast.Module) -> bool:
    """Whether the code of ``place`` uses the rule for more than comparing: by its constant, or by its id in a call.

    A remark that is compared with a rule was fired elsewhere. The reader's child process is below the rules and
    names them by their ids.
    """
    names = {rule.constant} if place == rule.module else set()
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == rule.module:
            names |= {alias.asname or alias.name for alias in node.names if alias.name == rule.constant}
        elif (
            isinstance(node, ast.ImportFrom)
            and f"{node.module}." == rule.module[: len(node.module or "") + 1]
        ):
            modules |= {
                alias.asname or alias.name
                for alias in node.names
                if f"{node.module}.{alias.name}" == rule.module
            }
    return any(_names(node, names, modules, rule) for node in _outside_comparisons(tree))


def _outside_comparisons(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is in no comparison and not in the declaration of a rule."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Compare):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == "rule":
            continue
        yield child
        yield from _outside_comparisons(child)


def _names(node: ast.AST, names: set[str], modules: set[str], rule: Declared) -> bool:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            return name in names
        case ast.Attribute(value=ast.Name(id=module), attr=constant):
            return module in modules and constant == rule.constant
        case ast.Call(args=arguments):
            return any(isinstance(one, ast.Constant) and one.value == rule.id for one in arguments)
    return False


def schema_fires(rule: Declared, schema: str) -> bool:
    """Whether a JSON Schema names the rule beside a constraint, in ``x-rules``."""

    def ids(node: object) -> Iterator[object]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "x-rules":
                    yield from _leaves(value)
                else:
                    yield from ids(value)

    return rule.id in ids(json.loads((ROOT / schema).read_bytes()))


def _leaves(node: object) -> Iterator[object]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _leaves(value)
    else:
        yield node


def rule_fires(rule: Declared, place: str) -> bool:
    return schema_fires(rule, place) if place.endswith(".json") else fires(rule, place, tree_of(place))


def modules_with_rules() -> list[str]:
    modules = [f"{RULES}.{path.stem}" for path in sorted((FUNCTIONS / "kleark" / "rules").glob("*.py"))]
    return [module for module in modules if any(declarations(module, tree_of(module)))]


ALL = [rule for module in modules_with_rules() for rule in declarations(module, tree_of(module))]


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_fires_where_its_module_says(rule: Declared) -> None:
    places = tuple(places_of(rule.module))
    assert any(rule_fires(rule, place) for place in places), f"{rule.constant} fires in none of {places}"


@pytest.mark.parametrize("module", modules_with_rules())
def test_each_place_that_is_named_fires_a_rule(module: str) -> None:
    own = [rule for rule in ALL if rule.module == module]
    idle = [place for place in fired_in(tree_of(module)) if not any(rule_fires(rule, place) for rule in own)]
    assert idle == []


def test_the_declarations_are_all_the_rules_there_are() -> None:
    assert {rule.id for rule in ALL} == all_rules().keys()
    assert {group.__name__ for group in groups()} == set(modules_with_rules())


DECLARING = 'NOISE = rule("KA999", "error")\n'
A_RULE = Declared("KA999", "kleark.rules.noise_rules", "NOISE")


@pytest.mark.parametrize(
    "code",
    [
        "from kleark.rules.noise_rules import NOISE\nremark = Remark(NOISE)",
        "from kleark.rules.noise_rules import NOISE as LOUD\nremark = Remark(LOUD)",
        "from kleark.rules import noise_rules\nremark = Remark(noise_rules.NOISE)",
        "from kleark.rules import noise_rules as rules\nKINDS = {1: rules.NOISE}",
        'raise UnreadableFile("KA999", {})',
    ],
)
def test_what_counts_as_firing(code: str) -> None:
    assert fires(A_RULE, "kleark.somewhere", ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "from kleark.rules.noise_rules import NOISE\nloud = remark.rule is NOISE",
        "from kleark.rules import noise_rules as rules\nloud = remark.rule in (rules.NOISE,)",
        "from kleark.rules.other_rules import NOISE\nremark = Remark(NOISE)",
        'if refusal.rule != "KA999": raise',
        '"""KA999 is fired elsewhere."""',
        "NOISE = 1",
    ],
)
def test_what_does_not(code: str) -> None:
    assert not fires(A_RULE, "kleark.somewhere", ast.parse(code))


def test_a_declaration_alone_fires_nothing() -> None:
    assert list(declarations(A_RULE.module, ast.parse(DECLARING))) == [A_RULE]
    assert not fires(A_RULE, A_RULE.module, ast.parse(DECLARING))
    assert fires(A_RULE, A_RULE.module, ast.parse(f"{DECLARING}remark = Remark(NOISE)"))
