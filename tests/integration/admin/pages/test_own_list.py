"""The page on the municipality's case templates: what is kept, what was found, and its files."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from sample_sheets.small_workbook import Tab, workbook
from tests.support.list_uploads import ONE, SAMPLE, UNREADABLE, put_list
from tests.support.packages import opened
from tests.support.page import asking, links, text_of
from tests.support.world import NOON, REPORTS

if TYPE_CHECKING:
    from tests.support.world import World

LATER = NOON + timedelta(minutes=10)


def test_before_the_first_list_it_says_what_one_is_for(world: World) -> None:
    made = asking(world).get("/sagsskabeloner")
    assert made.status == 200
    assert "Der er ingen liste gemt endnu." in text_of(made)
    assert links(made, "/sagsskabeloner") == ["/sagsskabeloner/ny"]
    assert links(asking(world, Role.READER).get("/sagsskabeloner"), "/sagsskabeloner/") == []
    assert "/sagsskabeloner" in links(asking(world, Role.READER).get("/"), "/sagsskabeloner")


def test_what_is_kept_and_all_that_was_found_in_it(world: World) -> None:
    uploaded = put_list(world, SAMPLE)
    uploaded.deliver()
    made = asking(world).get("/sagsskabeloner")
    text = text_of(made)
    assert "12 skabeloner er gemt fra sagsskabeloner.csv" in text
    assert "3 fejl i sagsskabelonerne" in text
    assert 'class="alert alert-error" id="verdict"' in made.body.decode()
    for rule in ("KA840", "KA855", "KA870"):
        assert f"/regler/{rule}" in links(made, "/regler")
    own = f"/sagsskabeloner/{uploaded.identity}"
    assert links(made, own) == [f"{own}/fil/original", f"{own}/fil/rapport"]
    assert "/sagsskabeloner/slet" in links(made, "/sagsskabeloner")
    assert "En godkender kan slette listen." in text_of(asking(world, Role.EDITOR).get("/sagsskabeloner"))


def test_another_municipality_sees_nothing_of_it(world: World) -> None:
    uploaded = put_list(world, ONE)
    uploaded.deliver()
    other = asking(world, code="0751")
    assert "Der er ingen liste gemt endnu." in text_of(other.get("/sagsskabeloner"))
    for path in ("", "/fil/rapport", "/fil/original", "/bemaerkninger/info-KA870"):
        assert other.get(f"/sagsskabeloner/{uploaded.identity}{path}").status == 404


def test_one_that_was_refused_is_told_beside_the_one_that_is_kept(world: World) -> None:
    put_list(world, ONE).deliver()
    refused = put_list(world, UNREADABLE, at=LATER)
    refused.deliver()
    made = asking(world).get("/sagsskabeloner")
    assert "Den nyeste liste er ikke gemt" in text_of(made)
    assert "1 skabelon er gemt" in text_of(made)
    own = f"/sagsskabeloner/{refused.identity}"
    assert own in links(made, own)
    text = text_of(asking(world).get(own))
    assert "Listen er ikke gemt" in text
    assert "Den liste, I lagde op før, er stadig gemt." in text
    assert "KA820" in text


def test_one_that_was_replaced_says_so(world: World) -> None:
    old = put_list(world, ONE)
    old.deliver()
    put_list(world, SAMPLE, at=LATER).deliver()
    made = asking(world).get(f"/sagsskabeloner/{old.identity}")
    assert "Listen er ikke gemt længere" in text_of(made)
    assert asking(world).get(f"/sagsskabeloner/{old.identity}/fil/original").status == 404


def test_a_workbook_is_given_back_with_its_remarks(world: World) -> None:
    book = workbook(Tab([("Skabelonnavn", "KLE-nr.", "Fagsystem"), ("Fleksjob", "15.20.25", "FASIT")]))
    uploaded = put_list(world, book, "0461/skabeloner/skabeloner.xlsx")
    uploaded.deliver()
    own = f"/sagsskabeloner/{uploaded.identity}"
    browser = asking(world)
    assert f"{own}/fil/kommentarer" in links(browser.get("/sagsskabeloner"), own)
    made = browser.get(f"{own}/fil/kommentarer")
    assert made.status == 303
    assert "annotated.xlsx" in made.headers["Location"]
    assert browser.get(f"{own}/fil/original").status == 303
    assert browser.get(f"{own}/fil/rettet").status == 404


def test_neither_page_nor_workbook_speaks_of_a_sheet(world: World) -> None:
    rows = [("Skabelonnavn", "KLE-nr.", "Fagsystem"), ("Fleksjob 0101801234", "15.20.25", "FASIT")]
    elsewhere = Tab([("Sag 0101801235",)], "Noter")
    uploaded = put_list(world, workbook(Tab(rows, "Liste"), elsewhere), "0461/skabeloner/0101801236.xlsx")
    assert uploaded.deliver() == []
    told = text_of(asking(world).get("/sagsskabeloner"))
    assert told.count("ti cifre, der kan være et CPR-nummer") == 3
    key = f"0461/skabeloner/{uploaded.identity}/annotated.xlsx"
    annotated = opened(world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read())
    front = " ".join(str(cell.value) for row in annotated.worksheets[0] for cell in row if cell.value)
    assert "hele filen" in front
    for text in (told, front):
        assert not re.search(r"(?i)\barkets?\b|\beget ark\b", text)


def test_files_that_are_not_there_are_told(world: World) -> None:
    uploaded = put_list(world, ONE)
    uploaded.deliver()
    made = asking(world).get(f"/sagsskabeloner/{uploaded.identity}/fil/kommentarer")
    assert made.status == 404
    assert "Der er ikke nogen fil" in text_of(made)


def test_all_findings_of_a_rule_can_be_seen(world: World) -> None:
    lines = [f"Skabelon {n};15.20.{n:02d};FASIT" for n in range(80)]
    uploaded = put_list(world, "\n".join(["Skabelonnavn;KLE-nr.;Fagsystem", *lines]).encode())
    uploaded.deliver()
    own = f"/sagsskabeloner/{uploaded.identity}"
    browser = asking(world)
    [more] = [one for one in links(browser.get("/sagsskabeloner"), own) if one.endswith("KA841")]
    assert more == f"{own}/bemaerkninger/error-KA841"
    made = browser.get(more)
    assert made.status == 200
    assert "Skabelon 79" in text_of(made)


@pytest.mark.parametrize("path", ["/bemaerkninger/error-KA999", "/bemaerkninger/error-KA841"])
def test_findings_that_are_none(world: World, path: str) -> None:
    uploaded = put_list(world, ONE)
    uploaded.deliver()
    assert asking(world).get(f"/sagsskabeloner/{uploaded.identity}{path}").status == 404


def test_a_list_that_is_none(world: World) -> None:
    assert asking(world).get(f"/sagsskabeloner/{'0' * 32}").status == 404
    assert asking(world).get(f"/sagsskabeloner/{'0' * 32}/fil/rapport").status == 404
