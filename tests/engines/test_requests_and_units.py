"""What publishing and reading ask of DynamoDB, counted on an engine that weighs items as DynamoDB does.

The figures of docs/benchmarks.md and docs/cost.md rest on these counts.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import portal_api.handler as portal_handler
from benchmarks.operations import SIZES, counts, item_per_row, items_in_pages, page_weights
from benchmarks.tables import hard_rows, rows
from infra.local.dynoxide import supports_this_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.consumption import Consumption

ITEM_LIMIT = 400 * 1024


@pytest.fixture(scope="module")
def found() -> Iterator[dict[tuple[str, int], Consumption]]:
    if not supports_this_machine() and "CI" not in os.environ:
        pytest.skip("dynoxide is made for Linux on x86-64")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("table", "snapshots", "country"):
            patch.setattr(portal_handler, name, getattr(portal_handler, name))
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        yield {(act, size): one for act, size, one in counts("dynoxide")}


def test_the_published_rules_and_the_engine_count_the_same(found: dict[tuple[str, int], Consumption]) -> None:
    assert {act: one.read + one.written for act, one in found.items()} == {
        act: one.reported for act, one in found.items()
    }


def test_no_act_takes_more_requests_for_more_rows(found: dict[tuple[str, int], Consumption]) -> None:
    requests = {act: {found[act, size].requests for size in SIZES} for act, _ in found}
    assert requests == {
        "publish, first": {7},
        "publish, replacing": {8},
        "visit, cold": {2},
        "visit, warm": {1},
        "304": {1},
        "list of municipalities": {1},
        "sweep, nothing to do": {11},
    }


def test_a_visit_costs_half_a_unit_whatever_the_rows(found: dict[tuple[str, int], Consumption]) -> None:
    assert {found["visit, warm", size].read for size in SIZES} == {0.5}
    assert {found["304", size].read for size in SIZES} == {0.5}


@pytest.mark.parametrize("size", SIZES)
def test_pages_never_cost_more_than_an_item_for_each_row(size: int) -> None:
    for kind in (rows, hard_rows):
        before, now = item_per_row(kind(size)), items_in_pages(kind(size))
        for act, work in now.items():
            assert all(new <= old for new, old in zip(work, before[act], strict=True)), (kind, act)


def test_the_largest_sheet_of_the_hardest_rows_fits_its_items() -> None:
    assert max(page_weights(hard_rows(10_000))) < ITEM_LIMIT
