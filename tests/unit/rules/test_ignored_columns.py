"""Columns that are left out: which deserve a warning, and which are an admin's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.sheet_builder import HEADERS, Sheet, judge, row

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

LINK = "https://www.odense.dk/borger/selvbetjening"


def rules_on(header: str, *values: CellValue) -> list[tuple[str, str, str | None]]:
    """Rule, severity and cell of what is said of one more column with these values."""
    lines = [
        row(kleNumber=number, other=value)
        for number, value in zip(("15.20.24", "15.17.12", "15.17.22"), values, strict=False)
    ]
    report = judge(Sheet(lines, HEADERS | {"other": header}))
    return [(one.rule, one.severity, one.cell) for one in report.findings if one.column == header]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Link 2", "se hjemmesiden"),
        ("Link til vejledning", LINK),
        ("Webadresse", "www.odense.dk"),
        ("Selvbetjeningsløsning", "Søg dagpenge"),
        ("Telefon (aften)".replace("(aften)", "aften"), "66131373"),
        ("Alternativt nummer", "66 13 13 73"),
        ("Mobil", 66131373),
        ("E-mail 2", "jobcenter@odense.dk"),
        ("Åbningstider i ferien", "man-fre 9-15"),
        ("Hvor", LINK),
        ("Bemærkning", f"Se {LINK}"),
        ("X", "post.borger.dk/?mailboxid=7"),
    ],
)
def test_a_column_with_links_or_values_is_a_warning(header: str, value: CellValue) -> None:
    assert rules_on(header, value) == [("KA227", "warning", "K1")]


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Sagstitel",
            "Sagstitler",
            "Dokumenter",
            "Vis dokumenter",
            "Vis",
            "Vis sag (ja/nej)",
            "Vises på borger.dk",
        ),
        *(
            "Skjul",
            "Synlig for borger",
            "Udstilles",
            "Aktiv",
            "Slutdato",
            "Til dato",
            "Sagstype",
            "Bilag",
            "7. Dokument",
            "Borgervendt titel",
            "Udgået",
            "Skal slettes",
            "Fravælges",
            "I drift",
            "Afsluttede sager",
            "Parter",
        ),
    ],
)
def test_a_heading_that_decides_what_is_shown_is_a_warning_of_its_own(header: str) -> None:
    assert rules_on(header, "Nej") == [("KA226", "warning", "K1")]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Bemærkning", "Aftalt i maj"),
        ("Bemærkninger til KOMBIT", "Ring 66131372 først"),
        ("Ansvarlig", "Anna Admin"),
        ("Sidst opdateret", "01-05-2021"),
        ("Nr.", 7),
        ("Forvaltning", "Beskæftigelse"),
        ("Partnerskab", "Nej"),
        ("Driftsområde", "Nord"),
        ("Rettet af", "anad@odense.dk"),
        ("Revision", "3"),
        ("Advisering", "Ja"),
        ("Link 2", None),
        ("Vis dokumenter", None),
        ("Selvbetjening i alt", None),
    ],
)
def test_an_admins_own_or_an_empty_column_is_a_note(header: str, value: CellValue) -> None:
    assert rules_on(header, value) == [("KA206", "info", "K1")]


def test_how_many_rows_and_an_example_are_told() -> None:
    lines = [row(other=LINK), row(kleNumber="15.17.12"), row(kleNumber="15.17.22", other=f"{LINK}/b")]
    (finding,) = (
        one for one in judge(Sheet(lines, HEADERS | {"other": "Link 2"})).findings if one.rule == "KA227"
    )
    assert "udfyldt i 2 af rækkerne" in finding.message_da
    assert f'f.eks. "{LINK}"' in finding.message_da


def test_a_number_in_the_example_is_hidden() -> None:
    report = judge(Sheet([row(other="010180-1234")], HEADERS | {"other": "Telefon 2"}))
    assert "KA227" in {one.rule for one in report.findings}
    assert not any("010180" in f"{one.message_da}{one.found}" for one in report.findings)


def test_left_out_self_service_columns_are_a_warning_where_they_have_values() -> None:
    headers = {key: header for key, header in HEADERS.items() if not key.startswith("selfService")}
    report = judge(Sheet([row(a="Søg", b=LINK)], headers | {"a": "Selvb. navn", "b": "Selvb. adr."}))
    told = {one.column: one.severity for one in report.findings if one.rule in ("KA206", "KA227")}
    assert told == {"Selvb. navn": "info", "Selvb. adr.": "warning"}
