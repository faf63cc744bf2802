"""Which packages raise each of Kleark's exceptions, and which catch it: read from the code, for ``docs/errors.md``.

    python -m tests.support.exception_map

writes the table anew.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "errors.md"
BEGIN, END = "<!-- exceptions: begin -->", "<!-- exceptions: end -->"

_BUILTIN = {"Exception", "ValueError", "SystemExit"}


def table() -> str:
    """The table of ``docs/errors.md``."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("functions/**/*.py"))
    }
    homes, parents = _classes(trees)
    raisers: dict[str, set[str]] = defaultdict(set)
    catchers: dict[str, set[str]] = defaultdict(set)
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call | ast.Raise):
                raisers[_name(node.func if isinstance(node, ast.Call) else node.exc)].add(_package(path))
            elif isinstance(node, ast.ExceptHandler) and node.type is not None:
                types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                for one in types:
                    catchers[_name(one)].add(_package(path))
    lines = ["| exception | defined in | raised in | caught in |", "|---|---|---|---|"]
    for name in sorted(homes):
        caught = set().union(*(catchers[one] for one in _lineage(name, parents) if one in homes))
        cells = (f"`{name}`", f"`{homes[name]}`", _joined(raisers[name]), _joined(caught))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _classes(trees: dict[Path, ast.Module]) -> tuple[dict[str, str], dict[str, str]]:
    bases: dict[str, str] = {}
    homes: dict[str, str] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.bases:
                bases[node.name], homes[node.name] = _name(node.bases[0]), _package(path)
    names = {name for name in bases if _lineage(name, bases)[-1] in _BUILTIN}
    return {name: homes[name] for name in names}, bases


def _lineage(name: str, parents: dict[str, str]) -> list[str]:
    """The class, its base, the base of that, and so on."""
    line = [name]
    while line[-1] in parents:
        line.append(parents[line[-1]])
    return line


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _package(path: Path) -> str:
    parts = path.relative_to(ROOT / "functions").with_suffix("").parts
    return parts[1] if parts[0] == "kleark" else parts[0]


def _joined(packages: set[str]) -> str:
    return ", ".join(sorted(packages)) or "–"


def main() -> int:
    """Write the table into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
