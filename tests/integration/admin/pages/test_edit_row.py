"""One row is changed or taken out, and two people who do so at once hear of each other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.row import ShownTitles
from kleark.identity.person import Role
from kleark.publishing.manual import publish_upload
from kleark.publishing.model import UploadStatus
from kleark.refusal_codes import RefusalCode
from kleark.template.template_workbook import TOPICS
from tests.support.acting import change_request
from tests.support.editing import Editing, hidden_fields
from tests.support.list_uploads import NUMBERS, put_list
from tests.support.packages import opened
from tests.support.page import text_of
from tests.support.world import rows

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from tests.support.page import Browser
    from tests.support.world import World

MENDED = (Path(__file__).parents[4] / "sample_sheets" / "odense-2021-rettet.xlsx").read_bytes()


@pytest.fixture
def editing(world: World) -> Editing:
    return Editing(world)


def published(editing: Editing) -> Upload:
    """The whole sheet, live."""
    upload = editing.checked(MENDED)
    publish(editing, upload)
    return upload


def publish(editing: Editing, upload: Upload) -> None:
    live = editing.stores.table.live(editing.world.code, consistent=True)
    publish_upload(
        upload.upload_id,
        change_request("arn:aws:iam::1:user/somebody", "", live.revision),
        editing.world.place,
        editing.stores.reports,
        confirm_removals=True,
        confirm_findings=True,
    )


def fill(page: Response, **typed: str) -> dict[str, str]:
    return {**hidden_fields(page), **typed}


def saved(browser: Browser, path: str, **typed: str) -> Response:
    return browser.post(path, fill(browser.get(path), **typed))


def test_a_row_that_is_live_is_changed_in_the_sheet_that_it_came_from(editing: Editing) -> None:
    upload = published(editing)
    browser = editing.browser(Role.EDITOR)
    page = browser.get("/raekker/2")
    assert "Version 1, der vises nu, række 2." in text_of(page)
    made = editing.carry_out(saved(browser, "/raekker/2", contactPhone="65515151"))
    assert (made.edited_from, made.edited_revision) == (upload.upload_id, 1)
    assert made.status is UploadStatus.CHECKED
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert (sheet["G2"].value, sheet["G3"].value) == (65515151, 66131372)
    told = text_of(browser.get(f"/ark/{made.upload_id}"))
    assert "Rettet på siden ud fra odense-2021.xlsx (version 1), af Anne. 1 celle er rettet." in told
    assert "Arket er lavet af version" not in told
    publish(editing, made)
    assert [one.contact_phone for one in editing.world.served()].count("65515151") == 1


def test_rows_whose_sheet_is_gone_get_a_new_one(editing: Editing) -> None:
    """As of what is put together of several sheets, or of one that S3 no longer keeps."""
    assert put_list(editing.world, NUMBERS.encode(), "0461/egne-numre/egne.csv").deliver() == []
    editing.world.published(rows(9))
    browser = editing.browser(Role.EDITOR)
    assert "Det ark, de kom fra, er ikke gemt mere." in text_of(browser.get("/raekker"))
    made = editing.carry_out(saved(browser, "/raekker/3", contactDepartment="Borgerservice"))
    assert (made.edited_from, made.edited_revision) == (None, 1)
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert [sheet[f"F{number}"].value for number in range(2, 11)].count("Borgerservice") == 1
    assert sheet["F3"].value == "Borgerservice"
    assert "15.99.01" in {one.value for one in opened(editing.file_of(made))[TOPICS]["A"]}
    assert "Rettet på siden ud fra version 1, af Anne." in text_of(browser.get(f"/ark/{made.upload_id}"))


def test_a_row_is_taken_out(editing: Editing) -> None:
    upload = editing.checked(MENDED)
    browser = editing.browser(Role.EDITOR)
    made = editing.carry_out(saved(browser, f"/ark/{upload.upload_id}/raekker/4", gor="tag-ud"))
    assert made.row_count == 8
    told = text_of(browser.get(f"/ark/{made.upload_id}"))
    assert "1 række er taget ud." in told
    assert "Række 4 Var med Taget ud" in told


def test_a_row_that_nobody_changed_is_not_ordered(editing: Editing) -> None:
    published(editing)
    page = saved(editing.browser(Role.EDITOR), "/raekker/2", contactPhone=" 66131372 ")
    assert page.status == 422
    assert "Du har ikke ændret noget" in text_of(page)


def test_a_row_that_became_another_meanwhile_is_shown_with_what_was_typed(editing: Editing) -> None:
    published(editing)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    seen = bo.get("/raekker/2")
    publish(editing, editing.carry_out(saved(anne, "/raekker/2", contactPhone="65515151")))
    late = bo.post("/raekker/2", fill(seen, contactPhone="65515152", contactDepartment="Ydelse"))
    assert late.status == 409
    told = text_of(late)
    assert 'Kontakttelefon : nu står der "65515151"' in told
    assert "Nu vises version 2." in told
    assert 'value="65515152"' in late.body.decode()
    assert 'value="Ydelse"' in late.body.decode()
    again = bo.post("/raekker/2", fill(late, contactPhone="65515152", contactDepartment="Ydelse"))
    made = editing.carry_out(again)
    assert made.edited_revision == 2


def test_a_row_that_is_the_same_is_said_to_be_so(editing: Editing) -> None:
    published(editing)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    seen = bo.get("/raekker/2")
    publish(editing, editing.carry_out(saved(anne, "/raekker/3", contactPhone="65515151")))
    late = bo.post("/raekker/2", fill(seen, contactPhone="65515152"))
    assert late.status == 409
    assert "Den her række er den samme i den." in text_of(late)


def test_a_row_that_is_gone_is_told_of(editing: Editing) -> None:
    published(editing)
    bo = editing.browser(Role.EDITOR, "bo")
    seen = bo.get("/raekker/2")
    publish(editing, editing.carry_out(saved(editing.browser(Role.EDITOR), "/raekker/2", gor="tag-ud")))
    late = bo.post("/raekker/2", fill(seen, contactPhone="65515152"))
    assert late.status == 409
    assert "Rækken er der ikke mere" in text_of(late)
    assert late.log["code"] == RefusalCode.STALE_REVISION


def test_a_sheet_that_was_made_of_an_older_version_says_so(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    made = editing.carry_out(saved(browser, "/raekker/2", contactPhone="65515151"))
    publish(editing, editing.carry_out(saved(browser, "/raekker/5", contactPhone="65515159")))
    told = text_of(browser.get(f"/ark/{made.upload_id}"))
    assert "Arket er lavet af version 1, men nu vises version 2." in told
    again = editing.carry_out(saved(browser, f"/ark/{made.upload_id}/raekker/3", contactPhone="65515152"))
    assert "Arket er lavet af version 1" in text_of(browser.get(f"/ark/{again.upload_id}"))


def test_a_double_press_makes_one_sheet(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    form = fill(browser.get("/raekker/2"), contactPhone="65515151")
    first, second = (browser.post("/raekker/2", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_a_row_that_is_not_there_has_no_form(editing: Editing) -> None:
    published(editing)
    browser = editing.browser(Role.EDITOR)
    assert browser.get("/raekker/99").status == 404
    assert browser.get("/raekker/0").status == 404


def test_the_form_asks_for_each_cell_of_the_sheet_by_its_name(editing: Editing) -> None:
    published(editing)
    page = editing.browser(Role.EDITOR).get("/raekker/2").body.decode()
    labels = re.findall(r'<label class="form-label" for="(\w+)">', page)
    assert len(labels) == 11
    assert 'name="showFrom" maxlength="4000" autocomplete="off" value="01-01-2020"' in page


def test_two_who_change_the_same_row_that_is_live_hear_of_each_other(editing: Editing) -> None:
    """Both sheets would be made of the same version, and the second would take back the first."""
    published(editing)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    seen = bo.get("/raekker/2")
    made = editing.carry_out(saved(anne, "/raekker/2", contactPhone="65515151"))
    late = bo.post("/raekker/2", fill(seen, contactPhone="65515252"))
    assert late.status == 409
    said = text_of(late)
    assert "En kollega har lavet et rettet ark ud fra den samme version" in said
    assert f"/ark/{made.upload_id}" in late.body.decode()
    assert 'value="65515252"' in late.body.decode()
    assert bo.post("/raekker/2", fill(late, contactPhone="65515252")).status == 303
    # Who begins now has seen what there is, and is not told again.
    assert saved(anne, "/raekker/3", contactPhone="65515353").status == 303


TITLES = ShownTitles(cases=True)


def test_a_choice_of_titles_is_edited_where_rows_have_one_also_in_a_row_that_has_none(
    editing: Editing,
) -> None:
    editing.world.published((replace(rows(3)[0], shown_titles=TITLES), *rows(3)[1:]))
    browser = editing.browser(Role.EDITOR)
    page = browser.get("/raekker/3")
    assert ("Vis sagstitel" in text_of(page), "Vis dokumenttitler" in text_of(page)) == (True, False)
    made = editing.carry_out(saved(browser, "/raekker/3", showCaseTitle="Nej"))
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert [sheet[f"L{number}"].value for number in range(1, 5)] == ["Vis sagstitel", "Ja", "Nej", None]
    assert "Vis sagstitel" in text_of(browser.get("/raekker/ny"))


def test_where_no_row_has_one_no_field_and_no_search_is_for_it(editing: Editing) -> None:
    editing.world.published(rows(3))
    browser = editing.browser(Role.EDITOR)
    for address in ("/raekker", "/raekker/3", "/raekker/ny", "/raekker/erstat"):
        page = browser.get(address)
        assert page.status == 200
        assert "sagstitel" not in text_of(page).casefold()
