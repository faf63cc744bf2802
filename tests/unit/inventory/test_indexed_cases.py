from __future__ import annotations

from kleark.configuration.case_counts import IndexedCases
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Line


def test_each_municipality_has_its_own() -> None:
    lines = [
        Line("0461", "15.20.24", "FASIT", 5),
        Line("0461", "15.20.24", "", 2),
        Line("0461", "15.17.12", "KSD", 0),
        Line("0751", "15.20.24", "KSD", 527),
    ]
    assert indexed_cases_of(lines, "2026-11-03", "d") == {
        "0461": IndexedCases(
            7, {"15.20.24": {"fasit": 5, "": 2}}, {"fasit": "FASIT", "": ""}, "2026-11-03", "d"
        ),
        "0751": IndexedCases(527, {"15.20.24": {"ksd": 527}}, {"ksd": "KSD"}, "2026-11-03", "d"),
    }


def test_a_municipality_without_cases_is_not_there() -> None:
    assert indexed_cases_of([Line("0461", "15.20.24", "FASIT", 0)]) == {}
