"""The decision table of docs/status.md, row by row, and what stands around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kleark.configuration.case_counts import NO_CASES
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Line
from kleark.registers.municipalities import municipalities
from kleark.status.messages import WORDS
from kleark.status.overview import InventoryFacts, LiveExposures, Status, decide_status, overview
from tests.support.obligatory import OBLIGATORY

PAGE = Path(__file__).parents[3] / "docs" / "status.md"
ONE = "15.20.24"
FACTS = InventoryFacts("2025-11-03T12:00:00.000Z", 1, "0" * 64)

# By the letter in the table: lines of the inventory (number, system, cases), live rows (number, system).
CASES: dict[str, tuple[list[tuple[str, str, int]], list[tuple[str, str]], Status]] = {
    "a": ([], [], Status.NO_DATA),
    "b": ([], [(number, "*") for number in OBLIGATORY], Status.NO_DATA),
    "c": ([(ONE, "FASIT", 0)], [(ONE, "*")], Status.NO_DATA),
    "d": ([(ONE, "FASIT", 5)], [], Status.DATA_NOT_EXPOSED),
    "e": ([(ONE, "FASIT", 5)], [("15.62.05", "*")], Status.DATA_NOT_EXPOSED),
    "f": ([(ONE, "FASIT", 5)], [(ONE, "ksd")], Status.DATA_NOT_EXPOSED),
    "g": ([(ONE, "FASIT", 5)], [(ONE, "fasit")], Status.SOME_EXPOSED),
    "h": ([(ONE, "FASIT", 5)], [(ONE, "*")], Status.SOME_EXPOSED),
    "i": ([(ONE, "", 5)], [(ONE, "ksd")], Status.SOME_EXPOSED),
    "j": ([(ONE, "FASIT", 5), (ONE, "KSD", 5)], [(ONE, "ksd")], Status.SOME_EXPOSED),
    "k": ([("27.36.08", "X", 5)], [("27.36.08", "*")], Status.SOME_EXPOSED),
    "l": ([(ONE, "FASIT", 5)], [(number, "*") for number in OBLIGATORY], Status.ALL_OBLIGATORY_EXPOSED),
    "m": ([(ONE, "FASIT", 5)], [(number, "*") for number in OBLIGATORY[1:]], Status.SOME_EXPOSED),
    "n": (
        [(number, "FASIT", 1) for number in OBLIGATORY],
        [(number, "fasit") for number in OBLIGATORY],
        Status.ALL_OBLIGATORY_EXPOSED,
    ),
    "o": (
        [(number, "FASIT", 1) for number in OBLIGATORY],
        [("15.62.05", "ksd"), *((number, "fasit") for number in OBLIGATORY[1:])],
        Status.SOME_EXPOSED,
    ),
    "p": ([("27.36.08", "X", 5)], [(number, "*") for number in OBLIGATORY], Status.ALL_OBLIGATORY_EXPOSED),
}


@pytest.mark.parametrize("letter", CASES)
def test_the_decision_table(letter: str) -> None:
    lines, shown, expected = CASES[letter]
    holding = indexed_cases_of(Line("0461", *line) for line in lines).get("0461", NO_CASES)
    assert decide_status(holding, frozenset(shown), OBLIGATORY) is expected


def test_the_table_in_the_documentation_says_the_same() -> None:
    rows = re.findall(r"^\| ([a-z]) \|.*\| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == {letter: WORDS["da"].labels[case[2].value] for letter, case in CASES.items()}


def test_without_an_inventory_nothing_is_known() -> None:
    of = overview(
        None,
        indexed_cases_of([Line("0461", ONE, "", 3)]),
        {"0461": LiveExposures(2, frozenset({(ONE, "*")}))},
    )
    assert {one.status for one in of.municipalities} == {None}
    assert {one.cases for one in of.municipalities} == {None}
    odense = next(one for one in of.municipalities if one.code == "0461")
    assert (odense.revision, odense.configured, odense.obligatory_exposed) == (2, 1, 1)


def test_all_98_are_there_in_order_whoever_has_data() -> None:
    of = overview(FACTS, indexed_cases_of([Line("0751", ONE, "", 3)]), {})
    assert [one.code for one in of.municipalities] == [one.code for one in municipalities()]
    assert of.counts() == {
        Status.NO_DATA: 97,
        Status.DATA_NOT_EXPOSED: 1,
        Status.SOME_EXPOSED: 0,
        Status.ALL_OBLIGATORY_EXPOSED: 0,
    }


def test_retired_numbers_count_as_any_other() -> None:
    """Old cases keep their number, and are shown if the municipality has a row for it."""
    holding = indexed_cases_of([Line("0461", "15.20.21", "FASIT", 5)])["0461"]
    assert decide_status(holding, frozenset({("15.20.21", "fasit")}), OBLIGATORY) is Status.SOME_EXPOSED
