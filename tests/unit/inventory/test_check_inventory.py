"""A whole inventory: what is said of which cell, and what comes of it."""

from __future__ import annotations

import re

import pytest

from kleark.inventory import cell_reading
from kleark.inventory.cell_values import read_system
from kleark.inventory.check_inventory import check_inventory
from kleark.inventory.model import Line, from_text, to_text
from kleark.registers.municipalities import municipalities
from kleark.report.html_report import render_html
from kleark.report.model import Report
from kleark.report.text_report import render
from kleark.rules.registry import all_rules
from kleark.sheet.workbook import CellError
from sample_sheets.inventory_rows import AARHUS, HEADERS, ODENSE, as_csv
from sample_sheets.small_workbook import Tab, Value, workbook
from tests.support.report_schema import violations


def found(*rows: tuple[Value, ...]) -> list[tuple[str, str | None]]:
    report = check_inventory(as_csv(*rows), "x.csv").report
    return [(one.rule, one.range or one.cell) for one in report.findings if one.rule != "KA833"]


def test_systems_differ_regardless_of_case() -> None:
    assert found(ODENSE, (*ODENSE[:3], "fasit", 1204)) == [("KA831", "E3")]
    assert found(ODENSE, (*ODENSE[:3], "Fasit", 7)) == [("KA830", "E3")]
    assert found(ODENSE, (*ODENSE[:3], "KSD", 7)) == []


def test_equal_lines_count_once() -> None:
    inventory = check_inventory(as_csv(ODENSE, AARHUS, ODENSE), "x.csv").found
    assert inventory is not None
    assert [line.cases for line in inventory.lines] == [1204, 980]


def test_a_conflict_names_both_rows_and_counts() -> None:
    report = check_inventory(as_csv(ODENSE, AARHUS, (*ODENSE[:4], 12)), "x.csv").report
    conflict = next(one for one in report.findings if one.rule == "KA830")
    assert (
        conflict.message_da
        == "Odense, 15.20.24 og FASIT står allerede i række 2 med 1.204 sager. Her står 12."
    )
    assert (
        conflict.message_en
        == "Odense, 15.20.24 and FASIT already appear in row 2 with 1,204 cases. This row has 12."
    )


def test_zeros_that_are_missing_everywhere_are_told_once() -> None:
    rows = [(int(one.code), one.name, "15.20.24", "FASIT", 5) for one in municipalities()]
    checked = check_inventory(workbook(Tab([HEADERS, *rows])), "x.xlsx")
    assert [(one.rule, one.range) for one in checked.report.findings] == [("KA822", "A2:A99")]
    assert "(98)" in checked.report.findings[0].message_da
    assert checked.found is not None
    assert [line.municipality for line in checked.found.lines] == [one.code for one in municipalities()]


def test_rules_of_kle_numbers_are_those_of_the_sheet() -> None:
    assert found((*ODENSE[:2], "15-20-24", "F", 1)) == [("KA314", "C2")]
    assert found((*ODENSE[:2], 152024, "F", 1)) == [("KA314", "C2")]
    assert found((*ODENSE[:2], "15.20", "F", 1)) == [("KA311", "C2")]
    assert found((*ODENSE[:2], "15.20.99", "F", 1)) == [("KA402", "C2")]
    assert found((*ODENSE[:2], "17.02.08", "F", 1)) == [("KA505", None)]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "KA101"),
        (as_csv((*ODENSE[:2], "femten", "F", 1)), "KA310"),
        (as_csv((*ODENSE[:2], "15.20", "F", 1)), "KA311"),
        (as_csv((*ODENSE[:3], "FA\u202eSIT", 1)), "KA322"),
        (as_csv((*ODENSE[:3], "=1+1", 1)), "KA323"),
        (workbook(Tab([HEADERS, (*ODENSE[:3], CellError("#REF!"), 1)])), "KA324"),
    ],
)
def test_what_a_shared_rule_means_is_true_of_an_inventory(data: bytes, rule: str) -> None:
    """No citizen reads it, and nothing of it is published."""
    report = check_inventory(data, "x.csv" if not data.startswith(b"PK") else "x.xlsx").report
    assert rule in {one.rule for one in report.findings}
    for lang in ("da", "en"):
        why = getattr(all_rules()[rule].why, lang)
        assert not re.search("borger|citizen|offentliggjort|published", why, re.IGNORECASE)


def test_a_number_that_excel_made_a_date_of_is_told_by_its_name() -> None:
    headers = ("Kommunekode", "KLE-nr.", "KLE-navn", "Antal")
    data = as_csv(("0461", "15.27.26", "Jobafklaringsforløb", 4), headers=headers)
    report = check_inventory(data, "x.csv").report
    assert [(one.rule, one.cell, one.suggestion) for one in report.findings if one.severity == "error"] == [
        ("KA401", "B2", "15.17.26")
    ]


def test_what_stands_beside_the_table_is_told() -> None:
    assert found((*ODENSE, "ring først"), AARHUS, (*AARHUS[:2], "15.62.05", "KSD", 4, None, "x")) == [
        ("KA218", "F2"),
        ("KA218", "G4"),
    ]


def test_totals_and_notes_are_left_out_and_told() -> None:
    rows = (ODENSE, ("Hovedtotal", None, None, None, 1204), ("Trukket 3. november",))
    checked = check_inventory(as_csv(*rows), "x.csv")
    assert [(one.rule, one.row) for one in checked.report.findings if one.rule == "KA814"] == [
        ("KA814", 3),
        ("KA814", 4),
    ]
    assert checked.found is not None
    assert len(checked.found.lines) == 1


def test_a_municipality_without_a_number_is_an_error_and_no_note() -> None:
    assert found(ODENSE, ("0751", "Aarhus", None, "KSD", 5)) == [("KA820", "C3")]


def test_a_second_header_in_another_order_is_refused() -> None:
    table = as_csv(ODENSE) + as_csv(AARHUS[::-1], headers=HEADERS[::-1]).removeprefix(b"\xef\xbb\xbf")
    report = check_inventory(table, "x.csv").report
    assert [(one.rule, one.row) for one in report.findings if one.severity == "error"] == [("KA219", 3)]


def test_personal_numbers_are_found_everywhere_and_shown_nowhere() -> None:
    number = "010170-1234"
    rows = (
        ("0461", f"Odense {number}", "15.20.24", "FASIT", 1),
        ("0751", "Aarhus", "15.20.24", f"KSD {number}", 1),
        (number, "x", "15.20.24", "KSD", 1),
        ("0101", "København", number, "KSD", 1),
        ("0101", "København", "15.20.24", "KSD", 101701234),
        ("0101", "København", "15.62.05", "KSD", 1, number),
        (f"Note om {number}",),
        (f"I alt {number}", None, None, None, 7),
    )
    data = as_csv(*rows, headers=(*HEADERS, "Sagsbehandler"))
    checked = check_inventory(data, f"{number}.csv")
    places = [one.cell for one in checked.report.findings if one.rule == "KA601"]
    assert places == [None, "B2", "D3", "A4", "C5", "E6", "F7", "A8", "A9"], (
        "the name of the file is one, too"
    )
    for shown in (
        render(checked.report),
        render_html(checked.report, checked.excerpt),
        str(checked.report.to_json()),
    ):
        assert number not in shown
        assert "0101701234" not in shown
        assert "101701234" not in shown


def test_the_report_keeps_its_contract_and_says_what_it_is_about() -> None:
    for data in (as_csv(ODENSE), as_csv((*ODENSE[:4], "x")), b"", b"%PDF-"):
        report = check_inventory(data, "x.csv").report
        assert [one for one in violations(report.to_json()) if "'plan' is a required" not in one] == []
        assert report.to_json()["subject"] == "inventory"
        assert Report.from_json(report.to_json()) == report


def test_the_page_speaks_of_an_inventory() -> None:
    checked = check_inventory(as_csv(ODENSE, (*AARHUS[:4], "mange")), "x.csv")
    page = render_html(checked.report, checked.excerpt)
    assert "1 fejl skal rettes, før opgørelsen kan bruges" in page
    assert "1 af 2 antal sager i orden" in page
    assert "2 kommunekoder i orden" in page
    for foreign in ("offentlig", "Mit Overblik", "borgerne får", "rækker er klar"):
        assert foreign not in page.partition("<dl")[0]


def test_a_rule_that_crashes_is_a_finding() -> None:
    class Broken(str):
        __slots__ = ()

        def isprintable(self) -> bool:
            raise RuntimeError("boom")

    judged = cell_reading._judge(Broken("x"), read_system, optional=True)
    assert [remark.rule.id for remark in judged.remarks] == ["KA901"]


def test_lines_survive_as_texts() -> None:
    line = Line("0461", "15.20.24", 'Sy"stem\tæ', 12)
    assert from_text(to_text(line)) == line
    assert "\n" not in to_text(Line("0461", "15.20.24", "a\nb", 1))


def test_a_column_of_persons_names_is_named_and_not_shown() -> None:
    rows: list[tuple[Value, ...]] = [
        (*HEADERS, "Sagsbehandler"),
        (*ODENSE, "Bo Bak"),
        (*AARHUS[:4], "mange", "Ea Eg"),
    ]
    checked = check_inventory(workbook(Tab(rows)), "x.xlsx")
    of_columns = {
        one.rule: one.range or one.cell for one in checked.report.findings if one.rule in {"KA864", "KA810"}
    }
    assert of_columns == {"KA864": "F1"}
    assert checked.excerpt is not None
    shown = repr(checked.excerpt)
    assert "mange" in shown
    assert "Bo Bak" not in shown
    assert "Ea Eg" not in shown
