"""Entries of the log as the page tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.i18n.formats import capitalised, format_count
from kleark.publishing.log import MAKES_A_REVISION
from kleark.publishing.messages import (
    action_text,
    entry_number,
    is_of_schedule,
    limit_text,
    nobody_known,
    planner_text,
    refusal_text,
    with_actor,
)
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.admin.app_context import PageVisit
    from kleark.i18n.formats import Forms
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.model import LogEntry, Upload


@dataclass(frozen=True, slots=True)
class LogLine:
    """What the page tells of one entry.

    Attributes:
        number: The entry's number.
        revision: The one that it made; None where it made none.
        what: What was done, as the beginning of a line.
        what_by_whom: The same, and by whom: `Visningen er låst af anne`.
        details: Sentences on how it came about: what the system did, why it refused, who had planned it.
        at: When.
        note: The reason that a person gave; empty where none was given.
        planned: Whether the note is the reason for the plan, and not for what became of it.
        counts: Of rows, by kind.
        sheet: The name of the sheet that it is about; empty where there is none, or its record is gone.
        upload_id: The sheet's.
    """

    number: str
    revision: int | None
    what: str
    what_by_whom: str
    details: tuple[str, ...]
    at: str
    note: str
    planned: bool
    counts: tuple[str, ...]
    sheet: str = ""
    upload_id: str = ""


def log_lines(entries: Iterable[LogEntry], visit: PageVisit) -> list[LogLine]:
    """Each entry with the names of the people and of the sheet that it tells of."""
    entries = list(entries)
    wanted = {upload_id_of(entry) for entry in entries} - {""}
    uploads = visit.table.uploads_with_ids(visit.person.code, wanted)
    return [log_line(entry, uploads.get(upload_id_of(entry)), visit.known_as) for entry in entries]


def upload_id_of(entry: LogEntry) -> str:
    """The upload that an entry is about; empty for none."""
    return entry.content.upload_id if entry.content else entry.deleted_upload or ""


def log_line(entry: LogEntry, upload: Upload | None = None, known_as: KnownAs = nobody_known) -> LogLine:
    """What was done, by whom, when and why. ``upload``: that of the entry, where its record is still there."""
    makes_one = entry.action in MAKES_A_REVISION
    what = _what(entry)
    return LogLine(
        number=entry_number(entry.revision, entry.step),
        revision=entry.revision if makes_one else None,
        what=what,
        what_by_whom=visible(with_actor(what, entry, "da", known_as)),
        details=tuple(map(visible, _details(entry, upload, known_as))),
        at=entry.at,
        note=visible(entry.note),
        planned=entry.action is Action.REFUSE,
        counts=tuple(_counts(entry)) if makes_one else (),
        sheet=sheet_name(upload) if upload else "",
        upload_id=upload.upload_id if upload else "",
    )


def _what(entry: LogEntry) -> str:
    limit = limit_text(entry.removal_limit, "da")
    plainer = {
        Action.FREEZE: "Visningen er låst",
        Action.UNFREEZE: "Visningen er låst op",
        Action.DELETE: "Et ark er slettet",
        Action.SET_LIMIT: f"Grænsen for, hvor mange rækker et ark må fjerne, er nu {limit}",
    }
    return capitalised(plainer.get(entry.action) or action_text(entry, "da"))


def _details(entry: LogEntry, upload: Upload | None, known_as: KnownAs) -> Iterator[str]:
    if entry.action is Action.REFUSE:
        yield _reason(entry, upload)
        yield f"{capitalised(planner_text(entry, 'da', known_as))}."
    elif is_of_schedule(entry):
        yield "Systemet gjorde det på det planlagte tidspunkt."


def _reason(entry: LogEntry, upload: Upload | None) -> str:
    """Older releases wrote why in the upload's record alone, where it stands until the upload goes on."""
    if why := refusal_text(entry, "da"):
        return f"Grund: {why}."
    recorded = upload.reason if upload and upload.status is UploadStatus.REFUSED else None
    return f"Grund: {recorded}" if recorded else "Loggen siger ikke hvorfor."


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
