"""A value in a cell and what is said of it: tables that the tests of each rule module fill in, and check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest

from kleark.check import check
from kleark.sheet.workbook import CellError, CellValue, UncachedFormula
from tests.support.sheet_builder import (
    CONTACT_POINT,
    TODAY,
    Sheet,
    judge,
    judge_row,
    on_rows,
    row,
    sheet_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.report.model import Report

ODENSE = "https://www.odense.dk/"
PAGE = "https://www.odense.dk/fleksjob"
NEW_POST = CONTACT_POINT
COLUMN = {
    "kleNumber": "A",
    "kleTitle": "B",
    "sourceSystem": "C",
    "showFrom": "D",
    "contactDepartment": "E",
    "contactPhone": "F",
    "infoUrl": "G",
    "digitalPostUrl": "H",
    "selfServiceName": "I",
    "selfServiceUrl": "J",
}
TEXTS = ("kleTitle", "sourceSystem", "contactDepartment", "selfServiceName")
REQUIRED = [key for key in COLUMN if not key.startswith("selfService")]


class Case(NamedTuple):
    """``said``: the suggestion, or, of a repair, what is published. What is right has no rule."""

    key: str
    value: Any
    rule: str = ""
    said: Any = None


Cells = list[tuple[str, Any, str, Any]]


@dataclass(frozen=True)
class CellCases:
    """What the rules of one module say of values, each in an otherwise right row: column, value, rule, and

    of ``errors`` the suggestion: each is one error and nothing else, and keeps the row from being published;
    of ``repairs`` what is published: reported, and the row goes through;
    of ``warnings`` the suggestion: worth a look, and published as it stands.
    ``clean``: what nobody may be bothered about, by column.
    """

    errors: Cells = field(default_factory=list)
    repairs: Cells = field(default_factory=list)
    warnings: Cells = field(default_factory=list)
    clean: Mapping[str, Sequence[CellValue]] = field(default_factory=dict)

    @property
    def right(self) -> Cells:
        """The clean values one by one."""
        return [(key, value, "", None) for key, values in self.clean.items() for value in values]

    @property
    def every(self) -> Iterable[Case]:
        """All of them."""
        return (Case(*one) for one in (*self.errors, *self.repairs, *self.warnings, *self.right))


def each(cases: Cells) -> pytest.MarkDecorator:
    """The decorator that runs a test for each of the cases, as its ``case``."""
    return pytest.mark.parametrize("case", [Case(*one) for one in cases], ids=case_id)


def case_id(case: tuple[object, ...]) -> str:
    """What names one case in the list of tests."""
    return "-".join(ascii(part)[:60] for part in case)


def judge_value(key: str, value: CellValue) -> Report:
    """The report on the valid row with ``value`` in ``key``. Dates are of a number that is not obligatory."""
    number = {"kleNumber": "15.20.36", "kleTitle": "Mentorstøtte"} if key == "showFrom" else {}
    return judge_row(**number, **{key: value})


def published(key: str, value: CellValue) -> Any:
    """What the row with ``value`` in ``key`` would publish there; the report's findings must allow it."""
    (sourced,) = judge_value(key, value).rows
    one = sourced.row.to_json()
    if key == "digitalPostUrl":
        return one["digitalPost"]["url"]
    if key.startswith("selfService"):
        return one["selfService"]["name" if key.endswith("Name") else "url"]
    return one[key]


def check_error(case: Case) -> None:
    report = judge_value(case.key, case.value)
    (finding,) = on_rows(report)
    assert (finding.rule, finding.severity, finding.cell) == (case.rule, "error", f"{COLUMN[case.key]}2")
    assert finding.suggestion == case.said
    assert not finding.repaired
    assert (report.verdict, report.rows) == ("rejected", ())


def check_repair(case: Case) -> None:
    report = judge_value(case.key, case.value)
    findings = [finding for finding in on_rows(report) if finding.rule != "KA405"]
    assert case.rule in {finding.rule for finding in findings}
    for finding in findings:
        assert (finding.cell, finding.repaired) == (f"{COLUMN[case.key]}2", True)
        assert finding.severity in ("warning", "info")
    assert published(case.key, case.value) == case.said
    assert report.counts.repaired == len(findings)


def check_warning(case: Case) -> None:
    (finding,) = on_rows(judge_value(case.key, case.value))
    assert (finding.rule, finding.severity, finding.cell) == (case.rule, "warning", f"{COLUMN[case.key]}2")
    assert (finding.suggestion, finding.repaired) == (case.said, False)
    stands = case.value.isoformat() if isinstance(case.value, date) else case.value
    assert published(case.key, case.value) == stands


def check_clean(case: Case) -> None:
    report = judge_value(case.key, case.value)
    assert on_rows(report) == []
    assert report.verdict == "accepted"


def check_round_trip(cases: CellCases, by: Literal["xlsxwriter", "openpyxl"]) -> None:
    """Every value that a file can hold, one to a row, written and read again, says what it says in memory."""
    values = [(case.key, case.value) for case in cases.every if _fits_a_file(case.value)]
    assert values
    sheet = sheet_of(*(row(**{key: value}) for key, value in values))
    in_memory = judge(sheet)
    from_file = check(written(sheet, by=by), "ark.xlsx", today=TODAY)
    assert [_facts(one) for one in from_file.findings] == [_facts(one) for one in in_memory.findings]
    assert from_file.rows == in_memory.rows


def _facts(finding: Any) -> tuple[Any, ...]:
    return finding.rule, finding.cell, finding.range, finding.suggestion, finding.repaired


def _fits_a_file(value: CellValue) -> bool:
    """Excel's format has no control characters, no infinite numbers, and no formulas but its own."""
    if isinstance(value, str):
        return all(char.isprintable() or char in "\u00a0\u00ad\u200b\ufeff\n\u202e" for char in value)
    if isinstance(value, date) and value.year < 1901:
        return False
    return not isinstance(value, CellError | UncachedFormula | float | timedelta)


def linked(text: CellValue, target: str, column: str = "infoUrl") -> Report:
    """The report on a sheet whose only row has this text in a cell, and a hyperlink behind it."""
    return judge(Sheet([row(**{column: text})], links={f"{COLUMN[column]}2": target}))


def severities_at(report: Report) -> list[tuple[str, str, str | None]]:
    """Rule, severity and place of each finding on the rows."""
    return [(one.rule, one.severity, one.range or one.cell) for one in on_rows(report)]
