"""What is wrong in a sheet is corrected on the page: a new version of the sheet, made and checked like any other."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import validate.handler as validate_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb.edit_marks import EditMarks
from kleark.adapters.dynamodb.published_table import PublishedTable
from kleark.adapters.dynamodb.upload_tickets import UploadTickets
from kleark.adapters.presigned import PresignedUrls
from kleark.adapters.s3 import UploadStore
from kleark.edit.edit_order import OUTCOME_FILE, OrderOutcome
from kleark.identity.person import Role
from kleark.identity.sessions import COOKIE
from kleark.publishing.ids import upload_id
from kleark.publishing.model import Upload, UploadStatus
from kleark.sheet.errors import ProcessLostError
from sample_sheets.write_rules import PLAIN, sheet
from tests.support.editing import Editing
from tests.support.list_uploads import NUMBERS, put_list
from tests.support.packages import opened
from tests.support.page import links, query_of, text_of
from tests.support.workbooks import saved
from tests.support.world import CONTEXT, TABLE, UPLOADS, World, failures, s3_record, upload_message

if TYPE_CHECKING:
    from kleark.http.messages import Response
    from tests.support.page import Browser

SHEETS = Path(__file__).parents[4] / "sample_sheets"
FAULTY = (SHEETS / "odense-2021.xlsx").read_bytes()
OWN = "0461/odense-2021.xlsx"


@pytest.fixture
def editing(world: World) -> Editing:
    return Editing(world)


def fields_of(made: Response) -> dict[str, str]:
    """What stands in the fields beside the findings."""
    found = re.findall(
        r'<input class="form-input[^"]*"[^>]* name="(celle-[^"]+)"[^>]* value="([^"]*)"', made.body.decode()
    )
    return {name: html.unescape(value) for name, value in found}


def hidden_of(made: Response) -> dict[str, str]:
    """What the form sends beside its fields: its token, and what was seen."""
    return dict(re.findall(r'<input type="hidden" name="(formular|set)" value="([^"]*)"', made.body.decode()))


def correct(browser: Browser, upload: Upload, **filled: str) -> Response:
    """Send the form on the result page, with something typed in it."""
    own = f"/ark/{upload.upload_id}"
    page = browser.get(own)
    hidden = hidden_of(page)
    sent = {name.replace("_", "-"): value for name, value in filled.items()}
    return browser.post(f"{own}/ret", {**hidden, **fields_of(page), **sent})


def test_each_finding_has_a_field_with_its_suggestion(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    page = editing.browser().get(f"/ark/{upload.upload_id}")
    fields = fields_of(page)
    assert fields["celle-B7"] == "15.17.26"
    assert "Brug alle forslag, og kontrollér igen" in text_of(page)
    reader = editing.browser(Role.READER).get(f"/ark/{upload.upload_id}")
    assert fields_of(reader) == {}


def test_a_number_of_the_municipalitys_own_is_suggested_and_known_once_it_is_used(editing: Editing) -> None:
    assert put_list(editing.world, NUMBERS.encode(), "0461/egne-numre/egne.csv").deliver() == []
    mistyped = sheet({**PLAIN, "kleNumber": "15.99.10", "kleTitle": "Værdighedspuljen"})
    upload = editing.checked(mistyped, "0461/kontrol/ark.xlsx")
    browser = editing.browser(Role.EDITOR)
    assert fields_of(browser.get(f"/ark/{upload.upload_id}"))["celle-A2"] == "15.99.01"
    made = editing.carry_out(correct(browser, upload, gor="celle:A2"))
    assert "15.99.01" in text_of(browser.get(f"/ark/{made.upload_id}"))
    assert fields_of(browser.get(f"/ark/{made.upload_id}")) == {}


def test_one_press_makes_a_new_version_that_is_checked_and_can_be_fetched(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    ordered = correct(browser, upload, gor="celle:B7")
    assert ordered.status == 303
    waiting = browser.follow(ordered)
    assert "Arket bliver kontrolleret" in text_of(waiting)
    made = editing.carry_out(ordered)
    assert (made.edited_from, made.edited_revision) == (upload.upload_id, None)
    assert made.uploaded_by == "oidc:0461-anne:anne@page.example"
    assert made.status is UploadStatus.CHECKED
    done = browser.follow(ordered)
    assert done.headers["Location"].endswith(f"/ark/{made.upload_id}")
    told = text_of(browser.get(f"/ark/{made.upload_id}"))
    assert "Rettet på siden ud fra odense-2021.xlsx, af Anne. 1 celle er rettet." in told
    assert "B7 KLE-nr. 15.27.26 15.17.26" in told
    assert "odense-2021 rettet.xlsx" in told
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert sheet["B7"].value == "15.17.26"
    assert opened(editing.file_of(upload)).worksheets[0]["B7"].value == "15.27.26"


def test_all_suggestions_are_those_of_the_corrected_sheet_and_what_was_typed_goes_along(
    editing: Editing,
) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    made = editing.carry_out(correct(browser, upload, gor="alle", **{"celle-E2-E10": "01-02-2020"}))
    sheet = opened(editing.file_of(made)).worksheets[0]
    assert sheet["B7"].value == "15.17.26"
    assert {f"{sheet[f'E{row}'].value:%d-%m-%Y}" for row in range(2, 11)} == {"01-02-2020"}
    stored = editing.world.reports.read(editing.world.code, made.upload_id, OUTCOME_FILE)
    outcome = OrderOutcome.from_bytes(stored or b"")
    assert outcome.mended == 3
    assert [change[0] for change in outcome.changes] == [f"E{row}" for row in range(2, 11)]
    assert "12 celler er rettet." in text_of(browser.get(f"/ark/{made.upload_id}"))


def test_a_value_that_no_rule_accepts_is_written_checked_and_told_at_its_field(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    made = editing.carry_out(correct(browser, upload, **{"celle-B7": "femten"}))
    assert made.status is UploadStatus.REJECTED
    page = browser.get(f"/ark/{made.upload_id}")
    assert "B7" in text_of(page)
    assert "femten" in text_of(page)
    assert "celle-B7" in fields_of(page)
    assert "1 fejl skal du selv rette" in text_of(page)


def test_a_double_press_makes_one_sheet_and_another_value_another(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    own = f"/ark/{upload.upload_id}"
    page = browser.get(own)
    hidden = hidden_of(page)
    form = {**hidden, **fields_of(page), "gor": "celle:B7"}
    first, second = (browser.post(f"{own}/ret", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(editing.versions(query_of(first)["key"])) == 1
    made = editing.carry_out(first)
    third = browser.post(f"{own}/ret", form)
    assert browser.follow(third).headers["Location"].endswith(f"/ark/{made.upload_id}")
    assert len(editing.versions(query_of(first)["key"])) == 2
    other = browser.post(f"{own}/ret", {**form, "celle-B7": "15.62.05"})
    assert other.status == 409  # since there is a newer version now, as the page says first
    again = correct(browser, upload, **{"celle-B7": "15.62.05"})
    assert query_of(again)["key"] != query_of(first)["key"]


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    own = f"/ark/{upload.upload_id}"
    seen = bo.get(own)
    hidden = hidden_of(seen)
    made = editing.carry_out(correct(anne, upload, gor="celle:B7"))
    late = bo.post(f"{own}/ret", {**hidden, **fields_of(seen), "celle-B7": "15.62.10"})
    assert late.status == 409
    assert "En kollega har lavet en nyere rettet udgave af arket" in text_of(late)
    assert f"/ark/{made.upload_id}" in links(late, "/ark/")
    assert fields_of(late)["celle-B7"] == "15.62.10"
    again = hidden_of(late)
    assert bo.post(f"{own}/ret", {**again, **fields_of(late)}).status == 303


def test_of_two_who_press_at_once_one_is_told_before_anything_is_made(editing: Editing) -> None:
    """The first one's sheet is not made yet, and in no index: what was ordered decides."""
    upload = editing.checked(FAULTY)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    own = f"/ark/{upload.upload_id}"
    seen = bo.get(own)
    ordered = correct(anne, upload, gor="celle:B7")
    late = bo.post(f"{own}/ret", {**hidden_of(seen), **fields_of(seen), "celle-B7": "15.62.10"})
    assert late.status == 409
    assert fields_of(late)["celle-B7"] == "15.62.10"
    assert editing.versions(query_of(ordered)["key"])
    [waiting] = [one for one in links(late, "/ark/rettes") if "key=" in one]
    assert "Vi kontrollerer" in text_of(anne.get(html.unescape(waiting).partition("/side")[2] or waiting))


def test_a_race_between_looking_and_ordering_is_decided_by_the_table(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    marks = EditMarks(clients.dynamodb(), TABLE)

    def ordered_by_another_first(edited: str) -> str:
        found = EditMarks.last(marks, upload.municipality, edited)
        if not found:
            assert marks.add(upload.municipality, edited, "f" * 40, after="")
        return found

    page = browser.get(f"/ark/{upload.upload_id}")
    with monkeypatch.context() as racing:
        racing.setattr(PublishedTable, "last_edit", lambda _, __, edited: ordered_by_another_first(edited))
        racing.setattr(UploadTickets, "issue", lambda *_, **__: pytest.fail("nothing may be ordered"))
        late = browser.post(
            f"/ark/{upload.upload_id}/ret", {**hidden_of(page), **fields_of(page), "celle-B7": "15.62.10"}
        )
    assert (late.status, fields_of(late)["celle-B7"]) == (409, "15.62.10")


def test_what_was_marked_and_not_ordered_is_ordered_when_it_is_sent_again(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    own = f"/ark/{upload.upload_id}"
    page = browser.get(own)
    form = {**hidden_of(page), **fields_of(page), "celle-B7": "15.62.10"}

    def lost(*_: Any, **__: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as failing:
        failing.setattr(PresignedUrls, "order_edit", lost)
        with pytest.raises(ConnectionError):
            browser.post(f"{own}/ret", form)
    assert editing.carry_out(browser.post(f"{own}/ret", form)).edited_from == upload.upload_id


def test_an_edit_that_came_to_nothing_is_in_nobodys_way(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    anne, bo = editing.browser(Role.EDITOR), editing.browser(Role.EDITOR, "bo")
    own = f"/ark/{upload.upload_id}"
    seen = bo.get(own)
    ordered = correct(anne, upload, gor="celle:B7")
    key = query_of(ordered)["key"]
    [order] = editing.versions(key)
    editing.world.reports.write(
        upload.municipality,
        upload_id(UPLOADS, key, order),
        OUTCOME_FILE,
        OrderOutcome(refused="nothing").to_bytes(),
    )
    sent = bo.post(f"{own}/ret", {**hidden_of(seen), **fields_of(seen), "celle-B7": "15.62.10"})
    assert sent.status == 303


def test_what_a_result_reads_does_not_grow_with_the_history(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)

    def every(*_: Any, **__: Any) -> None:
        pytest.fail("all uploads are read")

    monkeypatch.setattr(PublishedTable, "uploads", every)
    assert browser.get(f"/ark/{upload.upload_id}").status == 200
    assert correct(browser, upload, gor="celle:B7").status == 303


def test_the_lead_says_what_can_be_corrected_here_and_what_in_excel(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    here = text_of(editing.browser(Role.EDITOR).get(f"/ark/{upload.upload_id}"))
    assert "Ret fejlene her på siden, eller ret dem i Excel, og læg arket op igen." in here
    # Who may not correct anything is told what to do with the sheet.
    reader = text_of(editing.browser(Role.READER).get(f"/ark/{upload.upload_id}"))
    assert "Ret fejlene her på siden" not in reader
    assert "Ret cellerne herunder i dit ark" in reader
    book = opened(FAULTY)
    book.worksheets[0]["C1"] = None
    headless = editing.checked(saved(book), "0461/kontrol/hoved.xlsx")
    told = text_of(editing.browser(Role.EDITOR).get(f"/ark/{headless.upload_id}"))
    assert "Ret fejlene her på siden" not in told


def test_nothing_typed_is_nothing_done(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    page = correct(editing.browser(Role.EDITOR), upload, gor="skrevet")
    assert page.status == 422
    assert "Du har ikke ændret noget" in text_of(page)


def test_what_was_typed_stands_there_after_a_sign_in(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    own = f"/ark/{upload.upload_id}"
    page = browser.get(own)
    hidden = hidden_of(page)
    csrf = browser.csrf
    browser.context.sessions.end(browser.cookies.pop(COOKIE))
    ended = browser.post(f"{own}/ret", {**hidden, **fields_of(page), "celle-B7": "15.62.15", "csrf": csrf})
    assert ended.status == 401
    editing.sign_in(browser, Role.EDITOR)
    restored = browser.get(own)
    assert fields_of(restored).get("celle-B7") == "15.62.15", text_of(restored)
    assert "Det, du havde skrevet, står her igen" in text_of(restored)


def test_a_sheet_that_is_gone_is_told_of_with_what_was_typed(editing: Editing) -> None:
    upload = editing.checked(FAULTY)
    browser = editing.browser(Role.EDITOR)
    ordered = correct(browser, upload, **{"celle-B7": "15.17.26 (ny)"})
    editing.world.s3.delete_object(Bucket=UPLOADS, Key=upload.key, VersionId=upload.version_id)
    assert editing.deliver(query_of(ordered)["key"]) == []
    status = browser.get(f"/ark/rettes/status?key={query_of(ordered)['key']}")
    assert json.loads(status.body)["done"] is True
    page = browser.follow(ordered)
    assert page.status == 409
    assert "det ark, du rettede i, er ikke gemt mere" in text_of(page)
    assert "15.17.26 (ny)" in text_of(page)


def test_an_order_is_carried_out_once_however_often_it_is_told_of(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = editing.checked(FAULTY)
    ordered = correct(editing.browser(Role.EDITOR), upload, gor="celle:B7")
    key = query_of(ordered)["key"]
    [order] = editing.versions(key)

    def lost(*_: Any, **__: Any) -> None:
        raise ProcessLostError

    with monkeypatch.context() as failing:
        failing.setattr("kleark.edit.apply_edit.apply_edit", lost)
        assert editing.deliver(key) != []
    assert editing.deliver(key) == []
    message = upload_message(s3_record(key, order))
    for _ in range(2):
        assert failures(validate_handler.handler({"Records": [message]}, CONTEXT)) == []
    assert len(editing.versions(key)) == 2


def test_the_outcome_is_written_also_where_it_failed_after_the_sheet(
    editing: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = editing.checked(FAULTY)
    ordered = correct(editing.browser(Role.EDITOR), upload, gor="celle:B7")
    key = query_of(ordered)["key"]
    [order] = editing.versions(key)
    with monkeypatch.context() as failing:
        store = UploadStore.store

        def stored_and_lost(self: UploadStore, bucket: str, where: str, data: bytes) -> str:
            store(self, bucket, where, data)
            raise ProcessLostError

        failing.setattr(UploadStore, "store", stored_and_lost)
        assert editing.deliver(key) != []
    message = upload_message(s3_record(key, order))
    assert failures(validate_handler.handler({"Records": [message]}, CONTEXT)) == []
    [newest] = [one for one in editing.versions(key) if one != order]
    identity = upload_id(UPLOADS, key, newest)
    assert editing.world.reports.read(editing.world.code, identity, OUTCOME_FILE)


def test_what_somebody_uploads_is_no_order(editing: Editing) -> None:
    """Only at a key that was given out for an edit an object is taken for an order."""
    order = b'{"kleark": "edit", "upload": null, "mended": false, "workbook": null, "edit": {}}'
    key = f"0461/kontrol/side/{'x' * 22}/ark.xlsx"
    version = editing.world.s3.put_object(Bucket=UPLOADS, Key=key, Body=order)["VersionId"]
    assert editing.deliver(key) == []
    upload = editing.world.table.upload(editing.world.code, upload_id(UPLOADS, key, version))
    assert upload is not None
    assert upload.status is UploadStatus.REJECTED
