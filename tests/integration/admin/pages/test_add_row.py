"""A row is added to a sheet: a new one, or one like another, such as the same KLE number for another system."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from kleark.identity.sessions import COOKIE
from tests.integration.admin.pages.test_edit_row import published
from tests.support.editing import Editing, hidden_fields
from tests.support.packages import opened
from tests.support.page import query_of, text_of

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.world import World

MENDED = (Path(__file__).parents[4] / "sample_sheets" / "odense-2021-rettet.xlsx").read_bytes()


@pytest.fixture
def editing(world: World) -> Editing:
    return Editing(world)


def fields_of(page: Response) -> dict[str, str]:
    found = re.findall(
        r'<input class="form-input[^"]*"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page.body.decode()
    )
    return {name: html.unescape(value) for name, value in found}


def filled(page: Response, **typed: str) -> dict[str, str]:
    return {**hidden_fields(page), **fields_of(page), **typed}


@pytest.mark.parametrize("live", [True, False])
def test_a_row_is_copied_for_another_system(editing: Editing, *, live: bool) -> None:
    upload = published(editing) if live else editing.checked(MENDED)
    base = "" if live else f"/ark/{upload.upload_id}"
    browser = editing.browser(Role.EDITOR)
    assert f"{base}/raekker/ny?fra=2" in browser.get(f"{base}/raekker").body.decode()
    assert f"{base}/raekker/ny?fra=2" in browser.get(f"{base}/raekker/2").body.decode()
    page = browser.get(f"{base}/raekker/ny?fra=2")
    assert "Ny række ud fra 15.62.05" in text_of(page)
    made = editing.carry_out(browser.post(f"{base}/raekker/ny", filled(page, sourceSystem="KSD")))
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert made.row_count == (upload.row_count or 0) + 1
    old, new = ([cell.value for cell in sheet[at]] for at in (2, sheet.max_row))
    # The first column is none of ours, and nothing is known of it.
    assert (old.pop(0), new.pop(0)) == ("KLE", None)
    assert [(one, other) for one, other in zip(old, new, strict=True) if one != other] == [("FASIT", "KSD")]
    told = text_of(browser.get(f"/ark/{made.upload_id}"))
    assert "1 række er tilføjet." in told
    assert f"Række {sheet.max_row}" in told


def test_rows_whose_sheet_is_gone_get_a_new_one_too(editing: Editing) -> None:
    upload = published(editing)
    editing.world.s3.delete_object(Bucket=upload.bucket, Key=upload.key, VersionId=upload.version_id)
    browser = editing.browser(Role.EDITOR)
    page = browser.get("/raekker/ny?fra=2")
    made = editing.carry_out(browser.post("/raekker/ny", filled(page, sourceSystem="KSD")))
    assert made.row_count == (upload.row_count or 0) + 1


def test_an_empty_row_and_one_that_is_there_are_told_with_what_was_typed(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    empty = browser.post("/raekker/ny", filled(browser.get("/raekker/ny")))
    assert (empty.status, "Rækken er tom" in text_of(empty)) == (422, True)
    copied = browser.get("/raekker/ny?fra=2")
    taken = browser.post("/raekker/ny", filled(copied, sourceSystem="fasit", contactPhone="65515151"))
    assert (taken.status, "Den række findes allerede" in text_of(taken)) == (422, True)
    assert fields_of(taken)["contactPhone"] == "65515151"
    assert hidden_fields(taken)["fra"] == "2"


def test_what_no_rule_accepts_is_added_and_told_by_the_check(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    page = browser.get("/raekker/ny?fra=2")
    made = editing.carry_out(
        browser.post("/raekker/ny", filled(page, sourceSystem="KSD", contactPhone="tolv"))
    )
    assert made.verdict == "rejected"
    assert "tolv" in text_of(browser.get(f"/ark/{made.upload_id}"))


def test_a_double_press_adds_one_row(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    sent = filled(browser.get("/raekker/ny?fra=2"), sourceSystem="KSD")
    first, second = (browser.post("/raekker/ny", sent) for _ in range(2))
    assert query_of(first) == query_of(second)
    assert len(editing.versions(query_of(first)["key"])) == 1


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(editing: Editing) -> None:
    upload = published(editing)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    page = bo.get("/raekker/ny?fra=2")
    mine = anne.get("/raekker/ny?fra=3")
    made = editing.carry_out(anne.post("/raekker/ny", filled(mine, sourceSystem="KSD")))
    late = bo.post("/raekker/ny", filled(page, sourceSystem="Momentum"))
    assert (late.status, fields_of(late)["sourceSystem"]) == (409, "Momentum")
    assert f"/ark/{made.upload_id}" in late.body.decode()
    assert editing.carry_out(bo.post("/raekker/ny", filled(late))).row_count == (upload.row_count or 0) + 1


def test_the_row_that_is_copied_may_be_gone_and_the_form_is_whole(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    sent = {**filled(browser.get("/raekker/ny?fra=2"), sourceSystem="KSD"), "fra": "4000"}
    assert browser.post("/raekker/ny", sent).status == 303
    assert browser.get("/raekker/ny?fra=4000").status == 404
    assert browser.get("/raekker/ny?fra=to").status == 404


def test_what_was_typed_stands_there_after_a_sign_in(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    sent = filled(browser.get("/raekker/ny?fra=2"), sourceSystem="KSD")
    csrf = browser.csrf
    browser.context.sessions.end(browser.cookies.pop(COOKIE))
    assert browser.post("/raekker/ny", {**sent, "csrf": csrf}).status == 401
    editing.sign_in(browser, Role.EDITOR)
    assert fields_of(browser.get("/raekker/ny?fra=2"))["sourceSystem"] == "KSD"
