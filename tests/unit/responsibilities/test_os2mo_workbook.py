"""The workbook of OS2mo's KLE exporter, in both forms."""

from __future__ import annotations

from datetime import date

from kleark.case_templates.model import Against
from kleark.registers.kle_register import embedded
from kleark.responsibilities.check_responsibilities import CheckedResponsibilities, check_responsibilities
from sample_sheets.responsibility_rows import FRONT, JOB, JOB_UUID, NAMES, PAY, TITLES, os2mo
from sample_sheets.small_workbook import Tab, workbook

AGAINST = Against(embedded(), date(2026, 4, 1))


def check(data: bytes) -> CheckedResponsibilities:
    return check_responsibilities(data, "kle.xlsx", AGAINST)


def assigned(checked: CheckedResponsibilities) -> set[tuple[str, str, str]]:
    assert checked.found is not None, checked.report.findings
    return {
        (one.kle_number, checked.found.units[one.unit].name, one.role) for one in checked.found.assignments
    }


def test_all_sheets_are_read_and_numbers_found_by_their_names() -> None:
    data = os2mo([(JOB, "Fleksjob"), (JOB, "Sygdom og arbejde")], [(PAY, "Kontanthjælp")], {"15.62.10": PAY})
    checked = check(data)
    assert assigned(checked) == {
        ("15.20.24", JOB, "performing"),
        ("15.17", JOB, "performing"),
        ("15.62.10", PAY, "interest"),
        ("15.62.10", PAY, "responsible"),
    }
    assert checked.found is not None
    assert {unit.name: unit.uuid for unit in checked.found.units.values()} == NAMES, "Org has all units"
    assert {one.rule for one in checked.report.findings} == {"KA899"}


def test_several_responsible_units_for_a_number() -> None:
    data = os2mo([(JOB, "Fleksjob")], responsible=[(JOB, "Fleksjob"), (PAY, "Fleksjob")])
    found = [(one.rule, one.sheet, one.cell) for one in check(data).report.findings if one.rule != "KA899"]
    assert found == [("KA884", "Ansvarlig", "A3")]


def test_a_name_of_two_numbers_is_not_guessed_at() -> None:
    titles = {**TITLES, "32.15.99": "Fleksjob"}
    checked = check(os2mo([(JOB, "Fleksjob"), (JOB, "Kontanthjælp")], [(PAY, "Findes ikke")], topics=titles))
    assert assigned(checked) == {("15.62.10", JOB, "performing")}
    found = [
        (one.rule, one.sheet, one.cell, "flere numre" in one.message_da) for one in checked.report.findings
    ]
    assert ("KA888", "Udførende", "B2", True) in found
    assert ("KA888", "Indsigt", "B2", False) in found


def test_personal_numbers_in_any_sheet_stop_the_list_and_are_told_once() -> None:
    number = "010170-1234"
    for sheet in ("Udførende", "Org", "Noter"):
        tabs = [
            Tab([["UUID", "Navn"], [JOB_UUID, number if sheet == "Org" else JOB]], "Org"),
            Tab([["UUID", "EmneNr", "EmneTitel"], ["x", "15.20.24", "Fleksjob"]], "KLE"),
            Tab([["EnhedNavn", "KLE"], [JOB, "Fleksjob"]], "Indsigt"),
            Tab(
                [
                    ["EnhedNavn", "KLE"],
                    [number if sheet == "Udførende" else JOB, "Fleksjob"],
                    [JOB, "Fleksjob"],
                ],
                "Udførende",
            ),
            Tab([["Noter"], [number if sheet == "Noter" else "-"]], "Noter"),
        ]
        checked = check(workbook(*tabs))
        assert checked.found is None, sheet
        assert [(one.rule, one.sheet) for one in checked.report.findings if one.rule == "KA601"] == [
            ("KA601", sheet)
        ]
        assert number not in str(checked.report.to_json())


def test_a_sheet_without_rows_says_that_no_unit_has_the_role_and_one_without_its_column_is_refused() -> None:
    assert assigned(check(os2mo([(JOB, "Fleksjob")]))) == {("15.20.24", JOB, "performing")}
    broken = workbook(
        Tab([["UUID", "Navn"]], "Org"),
        Tab([["EnhedNavn", "KLE"], [FRONT, "15.20.24"]], "Indsigt"),
        Tab([["UUID", "KLE"], [JOB_UUID, "15.20.24"]], "Udførende"),
    )
    checked = check(broken)
    assert checked.found is None
    assert ("KA808", "Udførende") in [(one.rule, one.sheet) for one in checked.report.findings]
