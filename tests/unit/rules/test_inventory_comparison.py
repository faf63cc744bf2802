"""What is said of a sheet that is held against what the municipality has in the indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.case_counts import IndexedCases, UnreadInventory
from kleark.configuration.plan import LiveRows
from kleark.registers.municipalities import municipality
from kleark.registers.obligatory import areas_on
from kleark.report.model import Finding, Report
from kleark.rules.inventory_comparison import SHOWS_NONE, compare_with_inventory
from kleark.rules.obligatory_topics import OBLIGATORY_MISSING, find_missing_obligatory
from kleark.status.overview import InventoryFacts, LiveExposures, overview
from tests.support.obligatory import OBLIGATORY
from tests.support.searching import examples
from tests.support.sheet_builder import judge, row, sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = "2026-03-03T12:00:00.000Z"
ONE, OTHER = "15.20.24", "15.17.12"
NAMES = {"ksd": "KSD", "fasit": "FASIT", "kmd aktiv": "KMD Aktiv", "": ""}


def indexed(uploaded_at: str | None = DAY, **numbers: Mapping[str, int]) -> IndexedCases:
    """``numbers``: cases by folded system, by number with underscores: ``n15_20_24={"ksd": 5}``."""
    counts = {name[1:].replace("_", "."): dict(own) for name, own in numbers.items()}
    total = sum(sum(own.values()) for own in counts.values())
    return IndexedCases(total, counts, NAMES, uploaded_at, "a" * 64)


def held(cases: IndexedCases | UnreadInventory | None, *rows: Mapping[str, str]) -> Report:
    return judge(sheet_of(*(row(**one) for one in rows)), indexed=lambda: cases)


def told(report: Report) -> list[tuple[str, str, str | None, str | None]]:
    found = [one for one in report.findings if one.rule.startswith("KA51")]
    return [(one.rule, one.severity, one.cell, one.suggestion) for one in found]


def message(report: Report, rule: str) -> Finding:
    [found] = [one for one in report.findings if one.rule == rule]
    return found


def test_a_row_for_another_system_than_the_cases() -> None:
    report = held(indexed(n15_20_24={"ksd": 527}), {})
    assert told(report) == [
        ("KA514", "info", None, None),
        ("KA511", "warning", "C2", "KSD"),
    ]
    found = message(report, "KA511")
    assert found.message_da == (
        "Rækken for FASIT viser 0 sager. På 15.20.24 ligger 527 i KSD, som ingen række viser (opgørelsen af indekserne "
        "fra 3. mar. 2026)."
    )
    assert found.message_en == (
        "The row for FASIT shows 0 cases. On 15.20.24, no row shows the 527 in KSD (inventory of the indexes of 3 Mar "
        "2026)."
    )
    assert report.verdict == "accepted_with_warnings"


def test_cases_in_several_systems_ask_for_all_of_them() -> None:
    report = held(indexed(n15_20_24={"ksd": 527, "kmd aktiv": 1204}), {})
    assert ("KA511", "warning", "C2", "Alle") in told(report)
    assert "ligger 1.204 i KMD Aktiv og 527 i KSD" in message(report, "KA511").message_da


def test_only_one_of_several_rows_is_to_become_the_right_one() -> None:
    report = held(indexed(n15_20_24={"ksd": 527}), {}, {"sourceSystem": "KMD Aktiv"})
    assert told(report)[1:] == [("KA511", "warning", "C2", "KSD"), ("KA511", "warning", "C3", None)]
    # "Alle" beside a row of its own is a question of its own.
    report = held(indexed(n15_20_24={"ksd": 527, "sensum": 1}), {}, {"sourceSystem": "KMD Aktiv"})
    assert [one[3] for one in told(report)[1:]] == [None, None]


def test_what_the_suggestion_leads_to_is_right() -> None:
    cases = indexed(n15_20_24={"ksd": 527})
    assert told(held(cases, {"sourceSystem": "KSD"})) == []
    assert told(held(cases, {"sourceSystem": "ksd"})) == []
    assert told(held(cases, {"sourceSystem": "Alle"})) == []


def test_cases_of_an_unnamed_system_may_be_the_rows() -> None:
    assert told(held(indexed(n15_20_24={"": 5}), {})) == []


def test_a_number_that_also_has_cases_elsewhere() -> None:
    report = held(indexed(n15_20_24={"fasit": 1, "ksd": 527}), {})
    assert told(report) == [("KA514", "info", None, None), ("KA513", "info", "C2", None)]
    assert message(report, "KA513").message_da == (
        "Arket viser op til 1 sag på 15.20.24. Der ligger også 527 i KSD, som ingen række viser (opgørelsen af "
        "indekserne fra 3. mar. 2026)."
    )


def test_rows_that_have_no_cases_yet_are_one_information() -> None:
    other = {"kleNumber": OTHER, "kleTitle": "Revalidering"}
    report = held(indexed(n15_20_24={"fasit": 5}), {}, other, {**other, "sourceSystem": "Alle"})
    assert told(report) == [("KA512", "info", None, None)]
    assert message(report, "KA512").message_da == (
        "2 rækker viser ingen sager nu, for der er ingen til dem i opgørelsen af indekserne fra 3. mar. 2026: 15.17.12 "
        "(FASIT), 15.17.12 (Alle)."
    )


def test_numbers_that_the_sheet_lacks() -> None:
    cases = indexed(n15_20_24={"fasit": 5}, n27_36_08={"": 1204}, n15_17_12={"ksd": 1})
    found = message(held(cases, {}), "KA514")
    assert found.message_da == (
        "Arket viser op til 5 sager ud af 1.210 i indekserne. 1.205 sager ligger på KLE-numre, som arket ikke har: "
        "27.36.08 (1.204), 15.17.12 (1). Tallene er fra opgørelsen af indekserne fra 3. mar. 2026. Fradatoen kan "
        "skjule nogle af sagerne."
    )
    assert found.message_en == (
        "The sheet shows up to 5 cases out of 1,210 in the indexes. 1,205 cases are on KLE numbers that it lacks: "
        "27.36.08 (1,204), 15.17.12 (1). The numbers are from the inventory of the indexes of 3 Mar 2026. The "
        "show-from date may hide some of the cases."
    )


def test_an_old_inventory_is_told_to_be_old() -> None:
    cases = indexed("2025-11-03", n27_36_08={"": 1})
    assert message(held(cases, {}), "KA514").message_da.endswith(
        " Den er over 90 dage gammel, så de kan være anderledes nu."
    )
    cases = indexed("2026-01-01", n27_36_08={"": 1})
    assert "gammel" not in message(held(cases, {}), "KA514").message_da


def test_an_inventory_of_others() -> None:
    report = held(IndexedCases(uploaded_at=DAY), {})
    assert told(report) == [("KA515", "info", None, None)]
    assert message(report, "KA515").message_da == (
        "Opgørelsen af indekserne fra 3. mar. 2026 har ingen sager fra kommunen, så arket er ikke holdt op mod den."
    )


def test_one_that_cannot_be_read_changes_no_verdict() -> None:
    report, without = held(UnreadInventory(), {}), held(None, {})
    assert told(report) == [("KA516", "info", None, None)]
    assert (report.verdict, report.rows) == (without.verdict, without.rows)


def test_without_an_inventory_nothing_is_said() -> None:
    assert told(held(None, {})) == []


def test_nothing_is_said_while_a_row_is_not_read() -> None:
    """It may be the one that shows what the others do not."""
    report = held(indexed(n15_20_24={"ksd": 527}), {}, {"kleNumber": "15.2O.24"})
    assert told(report) == []
    # An error elsewhere in the row changes nothing of what it is for.
    report = held(indexed(n15_20_24={"ksd": 527}), {"contactPhone": "123"})
    assert ("KA511", "warning", "C2", "KSD") in told(report)


@pytest.mark.parametrize(
    ("cases", "same"),
    [
        (indexed("2026-03-20", n15_20_24={"ksd": 9}), True),
        (indexed(n15_20_24={"kmd aktiv": 527}), False),
    ],
)
def test_an_answer_holds_for_the_next_inventory(cases: IndexedCases, *, same: bool) -> None:
    before = message(held(indexed(n15_20_24={"ksd": 527}), {}), "KA511").identity
    after = message(held(cases, {}), "KA511").identity
    assert before is not None
    assert (before == after) is same


def test_the_plan_takes_the_same_inventory() -> None:
    cases = indexed(n15_20_24={"fasit": 5, "ksd": 527})
    report = judge(
        sheet_of(row(sourceSystem="KSD")),
        municipality=municipality("0461"),
        live=lambda: LiveRows((), 0, "0461"),
        indexed=lambda: cases,
    )
    assert report.plan is not None
    assert report.plan.cases is not None
    assert report.plan.cases.total == (0, 527, 527, 0)
    assert Report.from_json(report.to_json()).plan == report.plan


NUMBERS = st.sampled_from([*OBLIGATORY[:4], "27.36.08"])
SYSTEMS = st.sampled_from(["fasit", "ksd"])
COUNTS = st.dictionaries(
    NUMBERS, st.dictionaries(SYSTEMS | st.just(""), st.integers(1, 9), min_size=1), min_size=1
)


@examples(300)
@given(COUNTS, st.sets(st.tuples(NUMBERS, SYSTEMS | st.just("*")), min_size=1))
def test_the_sheets_check_and_the_status_page_say_the_same(
    counts: dict[str, dict[str, int]], keys: set[tuple[str, str]]
) -> None:
    """What the check says is not shown is what the status page says is missing, once the sheet is live."""
    cases = IndexedCases(sum(sum(own.values()) for own in counts.values()), counts, NAMES)
    live = {"0461": LiveExposures(1, frozenset(keys))}
    status = next(
        one
        for one in overview(InventoryFacts(None, 1, ""), {"0461": cases}, live).municipalities
        if one.code == "0461"
    )
    placed = list(compare_with_inventory([(at, *key) for at, key in enumerate(sorted(keys), 2)], cases))
    nowhere = {one.remark.params["number"] for one in placed if one.remark.rule is SHOWS_NONE}
    visible = {
        one.remark.params["number"] for one in placed if one.remark.rule.id == "KA513"
    }  # some of them are shown
    [lacking] = [
        one.remark.params["numbers"] for one in find_missing_obligatory([*dict(keys), "15.00.00"], areas_on())
    ]
    assert OBLIGATORY_MISSING.id == "KA504"
    missing = {*str(lacking).split(", "), *((nowhere - visible) & {*OBLIGATORY})}
    assert status.missing is not None
    assert missing == {*status.missing}
    # A row that shows none beside one that does is told by the check alone: the number is exposed.
    assert {number for number, _ in status.elsewhere} == {*status.missing} & {number for number, _ in keys}
    assert {number for number, _ in status.elsewhere} <= {str(number) for number in nowhere}
    assert status.shown == cases.cases or any(one.remark.rule.id == "KA514" for one in placed)
