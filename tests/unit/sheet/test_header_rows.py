"""Headers that are numbered, and headers in two rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.sheet.header_rows import joined_names, spans_of, without_number
from kleark.sheet.table import column_of, find_tables
from kleark.sheet.workbook import Workbook, Worksheet
from tests.support.sheet_builder import HEADERS, VALID, Sheet, judge_workbook, row, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.report.model import Report
    from kleark.sheet.workbook import CellValue

LETTERS = "ABCDEFGHIJ"
TWO = {
    "contactDepartment": "Afdeling",
    "contactPhone": "Telefon",
    "selfServiceName": "Navn",
    "selfServiceUrl": "Link",
}
GROUPS = {"E1": "Kontakt", "I1": "Selvbetjening"}


def numbered(form: str) -> dict[str, str]:
    return {
        key: form.format(number=at, letter=LETTERS[at - 1], name=name)
        for at, (key, name) in enumerate(HEADERS.items(), 1)
    }


def of_lines(*lines: Sequence[CellValue], merged: tuple[str, ...] = ()) -> Report:
    """The report on a sheet of these rows, from row 1 on."""
    worksheet = Worksheet(
        "Ark1", rows=tuple((at, tuple(line)) for at, line in enumerate(lines, 1) if any(line))
    )
    return judge_workbook(Workbook((replace(worksheet, merged=merged),)))


def values(**other: CellValue) -> list[CellValue]:
    return list(row(**other).values())


@pytest.mark.parametrize(
    "form",
    [
        "{number}. {name}",
        "{number}) {name}",
        "({number}) {name}",
        "{letter}) {name}",
        "{letter}. {name}",
        "{letter}: {name}",
        "Kolonne {number}: {name}",
        "Kolonne {letter} - {name}",
        "Kolonne {number}\n{name}",
        "Felt {number} – {name}",
        "Nr. {number} {name}",
        "{number} {name}",
        "{number}.{name}",
        "{number} - {name}",
        "1.{number} {name}",
        "#{number} {name}",
        "{name} ({number})",
    ],
)
def test_numbered_headings_are_understood(form: str) -> None:
    report = judge_workbook(Workbook((Sheet(rows(4), numbered(form)).worksheet(),)))
    assert len(report.rows) == 4
    assert all(one.row.self_service for one in report.rows)
    assert {one.rule for one in report.findings if one.severity != "info"} == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Navn (selvbetjening)", "selfServiceName"),
        ("Link (selvbetjening)", "selfServiceUrl"),
        ("Selvbetjening: navn", "selfServiceName"),
        ("Selvbetjeningsløsning / URL", "selfServiceUrl"),
    ],
)
def test_self_service_said_in_two_words(text: str, key: str) -> None:
    column = column_of(text)
    assert column is not None
    assert column.key == key


def test_roman_numbers_and_circled_ones() -> None:
    assert [column_of(text) is not None for text in ("IV. Fradato", "① KLE-nr.", "iii) Fagsystem")] == [
        True
    ] * 3


@pytest.mark.parametrize(
    "form",
    [
        "{name}*",
        "{name}\u00b9",
        "{name} \u00b2",
        "{name} 1)",
        "{name} [1]",
        "{name} note 1",
        "{name} \u2013 obligatorisk",
        "{name} - skal udfyldes",
        "{name}, valgfri",
        "{name}\n(obligatorisk)",
        "{name}\nse vejledning",
        "{name}: f.eks. som vist",
        "{number}. {name}*",
        "{name} \u25bc",
    ],
)
def test_what_explains_a_heading_changes_nothing(form: str) -> None:
    report = judge_workbook(Workbook((Sheet(rows(4), numbered(form)).worksheet(),)))
    assert len(report.rows) == 4
    assert {one.rule for one in report.findings if one.severity != "info"} == set()


@pytest.mark.parametrize("text", ["Telefon, privat", "KLE-nr. - gammelt", "Fradato - intern", "Fradato-note"])
def test_what_tells_another_column_is_no_explanation(text: str) -> None:
    assert column_of(text) is None


@pytest.mark.parametrize(
    "text", ["1. Bemærkning", "E-post til chefen", "A", "12", "", "15.20.24", "x" * 200, "Vis 1"]
)
def test_what_is_no_numbered_name_of_a_column(text: str) -> None:
    assert column_of(text) is None


def test_a_second_telephone_is_no_second_telephone_column() -> None:
    headers = HEADERS | {"other": "2. telefon"}
    report = judge_workbook(Workbook((Sheet([row(other="66131373")], headers).worksheet(),)))
    assert "KA204" not in {one.rule for one in report.findings}
    assert [(one.rule, one.cell) for one in report.findings if one.column == "2. telefon"] == [
        ("KA227", "K1")
    ]


def test_a_number_before_a_name() -> None:
    assert (without_number("1. KLE-nr."), without_number("Kolonne 2: Navn")) == ("KLE-nr.", "Navn")
    assert (without_number("KLE-nr."), without_number("1.")) == (None, None)


def test_no_header_is_found_but_the_likeliest_row_is_shown() -> None:
    report = of_lines(
        ["Kolonne: KLE-nr. her", "Kolonne: Fagsystem her", "Kolonne: Telefonnr her"], ["15.20.24", "FASIT", 1]
    )
    (finding,) = (one for one in report.findings if one.rule == "KA201")
    assert 'række 1 på "Ark1", hvor der står "Kolonne: KLE-nr. her' in finding.message_da


@pytest.mark.parametrize("merged", [("E1:F1", "I1:J1"), ()], ids=["merged", "blank"])
def test_groups_above_and_the_names_below(merged: tuple[str, ...]) -> None:
    sheet = Sheet(rows(4), HEADERS | TWO, first=2, extra=GROUPS)
    report = judge_workbook(Workbook((replace(sheet.worksheet(), merged=merged),)))
    assert [one.row.self_service for one in report.rows if one.row.self_service is None] == []
    assert len(report.rows) == 4
    assert report.sheet is not None
    assert report.sheet.header_row == 2
    assert {one.rule for one in report.findings if one.severity != "info"} == set()


@pytest.mark.parametrize("merged", [("E2:F2", "I2:J2"), ()], ids=["merged", "blank"])
def test_groups_below_and_the_names_above(merged: tuple[str, ...]) -> None:
    names = {"E1": "Afdeling", "F1": "Telefon", "I1": "Navn", "J1": "Link"}
    groups = {**dict.fromkeys(TWO, ""), "contactDepartment": "Kontakt", "selfServiceName": "Selvbetjening"}
    sheet = Sheet(rows(4), HEADERS | groups, first=2, extra=names)
    report = judge_workbook(Workbook((replace(sheet.worksheet(), merged=merged),)))
    assert [one.row.self_service is None for one in report.rows] == [False] * 4
    assert report.sheet is not None
    assert report.sheet.header_row == 2
    assert {one.rule for one in report.findings if one.severity != "info"} == set()


def test_names_above_and_sub_headings_below_some_of_them() -> None:
    above = [
        "KLE-nr.",
        "KLE-navn",
        "Fagsystem",
        "Fradato",
        "Kontakt",
        None,
        "Mere information",
        "Digital Post",
    ]
    below = [None, None, None, None, "Afdeling", "Telefon", "Link", "Postkasse", "Navn", "Link"]
    report = of_lines([*above, "Selvbetjening", None], below, values(), merged=("A1:A2", "E1:F1", "I1:J1"))
    (published,) = report.rows
    assert published.row.self_service is not None
    assert published.row.contact_phone == VALID["contactPhone"]
    assert {one.rule for one in report.findings if one.severity != "info"} == set()


def test_a_finding_names_both_rows_of_its_header() -> None:
    sheet = Sheet([row(selfServiceUrl="ikke et link")], HEADERS | TWO, first=2, extra=GROUPS)
    report = judge_workbook(Workbook((replace(sheet.worksheet(), merged=("E1:F1", "I1:J1")),)))
    assert {one.column for one in report.findings if one.cell == "J3"} == {"Selvbetjening Link"}


EXPLAINED = [
    "nn.nn.nn",
    "Tekst fra KLE",
    "Systemets navn",
    "dd-mm-åååå",
    "Tekst",
    "8 cifre",
    "Hele adressen",
    "Link",
    "-",
    "-",
]


@pytest.mark.parametrize(
    "line",
    [
        EXPLAINED,
        ["Obligatorisk"] * 8 + ["Valgfri"] * 2,
        [
            "Fx 15.62.05",
            "Fx Dagpenge",
            "Fx FASIT",
            "Fx 01-01-2020",
            "Fx Jobcenter",
            "Fx 66131372",
            "Fx https://x.dk",
        ],
        ["Skriv nummeret", None, None, "Skriv datoen", None, "Skriv nummeret"],
    ],
)
def test_a_row_that_explains_the_names_above_it_is_skipped_and_told(line: list[CellValue]) -> None:
    report = of_lines(list(HEADERS.values()), line, values())
    assert [(one.rule, one.row) for one in report.findings if one.severity != "info"] == [("KA212", 2)]
    assert len(report.rows) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"kleNumber": "Fleksjob"},
        {"kleNumber": "Fleksjob", "showFrom": "snarest"},
        {"kleNumber": "Fleksjob", "showFrom": "1. april 2021", "contactPhone": "Ring"},
        {"kleNumber": "Fleksjob", "showFrom": "ukendt", "contactPhone": "Ring"},
        {"showFrom": "ukendt", "contactPhone": "Ring"},
    ],
)
def test_a_row_with_faults_is_no_explanation(other: dict[str, CellValue]) -> None:
    report = of_lines(
        list(HEADERS.values()), values(**other), values(kleNumber="15.17.12", kleTitle="Revalidering")
    )
    assert "KA212" not in {one.rule for one in report.findings}
    assert report.verdict == "rejected"


def test_a_title_above_the_header_changes_nothing() -> None:
    report = of_lines(
        ["Selvbetjening i kommunen"], list(HEADERS.values())[:8], values()[:8], merged=("A1:H1",)
    )
    assert report.sheet is not None
    assert report.sheet.header_row == 2
    assert len(report.rows) == 1


def test_of_two_names_that_come_out_alike_the_second_column_is_told() -> None:
    above = [*list(HEADERS.values())[:7], "Digital Post", None]
    below = [*[None] * 7, "Link", "Postkasse"]
    report = of_lines(above, below, [*values()[:8], "Postkasse 7"], merged=("H1:I1",))
    assert {("KA212", 2), ("KA218", 3)} <= {(one.rule, one.row) for one in report.findings}


def test_joined_names_by_index() -> None:
    known = {"Kontakt Telefon", "Fradato", "KLE-nr."}.__contains__
    names = joined_names(
        ("KLE-nr.", "Kontakt", None, "Fradato"), (None, "Navn", "Telefon", "skrives her"), {1: 2}, known
    )
    assert names == ("KLE-nr.", "Navn", "Kontakt Telefon", "Fradato")
    assert spans_of(["A1:B1", "C1:C2", "D2:F2", "x"], 1) == {0: 2}


def test_a_header_in_two_rows_of_a_form_is_found_on_hidden_sheets_too() -> None:
    sheet = Sheet(rows(1), HEADERS | TWO, first=2, extra=GROUPS, visibility="hidden")
    (table,) = find_tables(Workbook((sheet.worksheet(),)))
    assert (table.header.row, len(table.header.positions)) == (2, 10)
