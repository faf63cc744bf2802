"""The main pages and the report as a screen reader says them. `make pictures` keeps what is said beside them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_html_report import opened
from tests.support.browsing import leave
from tests.support.screen_reader import read_aloud
from tests.support.states import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.support.gallery import Gallery

BY_NAME = {state.name: state for state in STATES}
MAIN_PAGES = (
    "start",
    "choose",
    "result-rejected",
    "preview",
    "changes",
    "control",
    "history",
    "revision-live",
)
MOST_REGIONS = 10
"""One error once made twenty, each said when it is entered and when it is left."""
NAME_HEARD_WITHIN = 80
"""Phrases from the beginning of the page, head, menu and steps included. It was once the 681st of 735."""
LANDMARK = re.compile(r"^(region|navigation|search|form|banner|contentinfo|main)(?:, (.*))?$")


def landmarks(said: list[str]) -> list[tuple[str, str]]:
    found = [(match[1], match[2] or "") for phrase in said if (match := LANDMARK.match(phrase))]
    return [
        place for place in found if place != ("form", "")
    ]  # a form without a name is no landmark in browsers


def faults_of(said: list[str]) -> list[str]:
    """What is wrong with any page that is read so."""
    places = landmarks(said)
    regions = [name for kind, name in places if kind == "region"]
    titles = [phrase for phrase in said if re.fullmatch(r"heading, .*, level 1", phrase)]
    faults = [f"landmarks called alike: {place}" for place, count in Counter(places).items() if count > 1]
    faults += [f"a region without a name: {regions}"] if "" in regions else []
    faults += [f"{len(regions)} regions: {regions}"] if len(regions) > MOST_REGIONS else []
    faults += [f"headings of the page: {titles}"] if len(titles) != 1 else []
    faults += [f"cut to pieces: {phrase}" for phrase in said if phrase in {"deletion", "insertion", "mark"}]
    faults += [
        f"without a name: {phrase}" for phrase in said if phrase in {"link", "button", "textbox", "table"}
    ]
    faults += ["never ends"] if said[-1] != "end of document" else []
    return faults


@pytest.mark.parametrize("name", MAIN_PAGES)
def test_each_page_is_read_to_its_end_without_a_flood(pages: Gallery, name: str) -> None:
    with pages.shown(BY_NAME[name]) as shown:
        assert faults_of(read_aloud(shown.page, f"page-{name}")) == []


def test_a_result_names_its_sheet_first_and_says_numbers_whole_under_their_headings(pages: Gallery) -> None:
    with pages.shown(BY_NAME["result-rejected"]) as shown:
        said = read_aloud(shown.page, "page-result-rejected")
    named = next(at for at, phrase in enumerate(said) if "odense-2021.xlsx" in phrase)
    assert named < NAME_HEARD_WITHIN
    assert said[named].startswith("heading, 1 fejl skal rettes, før arket kan offentliggøres")
    _excerpt_is_heard(said)
    found = next(phrase for phrase in said if phrase.startswith("cell, ") and "15.17.26" in phrase)
    assert found.startswith("cell, 15.17.26")
    assert "cell, 15.27.26" in said


def test_in_the_report_as_well(browser: Browser) -> None:
    page, _ = opened(browser, "rejected", "da", 1280)
    try:
        said = read_aloud(page, "report-rejected")
    finally:
        leave(page)
    assert faults_of(said) == []
    named = next(at for at, phrase in enumerate(said) if "rejected.xlsx" in phrase)
    assert named < 10
    _excerpt_is_heard(said)
    assert "cell, 15.27.26" in said
    assert "cell, 15.17.26" in said


def _excerpt_is_heard(said: list[str]) -> None:
    """Each column by its heading and each row by its KLE number, beside the letters and numbers that Excel has."""
    table = said[said.index("table, Uddrag af dit ark") :]
    heard = [phrase.removeprefix("columnheader, ") for phrase in table if phrase.startswith("columnheader, ")]
    assert heard[:3] == ["B", "C", "D"]
    assert {"KLE-nr.", "KLE-navn", "Fagsystem", "Fradato for visning", "Kontakttelefon"} < set(heard)
    rows = [at for at, phrase in enumerate(table) if phrase.startswith("row, ") and "15.62.05" in phrase]
    assert table[rows[0] + 1 : rows[0] + 3] == ["rowheader, 2", "rowheader, 15.62.05"]


def test_fields_that_ask_for_different_reasons_are_called_differently(pages: Gallery) -> None:
    with pages.shown(BY_NAME["control"]) as shown:
        said = read_aloud(shown.page, "page-control")
    fields = [phrase for phrase in said if phrase.startswith("textbox, ")]
    names = [phrase.split(", ")[1] for phrase in fields]
    assert "Hvorfor låser du?" in names
    assert len(set(names)) == len(names) > 2


def test_what_is_wrong_is_heard_at_its_field(pages: Gallery) -> None:
    with pages.shown(BY_NAME["changes-no-time"]) as shown:
        said = read_aloud(shown.page, "page-changes-no-time")
        described = shown.page.locator("#klokken").get_attribute("aria-describedby")
    assert any(
        "Vælg også en dato" in phrase for phrase in said[: said.index("heading, Offentliggør, level 2")]
    )
    assert described is None, "a time of day is there already; only the date is missing"


def test_a_flood_would_be_noticed(browser: Browser) -> None:
    page, _ = opened(browser, "rejected", "da", 1280)
    try:
        page.evaluate(
            """() => document.querySelectorAll("p").forEach((one) => {
                one.setAttribute("role", "region");
                one.setAttribute("aria-label", "Afsnit");
            })"""
        )
        page.evaluate("document.querySelector('td').innerHTML = '15.<del>2</del>7.26'")
        faults = faults_of(read_aloud(page, "report-flooded"))
    finally:
        leave(page)
    assert next(fault.split(":")[0] for fault in faults) == "landmarks called alike"
    assert any(fault.startswith("cut to pieces") for fault in faults)
