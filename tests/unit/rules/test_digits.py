"""Direction marks around numbers and dates are repaired; where they can deceive, and in texts, they stay."""

from __future__ import annotations

import pytest

from kleark.rules.digits import clean_digits
from tests.support.sheet_builder import judge_row, on_rows

MARKED = [
    ("contactPhone", "\u202a66131372\u202c", "66131372"),
    ("contactPhone", "\u202a+45 66 13 13 72\u202c", "66131372"),
    ("contactPhone", "\u200e66131372", "66131372"),
    ("contactPhone", "66131372\u200e", "66131372"),
    ("contactPhone", "\u206666131372\u2069", "66131372"),
    ("contactPhone", "\u206866 13 13 72\u2069", "66131372"),
    ("contactPhone", "66131372\u200f", "66131372"),
    ("contactPhone", " \u202a66131372\u202c ", "66131372"),
    ("showFrom", "\u202a01-04-2021\u202c", "2021-04-01"),
    ("showFrom", "\u200e01\u200e-\u200e04\u200e-\u200e2021", "2021-04-01"),
    ("showFrom", "\u200e1. april 2021", "2021-04-01"),
    ("showFrom", "\u200f01-04-2021", "2021-04-01"),
    ("showFrom", "\u200e2021-04-01T00:00:00+02:00", "2021-04-01"),
    ("kleNumber", "\u202a15.20.24\u202c", "15.20.24"),
    ("kleNumber", "\u200e15.20.24", "15.20.24"),
    ("kleNumber", "15.20.24\u200f", "15.20.24"),
]


@pytest.mark.parametrize(("key", "value", "meant"), MARKED, ids=ascii)
def test_marks_around_digits_are_repaired_and_reported(key: str, value: str, meant: str) -> None:
    report = judge_row(**{key: value})
    findings = on_rows(report)
    column = {"kleNumber": "A2", "showFrom": "D2", "contactPhone": "F2"}[key]
    assert "KA327" in {finding.rule for finding in findings}
    assert {(finding.cell, finding.repaired) for finding in findings} == {(column, True)}
    (sourced,) = report.rows
    assert sourced.row.to_json()[key] == meant


@pytest.mark.parametrize(
    ("key", "value"),
    [
        # U+202E turns the digits around; in parts, marks from right to left change the order of the parts.
        ("contactPhone", "\u202e66131372\u202c"),
        ("contactPhone", "6613\u202e1372"),
        ("contactPhone", "\u200f66 13 13 72"),
        ("contactPhone", "\u202b+4566131372\u202c"),
        ("contactPhone", "66\x0713 13 72"),
        ("kleNumber", "\u202e42.02.51"),
        ("showFrom", "\u202e1202-40-10"),
        ("contactDepartment", "\u202aJobcenter 1\u202c"),
        ("contactDepartment", "\u200eJobcenter"),
        ("kleTitle", "Fleksjob\u200e"),
        ("sourceSystem", "\u200eFASIT"),
        ("selfServiceName", "\u202aSøg fleksjob\u202c"),
    ],
    ids=ascii,
)
def test_marks_that_can_deceive_stay_errors(key: str, value: str) -> None:
    report = judge_row(**{key: value})
    assert {(finding.rule, finding.severity) for finding in on_rows(report)} == {("KA322", "error")}
    assert report.verdict == "rejected"


def test_nothing_but_marks_is_nothing() -> None:
    assert clean_digits("\u200e").failed
    (finding,) = on_rows(judge_row(contactPhone="\u00a0"))
    assert finding.rule == "KA300"
