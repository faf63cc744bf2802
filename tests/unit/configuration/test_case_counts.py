"""How many cases rows are for: by hand, and against the decision on each case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.case_counts import (
    ANY_SYSTEM,
    Coverage,
    IndexedCases,
    by_number,
    coverage,
    not_exposed,
    row_cases,
    shown_cases,
)
from kleark.configuration.row import ALL_SYSTEMS
from kleark.exposure.case import Case
from kleark.exposure.decision import decide
from tests.support.obligatory import OBLIGATORY
from tests.unit.configuration.test_plan import ROW

COUNTS = st.dictionaries(st.sampled_from(["fasit", "ksd", "kmd", ANY_SYSTEM]), st.integers(1, 999))
NAMED = st.dictionaries(st.sampled_from(["fasit", "ksd", "kmd"]), st.integers(1, 999))
SYSTEMS = st.frozensets(st.sampled_from(["fasit", "ksd", "kmd", ALL_SYSTEMS]))


@pytest.mark.parametrize(
    ("counts", "systems", "expected"),
    [
        ({"ksd": 527}, {"fasit"}, Coverage(0, {"ksd": 527}, exposed=False)),
        ({"ksd": 527}, {"ksd"}, Coverage(527, {}, exposed=True)),
        ({"ksd": 527}, {"*"}, Coverage(527, {}, exposed=True)),
        ({"ksd": 527, "fasit": 5}, {"fasit"}, Coverage(5, {"ksd": 527}, exposed=True)),
        ({"ksd": 527, "": 5}, {"fasit"}, Coverage(5, {"ksd": 527}, exposed=True)),
        ({"": 5}, set(), Coverage(0, {"": 5}, exposed=False)),
        ({}, {"fasit"}, Coverage(0, {}, exposed=True)),
        ({}, set(), Coverage(0, {}, exposed=False)),
    ],
)
def test_what_rows_cover(counts: dict[str, int], systems: set[str], expected: Coverage) -> None:
    assert coverage(counts, systems) == expected


@given(COUNTS, SYSTEMS)
def test_each_case_is_shown_or_hidden(counts: dict[str, int], systems: frozenset[str]) -> None:
    covered = coverage(counts, systems)
    assert covered.shown + sum(covered.hidden.values()) == sum(counts.values())


@given(COUNTS, SYSTEMS)
def test_a_row_is_never_for_more_cases_than_there_are(
    counts: dict[str, int], systems: frozenset[str]
) -> None:
    shown = coverage(counts, systems).shown
    each = [row_cases(counts, systems, system) for system in systems]
    assert all(0 <= one <= shown for one in each)
    if ANY_SYSTEM not in counts:
        assert sum(each) == shown


@given(NAMED, SYSTEMS)
def test_the_display_itself_shows_as_many(counts: dict[str, int], systems: frozenset[str]) -> None:
    rows = [replace(ROW, source_system=system, show_from=date(2020, 1, 1)) for system in systems]
    decisions = {system: decide(Case(ROW.kle_number, system, date(2024, 1, 1)), rows) for system in counts}
    assert coverage(counts, systems).shown == sum(
        cases for system, cases in counts.items() if decisions[system].shown
    )
    for row in rows:
        own = sum(cases for system, cases in counts.items() if decisions[system].row == row)
        assert row_cases(counts, systems, row.source_system) == own


def test_all_of_a_municipality() -> None:
    indexed = IndexedCases(532, {OBLIGATORY[0]: {"ksd": 527}, "27.36.08": {"x": 5}}, {"ksd": "KSD", "x": "X"})
    systems = by_number([(OBLIGATORY[0], "fasit"), ("27.36.08", "*"), ("27.36.08", "x")])
    assert systems == {OBLIGATORY[0]: {"fasit"}, "27.36.08": {"*", "x"}}
    assert shown_cases(indexed, systems) == 5
    assert not_exposed(OBLIGATORY, indexed, systems) == OBLIGATORY
    assert not_exposed(OBLIGATORY, indexed, {OBLIGATORY[0]: {"ksd"}}) == OBLIGATORY[1:]
    assert indexed.written("ksd") == "KSD"
    assert indexed.written("other") == "other"
