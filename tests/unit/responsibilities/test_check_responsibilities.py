"""Files with lists of responsibilities: what is read, what is told, and what can never be kept."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kleark.case_templates.model import Against
from kleark.fix.fix import fix
from kleark.ooxml.editor import Editor
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate_in
from kleark.report.html_report import render_html
from kleark.report.model import Report
from kleark.report.text_report import render
from kleark.responsibilities.check_responsibilities import CheckedResponsibilities, check_responsibilities
from kleark.responsibilities.model import Assignment, Place, ResponsibilityList, Unit
from sample_sheets.inventory_rows import lines
from sample_sheets.responsibility_rows import HEADERS, JOB, JOB_UUID, PAY, PERFORMS, as_csv
from sample_sheets.small_workbook import Tab, Value, workbook
from tests.support.report_schema import violations

if TYPE_CHECKING:
    from kleark.check import Judged

AGAINST = Against(embedded(), date(2026, 4, 1))
ODENSE = municipality("0461")


def check(data: bytes, name: str = "ansvar.csv", **kinds: Any) -> CheckedResponsibilities:
    return check_responsibilities(data, name, AGAINST, **kinds)


def told(checked: CheckedResponsibilities) -> list[tuple[str, str | None]]:
    return [(one.rule, one.range or one.cell) for one in checked.report.findings if one.rule != "KA899"]


def listed(checked: CheckedResponsibilities) -> ResponsibilityList:
    assert checked.found is not None, told(checked)
    return checked.found


def assigned(data: bytes, name: str = "x.xlsx") -> list[tuple[str, str, str]]:
    found = listed(check(data, name))
    return [(one.kle_number, found.units[one.unit].name, one.role) for one in found.assignments]


def test_everything_that_is_known_of_a_unit_is_read() -> None:
    headers = (*HEADERS, "Overordnet enhed", "Fordeles til")
    data = as_csv(
        (*PERFORMS, "Beskæftigelse", "FASIT"), (None, "Beskæftigelse", None, None, None), headers=headers
    )
    found = listed(check(data))
    assert list(found.units.values()) == [
        Unit(JOB_UUID, JOB, Place(None, 2), JOB_UUID, "66131373", "beskæftigelse"),
        Unit("beskæftigelse", "Beskæftigelse", Place(None, 3)),
    ]
    assert found.assignments == (Assignment(Place(None, 2), "15.20.24", JOB_UUID, "performing", "FASIT"),)


def test_two_columns_are_enough_and_stand_on_the_list_without_a_role() -> None:
    data = workbook(Tab([["Udtræk"], [], ["Center", "KLE"], ["Center for Job", "15.20.24"]]))
    assert assigned(data) == [("15.20.24", "Center for Job", "listed")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_csv(encoding: str, separator: str) -> None:
    text = lines(PERFORMS, headers=HEADERS).replace(";", separator).encode(encoding)
    assert assigned(text, "x.csv") == [("15.20.24", JOB, "performing")]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("15.20.24", ["15.20.24"]),
        ("15.20", ["15.20"]),
        ("15", ["15"]),
        (15, ["15"]),
        (5, ["05"]),
        (15.2, ["15.20"]),
        (15.17, ["15.17"]),
        ("15.20.24, 15.17", ["15.20.24", "15.17"]),
        ("15.20.24\n15.17.12", ["15.20.24", "15.17.12"]),
        ("15.20.24 Fleksjob", ["15.20.24"]),
        ("15.20 - Beskæftigelsesindsats", ["15.20"]),
        ("15-20-24", ["15.20.24"]),
        (152024, ["15.20.24"]),
        ("femten", []),
        ("15.2", []),
        ("15.20.2", []),
        (15.123, []),
    ],
)
def test_a_number_is_a_topic_a_group_or_a_main_group(value: Value, numbers: list[str]) -> None:
    checked = check(workbook(Tab([HEADERS, [value, *PERFORMS[1:]]])), "x.xlsx")
    assert [one.kle_number for one in listed(checked).assignments] == numbers
    assert (("KA888", "A2") in told(checked)) == (numbers == [])


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Ansvarlig", ["responsible"]),
        ("UDFOERENDE", ["performing"]),
        ("udførende", ["performing"]),
        ("Indsigt", ["interest"]),
        ("Henvendelsessted", ["contact"]),
        ("Ansvarlig og udførende", ["responsible", "performing"]),
        ("Ansvarlig, Indsigt", ["responsible", "interest"]),
        (None, ["listed"]),
        ("Chef", []),
        ("Ansvarlig/Chef", ["responsible"]),
    ],
)
def test_roles(text: str | None, roles: list[str]) -> None:
    checked = check(as_csv((*PERFORMS[:2], text, *PERFORMS[3:])))
    assert [one.role for one in listed(checked).assignments] == roles
    assert (("KA893", "C2") in told(checked)) == ("Chef" in (text or ""))


def test_units_without_a_uuid_are_those_of_their_name() -> None:
    data = as_csv(PERFORMS, ("15.17", "job center", "Indsigt", None, None))
    assert len(listed(check(data)).units) == 1
    two = as_csv(
        PERFORMS,
        ("15.17", JOB, "Udførende", None, JOB_UUID.replace("1c0001", "1c0009")),
        ("32", JOB, "Udførende", None, None),
    )
    assert len(listed(check(two)).units) == 3, "nobody knows which of the two is meant"


def test_names_of_persons_are_neither_read_nor_shown() -> None:
    data = as_csv((*PERFORMS, "Anna Andersen", "Bo"), headers=(*HEADERS, "Kontaktperson", "Bemærkning"))
    checked = check(data)
    assert told(checked) == [("KA864", "F1"), ("KA810", "G1")]
    shown = (
        render(checked.report) + render_html(checked.report, checked.excerpt) + str(checked.report.to_json())
    )
    assert "Anna" not in shown + repr(checked.found)


def test_personal_numbers_stop_the_list_and_are_shown_nowhere() -> None:
    number = "010170-1234"
    headers = (*HEADERS, "KLE-navn", "Overordnet enhed", "Fordeles til", "Kontaktperson")
    whole: tuple[Value, ...] = (*PERFORMS, "Fleksjob", None, None, None)
    for at in range(len(headers)):
        row = [*whole[:at], f"x {number}", *whole[at + 1 :]]
        checked = check(as_csv(row, headers=headers), f"{number}.csv")
        assert checked.found is None, headers[at]
        assert "KA601" in {rule for rule, cell in told(checked) if cell}, headers[at]
        shown = render(checked.report) + render_html(checked.report, checked.excerpt)
        assert number not in shown + str(checked.report.to_json()) + repr(checked.found)


def test_another_municipalitys_list_is_refused() -> None:
    data = as_csv((*PERFORMS, "Aarhus"), headers=(*HEADERS, "Kommune"))
    checked = check(data, municipality=ODENSE)
    assert told(checked) == [("KA865", "F2")]
    assert checked.found is None
    assert check(data).found is not None, "nobody said whose it should be"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 40,
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b'a;"b',
        as_csv(headers=("a", "b")),
        as_csv(headers=("KLE-nr.", "Fordeles til")),
        as_csv(),
        workbook(Tab([["x"]])),
        as_csv(("15.20.24", None, "Udførende", "66131373", None)),
    ],
)
def test_a_file_that_is_none_is_a_sentence(data: bytes) -> None:
    checked = check(data)
    assert checked.found is None
    assert checked.report.verdict == "rejected"
    assert checked.report.subject == "responsibilities"
    assert violations(checked.report.to_json()) == []
    assert "Filen kan ikke bruges som en ansvarsliste" in render_html(checked.report, checked.excerpt)


def test_the_report_is_of_the_contract_and_comes_back() -> None:
    checked = check(as_csv(PERFORMS, ("15.27.26", PAY, "Indsigt", None, None)))
    content = checked.report.to_json()
    assert violations(content) == []
    assert Report.from_json(content).to_json() == content
    page = render_html(checked.report, checked.excerpt)
    assert "Ansvarslisten er læst, men se bemærkningerne" in page
    assert "2 enheder" in page


def judge(data: bytes) -> Judged:
    return check_responsibilities(data, "ansvar.xlsx", AGAINST).judged


def test_the_annotated_workbook_has_the_remarks_and_fix_writes_what_is_certain() -> None:
    data = workbook(Tab([HEADERS, ["15-20-24", *PERFORMS[1:]], ["15.20.2", *PERFORMS[1:]]]))
    annotated = annotate_in(Editor(), data, judge(data).report, "da")
    book = openpyxl.load_workbook(io.BytesIO(annotated))
    assert "ikke et KLE-nummer" in book.worksheets[-1]["A3"].comment.text
    book.close()
    fixed = fix(data, "ansvar.xlsx", judge=judge)
    assert [(change.cell, change.after) for change in fixed.changes] == [("A2", "15.20.24")]


_CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-9, 10**9),
    st.sampled_from(["15.20.24", "15", "Udførende", JOB, JOB_UUID]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=6, max_size=6), max_size=4))
def test_no_cell_is_too_much(rows: list[list[Any]]) -> None:
    text = "\r\n".join(
        ";".join(f'"{"" if cell is None else str(cell)}"'.replace('"', "'") for cell in row) for row in rows
    )
    data = as_csv(headers=(*HEADERS, "Overordnet enhed")) + text.encode("utf-8", "ignore")
    checked = check(data)
    assert violations(checked.report.to_json()) == []
    if checked.found is not None:
        keys = checked.found.units.keys()
        assert {one.unit for one in checked.found.assignments} <= keys
        assert {unit.parent for unit in checked.found.units.values()} <= {*keys, ""}
