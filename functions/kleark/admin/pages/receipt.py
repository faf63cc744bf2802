"""The receipt of a change: what was done, since when citizens see it, and how to undo it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kleark.admin.answer_lines import answers_behind
from kleark.admin.log_entries import log_lines
from kleark.admin.pages.confirm import entries_since
from kleark.admin.pages.revision import entry_of
from kleark.admin.plan_pages import changes_of_revision
from kleark.admin.rendering import page
from kleark.configuration.case_counts import IndexedCases, aged
from kleark.i18n.formats import format_at_most
from kleark.publishing.case_record import case_record
from kleark.publishing.model import Action
from kleark.report.case_sentences import TOTALS, change_sentences, source_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.admin.answer_lines import AnswerLine
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.model import LogEntry

SEEN_BY_ALL = timedelta(minutes=3)
"""The portal and its caches show what was live for so long at most."""


def receipt(visit: PageVisit) -> Response:
    """What one revision changed, and what has happened since."""
    number = int(visit.path_params["revision"])
    entry = entry_of(number, visit)
    live = visit.table.live(visit.person.code, consistent=True)
    replaced = live.revision != number
    upload_id = entry.content.upload_id if entry.content else ""
    return page(
        visit,
        "receipt.html.jinja",
        here="/historik",
        number=number,
        changes=changes_of_revision(number, visit.tenant, entry.inventory_digest),
        cases=tuple(_cases(entry)),
        title=_title(entry),
        entry_line=log_lines([entry], visit)[0],
        live=live.revision,
        entries_since=entries_since(number, visit) if replaced else (),
        on_its_way=visit.context.now() - datetime.fromisoformat(entry.at) < SEEN_BY_ALL,
        row_count=entry.content.row_count if entry.content else 0,
        upload_id=upload_id,
        answers=_answers(entry, upload_id, visit),
    )


def _answers(entry: LogEntry, upload_id: str, visit: PageVisit) -> tuple[AnswerLine, ...]:
    """The answers to warnings on which the publication rested."""
    if entry.action is not Action.PUBLISH:
        return ()
    upload = visit.table.upload(visit.person.code, upload_id) if upload_id else None
    return answers_behind(entry, upload, visit)


def _cases(entry: LogEntry) -> Iterator[str]:
    """What it was said to do to the cases in the indexes, by the inventory that counted then."""
    if (record := case_record(entry)) is None:
        return
    indexed = IndexedCases(record.indexed, uploaded_at=record.uploaded_at, digest=record.digest)
    indexed = aged(indexed, date.fromisoformat(entry.at[:10]))
    yield from change_sentences(record.total, indexed, _THEN, "da")
    for one in record.numbers:
        yield f"{one.kle_number}: {format_at_most(one.before, 'da')} før og {format_at_most(one.after, 'da')} efter"
    yield from source_sentences(indexed, "da")


_THEN = TOTALS["da"]._replace(now="før", then="efter")


def _title(entry: LogEntry) -> str:
    if entry.action is Action.REVERT:
        return f"I er gået tilbage til version {entry.restored}"
    if entry.action is Action.UNPUBLISH:
        return "Visningen er tømt"
    return f"Version {entry.revision} er offentliggjort"
