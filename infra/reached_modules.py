"""Which of our modules a function can come to, and which of the schemas: read from the source, nothing is imported.

Followed are imports wherever they stand, those for types left out; ``import_module`` with a string, as far as the
string is given; and the code that a child process is started with, which stands in a string. Only the standard library
is used, since `sam build` runs it with whatever Python there is.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
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
        waiting += [name.rpartition(".")[0]]
        tree = ast.parse(every[name].read_text(encoding="utf-8"))
        for node in _run(tree):
            waiting += _imported(node, every)
            reached.schemas |= set(_schemas(node))
    return reached


def _name(path: Path, functions: Path) -> str:
    parts = path.relative_to(functions).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, but for what only type checkers read."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for one in child.orelse:
                yield from _run(one)
        else:
            yield from _run(child)


def _imported(node: ast.AST, every: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and _called(node) == "import_module" and node.args:
        argument = node.args[0]
        first = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
        # Where a string begins with nothing that is known, it can name any module.
        beginning = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        yield from (name for name in every if name.startswith(beginning))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " import " in node.value:
        yield from _imported_by_code(node.value, every)


def _imported_by_code(text: str, every: dict[str, Path]) -> Iterator[str]:
    try:
        tree = ast.parse(text.replace("{", "(").replace("}", ")"))  # what is filled in by `format` is a value
    except SyntaxError:
        return  # a sentence
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(node, every)


def _schemas(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and (form := SCHEMA_READERS.get(_called(node))) and node.args:
        argument = node.args[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield form.format(argument.value)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
