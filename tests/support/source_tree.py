"""The product's modules as source: names, imports and definitions, read without importing anything."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"
BESIDE = ("benchmarks", "infra", "sample_sheets", "tests")
"""What is imported from the root: what measures, runs, fills and holds the product."""


class Definition(NamedTuple):
    """A class, function or method, and the line that it starts on."""

    name: str
    kind: type[ast.AST]
    line: int


@dataclass(frozen=True)
class Module:
    """``name``: dotted, as it is imported; a package's name for its ``__init__``."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def stem(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem

    @property
    def package(self) -> str:
        """``sheet`` for ``kleark.sheet.reader``, ``check`` for ``kleark.check``, ``publish`` for a handler."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "kleark" and len(parts) > 1 else parts[0]

    def definitions(self) -> Iterator[Definition]:
        """Every class, function and method, nested ones included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield Definition(node.name, type(node), node.lineno)


class Import(NamedTuple):
    """One import of a module of the product, wherever it stands: lazy ones, and those for types, too.

    ``by_name``: by a string, when it is first asked for, as the page's routes and the commands are.
    """

    importer: Module
    imported: Module
    line: int
    by_name: bool

    def __str__(self) -> str:
        return f"{self.importer.name}:{self.line} imports {self.imported.name}"


@cache
def modules() -> dict[str, Module]:
    """Every module under ``functions/``, by name."""
    return _modules_in(FUNCTIONS, FUNCTIONS)


@cache
def modules_beside() -> dict[str, Module]:
    """Every module in `BESIDE`, by name."""
    return {name: module for folder in BESIDE for name, module in _modules_in(ROOT / folder, ROOT).items()}


def _modules_in(folder: Path, root: Path) -> dict[str, Module]:
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path)
    return found


def imports() -> Iterator[Import]:
    """Every import from one module of the product to another."""
    return _imports_among(modules())


def imports_beside() -> Iterator[Import]:
    """Every import from one module in `BESIDE` to another of them."""
    return _imports_among(modules_beside())


def _imports_among(known: Mapping[str, Module]) -> Iterator[Import]:
    for module in known.values():
        for node in ast.walk(module.tree):
            for name in _imported(node, known):
                if name in known:
                    yield Import(module, known[name], getattr(node, "lineno", 0), isinstance(node, ast.Call))


def _imported(node: ast.AST, known: Mapping[str, Module]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        assert node.level == 0, "relative imports hide where a module is"
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            yield whole if whole in known else node.module
    elif isinstance(node, ast.Call) and _called(node) == "import_module" and node.args:
        # A page or a command named by a string: all that the string can begin with.
        yield from _lazily_imported(node.args[0], known)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _lazily_imported(argument: ast.expr, known: Mapping[str, Module]) -> Iterator[str]:
    first = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        beginning = first.value
        yield from (name for name in known if name.startswith(beginning))
