"""The schemas of the log and of its entries, as two engines read them."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from kleark.schemas import schema

ENTRY = "urn:kleark:schema:log-entry"


@cache
def _validator(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resource(ENTRY, Resource.from_contents(schema("log-entry")))
    return Draft202012Validator(schema(name), registry=registry)


@cache
def _fast(name: str) -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([(ENTRY, schema("log-entry"))])
    return jsonschema_rs.Draft202012Validator(schema(name), registry=registry)


def violations(data: Any, name: str = "log-entry") -> list[str]:
    """What in an entry's JSON (or, as ``log``, in a whole log's) breaks the schema, in both engines' eyes alike."""
    found = [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(data)]
    assert _fast(name).is_valid(data) == (not found), found
    return found
