"""What holds of the status whatever is in the indexes and whatever is live."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.case_counts import ANY_SYSTEM, NO_CASES
from kleark.configuration.row import ALL_SYSTEMS
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Line
from kleark.status.overview import InventoryFacts, LiveExposures, Status, decide_status, is_exposed, overview
from tests.support.obligatory import OBLIGATORY

ORDER = list(Status)
NUMBERS = st.sampled_from([*OBLIGATORY, "15.20.10", "27.36.08"])
SYSTEMS = st.sampled_from(["fasit", "ksd"])
EXPOSURES = st.frozensets(st.tuples(NUMBERS, SYSTEMS | st.just(ALL_SYSTEMS)))
LINES = st.lists(
    st.builds(Line, st.just("0461"), NUMBERS, SYSTEMS | st.just(ANY_SYSTEM), st.integers(0, 9)),
    unique_by=lambda line: line.key,
)
EVERYTHING = frozenset((number, ALL_SYSTEMS) for number in (*OBLIGATORY, "15.20.10", "27.36.08"))


@given(LINES, EXPOSURES, EXPOSURES)
def test_another_live_row_never_lowers_the_status(
    lines: list[Line], some: frozenset[tuple[str, str]], more: frozenset[tuple[str, str]]
) -> None:
    holding = indexed_cases_of(lines).get("0461", NO_CASES)
    assert ORDER.index(decide_status(holding, some, OBLIGATORY)) <= ORDER.index(
        decide_status(holding, some | more, OBLIGATORY)
    )


@given(LINES, EXPOSURES)
def test_the_ends(lines: list[Line], shown: frozenset[tuple[str, str]]) -> None:
    holding = indexed_cases_of(lines).get("0461", NO_CASES)
    has_data = any(line.cases for line in lines)
    assert (decide_status(holding, shown, OBLIGATORY) is Status.NO_DATA) == (not has_data)
    if has_data:
        assert decide_status(holding, frozenset(), OBLIGATORY) is Status.DATA_NOT_EXPOSED
        assert decide_status(holding, EVERYTHING, OBLIGATORY) is Status.ALL_OBLIGATORY_EXPOSED


@given(LINES, EXPOSURES)
def test_systems_that_are_not_named_never_lower_the_status(
    lines: list[Line], shown: frozenset[tuple[str, str]]
) -> None:
    told = indexed_cases_of(lines).get("0461", NO_CASES)
    untold = indexed_cases_of(
        [Line(one.municipality, one.kle_number, ANY_SYSTEM, one.cases) for one in lines]
    )
    assert ORDER.index(decide_status(told, shown, OBLIGATORY)) <= ORDER.index(
        decide_status(untold.get("0461", NO_CASES), shown, OBLIGATORY)
    )


@given(LINES, EXPOSURES)
def test_the_figures_agree_with_the_status(lines: list[Line], shown: frozenset[tuple[str, str]]) -> None:
    facts = InventoryFacts(None, len(lines), "0" * 64)
    one = next(
        one
        for one in overview(facts, indexed_cases_of(lines), {"0461": LiveExposures(3, shown)}).municipalities
        if one.code == "0461"
    )
    assert one.with_data is not None
    assert one.exposed is not None
    assert 0 <= one.exposed <= one.with_data
    assert one.missing is not None
    assert one.obligatory_exposed == len(OBLIGATORY) - len(one.missing)
    assert one.cases == sum(line.cases for line in lines)
    expected = {
        Status.NO_DATA: one.with_data == 0,
        Status.DATA_NOT_EXPOSED: one.with_data > 0 and one.exposed == 0 and bool(one.missing),
        Status.SOME_EXPOSED: one.exposed > 0 and bool(one.missing),
        Status.ALL_OBLIGATORY_EXPOSED: one.with_data > 0 and not one.missing,
    }
    assert [status for status, holds in expected.items() if holds] == [one.status]


@given(LINES, EXPOSURES, NUMBERS)
def test_exposed_is_what_a_citizen_could_see(
    lines: list[Line], shown: frozenset[tuple[str, str]], number: str
) -> None:
    """Against the rule of the display itself: a case is shown where a row is for its system, or for all."""
    holding = indexed_cases_of(lines).get("0461", NO_CASES)
    systems = {one.source_system for one in lines if one.kle_number == number and one.cases}
    if systems and ANY_SYSTEM not in systems:
        visible = any((number, system) in shown or (number, "*") in shown for system in systems)
        assert is_exposed(number, holding, shown) == visible
