"""What is read does not grow with a municipality's history, counted on an engine that weighs items as DynamoDB does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from benchmarks.history import MOST_GROWTH, growth, histories
from infra.local.dynoxide import supports_this_machine

if TYPE_CHECKING:
    from benchmarks.consumption import Consumption

SIZES = (100, 1_000)


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, int], Consumption]:
    if not supports_this_machine() and "CI" not in os.environ:
        pytest.skip("dynoxide is made for Linux on x86-64")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        return {(act, size): one for act, size, one in histories("dynoxide", SIZES)}


def test_no_act_reads_more_of_a_longer_history(found: dict[tuple[str, int], Consumption]) -> None:
    grown = growth(found)
    first = grown.pop("sweep, the first")
    assert first > MOST_GROWTH, "it reads all that there is"
    assert {act: ratio for act, ratio in grown.items() if ratio > MOST_GROWTH} == {}


def test_no_act_takes_more_requests_for_a_longer_history(found: dict[tuple[str, int], Consumption]) -> None:
    requests = {act: {found[act, size].requests for size in SIZES} for act, _ in found}
    assert requests == {
        "front page": {10},
        "list of sheets, first page": {7},
        "list of sheets, a later page": {8},
        "list of sheets, last page": {7},
        "kleark live": {4},
        "kleark uploads": {7},
        "sweep, the first": {23},
        "sweep, nothing new": {15},
    }
