"""A plan, one page at a time: what stands beside it on a page stays usable, however many rows change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kleark.admin.pagination import Paging, paging
from kleark.configuration.stored_rows import StoredRows, difference_between
from kleark.publishing.errors import SweptRevisionError
from kleark.publishing.revisions import plan_between, revision_rows
from kleark.report.plan_view import PlanView, Window, view

if TYPE_CHECKING:
    from kleark.configuration.plan import Plan
    from kleark.publishing.tenant import Tenant
    from kleark.report.plan_messages import PlanKind

ENTRIES = 200
"""So many of a plan's entries are on a page, most of them folded."""


class PlanPage(NamedTuple):
    """``plan``: what this page shows of it. ``pages``: which page of how many that is."""

    plan: PlanView
    pages: Paging


def plan_page(plan: Plan, number: int, kind: PlanKind, back_to: int | None = None) -> PlanPage:
    """Page ``number`` of a plan, for ``kind`` and ``back_to`` see `view`. Raises NotFoundError where there is none."""
    shown = view(plan, "da", Window((number - 1) * ENTRIES, number * ENTRIES), kind, back_to)
    return PlanPage(shown, paging(number, ENTRIES, shown.entries))


def changes_of_revision(revision: int, tenant: Tenant, digest: str | None = None) -> PlanPage | None:
    """The first page of what a revision changed of the one before; None where the rows of either are deleted.

    ``digest``: of the inventory that the change was told in numbers of. Another one would tell other numbers, and is
    left out.
    """
    try:
        if revision == 1:
            plan = difference_between(StoredRows(()), revision_rows(1, tenant)[1], municipality=tenant.code)
        else:
            plan = plan_between(revision - 1, revision, tenant)
    except SweptRevisionError:
        return None
    counted = tenant.with_cases(plan) if digest else plan
    same = counted.cases is not None and counted.cases.indexed.digest == digest
    return plan_page(counted if same else plan, 1, "compare", revision)
