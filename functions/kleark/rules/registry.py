"""All rules, by id."""

from __future__ import annotations

from kleark.rules import (
    across,
    dates,
    digital_post,
    failure,
    file,
    header,
    inventory,
    kle,
    links,
    live,
    phone,
    privacy,
    self_service,
    text,
)
from kleark.rules.model import Rule, declared

# Named so that each is imported, and so declares its rules.
GROUPS = (
    file,
    header,
    text,
    kle,
    dates,
    phone,
    links,
    digital_post,
    self_service,
    across,
    privacy,
    live,
    inventory,
    failure,
)


def all_rules() -> dict[str, Rule]:
    """Every rule there is, by id, in the order of the ids."""
    return declared()


def get(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError where there is none."""
    return declared()[rule_id]
