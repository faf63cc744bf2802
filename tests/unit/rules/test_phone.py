"""Phone numbers of eight digits, however they are written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

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
    on_rows,
    rows,
    sheet_of,
)

CASES = CellCases(
    errors=[
        ("contactPhone", "6613137", "KA340", None),
        ("contactPhone", "661313720", "KA340", None),
        ("contactPhone", "66I31372", "KA340", None),
        ("contactPhone", "ingen", "KA340", None),
        ("contactPhone", "+45 1234", "KA340", None),
        ("contactPhone", "66131372 eller 66131373", "KA340", None),
        ("contactPhone", "66131372/66131373", "KA340", None),
        ("contactPhone", "66 13 13 72 (kl. 9-15)", "KA340", "66131372"),
        ("contactPhone", "Mobil 66131372", "KA340", "66131372"),
        ("contactPhone", "Hovednummer: 6613 1372", "KA340", "66131372"),
        ("contactPhone", "٦٦١٣١٣٧٢", "KA340", None),
        ("contactPhone", 66131372.5, "KA340", None),
        ("contactPhone", 661313, "KA342", None),
        ("contactPhone", date(2020, 12, 31), "KA340", None),
        ("contactPhone", "31-12-2020", "KA340", None),
        ("contactPhone", True, "KA340", None),
        ("contactPhone", "+46 8 123 456 78", "KA341", None),
        ("contactPhone", "0049 151 12345678", "KA341", None),
        ("contactPhone", "+298 123456", "KA341", None),
        ("contactPhone", "1813", "KA342", None),
        ("contactPhone", "112", "KA342", None),
        ("contactPhone", 115, "KA342", None),
        ("contactPhone", "16131372", "KA343", None),
        ("contactPhone", "06131372", "KA343", None),
        ("contactPhone", 12345678, "KA343", None),
    ],
    repairs=[
        *(
            ("contactPhone", text, "KA344", "66131372")
            for text in (
                *("+45 66131372", "+4566131372", "004566131372", "0045 66 13 13 72", "45 66131372"),
                *(
                    "66 13 13 72",
                    "6613 1372",
                    "66-13-13-72",
                    "66‑13‑13‑72",
                    "66.13.13.72",
                    "(+45) 66 13 13 72",
                ),
                *("Tlf. 66131372", "tlf 66131372", "Tlf.: 66 13 13 72", "tel. 66131372", "Telefon: 66131372"),
                *("Telefonnummer 66131372", "Tlf.nr. 66131372", "T: 66131372", "'66131372", "66131372;"),
                *("66131372.", "66/13/13/72"),
            )
        ),
        ("contactPhone", 4566131372, "KA344", "66131372"),
        ("contactPhone", 66131372, "KA345", "66131372"),
    ],
    warnings=[
        ("contactPhone", "90131372", "KA411", None),
        ("contactPhone", "35209115", "KA412", None),
    ],
    clean={
        "contactPhone": ("66131372", "20000000", "80131372", "70131372", "99999999"),
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


def test_phones_as_numbers_are_told_once_for_the_column() -> None:
    given = rows(5)
    for at in (0, 1, 3):
        given[at]["contactPhone"] = 66131372
    (finding,) = on_rows(judge(sheet_of(*given)))
    assert (finding.rule, finding.severity, finding.range) == ("KA345", "info", "F2:F5")
    assert "(3)" in finding.message_da
