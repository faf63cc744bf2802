"""The command that tells the world of each revision, once and in order, from the changes of LIVE."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import LogEntry
    from kleark.publishing.ports import Announcements, ConfigurationTable, EventBus

_T = TypeVar("_T")

EVENT_SCHEMA_VERSION = "1.0"
"""Of the event's form, ``schemas/events/config-published.schema.json``."""


class FlawedLogError(Exception):
    """What LIVE says was logged with it, or the mark, is missing or cannot be read. No waiting mends it."""


class UnsteadyMarkError(Exception):
    """The mark went back while it was being moved: somebody else writes it by hand."""


@dataclass(frozen=True, slots=True)
class ConfigPublished:
    """That a municipality has a new revision: never what is in it, who asked for it, or why.

    ``event_id``: the same whenever this revision is announced, so that a repetition is known by it.
    ``digest`` and ``log_hash``: those of the log's entry; who keeps the events has a witness to the log.
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

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/events/config-published.schema.json``."""
        return {
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


@dataclass(frozen=True, slots=True)
class LiveChange:
    """What some records of the table's stream say of one municipality.

    ``revision``: the highest in them. ``first``: the sequence number of the first of them, from which on they
    must come again if announcing fails.
    """

    municipality: MunicipalityCode
    revision: int
    first: str


def per_municipality(flips: Iterable[LiveChange]) -> list[LiveChange]:
    """One for each municipality: revisions in between are found in the log."""
    highest: dict[MunicipalityCode, LiveChange] = {}
    for flip in flips:
        known = highest.setdefault(flip.municipality, flip)
        if flip.revision > known.revision:
            highest[flip.municipality] = LiveChange(flip.municipality, flip.revision, known.first)
    return list(highest.values())


def config_published(code: MunicipalityCode, entry: LogEntry) -> ConfigPublished:
    """The event of one revision, from its entry in the log. Raises FlawedLogError."""
    content = _whole(entry.content)
    return ConfigPublished(
        event_id=event_id(code, entry.revision, entry.hash),
        municipality=code,
        revision=entry.revision,
        action=entry.action.value,
        published_at=entry.at,
        digest=content.digest,
        row_count=content.row_count,
        added=_whole(entry.added),
        changed=_whole(entry.changed),
        removed=_whole(entry.removed),
        unchanged=_whole(entry.unchanged),
        log_hash=entry.hash,
    )


def event_id(code: MunicipalityCode, revision: int, log_hash: str) -> str:
    """32 hex digits. The log's hash takes part: a history that was written anew has other events."""
    return hashlib.sha256(f"ConfigPublished|{code}|{revision}|{log_hash}".encode()).hexdigest()[:32]


def announce(
    code: MunicipalityCode, revision: int, table: ConfigurationTable, marks: Announcements, bus: EventBus
) -> tuple[int, ...]:
    """Announce every revision up to ``revision`` that has not been, in order; gives those that were now.

    May be called again at any time. Raises FlawedLogError, UnsteadyMarkError, EventRefusedError, and what
    the adapters raise: then calling again carries on.

        mark 3 ──▶ the bus takes 4 ──▶ mark 4 ──▶ the bus takes 5 ──▶ mark 5

    The mark moves after the bus has said yes. Who dies in between announces that one revision again, with the
    same event id: a bus has no transaction in common with a table. The other way round it would be lost.
    """
    announced: list[int] = []
    reached = _reached(code, marks)
    while reached < revision:
        following = reached + 1
        bus.put(_event(code, following, table))
        announced.append(following)
        if marks.advance(code, following):
            reached = following
        elif (now_at := _reached(code, marks)) > reached:
            reached = now_at
        else:
            raise UnsteadyMarkError("the mark went back")
    return tuple(announced)


def _reached(code: MunicipalityCode, marks: Announcements) -> int:
    with _in_the_form_of_this_release():
        return marks.last_revision(code)


def _event(code: MunicipalityCode, revision: int, table: ConfigurationTable) -> ConfigPublished:
    with _in_the_form_of_this_release():
        return config_published(code, _whole(table.log_entry(code, revision)))


@contextmanager
def _in_the_form_of_this_release() -> Iterator[None]:
    """A newer release, rolled back since, may have written an action or a form that this one does not know."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise FlawedLogError("an item cannot be read") from error


def _whole(part: _T | None) -> _T:
    if part is None:
        raise FlawedLogError("the log lacks what LIVE says was written with it")
    return part
