"""Areas as data: each file is of its form, and the next area is a file and nothing else."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kleark.case_templates.check_list import check_templates
from kleark.case_templates.model import Against
from kleark.configuration.plan import LiveRows, difference
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Line
from kleark.registers import obligatory
from kleark.registers.kle_register import embedded, normalise_title
from kleark.registers.obligatory import AreaError, areas_on, every_area, obligatory_numbers, read_area
from kleark.rules.live_comparison import compare_with_live
from kleark.schemas import schema
from kleark.status.export import to_json
from kleark.status.html_page import status_html
from kleark.status.overview import InventoryFacts, LiveExposures, overview
from kleark.status.svg import status_svg
from kleark.template.template_workbook import TOPICS, write_template
from kleark.watch.judge import judge as judge_live
from kleark.watch.model import WatchState
from sample_sheets.case_template_rows import HEADERS, ROWS, as_csv, changed
from tests.support.exposure_cases import row as live_row
from tests.support.sheet_builder import judge, row, sheet_of
from tests.support.watch_cases import around

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(obligatory.__file__).parent / "data" / "areas"
FILES = sorted(FOLDER.glob("*.json"))
TODAY = date(2026, 4, 1)
ELDERLY: dict[str, Any] = {
    "name": {"da": "plejeboliger", "en": "nursing homes"},
    "mainGroups": ["27", "32"],
    "year": 2025,
    "yearIsCertain": True,
    "from": "2025-01-01",
    "source": "En liste, som denne test har fundet på",
    "sourceInWords": {"da": "en testliste", "en": "a test's list"},
    "numbers": {"27.36.08": "Plejebolig", "32.24.04": "Hjælp til forsørgelse"},
}


def of(**changes: object) -> bytes:
    return json.dumps(ELDERLY | changes).encode()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_area_is_of_its_form(file: Path) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator(schema("area"), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)
    jsonschema_rs.Draft202012Validator(schema("area"), validate_formats=True).validate(data)


def test_employment_is_what_it_always_was() -> None:
    assert obligatory_numbers(TODAY)[:12] == (
        "15.62.05", "15.62.10", "15.62.15", "15.40.00", "15.17.06", "15.17.26",
        "15.17.22", "15.20.24", "15.17.12", "15.20.00", "15.62.40", "15.62.45",
    )  # fmt: skip


def test_titles_are_those_of_the_register() -> None:
    topics = embedded().topics
    for area in every_area():
        for number, title in area.numbers.items():
            assert normalise_title(topics[number].title) == normalise_title(title), number


@pytest.mark.parametrize(
    "changes",
    [
        {"name": {"da": "plejeboliger"}},
        {"name": "plejeboliger"},
        {"mainGroups": []},
        {"mainGroups": ["27", "27"]},
        {"mainGroups": ["7"]},
        {"year": "2025"},
        {"year": 1999},
        {"yearIsCertain": 1},
        {"from": "2025-13-01"},
        {"from": None},
        {"source": ""},
        {"sourceInWords": {"da": "x", "en": ""}},
        {"numbers": {}},
        {"numbers": {"27.36": "Plejebolig"}},
        {"numbers": {"27.36.08": ""}},
        {"more": 1},
    ],
    ids=str,
)
def test_what_has_not_the_form_is_refused_by_schema_and_reader_alike(changes: dict[str, object]) -> None:
    data = ELDERLY | changes
    assert not jsonschema_rs.Draft202012Validator(schema("area"), validate_formats=True).is_valid(data)
    with pytest.raises(AreaError, match=r"ny\.json: "):
        read_area(of(**changes), "ny.json")


def test_what_is_whole_is_taken_by_both() -> None:
    assert jsonschema_rs.Draft202012Validator(schema("area"), validate_formats=True).is_valid(ELDERLY)
    assert read_area(of(), "ny.json").main_groups == ("27", "32")


def test_a_number_of_another_main_group_is_refused() -> None:
    with pytest.raises(AreaError, match=r"54\.00\.00"):
        read_area(of(numbers={"54.00.00": "Andet"}), "ny.json")


def _with_files(monkeypatch: pytest.MonkeyPatch, folder: Path, **files: bytes) -> None:
    for file in FILES:
        (folder / file.name).write_bytes(file.read_bytes())
    for name, content in files.items():
        (folder / f"{name}.json").write_bytes(content)
    monkeypatch.setattr(obligatory, "FOLDER", (str(folder),))
    every_area.cache_clear()


@pytest.fixture(autouse=True)
def _read_again() -> Iterator[None]:
    yield
    every_area.cache_clear()


def test_a_number_of_two_areas_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    twice = of(mainGroups=["15"], numbers={"15.20.24": "Fleksjob"})
    _with_files(monkeypatch, tmp_path, twice=twice)
    with pytest.raises(AreaError, match=r"15\.20\.24"):
        every_area()


def test_before_its_day_nobody_is_asked_for_an_area(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _with_files(monkeypatch, tmp_path, later=of(**{"from": "2027-01-01"}))
    assert len(areas_on(date(2026, 12, 31))) == 1
    assert len(areas_on(date(2027, 1, 1))) == 2
    report = judge(sheet_of(row(kleNumber="27.60.04", kleTitle="Omsorgstilbud")), today=TODAY)
    assert "KA504" not in {one.rule for one in report.findings}


def test_the_next_area_is_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Rules, watch, template lists, blank template, status, map and their words follow it."""
    _with_files(monkeypatch, tmp_path, aeldre=of())

    care: dict[str, Any] = {"kleNumber": "27.36.08", "kleTitle": "Plejebolig", "showFrom": date(2026, 1, 1)}
    findings = {one.rule: one for one in judge(sheet_of(row(**care)), today=TODAY).findings}
    assert findings["KA504"].message_da == (
        "Arket mangler 1 af de obligatoriske emner i hovedgruppe 27 og 32: 32.24.04."
    )
    assert "main groups 27 and 32" in findings["KA504"].message_en
    assert findings["KA508"].message_da == (
        "27.36.08 er obligatorisk og skulle vises fra senest 31. december 2025. Fradatoen er 01-01-2026."
    )

    live = (live_row(number="27.36.08", title="Plejebolig"), live_row())
    told = [
        one.message_da for one in judge_live(live, around(), WatchState()).findings if one.rule == "KA754"
    ]
    assert any("hovedgruppe 27 og 32 er ikke med i det, der vises nu: 32.24.04" in one for one in told)
    assert len(told) == 2

    after = list(enumerate(live[1:], 2))
    compared = compare_with_live(difference(live, live[1:], against_revision=1), LiveRows(live, 1), after)
    [vanishing] = [one for one in compared if one.remark.rule.id == "KA704"]
    assert vanishing.remark.params["numbers"] == "27.36.08"

    templates = as_csv(changed(ROWS[0], kle="27.36.08"), headers=HEADERS)
    checked = check_templates(templates, "skabeloner.csv", Against(embedded(), TODAY, LiveRows(live[1:], 1)))
    assert "KA851" in {one.rule for one in checked.report.findings}

    lists = openpyxl.load_workbook(io.BytesIO(write_template(embedded(), TODAY)))[TOPICS]
    remarks = {line[0].value: line[2].value for line in lists.iter_rows(min_row=2)}
    assert remarks["27.36.08"] == "Obligatorisk"

    facts, indexed = InventoryFacts(None, 1, "0" * 64), indexed_cases_of([Line("0461", "27.36.08", "", 6)])
    twelve = frozenset((number, "*") for number in obligatory_numbers(TODAY)[:12])
    country = overview(facts, indexed, {"0461": LiveExposures(1, twelve)}, TODAY)
    [odense] = [one for one in country.municipalities if one.code == "0461"]
    assert (odense.obligatory_exposed, odense.missing) == (12, ("27.36.08", "32.24.04"))
    assert to_json(country)["obligatory"][-2:] == ["27.36.08", "32.24.04"]
    assert "12 af 14 obligatoriske" in status_svg(country)
    text = status_html(country)
    assert (
        "de 12 emner i hovedgruppe 15 fra KL's vejledning og de 2 emner i hovedgruppe 27 og 32 fra en testliste"
        in text
    )
    assert "the 2 topics of main groups 27 and 32 in a test's list" in status_html(country, "en")
