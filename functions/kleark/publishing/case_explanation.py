"""Why one case is shown at a time, or not: the decision of what was live, and since when it has been that."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from kleark.exposure.decision import decide
from kleark.exposure.explanation import explain
from kleark.publishing.model import stamp
from kleark.publishing.revisions import revision_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from kleark.exposure.case import Case
    from kleark.exposure.decision import Decision
    from kleark.exposure.explanation import Explanation
    from kleark.publishing.model import LogEntry
    from kleark.publishing.row_history import RevisionRows
    from kleark.publishing.tenant import Tenant


@dataclass(frozen=True, slots=True)
class AnswerSince:
    """Since when a case has had its answer.

    Attributes:
        entry: Of the revision that brought it, or of the oldest that is known to have had it.
        open_start: Whether it may be older: what was before is deleted, or was not looked at.
        before: The answer until then; None where it is not known.
    """

    entry: LogEntry
    open_start: bool
    before: Decision | None


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What a case met at a time.

    Attributes:
        revision: The one that was live; 0 before the first.
        explanation: The decision; None where that revision's rows are deleted, or are not what was sealed.
        since: Since when the answer was the same; None before the first revision, and where nothing is known.
    """

    revision: int
    explanation: Explanation | None
    since: AnswerSince | None


def answer_at(
    case: Case, at: datetime, tenant: Tenant, backwards: Callable[[LogEntry], Iterator[RevisionRows]]
) -> CaseAnswer:
    """What a case met at a time, and since when.

    Args:
        case: The case.
        at: The time, in UTC.
        tenant: The municipality.
        backwards: The revisions from one on, newest first, as of `row_history.each_revision`. No more are read than
            until the answer was another.
    """
    live = revision_at(stamp(at), tenant)
    if live is None:
        return CaseAnswer(0, explain(case, None), None)
    revisions = backwards(live)
    newest = next(revisions)
    if newest.rows is None:
        return CaseAnswer(live.revision, None, None)
    since = answer_since(case, chain([newest], revisions))
    return CaseAnswer(live.revision, explain(case, newest.rows), since)


def answer_since(case: Case, revisions: Iterable[RevisionRows]) -> AnswerSince:
    """Since when the newest revision's answer has been the answer.

    ``revisions``: one after the other, newest first, at least one; the newest one's rows are kept.
    """
    newest: Decision | None = None
    begins: LogEntry | None = None
    for one in revisions:
        decision = None if one.rows is None else decide(case, one.rows)
        newest = newest or decision
        assert newest is not None
        if begins and (decision is None or _decided_by(decision) != _decided_by(newest)):
            return AnswerSince(begins, open_start=decision is None, before=decision)
        begins = one.entry
    assert begins is not None
    # Before its first revision a municipality has published nothing.
    first = begins.revision == 1
    return AnswerSince(begins, open_start=not first, before=decide(case, None) if first else None)


def _decided_by(decision: Decision) -> tuple[object, ...]:
    """What of the deciding row decided. A card that changed is another card of the same answer."""
    row = decision.row
    return decision.reason, row and (row.key, row.show_from, row.show_active_regardless)
