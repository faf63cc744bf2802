"""Lists of a municipality's own KLE numbers: what is wrong with them, and what they do to a sheet's check."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kleark.own_numbers.number_list import CheckedOwnNumbers, check_own_numbers, with_own_numbers
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.registers.municipalities import municipality
from kleark.template.template_workbook import TOPICS, write_template
from kleark.watch.number_findings import number_findings
from sample_sheets.inventory_rows import as_csv
from sample_sheets.small_workbook import Tab, workbook
from tests.support.exposure_cases import row as live_row
from tests.support.sheet_builder import judge, on_rows, row, sheet_of
from tests.support.watch_cases import around

if TYPE_CHECKING:
    from kleark.report.model import Finding
    from sample_sheets.small_workbook import Value

TODAY = date(2026, 4, 1)
HEADERS = ("KLE-nr.", "KLE-navn", "Gyldig fra")
OWN = ("15.20.95", "Lokalt jobprojekt", "01-01-2024")
ELSEWHERE = ("54.99.05", "Lokal pulje", None)


def check(*rows: tuple[Value, ...], headers: tuple[str, ...] = HEADERS) -> CheckedOwnNumbers:
    return check_own_numbers(as_csv(*rows, headers=headers), "egne.csv", embedded(), TODAY)


def register(*rows: tuple[Value, ...]) -> KleRegister:
    found = check(*rows).found
    assert found is not None
    return with_own_numbers(embedded(), found)


def told(checked: CheckedOwnNumbers) -> list[tuple[str, str | None, str | None]]:
    return [(one.rule, one.cell, one.suggestion) for one in checked.report.findings]


def on_row(found: KleRegister, **cells: str) -> list[Finding]:
    return on_rows(judge(sheet_of(row(**cells)), register=found, today=TODAY))


def test_a_list_is_read_from_csv_and_from_excel() -> None:
    book = workbook(
        Tab([("Nummer", "Navn", "Fra"), ("15.20.95", "Lokalt jobprojekt", date(2024, 1, 1))], "Egne numre")
    )
    for checked in (check(OWN), check_own_numbers(book, "egne.xlsx", embedded(), TODAY)):
        assert checked.report.verdict == "accepted"
        assert checked.found is not None
        [one] = checked.found
        assert one == (2, Topic("15.20.95", "Lokalt jobprojekt", since=date(2024, 1, 1)))


@pytest.mark.parametrize(
    ("rows", "rule", "cell", "suggestion"),
    [
        ([("15.20.24", "Lokalt jobprojekt", None)], "KA871", "A2", None),
        ([OWN, ("15.20.24", "Fleksjob", None)], "KA872", "A3", None),
        ([("15.20.95", "Fleksjob", None)], "KA874", "A2", "15.20.24"),
        ([OWN, ("15.20.95", "Ungeprojekt", None)], "KA875", "A3", None),
        ([OWN, OWN], "KA876", "A3", None),
        ([ELSEWHERE], "KA873", None, None),
        ([("15.20", "Lokalt jobprojekt", None)], "KA311", "A2", None),
        ([("15.20.95", "Lokalt jobprojekt", "aldrig")], "KA330", "C2", None),
        ([("15.20.95", "010170-1234", None)], "KA601", "B2", None),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(
    rows: list[tuple[Value, ...]], rule: str, cell: str | None, suggestion: str | None
) -> None:
    assert (rule, cell, suggestion) in told(check(*rows))


@pytest.mark.parametrize("number", ["15.20", "15.2O.95", "15.20.95-G01"])
def test_a_list_with_an_unreadable_number_is_not_used(number: str) -> None:
    assert check(OWN, (number, "Et emne", None)).found is None


def test_a_line_without_a_name_is_an_error() -> None:
    checked = check(("15.20.95", None, None))
    assert checked.report.verdict == "rejected"
    assert checked.found is None


def test_the_register_that_does_not_know_a_main_group_says_so_once() -> None:
    [found] = check(ELSEWHERE, ("54.99.06", "En til", None)).report.findings
    assert (found.rule, found.severity) == ("KA873", "info")
    assert "54.99.05, 54.99.06" in found.message_da


def test_persons_are_not_read_and_another_municipality_is_an_error() -> None:
    named = check((*OWN, "A. B."), headers=(*HEADERS, "Sagsbehandler"))
    assert ("KA864", "D1", None) in told(named)
    assert "A. B." not in str(named.report)
    data = as_csv((*OWN, "0751"), headers=(*HEADERS, "Kommunekode"))
    other = check_own_numbers(data, "egne.csv", embedded(), TODAY, municipality("0461"))
    assert "KA865" in {one.rule for one in other.report.findings}


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04broken", b"%PDF-1.7", b"a;b\n1;2\n", b"\xff\xfe\x00"], ids=repr
)
def test_a_hostile_file_is_a_report_and_no_crash(data: bytes) -> None:
    checked = check_own_numbers(data, "egne.csv", embedded(), TODAY)
    assert checked.report.verdict == "rejected"
    assert checked.found is None


def test_kl_s_own_topics_come_first() -> None:
    found = register(("15.20.24", "Fleksjob", None), OWN)
    assert list(found.own) == ["15.20.95"]


def test_an_own_number_is_no_longer_unknown() -> None:
    cells = {"kleNumber": "15.20.95", "kleTitle": "Lokalt jobprojekt"}
    assert [one.rule for one in on_row(embedded(), **cells)] == ["KA402"]
    assert on_row(register(OWN), **cells) == []


def test_an_own_number_of_a_main_group_that_the_register_does_not_know_is_checked() -> None:
    given = sheet_of(row(kleNumber="54.99.05", kleTitle="Lokal pulje"))
    assert "KA505" in {one.rule for one in judge(given, today=TODAY).findings}
    assert judge(given, register=register(ELSEWHERE), today=TODAY).findings == ()


def test_another_name_than_the_list_s_is_a_warning_at_the_name() -> None:
    [found] = on_row(register(OWN), kleNumber="15.20.95", kleTitle="Ungeprojekt")
    assert (found.rule, found.severity, found.cell, found.suggestion) == (
        "KA407",
        "warning",
        "B2",
        "Lokalt jobprojekt",
    )
    assert "kommunens liste over egne KLE-numre" in found.message_da


def test_suggestions_include_own_numbers() -> None:
    found = on_row(register(OWN), kleNumber="15.20.24", kleTitle="Lokalt jobprojekt")
    assert [(one.rule, one.suggestion) for one in found] == [("KA401", "15.20.95")]
    [slip] = on_row(register(OWN), kleNumber="15.20.9", kleTitle="Lokalt jobprojekt for unge")
    assert slip.suggestion == "15.20.95"


def test_a_number_that_is_not_in_use_yet_is_told() -> None:
    found = on_row(
        register(("15.20.95", "Lokalt jobprojekt", "01-01-2027")), kleNumber="15.20.95", kleTitle=OWN[1]
    )
    assert [(one.rule, one.severity) for one in found] == [("KA408", "info")]
    assert "01-01-2027" in found[0].message_da


def test_the_watch_knows_them_from_the_register() -> None:
    rows = [live_row(number="15.20.95", title="Lokalt jobprojekt")]
    assert [one.remark.rule.id for one in number_findings(rows, around().register, {})] == ["KA402"]
    assert list(number_findings(rows, register(OWN), {})) == []


def test_the_blank_template_offers_them() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_template(register(OWN), TODAY)))[TOPICS]
    listed = {line[0].value: [cell.value for cell in line[1:3]] for line in sheet.iter_rows(min_row=2)}
    assert listed["15.20.95"] == ["Lokalt jobprojekt", "Kommunens eget nummer"]
