"""The command that announces each revision on the event bus, in order, when LIVE has changed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kleark.publishing.announced_event import ConfigPublished, FlawedLogError, config_published, require_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.ports import Announcements, ConfigurationTable, EventBus


class UnsteadyMarkError(Exception):
    """The mark went back while it was being moved: somebody edits it by hand."""


@dataclass(frozen=True, slots=True)
class LiveChange:
    """What some records of the table's stream say of one municipality.

    ``revision``: the highest in them. ``first``: the sequence number of the first of them, from which on they
    must be delivered again if announcing fails. ``upload_id``: of what is live in it; None where nothing is.
    """

    municipality: MunicipalityCode
    revision: int
    first: str
    upload_id: str | None = None


def latest_per_municipality(changes: Iterable[LiveChange]) -> list[LiveChange]:
    """One for each municipality, with its highest revision: the log has those in between."""
    highest: dict[MunicipalityCode, LiveChange] = {}
    for change in changes:
        known = highest.setdefault(change.municipality, change)
        if change.revision > known.revision:
            highest[change.municipality] = replace(change, first=known.first)
    return list(highest.values())


def announce(  # noqa: PLR0913, PLR0917 (a command: what it works with)
    code: MunicipalityCode,
    revision: int,
    table: ConfigurationTable,
    announcements: Announcements,
    bus: EventBus,
    follow: Callable[[ConfigPublished, bool], None] = lambda _event, _done: None,
) -> tuple[int, ...]:
    """Announce every revision up to ``revision`` that has not been announced, in order, and return these.

    May be called again at any time; after an error, that carries on. ``follow``: is told of each event, before it is
    put on the bus, with False, and once the bus has it, with True.

        mark 3 ──▶ the bus takes 4 ──▶ mark 4 ──▶ the bus takes 5 ──▶ mark 5

    The mark moves after the bus has accepted the event. A process that dies in between announces that revision
    again, with the same event id: a bus and a table share no transaction. The other way round it would be lost.

    Raises:
        FlawedLogError: The log lacks a revision, or an item cannot be read.
        UnsteadyMarkError: The mark went back.
        EventRefusedError: The bus did not accept an event.
    """
    announced: list[int] = []
    last = _last_revision(code, announcements)
    while last < revision:
        following = last + 1
        event = _event(code, following, table)
        follow(event, False)
        bus.put(event)
        announced.append(following)
        follow(event, True)
        if announcements.advance(code, following):
            last = following
        elif (now_at := _last_revision(code, announcements)) > last:
            last = now_at
        else:
            raise UnsteadyMarkError("the mark went back")
    return tuple(announced)


def _last_revision(code: MunicipalityCode, announcements: Announcements) -> int:
    with _refuse_unreadable_items():
        return announcements.last_revision(code)


def _event(code: MunicipalityCode, revision: int, table: ConfigurationTable) -> ConfigPublished:
    with _refuse_unreadable_items():
        return config_published(code, require_part(table.log_entry(code, revision)))


@contextmanager
def _refuse_unreadable_items() -> Iterator[None]:
    """A newer release that was rolled back may have written an action or a field that this one does not know."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise FlawedLogError("an item cannot be read") from error
