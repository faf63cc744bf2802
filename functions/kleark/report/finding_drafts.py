"""Findings before their words are written.

They are put in order, counted and chosen as drafts, so that words are written only for those that a report lists: a
sheet with a mistake in every cell has 100,000, of which 2,000 are listed.
"""

from __future__ import annotations

from kleark.data_classes import NamedTuple, replace
from kleark.report.findings import MOST_LISTED, TableLayout, sanitise, to_finding
from kleark.report.model import Counts, Finding, Report
from kleark.rules.model import Placed, Remark
from kleark.rules.placed_remarks import LeftOut
from kleark.rules.table_rules import NOT_LISTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.report.finding_identity import FindingIdentity
    from kleark.report.model import FileFacts, SheetFacts, SourcedRow
    from kleark.rules.context import Context
    from kleark.sheet.table import Table

_WEIGHTS = {"error": 0, "warning": 2, "info": 3}
_HOLDING = 1


class Draft(NamedTuple):
    """A placed remark, and the table that it is in. ``identity``: by which it is known, where not by its cells."""

    placed: Placed
    layout: TableLayout
    identity: FindingIdentity | None = None

    def finding(self) -> Finding:
        """The finding, in words."""
        finding = to_finding(self.placed, self.layout)
        if self.identity is None or finding.identity is None:
            return finding
        return replace(finding, identity=self.identity)


def sort_drafts(drafts: Iterable[Draft], positions: Mapping[str | None, int]) -> list[Draft]:
    """Sort as `sort_findings` does. ``positions``: where a column stands, by its header as it is shown."""
    order: dict[str | None, int] = {}

    def key(draft: Draft) -> tuple[int, int, str]:
        placed = draft.placed
        if (at := order.get(placed.column)) is None:
            shown = draft.layout.header(placed.column)
            at = order[placed.column] = positions.get(None if shown is None else sanitise(shown), -1)
        return placed.row or 0, at, placed.remark.rule.id

    return sorted(drafts, key=key)


def count_drafts(drafts: Iterable[Draft], rows: int, left_out: LeftOut) -> Counts:
    """The totals of a report on ``rows`` rows, those included that there are no drafts of."""
    tally = {"error": left_out.errors, "warning": left_out.warnings, "info": left_out.infos}
    repaired = left_out.repaired
    for draft in drafts:
        remark = draft.placed.remark
        tally[remark.rule.severity] += 1
        repaired += remark.repaired
    return Counts(rows, tally["error"], tally["warning"], tally["info"], repaired)


def listed_findings(drafts: Sequence[Draft], total: int) -> tuple[Finding, ...]:
    """At most `MOST_LISTED` findings, and one more that says how many of ``total`` are left out.

    Errors come before others, and what holds the sheet back before other warnings.
    """
    if total <= MOST_LISTED:
        return tuple(draft.finding() for draft in drafts)

    def weight(index: int) -> tuple[int, int]:
        rule = drafts[index].placed.remark.rule
        return _HOLDING if rule.holds_back else _WEIGHTS[rule.severity], index

    chosen = sorted(sorted(range(len(drafts)), key=weight)[:MOST_LISTED])
    more = Placed(Remark(NOT_LISTED, {"count": total - MOST_LISTED}))
    return (*(drafts[index].finding() for index in chosen), to_finding(more, TableLayout()))


class DraftedReport(NamedTuple):
    """What a file was judged to be. ``report``: without the findings, which are ``drafts`` still, in their order.

    ``left_out``: what there are no drafts of, since it would not be listed.
    """

    report: Report
    drafts: Sequence[Draft]
    left_out: LeftOut = LeftOut()
    table: Table | None = None
    context: Context | None = None

    def whole(self) -> Report:
        """The report with all findings that there are drafts of."""
        return replace(self.report, findings=tuple(draft.finding() for draft in self.drafts))

    def listed(self) -> Report:
        """The report with as many findings as are listed."""
        total = len(self.drafts) + self.left_out.total
        return replace(self.report, findings=listed_findings(self.drafts, total))


def draft_report(  # noqa: PLR0913, PLR0917 (the parts of a report)
    facts: FileFacts,
    sheet: SheetFacts | None,
    drafts: Sequence[Draft],
    rows: int,
    kept: tuple[SourcedRow, ...],
    left_out: LeftOut = LeftOut(),  # noqa: B008 (immutable)
) -> DraftedReport:
    """The report on ``rows`` rows, of which ``kept`` would be published."""
    counts = count_drafts(drafts, rows, left_out)
    return DraftedReport(Report(facts, sheet, counts, (), kept), drafts, left_out)


def in_one_order(drafts: Sequence[Draft], sheet: str, positions: Mapping[str | None, int]) -> list[Draft]:
    """All in one order: what goes for a whole sheet or another one first, and what was said first of that."""
    name = sanitise(sheet)
    here = {one: one is not None and sanitise(one) == name for one in {one.layout.sheet for one in drafts}}
    rows = [one for one in drafts if one.placed.row and here[one.layout.sheet]]
    whole = (one for one in drafts if not (one.placed.row and here[one.layout.sheet]))
    return [*whole, *sort_drafts(rows, positions)]
