"""Files with lists of case templates: what is read, what is told, and what can never be kept."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kleark.case_templates.check_list import CheckedTemplates, check_templates
from kleark.case_templates.journal_numbers import JournalNumber, group_in, take_apart
from kleark.case_templates.model import Against, CaseTemplate
from kleark.fix.fix import fix
from kleark.ooxml.editor import Editor
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate_in
from kleark.report.html_report import render_html
from kleark.report.model import Report
from kleark.report.text_report import render
from kleark.sheet.workbook import CellError
from sample_sheets.case_template_rows import FLEKSJOB, HEADERS, REVALIDATION, as_csv, changed
from sample_sheets.inventory_rows import lines
from sample_sheets.small_workbook import Tab, Value, workbook
from tests.support.report_schema import violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.check import Judged
    from kleark.sheet.workbook import CellValue

AGAINST = Against(embedded(), date(2026, 4, 1))
ODENSE = municipality("0461")


def check(data: bytes, name: str = "skabeloner.csv", **kinds: Any) -> CheckedTemplates:
    return check_templates(data, name, AGAINST, **kinds)


def found(checked: CheckedTemplates) -> list[tuple[str, str | None]]:
    return [(one.rule, one.range or one.cell) for one in checked.report.findings if one.rule != "KA870"]


def templates(checked: CheckedTemplates) -> tuple[CaseTemplate, ...]:
    assert checked.found is not None, found(checked)
    return checked.found.templates


def test_everything_that_is_known_of_a_template_is_read() -> None:
    headers = (*HEADERS, "Sti", "Senest brugt", "KLE-nr. i selvbetjening")
    row = (*FLEKSJOB, "Jobcenter/Fleksjob", "01-02-2026", "15.20.24")
    assert templates(check(as_csv(row, headers=headers))) == (
        CaseTemplate(
            2,
            "Fleksjob, ansøgning",
            "15.20.24",
            "FASIT",
            template_id="101",
            kle_title="Fleksjob",
            facet="G01",
            standard_title="Ansøgning om fleksjob",
            department="Jobcenter",
            path="Jobcenter/Fleksjob",
            active=True,
            case_type="citizen",
            cases=412,
            open_cases=96,
            last_used="01-02-2026",
            form_number="15.20.24",
        ),
    )


def test_a_workbook_of_two_columns_is_enough_where_the_system_is_said() -> None:
    data = workbook(
        Tab([["Udtræk fra SBSYS"], [], ["DisplayName", "Emneplannummer"], ["Fleksjob", "15.20.24"]])
    )
    checked = check(data, "x.xlsx", system="SBSYS")
    assert templates(checked) == (CaseTemplate(4, "Fleksjob", "15.20.24", "SBSYS"),)
    assert checked.is_workbook
    assert ("KA866", None) in found(check(data, "x.xlsx"))
    assert check(data, "x.xlsx").found is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_csv(encoding: str, separator: str) -> None:
    row = changed(FLEKSJOB, name="Fleksjob på ny")
    text = lines(row, headers=HEADERS).replace(";", separator).encode(encoding)
    assert templates(check(text))[0].name == "Fleksjob på ny"


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        (("Navn", "KLE", "System", "Facetnr."), "facet"),
        (("Sagsskabelon", "Journalnr.", "Fagsystem", "Facet"), "facet"),
        (("Skabelon", "KLE-nummer", "Kildesystem", "SagsTitel"), "standard_title"),
        (("Skabelonens navn", "Emneplannummer", "Fagsystem", "Forretningsområde"), "department"),
        (("Skabelonnavn", "KLE-nr.", "Fagsystem", "SagSkabelonIdentity"), "template_id"),
    ],
)
def test_other_names_of_the_columns(headers: tuple[str, ...], key: str) -> None:
    (one,) = templates(check(as_csv(("Fleksjob", "15.20.24", "SBSYS", "G01"), headers=headers)))
    assert (one.name, one.kle_number, one.source_system, getattr(one, key)) == (
        "Fleksjob",
        "15.20.24",
        "SBSYS",
        "G01",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("15.20.24-G01-1-21", ("15.20.24", "G01")),
        ("15.20.24 G01", ("15.20.24", "G01")),
        ("15.20.24-g01", ("15.20.24", "G01")),
        ("15.20.24.Ø30", ("15.20.24", "Ø30")),
        (" 15.20.24/K02/12345/2024 ", ("15.20.24", "K02")),
        ("15.20.24", None),
        ("15.20.24-1-21", None),
        ("15.20.24-G1", None),
        ("15.20-G01", None),
        ("15.20.24-G01-x", None),
    ],
)
def test_a_whole_journal_number_is_taken_apart(text: str, parts: tuple[str, str] | None) -> None:
    assert take_apart(text) == (JournalNumber(*parts) if parts else None)


@given(
    st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True),
    st.from_regex("[A-ZÆØÅ][0-9]{2}", fullmatch=True),
)
def test_what_was_put_together_comes_apart_again(number: str, facet: str) -> None:
    for between in "- ./":
        assert take_apart(f"{number}{between}{facet}") == (number, facet)
    assert group_in(number) is None
    assert group_in(number[:5]) == number[:5]


def test_journal_numbers_are_told_and_both_parts_are_used() -> None:
    checked = check(as_csv(changed(FLEKSJOB, kle="15.20.24-G01-1-21", facet=None)))
    assert found(checked) == [("KA861", "C2"), ("KA862", "E2")]
    assert (templates(checked)[0].kle_number, templates(checked)[0].facet) == ("15.20.24", "G01")
    differing = check(as_csv(changed(FLEKSJOB, kle="15.20.24-G01", facet="K02")))
    assert found(differing) == [("KA861", "C2"), ("KA863", "E2")]
    assert templates(differing)[0].facet == "K02"


def judge(data: bytes) -> Judged:
    return check_templates(data, "skabeloner.xlsx", AGAINST).judged


def cells(data: bytes) -> Sequence[Sequence[CellValue]]:
    worksheet = judge(data).worksheet
    assert worksheet is not None
    return [values for _, values in worksheet.rows]


def test_fix_splits_journal_numbers_and_loses_nothing() -> None:
    rows = [
        changed(FLEKSJOB, kle="15.20.24-G01-1-21", facet=None),
        changed(REVALIDATION, kle="15.17.12 G01", facet="G01"),
    ]
    fixed = fix(workbook(Tab([HEADERS, *rows])), "skabeloner.xlsx", judge=judge)
    assert [(change.cell, change.after) for change in fixed.changes] == [
        ("C2", "15.20.24"),
        ("E2", "G01"),
        ("C3", "15.17.12"),
    ]
    assert [row[2:5:2] for row in cells(fixed.data)[1:]] == [("15.20.24", "G01"), ("15.17.12", "G01")]
    no_column: list[list[Value]] = [[*HEADERS[:4], *HEADERS[5:]], [*rows[0][:4], *rows[0][5:]]]
    unsplit = fix(workbook(Tab(no_column)), "skabeloner.xlsx", judge=judge)
    assert unsplit.changes == (), "the facet would be lost"


def test_fix_writes_the_number_of_the_name_only_where_that_is_asked_for() -> None:
    data = workbook(Tab([HEADERS, changed(FLEKSJOB, kle="15.17.26")]))
    assert fix(data, "skabeloner.xlsx", judge=judge).changes == ()
    fixed = fix(data, "skabeloner.xlsx", judge=judge, suggestions=True)
    assert [(change.cell, change.before, change.after) for change in fixed.changes] == [
        ("C2", "15.17.26", "15.20.24")
    ]


def test_the_annotated_workbook_has_the_remarks() -> None:
    data = workbook(Tab([HEADERS, changed(FLEKSJOB, facet="G1"), REVALIDATION]))
    report = judge(data).report
    annotated = annotate_in(Editor(), data, report, "da")
    book = openpyxl.load_workbook(io.BytesIO(annotated))
    front, listed = book.worksheets[0], book.worksheets[-1]
    said = [str(cell.value) for row in front.iter_rows() for cell in row if cell.value]
    assert any('"G1" er ikke en handlingsfacet' in text for text in said)
    assert listed["E2"].comment is not None
    assert "handlingsfacet" in listed["E2"].comment.text
    assert listed["B3"].value == REVALIDATION[1]
    book.close()


def test_names_of_persons_are_neither_read_nor_shown() -> None:
    headers = (*HEADERS, "Sagsbehandler", "Bruger", "Bemærkning")
    data = as_csv((*FLEKSJOB, "Anna Andersen", "Bo Berg", "spørg Carl"), headers=headers)
    checked = check(data)
    assert found(checked) == [("KA864", "M1"), ("KA864", "N1"), ("KA810", "O1")]
    shown = (
        render(checked.report) + render_html(checked.report, checked.excerpt) + str(checked.report.to_json())
    )
    for name in ("Anna", "Bo Berg", "Carl", "Andersen"):
        assert name not in shown
        assert name not in repr(checked.found)


def test_personal_numbers_stop_the_list_and_are_shown_nowhere() -> None:
    number = "010170-1234"
    for at in range(len(HEADERS)):
        row = [*FLEKSJOB[:at], f"x {number}", *FLEKSJOB[at + 1 :]]
        checked = check(as_csv(row), f"{number}.csv")
        assert checked.found is None
        assert {"KA601"} <= {rule for rule, _ in found(checked)}, HEADERS[at]
        shown = render(checked.report) + render_html(checked.report, checked.excerpt)
        assert number not in shown + str(checked.report.to_json()) + repr(checked.found)
    beside = check(as_csv((*FLEKSJOB, number), headers=(*HEADERS, "Sagsbehandler")))
    assert beside.found is None
    assert ("KA601", "M2") in found(beside)


def test_another_municipalitys_list_is_refused() -> None:
    headers = (*HEADERS, "Kommune")
    data = as_csv((*FLEKSJOB, "Aarhus"), (*REVALIDATION, "Aarhus Kommune"), headers=headers)
    checked = check(data, municipality=ODENSE)
    assert found(checked) == [("KA865", "M2")]
    assert checked.found is None
    assert (
        checked.report.findings[0].message_da == "Der står Aarhus i 2 rækker, men listen skal være Odenses."
    )
    assert check(data).found is not None, "nobody said whose it should be"
    own = as_csv((*FLEKSJOB, "Odense"), headers=headers)
    assert check(own, municipality=ODENSE).found is not None


@pytest.mark.parametrize(
    ("cells_changed", "rule"),
    [
        ({"name": None}, "KA820"),
        ({"kle": None}, "KA820"),
        ({"kle": "femten"}, "KA310"),
        ({"cases": "ca. 400"}, "KA825"),
        ({"name": CellError("#REF!")}, "KA324"),
        ({"title": CellError("#N/A")}, "KA324"),
    ],
)
def test_a_row_that_cannot_be_read_stops_the_list(cells_changed: dict[str, Value], rule: str) -> None:
    checked = check(workbook(Tab([HEADERS, changed(FLEKSJOB, **cells_changed)])), "x.xlsx")
    assert rule in {one for one, _ in found(checked)}
    assert checked.found is None


@pytest.mark.parametrize(
    ("value", "active"),
    [
        ("Ja", True),
        ("ja ", True),
        ("Nej", False),
        (None, True),
        (True, True),
        (False, False),
        (0, False),
        ("Nedlagt", False),
    ],
)
def test_whether_a_template_is_active(value: Value, active: bool) -> None:
    data = workbook(Tab([HEADERS, changed(FLEKSJOB, active=value, open=0)]))
    (one,) = templates(check(data, "x.xlsx"))
    assert one.active is active


def test_a_number_that_excel_made_a_date_of_is_read_by_its_name() -> None:
    data = workbook(Tab([HEADERS, changed(FLEKSJOB, kle=date(2024, 12, 15), kle_name="Fleksjob")]))
    assert {"KA310", "KA315"} & {rule for rule, _ in found(check(data, "x.xlsx"))}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 40,
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b'a;"b',
        as_csv(headers=("a", "b")),
        as_csv(),
        workbook(Tab([["x"]])),
    ],
)
def test_a_file_that_is_none_is_a_sentence(data: bytes) -> None:
    checked = check(data)
    assert checked.found is None
    assert checked.report.verdict == "rejected"
    assert checked.report.subject == "case_templates"
    assert violations(checked.report.to_json()) == []
    render_html(checked.report, checked.excerpt)


def test_a_list_that_is_not_whole_is_told_from_one_with_wrong_templates() -> None:
    wrong = check(as_csv(changed(FLEKSJOB, kle="15.20.99", kle_name=None))).report
    broken = check(as_csv(changed(FLEKSJOB, name=None))).report
    assert render(wrong).splitlines()[1].startswith("FEJL I SAGSSKABELONERNE")
    assert render(broken).splitlines()[1].startswith("AFVIST")
    assert "1 fejl i sagsskabelonerne" in render_html(wrong, None)
    assert "Filen kan ikke bruges som en liste over sagsskabeloner" in render_html(broken, None)


def test_the_report_is_of_the_contract_and_comes_back() -> None:
    checked = check(as_csv(FLEKSJOB, changed(REVALIDATION, kle="15.27.26", kle_name="Jobafklaringsforløb")))
    told = checked.report.to_json()
    assert violations(told) == []
    assert Report.from_json(told).to_json() == told
    page = render_html(checked.report, checked.excerpt)
    assert "1 fejl i sagsskabelonerne" in page
    assert "Opgørelsen" not in page


_CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-9, 10**9),
    st.booleans(),
    st.sampled_from(["15.20.24", "15.20.24-G01", "Ja"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=12, max_size=12), max_size=4))
def test_no_cell_is_too_much(rows: list[list[Any]]) -> None:
    text = "\r\n".join(
        ";".join(f'"{"" if cell is None else str(cell)}"'.replace('"', "'") for cell in row) for row in rows
    )
    data = as_csv() + text.encode("utf-8", "ignore")
    checked = check(data)
    assert violations(checked.report.to_json()) == []
    if checked.found is not None:
        assert len(checked.found.templates) == checked.report.counts.rows
