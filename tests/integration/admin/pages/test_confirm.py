"""The boxes that a person must tick, here of findings that hold a sheet back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kleark.publishing.model import Action, UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.world import NOON, ODENSE, rows

if TYPE_CHECKING:
    from tests.support.world import World

BOX = 'id="svar-KA602" name="svar-KA602" value="'


def test_findings_that_hold_a_sheet_back_have_a_box_that_must_be_ticked_and_a_reason(world: World) -> None:
    """Also of a sheet that an older release checked, of whose warnings only the rules are known."""
    stores = PageStores(world)
    upload, config = validated(ODENSE, rows(3), "ark.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
    stores.table.claim(replace(upload, held_back_by="KA602"))
    stores.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
    browser = Browser(app_context(stores, Clock())).signed_in_as(person())
    page = browser.get(f"/ark/{upload.upload_id}/aendringer").body.decode()
    assert BOX in page
    assert 'name="bekraeft"' not in page
    tick = page.split(BOX)[1].split('"')[0]

    form = f"/ark/{upload.upload_id}/offentliggoer"
    refused = browser.post(form, {"forventet": "0"})
    assert refused.status == 422
    assert "Sæt kryds, hvis det er meningen (KA602)" in text_of(refused)
    assert 'aria-describedby="svar-KA602-fejl" aria-invalid="true"' in refused.body.decode()
    assert world.log() == []

    without_reason = browser.post(form, {"forventet": "0", "svar-KA602": tick})
    assert without_reason.status == 422
    assert "Skriv, hvorfor det er meningen (KA602)" in text_of(without_reason)
    assert 'aria-describedby="grund-KA602-fejl" aria-invalid="true"' in without_reason.body.decode()
    assert world.log() == []

    answered = {"forventet": "0", "svar-KA602": tick, "grund-KA602": "et ordrenummer"}
    made = browser.post(form, answered)
    assert made.status == 303
    assert [(entry.action, entry.note) for entry in world.log()] == [
        (Action.ANSWER, "et ordrenummer"),
        (Action.PUBLISH, ""),
    ]


def test_other_sheets_have_no_such_box(world: World) -> None:
    stores = PageStores(world)
    upload, config = validated(ODENSE, rows(3), "ark.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
    stores.table.claim(upload)
    stores.reports.write(ODENSE, upload.upload_id, "config.json", config.to_bytes())
    browser = Browser(app_context(stores, Clock())).signed_in_as(person())
    assert BOX not in browser.get(f"/ark/{upload.upload_id}/aendringer").body.decode()
