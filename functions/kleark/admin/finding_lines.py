"""What the watch has found, as the page tells it: with what to do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kleark.i18n.danish_time import danish_day
from kleark.i18n.formats import format_count, spell_days
from kleark.publishing.set_aside import set_aside_now
from kleark.sheet import columns
from kleark.watch.model import newest_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.model import Live
    from kleark.publishing.set_aside import SetAside
    from kleark.watch.model import RowKey, WatchFinding, WatchState

MOST_NAMED = 6
"""So many rows of a finding are named; of more there is their number."""

_REPLACED = frozenset(
    column.key
    for column in (
        columns.KLE_TITLE,
        columns.CONTACT_PHONE,
        columns.INFO_URL,
        columns.SELF_SERVICE_URL,
        columns.DIGITAL_POST,
    )
)
"""Columns in which the value itself says what is to be replaced. In others it may be right in another row."""

NEW_ROW = "/raekker/ny"
ANSWERED_BY_ROWS = frozenset({"KA754", "KA767"})
"""Rules on rows that are not there: each is answered by a new one."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding.

    Attributes:
        finding: What was found.
        rows: The rows that it is on, in words; empty where it is on all that is live.
        path: The address where it can be mended; empty where it can only be mended in the sheet, or in the system that
            case templates are in.
        query: The parameters of that address.
        set_aside: Since when and until when it is as it should be; None where it is open.
    """

    finding: WatchFinding
    rows: str
    path: str
    query: dict[str, str]
    set_aside: SetAside | None = None

    @property
    def message(self) -> str:
        """What was found. Rules write days as sheets do; beside moments on a page there is one way to write them."""
        return spell_days(self.finding.message_da, "da")

    @property
    def link_text(self) -> str:
        """What the link to `path` says is done there."""
        return "Tilføj en række" if self.path == NEW_ROW else "Ret det"

    @property
    def comes_back(self) -> date | None:
        """The day on which it is open again; None where it is."""
        return date.fromisoformat(self.set_aside.until) if self.set_aside else None

    @property
    def title(self) -> str:
        """What kind of thing it is."""
        rule = self.finding.declared
        return rule.title.da if rule else self.finding.rule


@dataclass(frozen=True, slots=True)
class FoundLines:
    """All that the watch has found.

    ``open``: what somebody should look at, newest first; ``aside``: what is as it should be for now; ``resolved``: what
    has gone lately. ``judged_at``: when what is live was last judged; empty for never. ``left_out``: see `WatchState`.
    """

    judged_at: str
    open: Sequence[FindingLine]
    aside: Sequence[FindingLine]
    resolved: Sequence[FindingLine]
    left_out: int = 0

    @property
    def urgent(self) -> int:
        """How many of the open ones are more than notes."""
        return sum(1 for one in self.open if one.finding.severity != "info")


def found_lines(visit: PageVisit, live: Live | None = None) -> FoundLines:
    """What the watch has found in the person's own municipality. ``live``: where it was read already."""
    state: WatchState
    state, _ = visit.context.stores.findings.state(visit.person.code)
    if not state.findings:
        return FoundLines(state.judged_at, (), (), ())
    live = live or visit.table.live(visit.person.code, consistent=True)
    today = danish_day(visit.context.now())
    aside = set_aside_now(live, today)
    lines = [_line(one, aside.get(one.finding_id)) for one in newest_first(state.findings)]
    return FoundLines(
        state.judged_at,
        [one for one in lines if one.finding.is_open and one.set_aside is None],
        [one for one in lines if one.finding.is_open and one.set_aside],
        [one for one in lines if not one.finding.is_open],
        state.left_out,
    )


def _line(finding: WatchFinding, aside: SetAside | None) -> FindingLine:
    path, query = _mended_at(finding)
    return FindingLine(finding, named_rows(finding.rows, finding.row_count), path, query, aside)


def named_rows(rows: Sequence[RowKey], count: int) -> str:
    """Rows in words, as many as fit on a line. ``count``: how many there are, of whom ``rows`` may be some."""
    names = [
        f"{number} ({'alle fagsystemer' if system == '*' else system})"
        for number, system in rows[:MOST_NAMED]
    ]
    more = count - len(names)
    rest = f" og {format_count(more, ('1 række', '{} rækker'), 'da')} mere" if more > 0 and names else ""
    return ", ".join(names) + rest


def _mended_at(finding: WatchFinding) -> tuple[str, dict[str, str]]:
    """Where rows can be changed without Excel, with what is to be changed filled in."""
    column, found = finding.column, finding.found
    if column in _REPLACED and found and not found.endswith("…"):
        query = {"fra": found, "kolonne": column or ""}
        return "/raekker/erstat", query | ({"til": finding.suggestion} if finding.suggestion else {})
    if finding.rule in ANSWERED_BY_ROWS:
        return NEW_ROW, {}
    numbers = {number for number, _ in finding.rows}
    if len(numbers) == 1:
        return "/raekker", {"soeg": numbers.pop(), "kolonne": columns.KLE_NUMBER.key}
    return ("/raekker", {}) if finding.rows else ("", {})
