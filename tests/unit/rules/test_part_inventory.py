"""A part's sheet held against the indexes: told of its own rows, beside those of others that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.check import check
from kleark.configuration.part import AskedPart, PartKind, define
from kleark.configuration.plan import LiveRows
from kleark.registers.municipalities import municipality
from tests.support.sheet_builder import row, sheet_of, written
from tests.unit.rules.test_inventory_comparison import indexed, message, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.configuration.case_counts import IndexedCases
    from kleark.configuration.part import Part
    from kleark.configuration.row import Row
    from kleark.report.model import Report

JOB = define("Job", PartKind.SYSTEMS, ["FASIT"])
PAY = define("Ydelse", PartKind.SYSTEMS, ["KSD"])
REST = define("Resten", PartKind.SYSTEMS, ["*"])
CENTRE = define("Jobcenter", PartKind.DEPARTMENTS, ["Jobcenter"])
WORK = define("Beskæftigelse", PartKind.KLE, ["15.20"])


def rows_of(*rows: Mapping[str, str]) -> tuple[Row, ...]:
    report = check(written(sheet_of(*(row(**one) for one in rows))), "ark.xlsx", municipality("0461"))
    return tuple(sourced.row for sourced in report.rows)


def held(
    cases: IndexedCases, part: Part, *rows: Mapping[str, str], live: tuple[Row, ...] | None = ()
) -> Report:
    return check(
        written(sheet_of(*(row(**one) for one in rows))),
        "ark.xlsx",
        municipality("0461"),
        live=lambda: LiveRows(live, 1),
        indexed=lambda: cases,
        asked=AskedPart(part.name, (JOB, PAY, REST) if part.kind is PartKind.SYSTEMS else (part,)),
    )


KSD = {"sourceSystem": "KSD"}
OTHER = {"kleNumber": "15.17.12", "kleTitle": "Revalidering"}
CENTRE_ROW = {"contactDepartment": "Jobcenter"}


def test_a_row_without_cases_is_told_and_no_system_of_another_part_is_suggested() -> None:
    report = held(indexed(n15_20_24={"ksd": 527}), JOB, {})
    assert told(report) == [("KA511", "warning", "C2", None)]
    assert "527 i KSD, som ingen række viser" in message(report, "KA511").message_da


def test_cases_that_another_part_shows_are_no_fault_of_the_rows() -> None:
    report = held(indexed(n15_20_24={"ksd": 527}), JOB, {}, live=rows_of(KSD))
    assert told(report) == [("KA512", "info", None, None)]


def test_cases_that_only_another_part_could_show_are_none_of_its_business() -> None:
    report = held(indexed(n15_20_24={"fasit": 5, "ksd": 9}, n15_17_12={"ksd": 3}), JOB, {})
    assert told(report) == []


def test_its_own_cases_that_it_does_not_show_are_counted() -> None:
    cases = indexed(n15_20_24={"fasit": 5, "ksd": 9}, n15_17_12={"fasit": 3, "ksd": 100})
    told_of = message(held(cases, JOB, {}), "KA514").message_da
    assert told_of.startswith(
        "Arket viser op til 5 sager ud af 8 i indekserne. Det er kun de sager, som delen Job kan vise. "
        "3 sager ligger på KLE-numre, som arket ikke har: 15.17.12 (3)."
    )


def test_the_part_of_all_systems_shows_what_no_other_part_can() -> None:
    cases = indexed(n15_20_24={"fasit": 5, "ksd": 9, "kmd aktiv": 2})
    assert told(held(cases, REST, {"sourceSystem": "Alle"})) == []


def test_a_part_of_kle_numbers_has_all_rows_of_its_numbers() -> None:
    cases = indexed(n15_20_24={"ksd": 9}, n15_17_12={"ksd": 100})
    for live in ((), None, rows_of(OTHER)):
        report = held(cases, WORK, {}, live=live)
        assert ("KA511", "warning", "C2", "KSD") in told(report)
        assert "ud af 9 i indekserne" in message(report, "KA514").message_da


def test_a_department_is_told_of_the_numbers_that_it_has() -> None:
    cases = indexed(n15_20_24={"fasit": 5, "ksd": 9}, n15_17_12={"ksd": 100})
    assert told(held(cases, CENTRE, CENTRE_ROW)) == [
        ("KA514", "info", None, None),
        ("KA513", "info", "C2", None),
    ]
    beside = rows_of({**KSD, "contactDepartment": "Ydelse"})
    assert told(held(cases, CENTRE, CENTRE_ROW, live=beside)) == []


@pytest.mark.parametrize("part", [JOB, CENTRE], ids=lambda part: part.name)
def test_while_nobody_knows_what_is_live_nothing_is_said(part: Part) -> None:
    assert told(held(indexed(n15_20_24={"ksd": 527}), part, CENTRE_ROW, live=None)) == []


COUNTS = st.dictionaries(st.sampled_from(["fasit", "ksd", "kmd aktiv", ""]), st.integers(1, 9), max_size=3)


@given(COUNTS, COUNTS)
def test_the_whole_is_the_part_of_everything(one: dict[str, int], other: dict[str, int]) -> None:
    """A part that has every number is told what a whole sheet is told, but for whose cases those are."""
    cases = indexed(n15_20_24=one, n15_17_12=other)
    every = define("Alt", PartKind.KLE, ["15"])
    rows: tuple[Mapping[str, str], ...] = ({}, {**KSD, **OTHER})
    whole = check(
        written(sheet_of(*(row(**cells) for cells in rows))),
        "ark.xlsx",
        municipality("0461"),
        indexed=lambda: cases,
    )
    assert told(held(cases, every, *rows)) == told(whole)
