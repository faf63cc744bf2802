"""What is said of who answers for what, held against the sheet that Odense's was mended to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kleark.case_templates.model import Against
from kleark.check import check
from kleark.configuration.plan import LiveRows
from kleark.inventory.indexed_cases import cases_by_municipality
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.responsibilities.assigned_numbers import unperformed
from kleark.responsibilities.check_responsibilities import check_responsibilities
from sample_sheets.responsibility_rows import (
    CONTACT,
    FRONT,
    HEADERS,
    JOB,
    PAY,
    ROWS,
    TOP,
    TOP_UUID,
    UNITS,
    as_csv,
    as_json,
    unit,
)

if TYPE_CHECKING:
    from kleark.report.model import Finding
    from sample_sheets.small_workbook import Value

SHEET = Path(__file__).parents[3] / "sample_sheets" / "odense-2021-rettet.xlsx"
TODAY = date(2026, 4, 1)
LIVE = LiveRows(tuple(one.row for one in check(SHEET.read_bytes(), SHEET.name).rows), 1)
AGAINST = Against(embedded(), TODAY, LIVE)
NUMBERS = sorted({row.kle_number for row in LIVE.rows or ()})
ALONE: tuple[Value, ...] = ("15", JOB, "Udførende", None, None)


def findings(data: bytes, against: Against = AGAINST, name: str = "ansvar.csv") -> list[Finding]:
    checked = check_responsibilities(data, name, against)
    assert checked.found is not None, checked.report.findings
    return [one for one in checked.report.findings if one.rule != "KA899"]


def told(*rows: tuple[Value, ...], headers: tuple[str, ...] = HEADERS, **changes: Any) -> list[str]:
    against = replace(AGAINST, **changes)
    return [one.rule for one in findings(as_csv(*rows, headers=headers), against)]


def live(**cells: Any) -> LiveRows:
    """The first live row alone, otherwise."""
    return replace(LIVE, rows=(replace((LIVE.rows or ())[6], **cells),))


def test_the_sample_shows_what_it_should_and_nothing_else() -> None:
    found = {(one.rule, one.cell) for one in findings(as_csv(*ROWS))}
    assert found == {
        ("KA881", None),
        ("KA882", None),
        ("KA883", "D8"),
        ("KA884", "B7"),
        ("KA887", "A10"),
        ("KA888", "A11"),
    }


def test_a_department_that_is_no_unit_is_told_once_with_the_nearest_name() -> None:
    [one] = [one for one in findings(as_csv(ALONE)) if one.rule == "KA880"]
    assert one.message_da == (
        'Kontaktafdelingen "Kontaktcenter" (9 rækker) findes ikke blandt enhederne. Er den omdøbt eller nedlagt?'
    )
    near = findings(as_csv(ALONE, ("32", "Kontaktcenter Syd", "Udførende", None, None)))
    assert 'Der er en enhed, der hedder "Kontaktcenter Syd".' in near[0].message_da
    assert told(ALONE, live=live(contact_department="Job Centret")) == [], "it is the same name"


def test_whether_the_contact_performs_is_not_asked_without_contact_points() -> None:
    """Every row of Odense's sheet has the Kontaktcenter: it would be wrong nine times of nine."""
    rows = [*(row for row in ROWS if row[2] != "Henvendelsessted"), (None, FRONT, None, None, None)]
    assert "KA882" not in told(*rows)
    with_points = [*rows, ("32", FRONT, "Henvendelsessted", None, None)]
    [one] = [one for one in findings(as_csv(*with_points)) if one.rule == "KA882"]
    assert one.severity == "info"
    assert one.message_da.startswith("For 7 numre henvises borgeren")
    assert told(*with_points).count("KA882") == 1, "all of them at once"


@pytest.mark.parametrize(
    ("rows", "connected"),
    [
        ([("15.20.24", "Kontaktcenter", "Udførende")], True),
        ([("15", "Kontaktcenter", "Henvendelsessted")], True),
        ([("15.20", "Kontaktcenter", "Henvendelsessted")], True),
        ([("15.17", "Kontaktcenter", "Henvendelsessted")], False),
        ([("15.20.24", "Kontaktcenter", "Indsigt")], False),
        ([("15.20.24", "Kontaktcenter", "Ansvarlig")], False),
    ],
)
def test_what_connects_a_contact_with_a_number(rows: list[tuple[Value, ...]], connected: bool) -> None:
    base = [("15.20.24", JOB, "Udførende"), ("32", PAY, "Henvendelsessted")]
    said = told(*base, *rows, headers=HEADERS[:3], live=live())
    assert ("KA882" not in said) == connected


def test_a_unit_above_the_performing_one_and_one_below_it_are_connected() -> None:
    headers = (*HEADERS[:3], "Overordnet enhed")
    base: list[tuple[Value, ...]] = [("32", PAY, "Henvendelsessted", None)]
    above = [("15.20.24", JOB, "Udførende", "Kontaktcenter"), (None, "Kontaktcenter", None, None)]
    assert told(*base, *above, headers=headers, live=live()) == ["KA898"]
    below = [("15.20.24", JOB, "Udførende", None), (None, "Kontaktcenter", None, JOB)]
    assert "KA882" in told(*base, *below, headers=headers, live=live()), "JOB passes nothing on"


def test_numbers_are_performed_by_group_and_by_those_they_are_passed_on_to() -> None:
    assert "KA881" not in told(ALONE)
    assert "KA881" not in told(("15", JOB), headers=HEADERS[:2]), "the list does not say who does what"
    assert "KA881" in told(("15", JOB, "Udførende"), headers=HEADERS[:3], live=live(kle_number="32.24.04"))
    assert "KA881" not in told(("15", JOB, "Indsigt"), headers=HEADERS[:3]), "no unit performs anything"
    [one] = [one for one in findings(as_csv(("15.62", JOB, "Udførende", None, None))) if one.rule == "KA881"]
    assert one.message_da.startswith(
        "6 numre vises for borgerne, men ingen enhed er udførende for dem: 15.17.06 "
    )
    checked = check_responsibilities(as_csv(("15.62", JOB, "Udførende", None, None)), "x.csv", AGAINST)
    assert checked.found is not None
    assert unperformed(checked.found, LIVE.rows or ()) == tuple(
        number for number in NUMBERS if not number.startswith("15.62")
    )


def test_telephones() -> None:
    front: tuple[Value, ...] = ("15", "Kontaktcenter", "Udførende", "66131372", None)
    assert told(front) == []
    assert told((*front[:3], "+45 66 13 13 72", None)) == []
    [one] = findings(as_csv((*front[:3], "70101010", None)))
    assert (one.rule, one.cell) == ("KA883", "D2")
    assert one.message_da == '"Kontaktcenter" har 66131372 i det, der vises, men 70101010 i organisationen.'
    assert told((*front[:3], None, None)) == []


def test_two_responsible_units_of_one_number_but_not_of_a_group_and_what_is_in_it() -> None:
    rows: list[tuple[Value, ...]] = [("15.20", JOB, "Ansvarlig"), ("15.20.24", PAY, "Ansvarlig")]
    assert "KA884" not in told(*rows, headers=HEADERS[:3])
    assert "KA884" not in told(rows[0], rows[0], headers=HEADERS[:3]), "the same unit twice"
    three = as_csv(*((("15.20", name, "Henvendelsessted")) for name in (JOB, PAY, TOP)), headers=HEADERS[:3])
    [one] = [one for one in findings(three) if one.rule == "KA885"]
    assert one.message_da == (f'15.20 har tre henvendelsessteder: "{JOB}", "{PAY}" og "{TOP}".')


def test_cases_that_nobody_sees_are_told_of_the_unit_that_has_the_nearest_number() -> None:
    indexed = cases_by_municipality(
        [
            ("0461", "15.20.36", "FASIT", 1_200),
            ("0461", "15.20.24", "FASIT", 400),
            ("0461", "81.00.00", "SD", 5),
            ("0461", "32.24.04", "KMD", 7),
        ]
    )["0461"]
    rows: list[tuple[Value, ...]] = [
        ("15", JOB, "Udførende"),
        ("15.20.36", PAY, "Udførende"),
        ("81", PAY, "Udførende"),
    ]
    found = findings(as_csv(*rows, headers=HEADERS[:3]), replace(AGAINST, indexed=indexed))
    assert [one.message_da for one in found if one.rule == "KA886"] == [
        f'"{PAY}" behandler 15.20.36. Indekserne har 1.200 sager, og borgerne ser dem ikke.'
    ]
    nothing_live = replace(AGAINST, indexed=indexed, live=None)
    assert "KA886" not in [one.rule for one in findings(as_csv(*rows, headers=HEADERS[:3]), nothing_live)]


def test_numbers_that_do_not_exist_or_have_retired() -> None:
    old = Topic("15.20.21", "Skånejob", date(2013, 1, 1), ("15.20.24",))
    topics = {"15.20.21": old, "15.20.24": Topic("15.20.24", "Fleksjob")}
    register = KleRegister(date(2026, 1, 1), topics, frozenset(["15"]))
    rows = [
        (number, JOB, "Indsigt") for number in ("15.20.21", "15.20.99", "15.99", "15", "15.20", "99.99.99")
    ]
    found = findings(as_csv(*rows, headers=HEADERS[:3]), Against(register, TODAY))
    assert [(one.rule, one.cell, one.suggestion) for one in found] == [
        ("KA505", None, None),
        ("KA887", "A2", "15.20.24"),
        ("KA887", "A3", None),
        ("KA887", "A4", None),
    ]
    assert found[1].message_da == f'15.20.21 hos "{JOB}" udgik 01-01-2013.'


def test_a_number_on_one_centres_list_and_a_contact_in_another() -> None:
    rows: list[tuple[Value, ...]] = [("15", "Center for Job"), ("32", "Kontaktcenter")]
    [one] = [one for one in findings(as_csv(*rows, headers=HEADERS[:2])) if one.rule == "KA889"]
    assert one.message_da.endswith('står på listen for "Center for Job", men kontakten er "Kontaktcenter".')
    assert "KA889" not in told(*rows, ("15", "Kontaktcenter"), headers=HEADERS[:2])
    assert "KA889" not in told(rows[0], (None, "Kontaktcenter"), headers=HEADERS[:2]), "it has no list"


def test_where_mail_is_distributed_to() -> None:
    headers = (*HEADERS[:3], "Fordeles til")

    def of(system: str | None, **changes: Any) -> list[str]:
        return told(("15.20", "Kontaktcenter", "Udførende", system), headers=headers, live=live(**changes))

    assert of("SBSYS") == ["KA890"]
    assert of("fasit") == of(None) == of("SBSYS", source_system="*") == []
    assert "KA890" not in of("SBSYS", kle_number="15.62.10")


def test_units_of_os2rollekatalog() -> None:
    found = findings(as_json(*UNITS), name="enheder.json")
    assert [(one.rule, one.cell) for one in found] == [("KA881", None)]
    assert "15.40.10" in found[0].message_da
    passing = as_json(unit(TOP, klePerforming=["15"], inheritKle=True), unit(FRONT, TOP))
    assert findings(passing, name="enheder.json") == []
    assert TOP_UUID in json.dumps(UNITS)


def test_less_to_hold_it_against_says_less_and_what_is_missing() -> None:
    checked = check_responsibilities(as_csv(*ROWS), "x.csv", replace(AGAINST, live=None))
    assert {one.rule for one in checked.report.findings} == {"KA884", "KA887", "KA888", "KA899"}
    [missing] = [one for one in checked.report.findings if one.rule == "KA899"]
    assert missing.message_da == (
        "Listen er ikke holdt op mod det, der vises nu eller opgørelsen af indekserne."
    )
    bare = check_responsibilities(as_csv(("15", JOB, "Indsigt"), headers=HEADERS[:3]), "x.csv", AGAINST)
    [missing] = [one for one in bare.report.findings if one.rule == "KA899"]
    for part in ("ingen enhed er udførende", "ingen enhed er henvendelsessted", "telefonnumrene"):
        assert part in missing.message_da
    assert CONTACT[2] == "Henvendelsessted"
