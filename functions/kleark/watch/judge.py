"""One judgement of what is live in one municipality, and of its case templates.

It is a pure function of what is known now, and of the judgement before.

It may be made again at any time, in whatever order the rows come: made twice on the same, only ``last_seen`` moves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import IndexedCases, UnreadInventory
from kleark.i18n.formats import format_short_date
from kleark.registers.obligatory import areas_on
from kleark.rules.inventory_comparison import SHOWS_NONE
from kleark.rules.model import Remark
from kleark.rules.watch_rules import LONG_UNSEEN, MOVEMENT_RULES, STORED_FLAW
from kleark.watch.circumstances import StoredFlaw, UnreadTemplates
from kleark.watch.link_findings import LINK_RULES, link_findings
from kleark.watch.model import MOST_FINDINGS, WatchState
from kleark.watch.noticed import Noticed
from kleark.watch.number_findings import date_findings, number_findings, remembered_titles
from kleark.watch.row_findings import case_findings, mailbox_findings, obligatory_findings, phone_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kleark.configuration.row import Row
    from kleark.watch.circumstances import Circumstances
    from kleark.watch.model import WatchFinding

UNSEEN_FOR = timedelta(days=365)
"""So long after a person last looked, somebody should look again."""

RESOLVED_FOR = timedelta(days=30)
"""So long a finding that is no longer there is told of."""

_FLAWS = {
    StoredFlaw.LOG: ("loggen", "the log"),
    StoredFlaw.ROWS: ("rækkerne", "the rows"),
    StoredFlaw.FILES: ("de gemte filer", "the files that are kept"),
    StoredFlaw.ORPHANS: ("det, rækker og log henviser til", "what rows and log refer to"),
}


def judge(rows: Sequence[Row] | None, around: Circumstances, before: WatchState) -> WatchState:
    """What is wrong with what is live.

    Args:
        rows: The live rows; None where they cannot be read, so that nothing is known of them.
        around: What they are judged against.
        before: The judgement before. What it found and this one does not look at, stays as it was.
    """
    noticed = {one.finding_id: one for one in _noticed(rows, around, before.titles)}
    known = {one.finding_id: one for one in before.findings}
    opened = [_seen(one, known.get(key), around.at) for key, one in noticed.items()]
    # Of a list that was deleted nothing stays, names of templates included.
    gone = around.templates is None
    unseen = [one for key, one in known.items() if key not in noticed and not (gone and one.is_of_templates)]
    others = [_unseen(one, around.at) if _is_judged(one, rows, around) else one for one in unseen]
    everything = [*opened, *(one for one in others if not _is_over(one, around.today))]
    still_open = sorted(
        (one for one in everything if one.is_open), key=lambda one: (one.weight, one.rule, one.finding_id)
    )
    resolved = [one for one in everything if not one.is_open]
    kept = sorted([*still_open[:MOST_FINDINGS], *resolved], key=lambda one: one.finding_id)
    titles = before.titles if rows is None else remembered_titles(rows, around.register, before.titles)
    return replace(
        before,
        judged_at=around.at,
        findings=tuple(kept),
        titles=titles,
        left_out=max(len(still_open) - MOST_FINDINGS, 0),
    )


def _noticed(
    rows: Sequence[Row] | None, around: Circumstances, titles: Mapping[str, str]
) -> Iterator[Noticed]:
    for flaw, is_flawed in around.flaws.items():
        if is_flawed:
            what = {"what_da": _FLAWS[flaw][0], "what_en": _FLAWS[flaw][1]}
            yield Noticed(Remark(STORED_FLAW, what), (flaw.value,), found=flaw.value)
    if rows is None:
        return
    of_rows = list(_row_findings(rows, around, titles)) if rows else []
    yield from of_rows
    if around.templates is not None and not isinstance(around.templates, UnreadTemplates):
        from kleark.watch.template_findings import template_findings  # noqa: PLC0415 (only where there is a list)

        yield from template_findings(around.templates, rows, around, of_rows)


def _row_findings(rows: Sequence[Row], around: Circumstances, titles: Mapping[str, str]) -> Iterator[Noticed]:
    yield from number_findings(rows, around.register, titles)
    yield from date_findings(rows, around.register, around.today)
    yield from phone_findings(rows)
    yield from obligatory_findings(rows, areas_on(around.today))
    yield from mailbox_findings(rows)
    if isinstance(around.indexed, IndexedCases):
        yield from case_findings(rows, around.indexed)
        if around.past:
            from kleark.watch.movement_findings import movement_findings  # noqa: PLC0415 (only where sums are kept)

            yield from movement_findings(rows, around.indexed, around.past)
    if around.links:
        yield from link_findings(rows, around.links, around.at)
    yield from _long_unseen(around)


def _long_unseen(around: Circumstances) -> Iterator[Noticed]:
    if around.looked_at is None:
        return
    day = date.fromisoformat(around.looked_at[:10])
    if around.today - day > UNSEEN_FOR:
        params = {"day": format_short_date(day)}
        yield Noticed(Remark(LONG_UNSEEN, params), (day.isoformat(),))


def _is_judged(one: WatchFinding, rows: Sequence[Row] | None, around: Circumstances) -> bool:
    """Whether the judgement would have found it again, were it still there."""
    if one.rule == STORED_FLAW.id:
        return one.found in around.flaws
    if rows is None:
        return False
    is_counted = not isinstance(around.indexed, UnreadInventory)
    if one.is_of_templates:
        from kleark.watch.template_findings import INVENTORY_RULES  # noqa: PLC0415 (only where there is or was a list)

        is_read = not isinstance(around.templates, UnreadTemplates)
        return is_read and (is_counted or one.rule not in INVENTORY_RULES)
    if one.rule == SHOWS_NONE.id:
        return is_counted
    if one.rule in MOVEMENT_RULES:
        return is_counted and around.past is not None
    return around.links is not None or one.rule not in LINK_RULES


def _seen(noticed: Noticed, before: WatchFinding | None, at: str) -> WatchFinding:
    """As it is now. What had been resolved and is back is new."""
    now = noticed.finding(at)
    return now if before is None or not before.is_open else replace(now, first_seen=before.first_seen)


def _unseen(one: WatchFinding, at: str) -> WatchFinding:
    return replace(one, resolved=at) if one.is_open else one


def _is_over(one: WatchFinding, today: date) -> bool:
    return one.resolved is not None and today - date.fromisoformat(one.resolved[:10]) > RESOLVED_FOR
