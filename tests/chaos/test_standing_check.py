from __future__ import annotations

from typing import Any

import pytest

from tests.chaos.standing_check import failures_in


@pytest.mark.parametrize(
    ("said", "failed"),
    [
        ({"judged": 98, "failed": 0, "unreached": 0}, 0),
        ({"judged": 90, "failed": 0, "unreached": 8}, 8),
        ({"errorType": "IncompleteWatchError", "errorMessage": "3 failed"}, 3),
        ({"errorType": "Runtime.ExitError", "errorMessage": "signal: killed"}, None),
        ({"errorType": "IncompleteWatchError", "errorMessage": "some failed"}, None),
        ({}, None),
    ],
)
def test_how_many_a_run_says_it_could_not_judge(said: dict[str, Any], failed: int | None) -> None:
    assert failures_in(said) == failed
