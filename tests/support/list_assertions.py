"""Which tests there are, and how much each asserts: today, at a revision, and what is gone since one.

    python -m tests.support.list_assertions [--revision REV] > list
    python -m tests.support.list_assertions --gone-since REV

A line for each function of the tests that asserts anything: its file, its name, how many assertions stand in it, and
how many sets of parameters it is run with at least. An assertion is an ``assert``, and a call of ``raises``,
``warns``, ``fail`` or Playwright's ``expect``. With ``--gone-since``, functions go by their names, whatever file they
stand in, and only those are listed that are gone or hold less than before; exit 1 where there are any.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
ASSERTING = {"raises", "warns", "fail", "expect"}


@dataclass(frozen=True, order=True)
class Listed:
    """A function, and what it asserts. ``cases``: the sets of parameters that are written out beside it."""

    file: str
    name: str
    assertions: int
    cases: int

    def __str__(self) -> str:
        return f"{self.file}::{self.name} {self.assertions} {self.cases}"


def sources(revision: str | None) -> Iterator[tuple[str, str]]:
    """The files of the tests by their names: those of a revision, or those that lie here."""
    if revision is None:
        for path in sorted((ROOT / "tests").rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        return
    for name in _git("ls-tree", "-r", "--name-only", revision, "tests").splitlines():
        if name.endswith(".py"):
            yield name, _git("show", f"{revision}:{name}")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return done.stdout


def listed(files: Iterable[tuple[str, str]]) -> list[Listed]:
    """Every function that asserts something, or is a test; what stands in a function within it is its own."""
    return sorted(one for name, source in files for one in _functions(name, "", ast.parse(source)))


def _functions(file: str, within: str, node: ast.AST) -> Iterator[Listed]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            name = within + child.name
            count = sum(map(_asserts, ast.walk(child)))
            if count or child.name.startswith("test"):
                yield Listed(file, name, count, _cases(child))
        elif isinstance(child, ast.ClassDef):
            yield from _functions(file, f"{within}{child.name}.", child)
        elif not isinstance(child, ast.expr):
            yield from _functions(file, within, child)


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return name in ASSERTING
    return isinstance(node, ast.Assert)


def _cases(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The product of the lists of parameters, where they are written out; 1 for one that is worked out."""
    cases = 1
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize"):
            values = decorator.args[1] if len(decorator.args) > 1 else None
            if isinstance(values, ast.List | ast.Tuple):
                cases *= max(1, sum(not isinstance(one, ast.Starred) for one in values.elts))
    return cases


def gone(before: Iterable[Listed], after: Iterable[Listed]) -> list[str]:
    """What is asserted less than before, by the names of functions without the classes that they stand in."""
    then, now = _by_name(before), _by_name(after)
    lines = []
    for name, (functions, assertions, cases) in sorted(then.items()):
        left = now.get(name, (0, 0, 0))
        if left < (functions, assertions, cases) and any(
            one < other for one, other in zip(left, (functions, assertions, cases), strict=True)
        ):
            lines.append(
                f"{name}: {functions} with {assertions} assertions and {cases} cases;"
                f" now {left[0]} with {left[1]} and {left[2]}"
            )
    return lines


def _by_name(of: Iterable[Listed]) -> dict[str, tuple[int, int, int]]:
    functions: Counter[str] = Counter()
    assertions: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for one in of:
        name = one.name.rpartition(".")[2]
        functions[name] += 1
        assertions[name] += one.assertions
        cases[name] += one.cases
    return {name: (functions[name], assertions[name], cases[name]) for name in functions}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.support.list_assertions", description=__doc__)
    parser.add_argument("--revision", help="list those of this revision, and not those that lie here")
    parser.add_argument("--gone-since", metavar="REV", help="list what was in this revision and is no more")
    options = parser.parse_args(arguments)
    here = listed(sources(options.revision))
    if not options.gone_since:
        print(*here, sep="\n")
        return 0
    lines = gone(listed(sources(options.gone_since)), here)
    print(*lines, sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
