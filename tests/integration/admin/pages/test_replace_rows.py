"""One text is put in the place of another in the rows that are chosen, after a look at them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.identity.person import Role
from tests.support.editing import Editing, hidden_fields
from tests.support.packages import opened
from tests.support.page import text_of
from tests.support.world import NOON, row, rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from tests.support.world import World

MENDED = (Path(__file__).parents[4] / "sample_sheets" / "odense-2021-rettet.xlsx").read_bytes()


@pytest.fixture
def editing(world: World) -> Editing:
    return Editing(world)


def path_of(upload: Upload, query: str = "") -> str:
    return f"/ark/{upload.upload_id}/raekker/erstat{query}"


def test_a_phone_number_is_replaced_in_the_rows_that_are_chosen(editing: Editing) -> None:
    upload = editing.checked(MENDED)
    browser = editing.browser(Role.EDITOR)
    page = browser.get(path_of(upload, "?fra=6613+1372&til=65515151"))
    told = text_of(page)
    assert "9 rækker bliver rettet" in told
    assert told.count("Kontakttelefon 66131372 65515151") == 9
    chosen = {f"r{number}": "ja" for number in range(2, 11) if number != 5}
    made = editing.carry_out(browser.post(path_of(upload), hidden_fields(page) | chosen))
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert [sheet[f"G{number}"].value for number in range(2, 11)] == [65515151] * 3 + [66131372] + [
        65515151
    ] * 5
    assert "8 celler er rettet." in text_of(browser.get(f"/ark/{made.upload_id}"))


def test_nothing_chosen_is_nothing_done_and_the_choice_stands(editing: Editing) -> None:
    upload = editing.checked(MENDED)
    browser = editing.browser(Role.EDITOR)
    page = browser.get(path_of(upload, "?fra=66131372&til=65515151"))
    again = browser.post(path_of(upload), hidden_fields(page))
    assert again.status == 422
    assert "Der er ikke valgt nogen rækker" in text_of(again)
    assert " checked" not in again.body.decode()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Se, hvad der bliver rettet"),
        ("?fra=findes+ikke&til=x", '"findes ikke" står ikke for sig selv i nogen række'),
        ("?fra=1793&til=1794", "179 bliver ikke fundet i 17933"),
        ("?fra=66131372&til=65515151&kolonne=kleTitle", "i nogen række i den kolonne"),
    ],
)
def test_what_stands_nowhere_is_told(editing: Editing, query: str, says: str) -> None:
    upload = editing.checked(MENDED)
    assert says in text_of(editing.browser(Role.EDITOR).get(path_of(upload, query)))


def test_more_rows_than_can_be_chosen_from_are_all_changed(editing: Editing) -> None:
    editing.world.published(rows(150))
    browser = editing.browser(Role.EDITOR)
    phone = row(1).contact_phone
    page = browser.get(f"/raekker/erstat?fra={phone}&til=65515151")
    assert "Alle 150 bliver rettet." in text_of(page)
    made = editing.carry_out(browser.post("/raekker/erstat", hidden_fields(page)))
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert {sheet[f"G{number}"].value for number in range(2, 152)} == {65515151}


def test_rows_that_are_others_meanwhile_are_looked_at_again(editing: Editing) -> None:
    editing.world.published(rows(9))
    browser = editing.browser(Role.EDITOR)
    page = browser.get(f"/raekker/erstat?fra={row(1).contact_phone}&til=65515151")
    editing.world.published(rows(8), NOON + timedelta(minutes=1), "andet.xlsx")
    late = browser.post("/raekker/erstat", hidden_fields(page) | {"r2": "ja", "r3": "ja"})
    assert late.status == 409
    assert "Nu vises version 2" in text_of(late)
    assert late.body.decode().count(" checked") == 2
    assert browser.post("/raekker/erstat", hidden_fields(late) | {"r2": "ja"}).status == 303
