"""The plan's schema, as two engines read it."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from kleark.schemas import schema


@cache
def fast_engine() -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([("urn:kleark:schema:config", schema("config"))])
    return jsonschema_rs.Draft202012Validator(schema("plan"), registry=registry, validate_formats=True)


@cache
def _validator() -> Draft202012Validator:
    config = Resource.from_contents(schema("config"))
    registry: Registry[Any] = Registry().with_resource("urn:kleark:schema:config", config)
    return Draft202012Validator(
        schema("plan"), registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def violations(plan: Any) -> list[str]:
    """What in the JSON of a plan breaks the schema; nothing where it holds."""
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(plan)]
