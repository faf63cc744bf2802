"""KLE numbers and their names, by themselves and against the register."""

# ruff: noqa: DTZ001 (cells have no time zone)

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from kleark.registers.kle_register import KleRegister, Topic
from tests.support.cell_cases import (
    Case,
    CellCases,
    check_clean,
    check_error,
    check_repair,
    check_round_trip,
    check_warning,
    each,
)
from tests.support.sheet_builder import (
    judge,
    judge_row,
    on_rows,
    row,
    sheet_of,
)

CASES = CellCases(
    errors=[
        ("kleNumber", "Fleksjob", "KA310", "15.20.24"),
        ("kleNumber", "15.20.240", "KA310", "15.20.24"),
        ("kleNumber", "15.20.2", "KA310", "15.20.24"),
        ("kleNumber", "15.20.24\n15.17.12", "KA310", "15.20.24"),
        ("kleNumber", "١٥.٢٠.٢٤", "KA310", "15.20.24"),
        ("kleNumber", "=A1", "KA310", "15.20.24"),
        ("kleNumber", 15.2, "KA310", "15.20.24"),
        ("kleNumber", True, "KA310", "15.20.24"),
        ("kleNumber", 7, "KA310", "15.20.24"),
        ("kleNumber", date(2005, 10, 15), "KA310", "15.20.24"),
        ("kleNumber", datetime(2005, 10, 15, 12), "KA310", "15.20.24"),
        ("kleNumber", time(15, 20, 25), "KA310", "15.20.24"),
        ("kleNumber", "15.20", "KA311", "15.20.24"),
        ("kleNumber", "15", "KA311", "15.20.24"),
        ("kleNumber", "27.69", "KA311", None),
        ("kleNumber", "15.20.24 G01", "KA312", "15.20.24"),
        ("kleNumber", "15.20.24-Ø40", "KA312", "15.20.24"),
        ("kleNumber", "15.20.24.a00", "KA312", "15.20.24"),
        ("kleNumber", "15.2O.24", "KA313", "15.20.24"),
        ("kleNumber", "l5.20.24", "KA313", "15.20.24"),
        ("kleNumber", "15.17.I2", "KA313", "15.20.24"),
        ("kleNumber", "15.17.12 G01", "KA312", "15.20.24"),
        ("kleNumber", "15.17.12", "KA401", "15.20.24"),
        ("kleNumber", "15.20.42", "KA401", "15.20.24"),
    ],
    repairs=[
        ("kleNumber", "15-20-24", "KA314", "15.20.24"),
        ("kleNumber", "15\u201120\u201124", "KA314", "15.20.24"),
        ("kleNumber", "15 20 24", "KA314", "15.20.24"),
        ("kleNumber", "15,20,24", "KA314", "15.20.24"),
        ("kleNumber", "15/20/24", "KA314", "15.20.24"),
        ("kleNumber", "15.20.24.", "KA314", "15.20.24"),
        ("kleNumber", "'15.20.24", "KA314", "15.20.24"),
        ("kleNumber", "KLE 15.20.24", "KA314", "15.20.24"),
        ("kleNumber", "152024", "KA314", "15.20.24"),
        ("kleNumber", 152024, "KA314", "15.20.24"),
        ("kleNumber", time(15, 20, 24), "KA315", "15.20.24"),
        ("kleNumber", timedelta(hours=15, minutes=20, seconds=24), "KA315", "15.20.24"),
    ],
    warnings=[
        ("kleNumber", "51.20.24", "KA406", "15.20.24"),
        ("kleTitle", "Flexjob", "KA405", "Fleksjob"),
        ("kleTitle", "Fleksjobordningen", "KA405", "Fleksjob"),
    ],
    clean={
        "kleNumber": ("15.20.24",),
        "kleTitle": (
            *(
                "Fleksjob",
                "fleksjob",
                "FLEKSJOB",
                "Fleks job",
                "Fleks-job",
                "Fleksjob [jobcenter-fagsystemsag]",
            ),
            *("Fleksjob [udgår 2035", "Fleksjob?"),
        ),
    },
)


@each(CASES.errors)
def test_an_error_is_reported_once_at_its_cell_and_stops_the_row(case: Case) -> None:
    check_error(case)


@each(CASES.repairs)
def test_a_repair_is_reported_and_published(case: Case) -> None:
    check_repair(case)


@each(CASES.warnings)
def test_a_warning_is_reported_and_changes_nothing(case: Case) -> None:
    check_warning(case)


@each(CASES.right)
def test_what_is_right_is_left_alone(case: Case) -> None:
    check_clean(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)


def test_a_name_that_is_too_long_is_also_another_name() -> None:
    found = on_rows(judge_row(kleTitle="x" * 201))
    assert [(one.rule, one.severity, one.cell) for one in found] == [
        ("KA320", "error", "B2"),
        ("KA405", "warning", "B2"),
    ]
    assert "201" in found[0].message_da
    assert "200" in found[0].message_da


def register() -> KleRegister:
    topics = (
        Topic("15.20.24", "Fleksjob"),
        Topic("15.20.26", "Skånejob", retired_on=date(2020, 1, 1), replaced_by=("15.20.24",)),
        Topic("15.20.27", "Puljejob", retired_on=date(2020, 1, 1)),
        Topic("15.20.28", "Løntilskud [udgår 2027]"),
        Topic("15.20.30", "Tilskud"),
        Topic("15.20.31", "Tilskud"),
    )
    return KleRegister(date(2026, 1, 1), {topic.kle_number: topic for topic in topics}, frozenset({"15"}))


@pytest.mark.parametrize(
    ("number", "title", "expected", "suggestion"),
    [
        ("15.20.42", "Fleksjob", ("KA401", "error", "A2"), "15.20.24"),
        ("15.20.28", "fleks-job [noget]", ("KA401", "error", "A2"), "15.20.24"),
        ("15.20.24", "Tilskud", ("KA401", "error", "A2"), None),
        ("15.20.99", "Noget helt andet", ("KA402", "warning", "A2"), None),
        ("15.02.24", "Fleksjobordning", ("KA402", "warning", "A2"), "15.20.24"),
        ("15.20.26", "Skånejob", ("KA403", "warning", "A2"), "15.20.24"),
        ("15.20.27", "Puljejob", ("KA403", "warning", "A2"), None),
        ("15.20.28", "Løntilskud", ("KA404", "warning", "A2"), None),
        ("15.20.24", "Flexjob", ("KA405", "warning", "B2"), "Fleksjob"),
    ],
)
def test_number_and_name_are_held_against_the_register(
    number: str, title: str, expected: tuple[str, str, str], suggestion: str | None
) -> None:
    report = judge(sheet_of(row(kleNumber=number, kleTitle=title)), register=register())
    (finding,) = on_rows(report)
    assert (finding.rule, finding.severity, finding.cell) == expected
    assert finding.suggestion == suggestion


def test_two_topics_of_one_name_are_both_right() -> None:
    for number in ("15.20.30", "15.20.31"):
        report = judge(sheet_of(row(kleNumber=number, kleTitle="Tilskud")), register=register())
        assert on_rows(report) == []


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (date(2025, 6, 20), "(01-05-2025)"),
        (date(2025, 7, 1), "(01-05-2025, 2 måneder gammel)"),
        (date(2026, 11, 30), "(01-05-2025, 18 måneder gammel)"),
        (date(2024, 1, 1), "(01-05-2025)"),
    ],
)
def test_an_unknown_number_says_how_old_the_edition_is(today: date, age: str) -> None:
    report = judge(sheet_of(row(kleNumber="27.69.99", kleTitle="Noget helt andet")), today=today)
    (found,) = on_rows(report)
    assert (found.rule, found.severity, found.cell) == ("KA402", "warning", "A2")
    assert found.message_da == f"27.69.99 findes ikke i KL's register {age}."


def test_a_number_of_an_older_list_is_unknown_and_the_list_is_a_hint() -> None:
    (found,) = on_rows(judge_row(kleNumber="32.18.12", kleTitle="Noget helt andet"))
    assert (found.rule, found.suggestion) == ("KA402", None)
    assert 'En ældre liste har det som "Tabt arbejdsfortjeneste' in found.message_da
    assert "An older list has it as" in found.message_en


@pytest.mark.parametrize(
    ("number", "title", "rule", "suggestion"),
    [
        # Known numbers of groups 27 and 32, which the older list lacks.
        ("27.12.38", "Exit-programmer", None, None),
        ("32.24.10", "Noget helt andet", "KA405", None),
        # One of the older list only: its name is another number's.
        ("27.12.36", "Exit-programmer", "KA401", "27.12.38"),
        ("32.00.24", "Feriepenge", "KA404", None),
        ("15.00.05", "Beskæftigelsesindsats, regionale arbejdsmarkedsråd", "KA405", None),
    ],
)
def test_main_groups_27_and_32_are_judged_like_15(
    number: str, title: str, rule: str | None, suggestion: str | None
) -> None:
    found = on_rows(judge_row(kleNumber=number, kleTitle=title))
    assert [one.rule for one in found] == ([rule] if rule else [])
    if suggestion:
        assert found[0].suggestion == suggestion
