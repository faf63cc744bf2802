"""The files that are kept beside a report: which there are, and what is in them."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from kleark.check import check, check_with_excerpt
from kleark.fix.fix import fix
from kleark.intake import report_files
from kleark.intake.report_files import OF_COMPARISONS, page_files, required_files, workbook_files
from kleark.registers.municipalities import municipality
from kleark.rules import (
    first_use,
    inventory_comparison,
    live_comparison,
    near_misses_rules,
    part_comparison,
    part_membership,
)
from kleark.rules.model import Rule
from kleark.rules.registry import all_rules
from tests.support.excerpt_schema import violations
from tests.support.sheet_builder import Sheet, row, written

if TYPE_CHECKING:
    from kleark.registers.municipalities import Municipality
    from kleark.report.excerpt import Excerpt
    from kleark.report.model import Report

SHEETS = Path(__file__).parents[3] / "sample_sheets"
ODENSE = municipality("0461")
NOON = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)


def checked(data: bytes) -> tuple[Report, Excerpt | None]:
    return check_with_excerpt(data, "ark.xlsx", ODENSE)


def optional_files(
    report: Report,
    excerpt: Excerpt | None,
    data: bytes | None,
    at: datetime,
    whose: Municipality | None = None,
) -> tuple[dict[str, bytes], list[Exception]]:
    """All that is not required, with what went wrong."""
    pages, faults = page_files(report, excerpt, at)
    workbooks = workbook_files(report, data, at.date(), whose)
    return pages | workbooks.files, [*faults, *workbooks.faults]


def made(data: bytes) -> dict[str, bytes]:
    report, excerpt = checked(data)
    pleasant, faults = optional_files(report, excerpt, data, NOON, ODENSE)
    assert faults == []
    return required_files(report, excerpt) | pleasant


def test_the_excerpt_is_kept_where_there_is_one() -> None:
    data = (SHEETS / "odense-2021.xlsx").read_bytes()
    kept = json.loads(made(data)["excerpt.json"])
    assert violations(kept) == []
    assert "15.27.26" in {topic["kleNumber"] for topic in kept["topics"]}
    assert "excerpt.json" not in made(b"not a workbook")


def test_the_mended_sheet_is_free_of_errors_and_leaves_to_the_admin_what_a_person_must_judge() -> None:
    data = (SHEETS / "odense-2021.xlsx").read_bytes()
    fixed = made(data)["mended.xlsx"]
    assert fixed == fix(data, "ark.xlsx", ODENSE, suggestions="of_errors").data
    cells = openpyxl.load_workbook(io.BytesIO(fixed)).worksheets[0]
    assert cells["B7"].value == "15.17.26"
    assert [cells[f"E{at}"].value.day for at in range(2, 11)] == [*range(1, 10)]  # dragged, perhaps
    report = check(fixed, "ark.xlsx", ODENSE)
    assert report.verdict == "accepted_with_warnings"
    assert [(f.rule, f.range) for f in report.findings if f.severity == "warning"] == [("KA503", "E2:E10")]


def test_nothing_is_mended_where_nothing_is_to_be_written() -> None:
    assert "mended.xlsx" not in made(written(Sheet([row(), row(sourceSystem="KSD")])))
    assert "mended.xlsx" not in made(written(Sheet([row(contactPhone="1")])))
    dragged = Sheet([row(sourceSystem=f"S{day}", showFrom=date(2020, 1, day)) for day in range(1, 8)])
    assert "KA503" in {finding.rule for finding in checked(written(dragged))[0].findings}
    assert "mended.xlsx" not in made(written(dragged))
    assert "mended.xlsx" in made(written(Sheet([row(contactPhone="+45 66 13 13 72")])))


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_is_not_mended(data: bytes) -> None:
    assert set(made(data)) == {"report.json", "report.txt", "report.html"}


def test_a_file_that_was_never_read_is_not_mended() -> None:
    report, excerpt = checked((SHEETS / "odense-2021.xlsx").read_bytes())
    assert optional_files(report, excerpt, None, NOON, ODENSE)[0].keys() == {"report.html"}


def test_a_suggestion_that_cannot_be_written_makes_no_mended_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a cell that others are merged into."""
    monkeypatch.setattr("kleark.fix.fix.select_repairs", lambda *_, **__: {})
    assert "mended.xlsx" not in made(written(Sheet([row(contactPhone="+45 66 13 13 72")])))


def test_what_has_more_remarks_than_are_listed_is_not_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(
        Sheet([row(contactPhone="+45 66 13 13 72"), row(sourceSystem="KSD", contactPhone="66131372 ")])
    )
    counts = checked(data)[0].counts
    remarks = counts.errors + counts.warnings + counts.infos
    monkeypatch.setattr(report_files, "MOST_LISTED", remarks)
    assert "mended.xlsx" in made(data)
    monkeypatch.setattr(report_files, "MOST_LISTED", remarks - 1)
    assert "mended.xlsx" not in made(data)


def test_a_mending_that_fails_costs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr("kleark.fix.fix.fix", broken)
    data = (SHEETS / "odense-2021.xlsx").read_bytes()
    report, excerpt = checked(data)
    pleasant, faults = optional_files(report, excerpt, data, NOON, ODENSE)
    assert pleasant.keys() == {"report.html", "annotated.xlsx"}
    assert [type(fault) for fault in faults] == [RuntimeError]


@pytest.mark.parametrize(
    ("at", "told"), [(NOON, "3. nov. 2025 kl. 13.00"), (NOON.replace(month=7), "3. jul. 2025 kl. 14.00")]
)
def test_the_moment_of_the_check_is_told_as_on_a_danish_clock(at: datetime, told: str) -> None:
    report, excerpt = checked((SHEETS / "odense-2021.xlsx").read_bytes())
    assert told in optional_files(report, excerpt, None, at)[0]["report.html"].decode()


def test_the_rules_that_no_correction_of_the_sheet_answers_are_those_of_comparisons() -> None:
    of_comparisons = {
        one.id
        for module in (
            first_use,
            inventory_comparison,
            live_comparison,
            near_misses_rules,
            part_comparison,
            part_membership,
        )
        for one in vars(module).values()
        if isinstance(one, Rule)
    }
    of_the_watch = {one for one in all_rules() if one.startswith(("KA75", "KA76"))}
    assert {one for one in all_rules() if one.startswith(OF_COMPARISONS)} - of_the_watch == of_comparisons - {
        "KA122"
    }
