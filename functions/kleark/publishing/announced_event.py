"""The event that tells of one revision: its form, and how it is made of the log's entry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from kleark.publishing.correlation import correlation_of

if TYPE_CHECKING:
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry


_T = TypeVar("_T")

EVENT_SCHEMA_VERSION = "1.0"
"""Of the event's form, ``schemas/events/config-published.schema.json``."""


class FlawedLogError(Exception):
    """The log lacks a revision that LIVE has, or an item cannot be read. Waiting does not help."""


@dataclass(frozen=True, slots=True)
class ConfigPublished:
    """A municipality has a new revision. Says nothing of its rows, of who asked for it, or why.

    ``event_id``: the same whenever this revision is announced, so that consumers recognise a repetition.
    ``digest`` and ``log_hash``: of the log's entry. Kept events are a witness to the log.
    ``correlation_id``: see `correlation`.
    """

    event_id: str
    municipality: MunicipalityCode
    revision: int
    action: str
    published_at: str
    digest: str
    row_count: int
    added: int
    changed: int
    removed: int
    unchanged: int
    log_hash: str
    correlation_id: str = ""

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/events/config-published.schema.json``."""
        event = {
            "schemaVersion": EVENT_SCHEMA_VERSION,
            "eventId": self.event_id,
            "municipalityCode": self.municipality,
            "revision": self.revision,
            "previousRevision": self.revision - 1,
            "action": self.action,
            "publishedAt": self.published_at,
            "digest": self.digest,
            "counts": {
                "rows": self.row_count,
                "added": self.added,
                "changed": self.changed,
                "removed": self.removed,
                "unchanged": self.unchanged,
            },
            "logHash": self.log_hash,
        }
        return event | ({"correlationId": self.correlation_id} if self.correlation_id else {})


def config_published(code: MunicipalityCode, entry: LogEntry) -> ConfigPublished:
    """The event of one revision, from its entry in the log. Raises FlawedLogError."""
    content = require_part(entry.content)
    return ConfigPublished(
        event_id=event_id(code, entry.revision, entry.hash),
        municipality=code,
        revision=entry.revision,
        action=entry.action.value,
        published_at=entry.at,
        digest=content.digest,
        row_count=content.row_count,
        added=require_part(entry.added),
        changed=require_part(entry.changed),
        removed=require_part(entry.removed),
        unchanged=require_part(entry.unchanged),
        log_hash=entry.hash,
        correlation_id=correlation_of(entry),
    )


def event_id(code: MunicipalityCode, revision: int, log_hash: str) -> str:
    """32 hex digits. The log's hash takes part: a rewritten history has other events."""
    return hashlib.sha256(f"ConfigPublished|{code}|{revision}|{log_hash}".encode()).hexdigest()[:32]


def require_part(part: _T | None) -> _T:
    if part is None:
        raise FlawedLogError("the log lacks what LIVE says was written with it")
    return part
