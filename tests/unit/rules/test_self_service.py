"""The self-service pair: a name to read and a link to follow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cell_cases import (
    Case,
    CellCases,
    check_clean,
    check_round_trip,
    check_warning,
    each,
)
from tests.support.sheet_builder import (
    judge_row,
    on_rows,
)

CASES = CellCases(
    warnings=[
        ("selfServiceName", "Ansøg vedr. fleksjob", "KA382", None),
        ("selfServiceName", "Søg fleksjob m.v.", "KA382", None),
        ("selfServiceName", "Søg job pga sygdom", "KA382", None),
        ("selfServiceName", "Søg fleksjob, nu", "KA383", None),
        ("selfServiceName", "Søg fleksjob.", "KA383", None),
        ("selfServiceName", "Søg fleksjob!", "KA383", None),
    ],
    clean={
        "selfServiceName": (
            *(
                "Søg fleksjob",
                "Hvad kan du få?",
                "Søg/ændr",
                "Til- og framelding",
                "Vedrørende job",
                "Eventuelle skader",
            ),
            *("Søg om ID-kort (digitalt)", "Ydelse 2021", "Ansøg & følg", "O'Briens job", "NemKonto"),
        ),
    },
)


@each(CASES.warnings)
def test_a_warning_is_reported_and_changes_nothing(case: Case) -> None:
    check_warning(case)


@each(CASES.right)
def test_what_is_right_is_left_alone(case: Case) -> None:
    check_clean(case)


@pytest.mark.parametrize("by", ["xlsxwriter", "openpyxl"])
def test_a_real_file_says_the_same_as_its_values(by: Any) -> None:
    check_round_trip(CASES, by)


def test_the_self_service_pair_is_both_or_neither() -> None:
    alone = on_rows(judge_row(selfServiceUrl=None))
    assert [(one.rule, one.severity, one.cell) for one in alone] == [("KA380", "error", "J2")]
    nameless = on_rows(judge_row(selfServiceName=None))
    assert [(one.rule, one.severity, one.cell) for one in nameless] == [("KA381", "error", "I2")]
    neither = judge_row(selfServiceName=None, selfServiceUrl=None)
    assert on_rows(neither) == []
    assert neither.rows[0].row.self_service is None
    spaces = judge_row(selfServiceName=" ", selfServiceUrl="\u00a0")
    assert on_rows(spaces) == []
    assert spaces.rows[0].row.self_service is None
