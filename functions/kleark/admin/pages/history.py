"""The log: everything that was ever done to what citizens see; whole, or what somebody searches for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.admin.case_view import system_name
from kleark.admin.history_form import history_form
from kleark.admin.log_entries import log_lines
from kleark.admin.moment_choice import today_of
from kleark.admin.pages.compare import Choice
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pagination import parse_number
from kleark.admin.past_rows import MOST_ROWS, past_rows
from kleark.admin.rendering import page
from kleark.i18n.formats import joined
from kleark.publishing.log_search import Limits, search_log
from kleark.publishing.messages import entry_number
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.admin.history_form import HistoryForm
    from kleark.admin.log_entries import LogLine
    from kleark.configuration.plan import Plan
    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from kleark.publishing.log_search import Hit, LogQuery, Searched
    from kleark.report.plan_cells import Value

MOST = 50
"""So many entries are shown at a time."""
MOST_LOOKED_AT = 3_000
"""So many entries of the log one search looks at."""
MOST_ROWS_OF_A_HIT = 5


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row that was searched for, in one revision. ``kind``: ``added``, ``changed`` or ``removed``."""

    kind: str
    kle_number: str
    title: str
    system: str
    source_system: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry that was searched for. ``more``: how many of its rows are not listed."""

    line: LogLine
    rows: tuple[FoundRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found. ``older``: the entry to go on with; empty where all is searched.

    ``from_revision``, ``to_revision``: the revisions that were searched, the older one first. ``unsearchable``: those
    whose rows are not kept, in a few words.
    """

    entries: tuple[FoundEntry, ...]
    from_revision: int | None
    to_revision: int | None
    unsearchable: str
    older: str


def every_revision(visit: PageVisit) -> Response:
    """The log, newest entry first; or what was searched for in it."""
    live = visit.table.live(visit.person.code, consistent=True)
    start = _start(visit)
    form = history_form(visit.request.parameters, today_of(visit))
    entries = [] if form.searches else visit.table.log_backwards(visit.person.code, MOST + 1, start)
    older = entries[MOST:]
    return page(
        visit,
        "history.html.jinja",
        422 if form.errors else 200,
        here="/historik",
        live=live.revision,
        entries=log_lines(entries[:MOST], visit),
        from_the_newest=start is None,
        older=entry_number(older[0].revision, older[0].step) if older else "",
        choice=Choice.neighbours(live.revision),
        form=form,
        found=_search(form, start, visit),
        any_entry=bool(entries or live.revision or live.lock),
    )


def _start(visit: PageVisit) -> tuple[int, int] | None:
    """The entry that the address says to begin with, as `messages.entry_number` writes it. Raises NotFoundError."""
    asked = visit.request.parameters.get("fra")
    if asked is None:
        return None
    revision, _, step = asked.partition(".")
    at, after = parse_number(revision), parse_number(step or "0")
    if at is None or after is None:
        raise NotFoundError
    return at, after


def _search(form: HistoryForm, start: tuple[int, int] | None, visit: PageVisit) -> SearchResult | None:
    """What is searched for; None where nothing is, or what was filled in says nothing."""
    if not form.searches or form.query is None:
        return None
    searched = search_log(
        visit.table.log_from(visit.person.code, start),
        form.query,
        past_rows(visit),
        visit.known_as,
        Limits(MOST, MOST_LOOKED_AT, MOST_ROWS),
    )
    return _result(searched, form.query, visit)


def _result(searched: Searched, query: LogQuery, visit: PageVisit) -> SearchResult:
    lines = log_lines((hit.entry for hit in searched.hits), visit)
    return SearchResult(
        entries=tuple(_found_entry(hit, line) for hit, line in zip(searched.hits, lines, strict=True)),
        from_revision=searched.oldest,
        to_revision=searched.newest,
        unsearchable=revision_ranges(searched.unsearchable) if query.rows else "",
        older=entry_number(*searched.older) if searched.older else "",
    )


def _found_entry(hit: Hit, line: LogLine) -> FoundEntry:
    if hit.plan is None:
        return FoundEntry(line)
    rows = list(_found_rows(hit.plan))
    return FoundEntry(line, tuple(rows[:MOST_ROWS_OF_A_HIT]), max(0, len(rows) - MOST_ROWS_OF_A_HIT))


def _found_rows(plan: Plan) -> Iterator[FoundRow]:
    # Most searches are for no rows, and the cells of a sheet are much to import.
    from kleark.report.plan_cells import cell_values  # noqa: PLC0415

    yield from (_found_row("removed", row) for row in plan.removed)
    for changed in plan.changed:
        yield _found_row("changed", changed.after, tuple(cell_values(changed.changes, "da")))
    yield from (_found_row("added", row) for row in plan.added)


def _found_row(kind: str, row: Row, values: tuple[Value, ...] = ()) -> FoundRow:
    return FoundRow(kind, row.kle_number, visible(row.kle_title), system_name(row), row.source_system, values)


def revision_ranges(revisions: Sequence[int]) -> str:
    """``1-3 og 7``: in order, those that follow each other together."""
    ranges: list[tuple[int, int]] = []
    for one in sorted(revisions):
        if ranges and one == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], one
        else:
            ranges.append((one, one))
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    return joined(texts, "da")
