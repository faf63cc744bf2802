"""The schema of an excerpt, as two engines read it."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from kleark.schemas import schema


@cache
def _validators() -> tuple[Draft202012Validator, jsonschema_rs.Draft202012Validator]:
    return Draft202012Validator(schema("excerpt")), jsonschema_rs.Draft202012Validator(schema("excerpt"))


def violations(excerpt: Any) -> list[str]:
    """What in the JSON of an excerpt breaks the schema, in both engines' eyes alike."""
    slow, fast = _validators()
    found = [f"{error.json_path}: {error.message}" for error in slow.iter_errors(excerpt)]
    assert fast.is_valid(excerpt) == (not found), found
    return found
