"""What lists of every kind go through: nothing that is said of one speaks of a sheet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.case_templates.check_list import check_templates
from kleark.case_templates.model import Against
from kleark.check import check
from kleark.inventory.check_inventory import check_inventory
from kleark.own_numbers.number_list import check_own_numbers
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.report.text_report import render
from kleark.responsibilities.check_responsibilities import check_responsibilities
from kleark.rules.registry import all_rules
from sample_sheets.small_workbook import Tab, workbook
from sample_sheets.write_rules import FOLDER, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.report.model import Report

TODAY = date(2026, 4, 1)
KINDS: dict[str, Callable[[bytes, str], Report]] = {
    "case_templates": lambda data, name: (
        check_templates(data, name, Against(embedded(), TODAY), municipality("0461"), "SBSYS").report
    ),
    "responsibilities": lambda data, name: (
        check_responsibilities(data, name, Against(embedded(), TODAY), municipality("0461")).report
    ),
    "own_numbers": lambda data, name: check_own_numbers(data, name, embedded(), TODAY).report,
    "inventory": lambda data, name: check_inventory(data, name, embedded()).report,
}
HEADERS = {
    "case_templates": ("Skabelonnavn", "KLE-nr."),
    "responsibilities": ("Enhed", "KLE-nr.", "Rolle"),
    "own_numbers": ("KLE-navn", "KLE-nr."),
    "inventory": ("Kommune", "KLE-nummer", "Fagsystem", "Antal sager"),
}
SHEET = re.compile(r"(?i)\barkets?\b|\bthe sheet\b")
"""Not "et ark", which may be another file, nor "konfigurationsarket", in which something is mended."""
FILES = sorted(
    path
    for prefix in ("KA1", "KA3", "KA6", "KA8")
    for path in Path(FOLDER).glob(f"{prefix}*")
    if ".ok" not in path.name
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_a_list_speaks_of_no_sheet(kind: str) -> None:
    rules, found = all_rules(), set()
    for path in FILES:
        for finding in KINDS[kind](path.read_bytes(), path.name).findings:
            rule = rules[finding.rule]
            texts = [(finding.message_da, finding.message_en), (rule.title.da, rule.title.en)]
            texts += [(text.da, text.en) for text in (rule.many, rule.why, rule.fix)]
            found.add(rule.id)
            assert not [text for both in texts for text in both if SHEET.search(text)], (path.name, rule.id)
    assert {"KA101", "KA108", "KA114", "KA117", "KA118", "KA601", "KA602"} <= found


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_be_a_cpr_number_in_a_list_waits_for_nobody(kind: str) -> None:
    headers = HEADERS[kind]
    rows = [headers, ("Odense", "15.20.24", "FASIT", "7")[: len(headers)]]
    elsewhere = Tab([("Sag 0101801234",)], "Noter")
    inside = [headers, tuple("Nr. 0101801234" if one == headers[0] else "15.20.24" for one in headers)]
    for book in (workbook(Tab(rows, "Liste"), elsewhere), workbook(Tab(inside, "Liste"))):
        said = [one for one in KINDS[kind](book, "liste.xlsx").findings if one.rule == "KA602"]
        assert [
            (
                one.message_da.endswith("behøver du ikke at gøre noget."),
                one.message_en.endswith("not do anything."),
            )
            for one in said
        ] == [(True, True)]
    [named] = [
        one for one in KINDS[kind](workbook(Tab(rows)), "0101801234.xlsx").findings if one.rule == "KA602"
    ]
    assert "godkender" not in named.message_da


def test_in_a_sheet_an_approver_confirms_it() -> None:
    report = check(plain(contactDepartment="Sag 0101801234"), "ark.xlsx")
    [said] = [one for one in report.findings if one.rule == "KA602"]
    assert said.message_da.endswith("skal en godkender bekræfte det, før arket bliver offentliggjort.")


@pytest.mark.parametrize("kind", KINDS)
def test_the_tab_that_a_list_stands_on_is_called_one(kind: str) -> None:
    report = KINDS[kind](
        workbook(Tab([HEADERS[kind], ("Odense", "15.20.24", "FASIT", "7")[: len(HEADERS[kind])]], "Liste")),
        "liste.xlsx",
    )
    assert render(report).startswith('liste.xlsx · fanebladet "Liste" · 1 række')
    assert render(report, "en").startswith('liste.xlsx · tab "Liste" · 1 row')
