"""Odense Kommune's real sheet, as it was shown in public, and the same sheet corrected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.check import check
from kleark.registers.municipalities import municipality
from sample_sheets import write_odense
from tests.support.report_schema import violations

if TYPE_CHECKING:
    from kleark.report.model import Report

SHEETS = Path(write_odense.__file__).parent
TODAY = date(2026, 4, 1)


def report_on(name: str) -> Report:
    return check((SHEETS / name).read_bytes(), name, municipality("0461"), today=TODAY)


def test_the_original_gives_just_the_findings_that_are_in_it() -> None:
    report = report_on("odense-2021.xlsx")
    told = {(one.rule, one.severity, one.range or one.cell, one.suggestion) for one in report.findings}
    mailbox = next(line.mailbox_url for line in write_odense.LINES if line.kle_number == "15.17.22")
    page = next(line.info_url for line in write_odense.LINES if line.kle_number == "15.17.22")
    assert told == {
        ("KA401", "error", "B7", "15.17.26"),
        ("KA503", "warning", "E2:E10", "01-01-2020"),
        ("KA354", "warning", "H6", page.replace("http://", "https://")),
        ("KA374", "warning", "I6", mailbox.replace("dk?", "dk/?")),
        ("KA345", "info", "G2:G10", None),
        ("KA504", "info", None, None),
    }
    assert {one.rule for one in report.findings if one.repaired} == {"KA345", "KA354", "KA374"}
    assert report.verdict == "rejected"
    assert (report.counts.errors, report.counts.warnings, report.counts.rows) == (1, 3, 9)
    assert [one.row_number for one in report.rows] == [2, 3, 4, 5, 6, 8, 9, 10]


def test_the_mended_sheet_is_accepted_whole() -> None:
    report = report_on("odense-2021-rettet.xlsx")
    assert report.verdict == "accepted_with_warnings"
    assert report.counts.errors == 0
    assert [one.row.kle_number for one in report.rows] == [line.kle_number for line in write_odense.MENDED]
    assert all(one.row.info_url.startswith("https://") for one in report.rows)
    assert all(one.row.digital_post.url.startswith("https://post.borger.dk/?") for one in report.rows)
    assert {one.row.contact_phone for one in report.rows} == {"66131372"}
    assert [one.row.digital_post.mailbox_id for one in report.rows] == [
        line.mailbox_url.rpartition("=")[2] for line in write_odense.MENDED
    ]


@pytest.mark.parametrize("name", ["odense-2021.xlsx", "odense-2021-rettet.xlsx"])
def test_the_reports_hold_the_schema(name: str) -> None:
    assert violations(report_on(name).to_json()) == []


def test_the_sheets_are_what_the_script_writes(tmp_path: Path) -> None:
    write_odense.main(tmp_path)
    for name in ("odense-2021.xlsx", "odense-2021-rettet.xlsx", "aarhus-opdigtet.xlsx"):
        assert (tmp_path / name).read_bytes() == (SHEETS / name).read_bytes()


def test_the_other_municipalitys_sheet_is_right_there_and_nowhere_else() -> None:
    data = (SHEETS / "aarhus-opdigtet.xlsx").read_bytes()
    found = check(data, "aarhus-opdigtet.xlsx", municipality("0751"))
    assert (found.counts.errors, found.counts.warnings, found.counts.rows) == (0, 0, 9)
    assert check(data, "aarhus-opdigtet.xlsx", municipality("0461")).counts.warnings
