"""A sheet is put aside, stands on no front page, and is brought back."""

from __future__ import annotations

from kleark.identity.person import Role
from kleark.publishing.model import UploadStatus
from tests.integration.admin.pages.test_approval import ANNE, BO, RASMUS, Office, office
from tests.support.page import person, text_of

__all__ = ["office"]

SIGNE = person(role=Role.EDITOR, name="signe")


def test_it_is_put_aside_with_one_press_and_brought_back_with_another(office: Office) -> None:
    upload = office.checked()
    own = f"/ark/{upload.upload_id}"
    rasmus = office.at(RASMUS)
    assert "Kassér arket" in text_of(rasmus.get(own))
    gone = rasmus.follow(rasmus.post(f"{own}/kasser"))
    told = text_of(gone)
    assert "Rasmus Redaktør kasserede arket 3. nov. 2025 kl. 14.00." in told
    assert "Hent arket frem igen" in told
    assert "Kassér arket" not in told
    assert "nyt ark.xlsx" not in text_of(rasmus.get("/"))
    assert "Kasseret" in text_of(rasmus.get("/ark"))
    for path, form in (("offentliggoer", {"forventet": "1", "note": ""}), ("kasser", {})):
        made = office.at(ANNE).post(f"{own}/{path}", form)
        assert made.status == (303 if path == "kasser" else 409)
    assert office.at(ANNE).get(f"{own}/aendringer").log["code"] == "not_publishable"
    back = text_of(rasmus.follow(rasmus.post(f"{own}/hent-frem")))
    assert "Kassér arket" in back
    assert office.world.upload(upload).status is UploadStatus.CHECKED
    assert "nyt ark.xlsx" in text_of(rasmus.get("/"))
    assert rasmus.post(f"{own}/hent-frem").status == 303


def test_what_was_asked_for_and_then_discarded_tells_whoever_asked(office: Office) -> None:
    upload = office.checked()
    office.ask(upload)
    office.at(BO).post(f"/ark/{upload.upload_id}/kasser")
    assert "nyt ark.xlsx" not in text_of(office.at(ANNE).get("/"))
    assert "Det har du sendt til godkendelse nyt ark.xlsx Kasseret" in text_of(office.at(RASMUS).get("/"))


def test_another_editor_is_neither_offered_it_nor_let(office: Office) -> None:
    upload = office.checked()
    own = f"/ark/{upload.upload_id}"
    signe = office.at(SIGNE)
    assert "Kassér arket" not in text_of(signe.get(own))
    refused = signe.post(f"{own}/kasser")
    assert (refused.status, refused.log["code"]) == (409, "not_own_sheet")
    assert "det er en godkender" in text_of(refused)
    assert office.world.upload(upload).status is UploadStatus.CHECKED
    office.at(ANNE).post(f"{own}/kasser")
    assert "Hent arket frem igen" not in text_of(signe.get(own))
    assert signe.post(f"{own}/hent-frem").log["code"] == "not_own_sheet"


def test_a_live_sheet_cannot_be_and_the_page_says_why(office: Office) -> None:
    content = office.world.live().content
    assert content is not None
    made = office.at(ANNE).post(f"/ark/{content.upload_id}/kasser")
    assert (made.status, made.log["code"]) == (409, "not_discardable")
    assert "står i historikken" in text_of(made)
