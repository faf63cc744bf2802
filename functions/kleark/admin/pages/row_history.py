"""One row's own history: each value it had, since when, by whom and why; and what a citizen saw on a day.

The row that decided is found, and the card made, by `kleark.exposure`, as in the portal's answer to a visit.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kleark.admin.case_form import STATUSES
from kleark.admin.case_view import case_view, preview_row, verdict
from kleark.admin.log_entries import log_lines
from kleark.admin.moment_form import STATUS, moment_form
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pagination import parse_number
from kleark.admin.past_rows import MOST_ROWS, past_rows
from kleark.admin.rendering import page
from kleark.configuration.plan import FieldChange
from kleark.configuration.row import ALL_SYSTEMS
from kleark.configuration.row_query import RowField, RowQuery, UnfitQueryError, row_query
from kleark.exposure.case import Status
from kleark.exposure.decision import decide_each
from kleark.exposure.example_cases import examples_of, systems_by_number
from kleark.i18n.danish_time import danish_zone
from kleark.i18n.formats import format_short_date
from kleark.publishing.messages import performer
from kleark.publishing.model import stamp
from kleark.publishing.revisions import revision_at
from kleark.publishing.row_history import as_written, read_window, systems_seen, values_since
from kleark.redaction.invisible import visible
from kleark.report.plan_cells import cell_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.admin.case_view import CaseView, PreviewRow, Verdict
    from kleark.admin.log_entries import LogLine
    from kleark.admin.moment_form import MomentForm, PastMoment
    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from kleark.publishing.model import LogEntry
    from kleark.publishing.row_history import RowPeriod, Window
    from kleark.report.plan_cells import Value

LONGEST = 200
MOST_OF_A_DAY = 20
"""So many revisions of one day are named."""
VERSION = "version"
"""Which revision is meant, of those that were live in the minute that is named."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the row as the sheet had it."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class DatedCell:
    """A cell, and the entry that it has its value from. ``or_before``: whether it may have had it before that."""

    cell: Cell
    line: LogLine
    by: str
    or_before: bool


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A stretch of revisions in which the row was the same.

    Attributes:
        period: The period.
        line: What was done when it began.
        lasts: Whether it is what is shown now.
        for_all: Whether the row for all systems decided, although another system is asked about.
        changes: What differs from the period before.
        cells: The whole row; empty where there was none.
        day: When it began, for the address of what a citizen saw.
        clock: The same.
    """

    period: RowPeriod
    line: LogLine
    lasts: bool
    for_all: bool
    changes: tuple[Value, ...]
    cells: tuple[Cell, ...]
    day: str
    clock: str


@dataclass(frozen=True, slots=True)
class RevisionOfDay:
    """A revision that was live on a day. ``clock``: since when on that day; empty where since before it."""

    revision: int
    clock: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a citizen saw at a moment.

    Attributes:
        at: The moment.
        twice: See `PastMoment`.
        end_of_day: Whether it is the end of the day, or now, and not a minute that was named.
        revision: The one that was live; 0 before the first.
        kept: Whether its rows are kept.
        for_all: Whether the row for all systems decided, although another system is asked about.
        row: The row that decided, its card and its cases; None where there was none.
        tried: The verdict on the case that was made up, or, without a row, on any case.
        view: The card beside the case that was made up; None where it was not shown.
        others: The revisions that were live on the day, where there was more than one.
        more: Whether there were more of them, before those that are named.
    """

    at: datetime
    twice: bool
    end_of_day: bool
    revision: int
    kept: bool = True
    for_all: bool = False
    row: PreviewRow | None = None
    tried: Verdict | None = None
    view: CaseView | None = None
    others: tuple[RevisionOfDay, ...] = ()
    more: bool = False


def row_history(visit: PageVisit) -> Response:
    """The history of the row that the address names, or the form to name one."""
    kle, error = _kle_number(visit.request.parameters.get("kle", ""))
    asked = visit.request.parameters.get("fagsystem", "").strip()[:LONGEST]
    window, start = (_window(kle, visit) if kle and not error else None), visit.request.parameters.get("fra")
    systems = systems_seen(window.revisions, kle) if window else []
    system = as_written(asked, systems) if asked else systems[0] if len(systems) == 1 else ""
    choices = [(one, "Alle fagsystemer" if one == ALL_SYSTEMS else visible(one)) for one in systems]
    form = moment_form(visit.request.parameters, visit.context.now())
    periods = window.periods(kle, system)[::-1] if window and system else []
    live = visit.table.live(visit.person.code, consistent=True).revision
    return page(
        visit,
        "row_history.html.jinja",
        422 if error or form.errors else 200,
        here="/historik",
        kle=visible(kle),
        kle_error=error,
        system=system,
        system_text="alle fagsystemer" if system == ALL_SYSTEMS else visible(system),
        systems=choices,
        others=[(one, text) for one, text in choices if one != system],
        never=not any(one.row or not one.known for one in periods),
        title=_title(periods),
        window=window,
        from_the_newest=start is None,
        periods=_period_views(periods, system, live, visit),
        dated=_dated_cells(periods, visit) if start is None else [],
        form=form,
        statuses=_statuses(form),
        seen=_seen(kle, system, form.moment, visit) if system and form.moment else None,
        live=live,
    )


def _kle_number(typed: str) -> tuple[str, str]:
    """The number, and what is wrong with it; neither where nothing was typed."""
    try:
        query = row_query({RowField.KLE: typed})
    except UnfitQueryError:
        query = RowQuery(typed.strip()[:LONGEST])
        fits = not query.kle
    else:
        fits = not query.kle or query.is_whole_kle
    return query.kle, "" if fits else "Skriv hele KLE-nummeret med punktummer, f.eks. 15.20.24"


def _window(kle: str, visit: PageVisit) -> Window:
    """The revisions that are looked at in this request. Raises NotFoundError for an address that names no revision."""
    start = None
    if (text := visit.request.parameters.get("fra")) is not None:
        number = parse_number(text)
        if not number:
            raise NotFoundError
        start = number, 0
    entries = visit.table.log_from(visit.person.code, start)
    return read_window(entries, kle, past_rows(visit), MOST_ROWS)


def _title(periods: Sequence[RowPeriod]) -> str:
    return next((visible(one.row.kle_title) for one in periods if one.row), "")


def _statuses(form: MomentForm) -> list[tuple[str, bool]]:
    """The choices, and whether each is chosen."""
    chosen = form.values[STATUS] or Status.IN_PROGRESS.value
    return [(one, one == chosen) for one in STATUSES]


def _period_views(periods: Sequence[RowPeriod], system: str, live: int, visit: PageVisit) -> list[PeriodView]:
    lines = log_lines((one.entry for one in periods), visit)
    return [_period_view(period, line, system, live) for period, line in zip(periods, lines, strict=True)]


def _period_view(period: RowPeriod, line: LogLine, system: str, live: int) -> PeriodView:
    began = datetime.fromisoformat(period.entry.at).astimezone(danish_zone())
    return PeriodView(
        period=period,
        line=line,
        lasts=period.last == live,
        for_all=_is_for_all(period.row, system),
        changes=tuple(one for change in period.changes for one in _values(change)),
        cells=tuple(cell for several in _cells(period.row).values() for cell in several)
        if period.row
        else (),
        day=format_short_date(began.date()),
        clock=f"{began:%H.%M}",
    )


def _is_for_all(row: Row | None, system: str) -> bool:
    return row is not None and row.source_system == ALL_SYSTEMS != system


def _cells(row: Row) -> Mapping[str, tuple[Cell, ...]]:
    """The cells of each field but the KLE number, which stands over them."""
    return {one.name: tuple(_field_cells(one.name, row)) for one in fields(row) if one.name != "kle_number"}


_OF_PARTS = frozenset({"self_service", "shown_titles", "contact_details"})
"""Fields of which only those parts are cells that differ, so that they are held against nothing."""


def _field_cells(name: str, row: Row) -> Iterator[Cell]:
    value = getattr(row, name)
    before = None if name in _OF_PARTS else value
    for cell in _values(FieldChange(name, before, value)):
        mailbox = row.digital_post.mailbox_id if name == "digital_post" else None
        yield Cell(cell.column, f"postkasse {mailbox}: {cell.after}" if mailbox else cell.after)


def _values(change: FieldChange) -> Iterator[Value]:
    """The change as cells of the sheet. A plan never changes a row's system, so it has no words for all of them."""
    if change.field == "source_system" and ALL_SYSTEMS in {change.before, change.after}:
        change = change._replace(before=_in_sheet(change.before), after=_in_sheet(change.after))
    return cell_values((change,), "da")


def _in_sheet(system: str) -> str:
    return "Alle" if system == ALL_SYSTEMS else system


def _dated_cells(periods: Sequence[RowPeriod], visit: PageVisit) -> list[DatedCell]:
    """The cells of the row as it is now, each with what it has its value from. ``periods``: newest first."""
    since = values_since(periods[::-1])
    if not since or (row := periods[0].row) is None:
        return []
    entries = {one.entry.revision: one.entry for one in since.values()}
    lines = dict(zip(entries, log_lines(entries.values(), visit), strict=True))
    return [
        DatedCell(
            cell,
            lines[since[name].entry.revision],
            visible(performer(since[name].entry, "da", visit.known_as)),
            since[name].open_start,
        )
        for name, cells in _cells(row).items()
        for cell in cells
    ]


def _seen(kle: str, system: str, moment: PastMoment, visit: PageVisit) -> Seen:
    named = _named_revision(moment, visit)
    at, entry = named or (moment.at, revision_at(stamp(moment.at), visit.tenant))
    others = tuple(_revisions_of_day(moment, visit))
    seen = Seen(
        at,
        moment.twice and named is None,
        not moment.clock_is_given,
        entry.revision if entry else 0,
        others=others[-MOST_OF_A_DAY:],
        more=len(others) > MOST_OF_A_DAY,
    )
    rows: list[Row] | None = None
    if entry is not None and entry.content is not None:
        stored = past_rows(visit)(entry.content)
        if stored is None:
            return replace(seen, kept=False)
        rows = [one.row() for one in stored]
    case = moment.case(kle, system)
    [decision] = decide_each([case], rows)
    row = decision.row
    tried = verdict("", case, decision, row)
    if row is None:
        return replace(seen, tried=tried)
    examples = examples_of(row, systems_by_number(rows or ())[kle])
    decided = zip(examples, decide_each([one.case for one in examples], rows), strict=True)
    return replace(
        seen,
        for_all=_is_for_all(row, system),
        row=preview_row(1, row, list(decided), moment.day),
        tried=tried if moment.created else None,
        view=case_view(decision.card, case) if moment.created and decision.card else None,
    )


def _named_revision(moment: PastMoment, visit: PageVisit) -> tuple[datetime, LogEntry] | None:
    """The revision that the address names, and since when it was live in the minute that is asked about; else None.

    The minute alone does not tell which is meant where another revision began in it, or where it came twice.
    """
    number = parse_number(visit.request.parameters.get(VERSION, ""))
    entry = visit.table.log_entry(visit.person.code, number) if number and moment.clock_is_given else None
    if entry is None:
        return None
    replaced = visit.table.log_entry(visit.person.code, entry.revision + 1)
    last = moment.at.replace(second=0, microsecond=0)
    for begins in (last - timedelta(hours=1), last) if moment.twice else (last,):
        since, until = max(begins, datetime.fromisoformat(entry.at)), begins + timedelta(minutes=1)
        if since < (min(until, datetime.fromisoformat(replaced.at)) if replaced else until):
            return since, entry
    return None


def _revisions_of_day(moment: PastMoment, visit: PageVisit) -> Iterator[RevisionOfDay]:
    """Those that were live at some time of the day, oldest first, and one more than are shown where there were more.

    None where there was no more than one.
    """
    begins = stamp(moment.day_begins)
    several: list[LogEntry] = []
    entry = revision_at(stamp(moment.day_ends), visit.tenant)
    while entry is not None and len(several) <= MOST_OF_A_DAY:
        several.append(entry)
        if entry.at <= begins:
            break
        entry = visit.table.log_entry(visit.person.code, entry.revision - 1)
    if len(several) > 1 or (several and several[0].at > begins):
        for one in reversed(several):
            at = datetime.fromisoformat(one.at).astimezone(danish_zone())
            yield RevisionOfDay(one.revision, f"{at:%H.%M}" if one.at > begins else "")
