"""KA504 and KA508: obligatory topics that are missing, or shown from too late a date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kleark.configuration.part import PartKind, define
from kleark.data_classes import replace
from kleark.registers.obligatory import Area, areas_on
from kleark.rules.obligatory_topics import find_missing_obligatory, find_shown_too_late
from kleark.rules.part_membership import own_areas
from tests.support.sheet_builder import judge_row

[EMPLOYMENT] = areas_on(date(2026, 1, 1))
ELDERLY = replace(
    EMPLOYMENT,
    name_da="ældre",
    main_groups=("27", "32"),
    year=2022,
    year_is_certain=True,
    numbers={"27.36.08": "Plejebolig", "32.30.04": "Sygedagpenge"},
)


def late(
    day: date, number: str = "15.20.24", areas: tuple[Area, ...] = (EMPLOYMENT,)
) -> list[dict[str, Any]]:
    return [dict(one.remark.params) for one in find_shown_too_late([7], [number], [day], areas)]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2020, 1, 1), False),
        (date(2030, 5, 1), True),
    ],
)
def test_the_last_day_is_the_thirty_first_of_december_of_its_year(day: date, told: bool) -> None:
    assert bool(late(day)) is told


def test_it_is_a_warning_at_the_show_from_cell_that_says_what_is_only_inferred() -> None:
    [found] = [one for one in judge_row(showFrom=date(2022, 4, 1)).findings if one.rule == "KA508"]
    assert (found.severity, found.cell, found.suggestion) == ("warning", "D2", None)
    assert found.message_da == (
        "15.20.24 er obligatorisk og skulle så vidt vides vises fra senest 31. december 2021. Fradatoen er 01-04-2022."
    )
    assert "as far as is known" in found.message_en


def test_a_year_that_the_source_says_is_told_as_one() -> None:
    [params] = late(date(2023, 1, 1), "27.36.08", (EMPLOYMENT, ELDERLY))
    assert (params["year"], params["known_da"], params["known_en"]) == (2022, "", "")


def test_other_numbers_are_shown_from_whichever_date_the_municipality_likes() -> None:
    assert late(date(2025, 1, 1), "15.20.20") == []


def test_a_cell_that_could_not_be_read_is_not_judged() -> None:
    numbers = [None, "15.20.24", "15.20.24"]
    days = [date(2025, 1, 1), None, date(2025, 1, 1)]
    assert [one.row for one in find_shown_too_late([2, 3, 4], numbers, days, [EMPLOYMENT])] == [4]


def test_each_area_is_asked_for_by_rows_of_its_main_groups() -> None:
    def asked(*numbers: str) -> list[object]:
        return [
            one.remark.params["groups_da"] for one in find_missing_obligatory(numbers, (EMPLOYMENT, ELDERLY))
        ]

    assert asked("15.20.24") == ["hovedgruppe 15"]
    assert asked("32.24.04") == ["hovedgruppe 27 og 32"]
    assert asked("15.20.24", "27.60.04") == ["hovedgruppe 15", "hovedgruppe 27 og 32"]
    assert asked("27.36.08", "32.30.04") == []
    assert asked("54.00.00") == []


def test_a_part_is_asked_for_the_numbers_that_only_it_can_have() -> None:
    part = define("Ydelser", PartKind.KLE, ["32"])
    assert [tuple(area.numbers) for area in own_areas(part, (EMPLOYMENT, ELDERLY))] == [(), ("32.30.04",)]
    assert own_areas(define("Job", PartKind.SYSTEMS, ["FASIT"]), (EMPLOYMENT,)) == ()
