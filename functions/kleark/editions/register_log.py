"""The register's log: entries that each carry the hash of the one before, as a municipality's do."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from kleark.editions.model import ActiveEdition, RegisterAction, RegisterEntry
from kleark.publishing.log import hash_of_json

if TYPE_CHECKING:
    from collections.abc import Sequence


def next_entry(active: ActiveEdition, entry: RegisterEntry) -> RegisterEntry:
    """``entry`` as the next one in the log that ``active`` names the end of."""
    placed = replace(entry, index=active.index + 1, previous=active.log_head)
    return replace(placed, hash=hash_of(placed))


def hash_of(entry: RegisterEntry) -> str:
    """As a municipality's log has it."""
    return hash_of_json(to_json(entry))


def to_json(entry: RegisterEntry) -> dict[str, Any]:
    """What it does not have is left out."""
    values = {field.name: getattr(entry, field.name) for field in fields(RegisterEntry)}
    return {name: value for name, value in values.items() if value is not None} | {
        "action": entry.action.value
    }


def from_json(data: dict[str, Any]) -> RegisterEntry:
    """The opposite of `to_json`."""
    known = {field.name for field in fields(RegisterEntry)}
    values = {name: value for name, value in data.items() if name in known}
    return RegisterEntry(**values | {"action": RegisterAction(data["action"])})


def is_whole(entries: Sequence[RegisterEntry], active: ActiveEdition) -> bool:
    """Whether nothing in the log was changed, removed or inserted, and what is active is what it ends with."""
    previous = ""
    for at, entry in enumerate(entries, 1):
        if (entry.index, entry.previous, entry.hash) != (at, previous, hash_of(entry)):
            return False
        previous = entry.hash
    content = entries[-1].content if entries else ""
    return (active.index, active.log_head, active.content) == (len(entries), previous, content)
