"""The environment a function was deployed with."""

from __future__ import annotations

import os


class MissingVariableError(Exception):
    """The function was deployed without a variable that it needs."""


def required(name: str) -> str:
    """The variable's value. Raises MissingVariableError when it is missing or empty."""
    if value := os.environ.get(name):
        return value
    raise MissingVariableError(f"{name} is not set")


def is_local() -> bool:
    """Whether this is a local stack, where S3 may leave out an object's version."""
    return os.environ.get("KLEARK_ENVIRONMENT") == "local"


def optional(name: str) -> str:
    """The variable's value; empty where it is missing."""
    return os.environ.get(name, "")
