"""Entries of the log as the page tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.messages import action_text, by_actor, entry_number, limit_text
from kleark.publishing.model import Action
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.i18n.formats import Forms
    from kleark.publishing.model import LogEntry


@dataclass(frozen=True, slots=True)
class LogLine:
    """``number``: the entry's number. ``revision``: the one that it made; None where it made none.

    ``what``: as the beginning of a line. ``by``: ``af anne``, or ``automatisk``. ``counts``: of rows, by kind.
    """

    number: str
    revision: int | None
    what: str
    by: str
    at: str
    note: str
    counts: tuple[str, ...]


def log_line(entry: LogEntry) -> LogLine:
    """What was done, by whom, when and why."""
    makes_one = entry.action in MAKES_A_REVISION
    return LogLine(
        number=entry_number(entry.revision, entry.step),
        revision=entry.revision if makes_one else None,
        what=_what(entry),
        by=visible(by_actor(entry, "da")),
        at=entry.at,
        note=visible(entry.note),
        counts=tuple(_counts(entry)) if makes_one else (),
    )


def _what(entry: LogEntry) -> str:
    limit = limit_text(entry.removal_limit, "da")
    plainer = {
        Action.FREEZE: "Visningen er låst",
        Action.UNFREEZE: "Visningen er låst op",
        Action.SET_LIMIT: f"Grænsen for, hvor mange rækker et ark må fjerne, er nu {limit}",
    }
    what = plainer.get(entry.action) or action_text(entry, "da")
    if entry.action is Action.PUBLISH and entry.due:
        what += " som planlagt"
    return what[0].upper() + what[1:]


def _counts(entry: LogEntry) -> Iterator[str]:
    several = zip(_FORMS, (entry.added, entry.changed, entry.removed, entry.unchanged), strict=True)
    for forms, count in several:
        if count:
            yield format_count(count, forms, "da")


_FORMS: tuple[Forms, ...] = (
    ("1 ny række", "{} nye rækker"),
    ("1 ændret række", "{} ændrede rækker"),
    ("1 række fjernet", "{} rækker fjernet"),
    ("1 uændret række", "{} uændrede rækker"),
)
