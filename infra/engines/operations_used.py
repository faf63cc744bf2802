"""Which operations of AWS Kleark asks for, read from its sources: no list of them is typed anywhere.

A method called on a client counts as the operation that botocore makes the method of. Which services' methods are
meant, a module says by the clients that it names (`mypy_boto3_…`, `boto3.client("…")`, `create_client("…")` through
`kleark.adapters.clients`). `tests/integration/test_recorded_run.py` holds the list to what a whole run asked for.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import botocore.session
from botocore import xform_name

from infra.cloudformation import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SOURCES = ROOT / "functions"
OF_TESTS = SOURCES / "kleark" / "testing"
"""What portals test with: it makes its own table on moto, and asks AWS for nothing."""

SIGNED = {"generate_presigned_post": "PutObject"}
"""What a client signs for somebody else to ask. A signed link names its operation itself."""


@cache
def operations_used(folder: Path = SOURCES) -> Mapping[str, tuple[str, ...]]:
    """Each operation, as ``service:Operation``, and the files that ask for it, in order."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("*.py")):
        if path.is_relative_to(OF_TESTS):
            continue
        for operation in _of_module(ast.parse(path.read_text(encoding="utf-8"))):
            found[operation].add(
                path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
            )
    return {operation: tuple(sorted(files)) for operation, files in sorted(found.items())}


def _of_module(tree: ast.Module) -> Iterator[str]:
    methods: dict[str, str] = {}
    for service in sorted(_services(tree)):
        methods |= {method: f"{service}:{operation}" for method, operation in _methods(service).items()}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if name == "generate_presigned_url" and isinstance(node.args[0], ast.Constant):
            name = str(node.args[0].value)
        if name in SIGNED:
            yield f"s3:{SIGNED[name]}"
        elif name in methods:
            yield methods[name]


def _services(tree: ast.Module) -> set[str]:
    """Of the clients that a module names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mypy_boto3_"):
            found.add((node.module or "").split(".")[0].removeprefix("mypy_boto3_"))
        elif isinstance(node, ast.ClassDef) and node.name == "SecretReader":
            found.add("secretsmanager")  # a protocol of one method in place of a client's types
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "client"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value))
    return found


@cache
def _methods(service: str) -> Mapping[str, str]:
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(operation): operation for operation in model.operation_names}
