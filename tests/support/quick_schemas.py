"""jsonschema without what it makes to know IRIs by, until one is looked at: a second of grammar in every process."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

GRAMMAR = "rfc3987_syntax"


def spare_grammar() -> None:
    """Where jsonschema is not imported yet, let it find in place of the grammar what loads it when it is asked."""
    if GRAMMAR in sys.modules:
        return
    stands_for_it = ModuleType(GRAMMAR)

    def is_valid_syntax(term: str, value: str) -> bool:
        if sys.modules.get(GRAMMAR) is stands_for_it:
            del sys.modules[GRAMMAR]
        valid: bool = import_module(GRAMMAR).is_valid_syntax(term, value)
        return valid

    stands_for_it.is_valid_syntax = is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[GRAMMAR] = stands_for_it
