"""The report's schema, as any other program would hold a report against it."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from kleark.schemas import schema


@cache
def report_validator() -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        (schema(name)["$id"], Resource.from_contents(schema(name))) for name in ("config", "plan")
    )
    return Draft202012Validator(
        schema("report"), registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def violations(report: Any) -> list[str]:
    """What in the JSON of a report breaks the schema; nothing where it holds."""
    return [f"{error.json_path}: {error.message}" for error in report_validator().iter_errors(report)]
