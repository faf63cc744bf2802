"""Where the table is, which rows of it are data, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.row import ShownTitles
from kleark.sheet.columns import COLUMNS, fold
from kleark.sheet.table import column_of, find_header, find_tables
from kleark.sheet.workbook import Workbook, Worksheet
from tests.support.sheet_builder import HEADERS, Sheet, errors, judge, judge_workbook, on_rows, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.report.model import Finding, Report
    from kleark.sheet.workbook import CellValue

REVALIDATION = {"kleNumber": "15.17.12", "kleTitle": "Revalidering"}
TITLE = "KONFIGURATION af KLE-numre i Borgerblikket"


def headers(**other: str | None) -> dict[str, str]:
    """KOMBIT's headers with some of them written otherwise; None leaves the column out."""
    return {key: text for key, header in HEADERS.items() if (text := other.get(key, header)) is not None}


def told(report: Report) -> list[tuple[str, str | None, int | None]]:
    """Rule, cell and row of each finding but the two on obligatory topics and on coverage."""
    return [(one.rule, one.cell, one.row) for one in report.findings if one.rule not in ("KA504", "KA505")]


def only(report: Report, rule: str) -> Finding:
    (finding,) = (one for one in report.findings if one.rule == rule)
    return finding


NAMES = {
    "kleNumber": (
        *(
            "KLE-nr.",
            "kle-nr.",
            "KLE-NR",
            "KLE nr",
            "KLE\u00a0nr.",
            "KLE-\nnr.",
            "  KLE-nr. ",
            "KLE-nr.:",
            "KLE-nr.*",
        ),
        *("KLE-nummer", "KLE nummer (emne)", "KLE–nr.", "ＫＬＥ-nr."),
    ),
    "kleTitle": ("KLE-navn", "KLE navn", "KLE-\r\nnavn", "KLE-titel", "Kle-Navn (til borgeren)"),
    "sourceSystem": ("Fagsystem", "FAGSYSTEM", "Fag\u00adsystem", "Fagsystemer"),
    "showFrom": (
        "Fradato for visning",
        "Fradato  for\u00a0visning",
        "Fradato",
        "Fra dato",
        "fra-dato for visning",
    ),
    "contactDepartment": ("Kontaktafdeling", "Kontakt afdeling", "Kontakt-\nafdeling"),
    "contactPhone": ("Kontakttelefon", "Kontakt telefon", "Kontakttelefon (8 cifre)", "Telefonnr.", "Tlf."),
    "infoUrl": (
        "Link til yderligere information",
        "Link til yderligere\ninformation",
        "LINK TIL YDERLIGERE INFORMATION",
    ),
    "digitalPostUrl": (
        *("Digitalpost kontaktpunkt (postkasse)", "Digital Post kontaktpunkt (postkasse)", "Digital Post"),
        *("Digitalpost kontaktpunkt", "digitalpost kontaktpunkt ( postkasse )"),
    ),
    "selfServiceName": ("Selvbetjeningsnavn", "Selvbetjenings-navn", "SELVBETJENINGSNAVN"),
    "selfServiceUrl": ("Selvbetjeningslink", "Selvbetjenings link", "Selvbetjenings\u200blink"),
}


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key, names in NAMES.items() for name in names], ids=ascii
)
def test_a_header_is_known_however_it_is_written(key: str, name: str) -> None:
    report = judge(Sheet([row()], headers(**{key: name})))
    assert told(report) == []
    assert len(report.rows) == 1


def test_decomposed_letters_in_a_header_do_not_matter() -> None:
    known = column_of("Deaktive\u0301r fradato")
    assert known is not None
    assert known.key == "showActiveRegardless"
    assert fold("Pa\u030a") == fold("På")


def test_no_two_columns_share_a_name() -> None:
    names = [variant for column in COLUMNS for variant in column.variants]
    assert sorted(names) == sorted(set(names))


def test_columns_stand_in_any_order() -> None:
    turned = dict(reversed(HEADERS.items()))
    report = judge(Sheet([row(contactPhone="x")], turned))
    assert told(report) == [("KA340", "E2", 2)]
    assert only(report, "KA340").column == "Kontakttelefon"


@pytest.mark.parametrize("first", [1, 2, 3, 20])
def test_the_header_stands_in_the_first_20_rows(first: int) -> None:
    sheet = Sheet([row(contactPhone="x")], first=first, extra={} if first == 1 else {"A1": TITLE})
    report = judge(sheet)
    assert told(report) == [("KA340", sheet.cell("contactPhone"), first + 1)]
    assert report.sheet is not None
    assert report.sheet.header_row == first


def test_a_header_in_row_21_is_not_found_and_the_search_is_explained() -> None:
    report = judge(Sheet([row()], first=21, name="Ark med skema"))
    assert told(report) == [("KA201", None, None)]
    message = only(report, "KA201").message_da
    assert '"KLE-nr."' in message
    assert '"Ark med skema"' in message
    assert report.sheet is None
    assert errors(report)


def test_a_workbook_without_a_table_names_every_sheet_that_was_looked_at() -> None:
    names = [f"Et ark med et langt navn {at}" for at in range(6)]
    report = judge(*(Sheet([], {"a": "x", "b": "y"}, name=name) for name in names))
    message = only(report, "KA201").message_da
    assert [name for name in names if f'"{name}"' not in message] == []


def test_a_workbook_without_sheets_is_an_error() -> None:
    assert find_tables(Workbook(())) == ()
    assert told(judge()) == [("KA201", None, None)]


REQUIRED = [key for key in HEADERS if not key.startswith("selfService")]


@pytest.mark.parametrize("key", [*REQUIRED, "selfServiceName", "selfServiceUrl"])
def test_a_missing_column_is_named_and_cells_wait(key: str) -> None:
    report = judge(Sheet([row(contactPhone="x", showFrom="y")], headers(**{key: None})))
    assert told(report) == [("KA203", None, 1)]
    finding = only(report, "KA203")
    assert f'"{HEADERS[key]}"' in finding.message_da
    assert f'"{HEADERS[key]}"' in finding.message_en
    assert finding.suggestion == HEADERS[key]
    assert report.rows == ()


def test_a_column_that_is_nearly_named_is_hinted_at() -> None:
    report = judge(Sheet([row()], headers(contactPhone="Kontakttelefn")))
    assert 'F1, hvor der står "Kontakttelefn"' in only(report, "KA203").message_da
    assert 'F1, which says "Kontakttelefn"' in only(report, "KA203").message_en
    assert only(report, "KA206").cell == "F1"


def test_all_that_is_wrong_with_a_header_is_told_at_once() -> None:
    report = judge(Sheet([row()], headers(infoUrl=None, kleTitle=None), extra={"L1": "Telefon"}))
    assert [one.rule for one in errors(report)] == ["KA203", "KA203", "KA204"]
    missing = " ".join(one.message_da for one in errors(report))
    assert HEADERS["infoUrl"] in missing
    assert HEADERS["kleTitle"] in missing


def test_both_self_service_columns_may_be_left_out() -> None:
    report = judge(Sheet([row()], headers(selfServiceName=None, selfServiceUrl=None)))
    assert told(report) == [("KA214", None, None)]
    assert report.rows[0].row.self_service is None


def test_a_doubled_column_is_an_error_that_names_both() -> None:
    report = judge(Sheet([row()], extra={"L1": "Telefon", "L2": "66131373"}))
    (finding,) = errors(report)
    assert finding.rule == "KA204"
    assert "F1" in finding.message_da
    assert "L1" in finding.message_da


def test_an_unknown_column_is_told_at_its_cell_and_left_out() -> None:
    report = judge(Sheet([row()], extra={"L1": "Vores noter", "L2": "=HVIS(1)", "N1": "Ejer"}))
    assert told(report) == [("KA206", "L1", 1), ("KA206", "N1", 1)]
    finding = next(one for one in report.findings if one.rule == "KA206")
    assert (finding.found, finding.column, finding.severity) == ("Vores noter", "Vores noter", "info")
    assert '"Vores noter"' in finding.message_da
    assert report.verdict == "accepted"


def test_kombits_first_column_is_not_unknown() -> None:
    sheet = Sheet([{"title": "KLE", **row()}], {"title": TITLE, **HEADERS})
    assert told(judge(sheet)) == []


def test_two_tables_are_an_error_that_names_them() -> None:
    report = judge(
        Sheet([row()], name="Gældende"), Sheet([row()], name="Gammel"), Sheet([], {"a": "x"}, name="Noter")
    )
    assert told(report) == [("KA202", None, None)]
    assert '"Gældende", "Gammel"' in only(report, "KA202").message_da
    assert report.rows == ()


@pytest.mark.parametrize("visibility", ["hidden", "veryHidden"])
def test_a_hidden_table_is_never_read(visibility: str) -> None:
    hidden = Sheet([row(contactPhone="x")], name="Kladde", visibility=visibility)  # type: ignore[arg-type]
    beside = judge(hidden, Sheet([row()]))
    assert told(beside) == [("KA207", None, None)]
    assert only(beside, "KA207").severity == "warning"
    assert '"Kladde"' in only(beside, "KA207").message_da
    alone = judge(hidden)
    assert told(alone) == [("KA208", None, None)]
    assert alone.rows == ()


@pytest.mark.parametrize("given", [[], [{}, {}], [{"kleNumber": " "}], [{"kleNumber": "Overskrift"}]])
def test_an_empty_table_is_an_error(given: list[Mapping[str, CellValue]]) -> None:
    report = judge(Sheet(given))
    assert [one.rule for one in errors(report)] == ["KA205"]
    assert report.counts.rows == 0


def test_rows_that_only_say_kle_are_blank() -> None:
    sheet = Sheet(
        [{"title": "KLE", **row()}, {"title": "KLE"}, {"title": "KLE"}], {"title": TITLE, **HEADERS}
    )
    report = judge(sheet)
    assert told(report) == []
    assert report.counts.rows == 1


@pytest.mark.parametrize(
    "note",
    [
        {"kleNumber": "Beskæftigelse"},
        {"kleNumber": "15 Beskæftigelse"},
        {"kleTitle": "Beskæftigelse 2021"},
        {"kleNumber": "Udfyldt af Jobcentret 01-01-2020"},
        {"kleNumber": "Spørgsmål? Ring 66131372"},
        {"kleNumber": "I alt", "kleTitle": 9},
        {"infoUrl": "https://www.odense.dk"},
        {"kleNumber": "   ", "kleTitle": "Beskæftigelse"},
    ],
)
def test_a_note_between_rows_is_skipped_and_told(note: Mapping[str, CellValue]) -> None:
    report = judge(Sheet([row(), note, row(**REVALIDATION)]))
    assert told(report) == [("KA212", None, 3)]
    assert only(report, "KA212").severity == "warning"
    assert [one.row_number for one in report.rows] == [2, 4]


def test_a_note_beside_the_table_is_told_where_it_would_be_a_row() -> None:
    report = judge(Sheet([row(), {}], extra={"L3": "Husk at opdatere"}))
    assert told(report) == [("KA212", None, 3)]
    assert "Husk at opdatere" in only(report, "KA212").message_da


@pytest.mark.parametrize(
    "number", ["15.17.12", "151712", "15-17-12", 151712, date(2021, 1, 1), "KLE 15.17.12 (job)"]
)
def test_a_row_with_only_a_number_is_unfinished_not_a_note(number: CellValue) -> None:
    report = judge(Sheet([row(), {"kleNumber": number}]))
    assert {one.rule for one in errors(report)} >= {"KA300"}
    assert report.counts.rows == 2
    assert "KA212" not in {one.rule for one in report.findings}


def test_every_empty_cell_of_an_unfinished_row_is_told() -> None:
    report = judge(Sheet([row(), {"kleNumber": "15.17.12"}]))
    assert [(one.rule, one.cell) for one in errors(report)] == [
        ("KA300", f"{letter}3") for letter in "BCDEFGH"
    ]
    assert '"KLE-navn"' in errors(report)[0].message_da


def test_a_repeated_header_is_skipped_and_told() -> None:
    report = judge(Sheet([row(), dict(HEADERS), row(**REVALIDATION)]))
    assert told(report) == [("KA211", None, 3)]
    assert [one.row_number for one in report.rows] == [2, 4]


def test_blank_rows_are_counted_once() -> None:
    report = judge(Sheet([row(), {}, {"kleNumber": " ", "kleTitle": "\u00a0"}, row(**REVALIDATION), {}, {}]))
    assert told(report) == [("KA213", None, None)]
    assert "(2)" in only(report, "KA213").message_da
    assert [one.row_number for one in report.rows] == [2, 5]


def test_a_hidden_row_is_read_and_told() -> None:
    report = judge(Sheet([row(), row(**REVALIDATION)], hidden_rows=frozenset({3, 9})))
    assert told(report) == [("KA210", None, 3)]
    assert len(report.rows) == 2


def test_too_many_rows_are_an_error() -> None:
    many = [row(kleNumber=f"29.{at // 100:02d}.{at % 100:02d}") for at in range(10_000)]
    assert errors(judge(Sheet(many))) == []
    report = judge(Sheet([*many, row()]))
    assert [one.rule for one in errors(report)] == ["KA209"]
    assert "10.001" in only(report, "KA209").message_da


def test_addresses_hold_where_the_table_begins_in_another_column() -> None:
    shifted = {"a": "Nr.", "b": "Ejer", **HEADERS}
    report = judge(Sheet([row(contactPhone="x")], shifted, first=5))
    assert ("KA340", "H6", 6) in told(report)


def test_the_row_with_most_names_is_the_header() -> None:
    sheet = Sheet([row()], first=4, extra={"A1": "Fagsystem", "B1": "Telefon", "C1": "Afdeling"})
    header = find_header(sheet.worksheet())
    assert header is not None
    assert header.row == 4


def test_three_names_make_a_header_and_two_do_not() -> None:
    three = Worksheet("Ark1", rows=((1, ("KLE-nr.", "KLE-navn", "Fagsystem")),))
    two = Worksheet("Ark1", rows=((1, ("KLE-nr.", "KLE-navn", "Noget")),))
    assert find_header(three) is not None
    assert find_header(two) is None


def test_phases_follow_each_other() -> None:
    """A wrong header hides what would follow from it; within a phase everything is told."""
    broken = row(kleNumber="15.2O.24", contactPhone="x", infoUrl="www.odense.dk", showFrom="y")
    header_wrong = judge(Sheet([broken, broken], headers(sourceSystem=None)))
    assert [one.rule for one in errors(header_wrong)] == ["KA203"]
    assert on_rows(header_wrong) == [only(header_wrong, "KA203")]
    cells_wrong = judge(Sheet([broken, broken]))
    assert [(one.rule, one.cell) for one in errors(cells_wrong)] == [
        (rule, f"{letter}{number}")
        for number in (2, 3)
        for rule, letter in (("KA313", "A"), ("KA330", "D"), ("KA340", "F"), ("KA350", "G"))
    ]
    across_wrong = judge(Sheet([row(), row(contactPhone="66131373"), row(**REVALIDATION, contactPhone="x")]))
    assert [one.rule for one in errors(across_wrong)] == ["KA501", "KA340"]


GUESSED = {"a": "Vis sagstitel", "b": "Vis dokumenttitler"}


def test_columns_with_guessed_names_make_no_row_a_header() -> None:
    contacts = (
        (1, ("Fagsystem", "Kontaktafdeling", "Vis sagstitel", "Vis dokumenttitler")),
        (2, ("FASIT", "x", "Ja")),
    )
    assert find_header(Worksheet("Ark2", "visible", contacts)) is None
    named = ((1, ("Fagsystem", "Kontaktafdeling", "KLE-nr.", "Vis sagstitel")),)
    header = find_header(Worksheet("Ark2", "visible", named))
    assert header is not None
    assert (header.counted, len(header.positions), header.unknown) == (3, 4, ())


def test_a_row_that_has_only_what_stands_under_guessed_names_is_a_note_as_before() -> None:
    notes: list[dict[str, CellValue]] = [row(), {"a": "Ja", "b": "Nej"}]
    with_names = judge(Sheet(notes, HEADERS | GUESSED))
    without = judge(Sheet(notes, HEADERS | {"a": "Egen", "b": "Egen 2"}))
    assert ("KA212", None, 3) in told(with_names)
    assert [one for one in told(with_names) if one[2] == 3] == [one for one in told(without) if one[2] == 3]
    assert len(with_names.rows) == 1


def test_a_header_in_two_rows_is_looked_for_as_before_whatever_guessed_names_there_are() -> None:
    header = find_header(Sheet([row()], HEADERS | GUESSED).worksheet())
    assert header is not None
    assert header.counted == len(HEADERS)
    assert header.form.every[: len(COLUMNS)] == COLUMNS


def test_merged_cells_under_a_guessed_name_hold_for_each_row() -> None:
    lines = [row(a="Ja"), row(sourceSystem="KSD"), row(sourceSystem="KY")]
    worksheet = replace(Sheet(lines, HEADERS | {"a": "Vis sagstitel"}).worksheet(), merged=("K2:K4",))
    report = judge_workbook(Workbook((worksheet,)))
    assert [one.row.shown_titles for one in report.rows] == [ShownTitles(cases=True)] * 3
    assert only(report, "KA216").range == "K2:K4"
