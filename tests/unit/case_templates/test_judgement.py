"""The list of twelve templates against the sheet that Odense's was mended to: what is said of which."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.case_templates.check_list import CheckedTemplates, check_templates
from kleark.case_templates.model import Against
from kleark.check import check
from kleark.configuration.plan import LiveRows
from kleark.inventory.check_inventory import check_inventory
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.registers.kle_register import KleRegister, Topic, embedded
from kleark.rules.registry import all_rules
from sample_sheets import inventory_rows
from sample_sheets.case_template_rows import FLEKSJOB, HEADERS, REVALIDATION, ROWS, as_csv, changed
from sample_sheets.small_workbook import Tab, workbook

if TYPE_CHECKING:
    from kleark.configuration.case_counts import IndexedCases
    from sample_sheets.small_workbook import Value

SHEET = Path(__file__).parents[3] / "sample_sheets" / "odense-2021-rettet.xlsx"
TODAY = date(2026, 4, 1)
LIVE = LiveRows(tuple(one.row for one in check(SHEET.read_bytes(), SHEET.name).rows), 1)
AGAINST = Against(embedded(), TODAY, LIVE)
_GROUPED = {"KA848", "KA849", "KA850", "KA859", "KA869", "KA870"}


def judge(
    *rows: tuple[Value, ...], against: Against = AGAINST, headers: tuple[str, ...] = HEADERS
) -> CheckedTemplates:
    return check_templates(as_csv(*rows, headers=headers), "skabeloner.csv", against)


def told(checked: CheckedTemplates) -> set[tuple[str, str | None, str | None]]:
    """Rule, cell and suggestion of what is said of single cells."""
    return {
        (one.rule, one.cell, one.suggestion) for one in checked.report.findings if one.rule not in _GROUPED
    }


def rows_in(checked: CheckedTemplates, rule: str) -> list[set[int]]:
    """The rows that each group names."""
    return [
        set(map(int, re.findall(r"\(række ([0-9]+)\)", one.message_da)))
        for one in checked.report.findings
        if one.rule == rule
    ]


def test_the_twelve_templates_show_what_they_should_and_nothing_else() -> None:
    checked = judge(*ROWS)
    at = {str(row[0]): number for number, row in enumerate(ROWS, 2)}
    assert told(checked) == {
        ("KA840", f"C{at['102']}", "15.17.26"),
        ("KA846", f"E{at['103']}", None),
        ("KA840", f"C{at['106']}", "15.62.15"),
        ("KA856", f"G{at['107']}", None),
        ("KA852", f"C{at['109']}", None),
        ("KA855", f"G{at['110']}", None),
        ("KA857", f"L{at['111']}", None),
        ("KA845", f"C{at['112']}", None),
        ("KA851", f"C{at['112']}", None),
    }
    hidden = {at[one] for one in ("102", "105", "106", "109", "111", "112")}
    assert rows_in(checked, "KA848") == [hidden]
    assert rows_in(checked, "KA849") == [{at["104"]}]
    assert rows_in(checked, "KA850") == []
    assert checked.report.verdict == "rejected"
    assert checked.found is not None, "what is wrong with templates does not stop the list from being kept"
    assert len(checked.found.templates) == 12


def test_the_messages_say_which_template_and_what_to_do() -> None:
    said = {one.rule: one.message_da for one in judge(*ROWS).report.findings}
    assert said["KA840"] == (
        'Skabelonen "Uddannelseshjælp, udbetaling" bruger 32.24.32, men navnet "Uddannelseshjælp" har nummer 15.62.15.'
    )
    assert said["KA852"] == (
        '"Kontanthjælp, ansøgning" (15.62.10) og "Ansøgning om kontanthjælp" (32.24.04) ser ud til at have samme '
        "formål. Borgeren ser to forskellige emner."
    )
    assert said["KA849"] == (
        "Sager fra 1 skabelon (19 sager) ligger i SBSYS, men kun sager fra FASIT vises (15.20.24). "
        'Det gælder "Fleksjob, klage" (række 5).'
    )
    assert said["KA848"].startswith("Sager fra 6 skabeloner (2.410 sager) vises ikke på Mit Overblik")


def test_what_was_not_judged_is_told() -> None:
    (said,) = [
        one.message_da
        for one in judge(*ROWS, against=Against(embedded(), TODAY)).report.findings
        if one.rule == "KA870"
    ]
    assert said == (
        "Listen er ikke holdt op mod det, der vises nu, opgørelsen af indekserne eller "
        "KL's liste over handlingsfacetter."
    )
    facets = replace(embedded(), facets={"G01": "Sager i almindelighed", "K02": "Klager"})
    everything = Against(facets, TODAY, LIVE, _indexed())
    assert "KA870" not in {one.rule for one in judge(*ROWS, against=everything).report.findings}


def _indexed() -> IndexedCases:
    found = check_inventory(inventory_rows.as_csv(inventory_rows.ODENSE), "x.csv").found
    assert found is not None
    return indexed_cases_of(found.lines)["0461"]


def test_the_indexes_tell_of_missing_feeds_and_of_cases_without_a_template() -> None:
    ksd = (*inventory_rows.ODENSE[:2], "15.62.05", "FASIT", 7)
    found = check_inventory(inventory_rows.as_csv(inventory_rows.ODENSE, ksd), "x.csv").found
    assert found is not None
    against = replace(AGAINST, indexed=indexed_cases_of(found.lines)["0461"])
    report = judge(FLEKSJOB, REVALIDATION, against=against).report
    assert [(one.rule, one.cell) for one in report.findings if one.rule in ("KA858", "KA859")] == [
        ("KA859", None),
        ("KA858", "K3"),
    ]
    assert (
        "7 sager fra FASIT på numre, som ingen skabelon bruger: 15.62.05"
        in next(one for one in report.findings if one.rule == "KA859").message_da
    )


def test_a_system_that_the_indexes_have_nothing_of_is_told_as_one() -> None:
    against = replace(AGAINST, indexed=_indexed())
    rows = [changed(FLEKSJOB, id=str(n), name=f"Nr. {n}", system="Nova") for n in range(500)]
    report = judge(FLEKSJOB, *rows, against=against).report
    (said,) = [one.message_da for one in report.findings if one.rule in ("KA858", "KA869")]
    assert said.startswith(
        "Indekserne har ingen sager fra Nova, hvor 500 skabeloner (206.000 sager) ligger: 15.20.24. "
    )
    assert said.endswith("62, ….")


def test_without_case_types_what_concerns_no_citizen_is_not_told() -> None:
    hidden = [
        changed(
            FLEKSJOB, id=str(number), name=f"Nr. {number}", kle=kle, kle_name=None, facet=facet, type=None
        )
        for number, (kle, facet) in enumerate(
            (
                ("15.20.36", "G01"),
                ("15.20.36", "A00"),
                ("15.20.36", "P35"),
                ("81.01.00", "G01"),
                ("00.01.00", "G01"),
            )
        )
    ]
    checked = judge(*hidden)
    assert rows_in(checked, "KA848") == [{2}]
    (said,) = [one.message_da for one in checked.report.findings if one.rule == "KA848"]
    assert "Listen siger ikke, hvilke af dem der er borgersager." in said
    topics = [changed(row, type="Emne") for row in hidden]
    assert rows_in(judge(*topics), "KA848") == []


def test_a_thousand_hidden_templates_are_one_finding() -> None:
    many = [
        changed(FLEKSJOB, id=f"i{n}", name=f"Nr. {n}", kle="15.20.36", kle_name=None) for n in range(1000)
    ]
    report = judge(*many).report
    assert [one.rule for one in report.findings if one.severity == "warning"] == ["KA848"]


def test_a_closed_template_may_have_a_retired_number() -> None:
    topics = {
        "15.20.21": Topic("15.20.21", "Skånejob", date(2013, 1, 1), ("15.20.24",)),
        "15.20.22": Topic("15.20.22", "Løntilskud [udgår 2027]"),
        "15.20.24": Topic("15.20.24", "Fleksjob"),
    }
    register = KleRegister(date(2026, 1, 1), topics, frozenset(["15"]))
    old = changed(FLEKSJOB, kle="15.20.21", kle_name="Skånejob")
    active = judge(old, against=Against(register, TODAY))
    assert ("KA842", "C2", "15.20.24") in told(active)
    assert "som udgik 01-01-2013. Brug 15.20.24." in active.report.findings[-1].message_da
    closed = judge(changed(old, active="Nej", open=0), against=Against(register, TODAY))
    assert "KA842" not in {rule for rule, *_ in told(closed)}
    soon = changed(FLEKSJOB, kle="15.20.22", kle_name="Løntilskud")
    assert ("KA843", "C2", None) in told(judge(soon, against=Against(register, TODAY)))


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"kle": "15.20.99", "kle_name": None}, "KA841"),
        ({"kle": "15.20"}, "KA844"),
        ({"kle": "15"}, "KA844"),
        ({"facet": "G1"}, "KA847"),
        ({"facet": "g01"}, "KA847"),
        ({"facet": "Ansøgning"}, "KA847"),
        ({"facet": None}, "KA846"),
        ({"title": "Sag vedr. cpr-nr.: "}, "KA855"),
        ({"title": "Fleksjob {Part.Personnummer}"}, "KA855"),
        ({"title": "Fleksjob DDMMÅÅ-XXXX"}, "KA855"),
        ({"title": "Ansøgning vedr. fleksjob"}, "KA856"),
        ({"title": "Fleksjob!"}, "KA856"),
    ],
)
def test_a_changed_cell_is_told(cells: dict[str, Value], rule: str) -> None:
    assert rule in {one for one, *_ in told(judge(changed(FLEKSJOB, **cells)))}
    assert told(judge(FLEKSJOB)) == set()


@pytest.mark.parametrize(
    "title",
    [
        "Hvad koster det?",
        "Anmodning om nyt CPR-nummer",
        "[Sagens emne]",
        "Hjælp til børn og unge",
        "Øre-næse-hals",
    ],
)
def test_a_title_that_a_citizen_can_read_is_left_in_peace(title: str) -> None:
    assert told(judge(changed(FLEKSJOB, title=title))) == set()


def test_facets_are_looked_up_where_the_list_of_them_was_imported() -> None:
    known = replace(AGAINST, register=replace(embedded(), facets={"G01": "Sager"}))
    assert told(judge(FLEKSJOB, against=known)) == set()
    other = judge(changed(FLEKSJOB, facet="G02"), against=known)
    assert told(other) == {("KA847", "E2", None)}
    assert '"G02" er ikke en handlingsfacet i KL\'s liste.' in other.report.findings[-1].message_da
    assert told(judge(changed(FLEKSJOB, facet="G02"))) == set(), (
        "without the list any facet of the form will do"
    )


def test_same_ids_and_same_templates() -> None:
    again = changed(FLEKSJOB, id="900")
    assert told(judge(FLEKSJOB, again)) == {("KA853", "C3", None)}
    other = changed(REVALIDATION, id="101")
    assert told(judge(FLEKSJOB, other)) == {("KA854", "C3", None)}
    assert told(judge(FLEKSJOB, changed(other, system="KSD"))) == set(), "ids are those of a system"


def test_purposes_are_compared_within_a_department_only_and_capped() -> None:
    other = changed(REVALIDATION, name="Opstart på fleksjob")
    assert told(judge(FLEKSJOB, other)) == {("KA852", "C3", None)}
    assert told(judge(FLEKSJOB, changed(other, department="Ydelsescenter"))) == set()
    assert told(judge(changed(FLEKSJOB, department=None), changed(other, department=None))) == set()
    pairs = [
        changed(row, id=f"{row[0]}-{n}", name=f"Indsats{n}")
        for n in range(25)
        for row in (FLEKSJOB, REVALIDATION)
    ]
    found = [one for one in judge(*pairs).report.findings if one.rule == "KA852"]
    assert len(found) == 20
    assert found[-1].message_da.endswith("5 formål mere er ikke vist her.")


def test_what_the_form_sends_is_held_against_the_template() -> None:
    headers = (*HEADERS, "KLE-nr. i selvbetjening")
    assert told(judge((*FLEKSJOB, "15.20.24"), headers=headers)) == set()
    assert told(judge((*FLEKSJOB, "15.17.12-G01"), headers=headers)) == {("KA860", "M2", None)}


def test_a_title_on_several_lines_is_told() -> None:
    data = workbook(Tab([HEADERS, changed(FLEKSJOB, title="Fleksjob\nopfølgning")]))
    checked = check_templates(data, "skabeloner.xlsx", AGAINST)
    assert told(checked) == {("KA856", "G2", None)}
    assert "flere linjer" in checked.report.findings[-1].message_da


def test_every_rule_says_what_to_do_where_it_fires() -> None:
    for rule in all_rules().values():
        if rule.id.startswith(("KA84", "KA85", "KA86", "KA87")):
            assert not rule.holds_back, "nothing here stops a sheet"
