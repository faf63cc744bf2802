"""Which of our modules a function can come to, and which of the schemas: read from the source, nothing is imported.

Followed are imports wherever they stand, those for types left out; ``import_module`` with a string, as far as the
string is given; and the code that a child process is started with, which stands in a string. Only the standard library
is used, since `sam build` runs it with whatever Python there is.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTIONS = Path(__file__).resolve().parent.parent / "functions"
SCHEMA_READERS = {"schema": "{}.schema.json", "contract": "{}"}
"""The functions of `kleark.schemas`, and what their argument stands for."""


@dataclass
class Reached:
    """``modules``: dotted name -> file. ``schemas``: names under ``schemas/``."""

    modules: dict[str, Path] = field(default_factory=dict)
    schemas: set[str] = field(default_factory=set)

    def data_files(self) -> Iterator[Path]:
        """What lies beside the modules and is none: templates, registers, in the packages that are reached."""
        packages = {path.parent for path in self.modules.values() if path.name == "__init__.py"}
        for package in sorted(packages):
            yield from _data_of(package)


def _data_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name != "__pycache__" and not (path / "__init__.py").exists():
                yield from _data_of(path)
        elif path.suffix not in {".py", ".pyc"} and path.stem != "requirements":
            yield path


def reached_from(handler: str, functions: Path = FUNCTIONS) -> Reached:
    """All that the module ``handler`` can come to, itself included."""
    every = {_name(path, functions): path for path in sorted(functions.rglob("*.py"))}
    reached = Reached()
    waiting = [handler]
    while waiting:
        name = waiting.pop()
        if name in reached.modules or name not in every:
            continue
        reached.modules[name] = every[name]
        named = _named_in(every[name].read_text(encoding="utf-8"))
        waiting += [name.rpartition(".")[0], *named.modules]
        waiting += [one for one in every if one.startswith(named.beginnings)]
        reached.schemas |= named.schemas
    return reached


def _name(path: Path, functions: Path) -> str:
    parts = path.relative_to(functions).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True)
class _Named:
    """What a module's source names: ``modules``; those whose name has one of ``beginnings``; and ``schemas``."""

    modules: tuple[str, ...]
    beginnings: tuple[str, ...]
    schemas: frozenset[str]


@cache
def _named_in(source: str) -> _Named:
    modules: list[str] = []
    beginnings: list[str] = []
    schemas: set[str] = set()
    for node in _run(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules += _imported(node)
        elif isinstance(node, ast.Call):
            beginnings += _beginning(node)
            schemas |= set(_schemas(node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " import " in node.value:
            modules += _imported_by_code(node.value)
    return _Named(tuple(modules), tuple(beginnings), frozenset(schemas))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, but for what only type checkers read. Some 300,000 for the page: no call for each."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
            continue
        yield node
        for name in node._fields:
            below = getattr(node, name, None)
            if isinstance(below, list):
                waiting += [one for one in below if isinstance(one, ast.AST)]
            elif isinstance(below, ast.AST) and not isinstance(below, ast.expr_context):
                waiting.append(below)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _beginning(node: ast.Call) -> Iterator[str]:
    """Of the name of a module that `import_module` is given. Nothing is known of it: it can be any module."""
    if _called(node) == "import_module" and node.args:
        argument = node.args[0]
        first = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
        yield first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _imported_by_code(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text.replace("{", "(").replace("}", ")"))  # what is filled in by `format` is a value
    except SyntaxError:
        return  # a sentence
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(node)


def _schemas(node: ast.Call) -> Iterator[str]:
    if (form := SCHEMA_READERS.get(_called(node))) and node.args:
        argument = node.args[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield form.format(argument.value)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
