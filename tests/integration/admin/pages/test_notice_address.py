"""The municipality's own address for notices."""

from __future__ import annotations

import pytest

from tests.integration.admin.pages.test_approval import ANNE, RASMUS, Office, office
from tests.support.page import text_of
from tests.support.world import AARHUS, ODENSE

__all__ = ["office"]


def test_an_approver_sets_it_and_takes_it_off_and_it_says_who_did(office: Office) -> None:
    anne = office.at(ANNE)
    assert "/styring/adresse" in anne.get("/styring").body.decode()
    made = anne.follow(anne.post("/styring/adresse", {"adresse": " kle@odense.example "}))
    assert "Adressen er gemt" in text_of(made)
    assert "Sidst ændret 3. nov. 2025 kl. 14.00 af Anne Approver." in text_of(made)
    setting = office.stores.colleagues.notice_address(ODENSE)
    assert setting is not None
    assert (setting.address, setting.changed_by) == ("kle@odense.example", ANNE.actor)
    assert office.stores.colleagues.notice_address(AARHUS) is None
    assert "sender vi den til kle@odense.example" in text_of(anne.get("/kolleger"))
    anne.post("/styring/adresse", {"adresse": ""})
    setting = office.stores.colleagues.notice_address(ODENSE)
    assert setting is not None
    assert setting.address is None
    assert "Der er ingen fælles adresse" in text_of(anne.get("/kolleger"))


@pytest.mark.parametrize(
    "typed", ["kle@odense", "a@odense.dk, b@odense.dk", "kle@odense.dk\r\nBcc: x@y.dk", "kle"]
)
def test_what_is_no_address_is_not_saved_and_stands_in_the_field(office: Office, typed: str) -> None:
    made = office.at(ANNE).post("/styring/adresse", {"adresse": typed})
    body = made.body.decode()
    assert made.status == 422
    assert 'href="#adresse"' in body
    assert body.count('aria-invalid="true"') == 1
    assert "borgerservice@kommune.dk" in text_of(made)
    assert typed.splitlines()[0] in body
    assert office.stores.colleagues.notice_address(ODENSE) is None


def test_an_editor_cannot(office: Office) -> None:
    assert office.at(RASMUS).get("/styring/adresse").status == 403
    assert office.at(RASMUS).post("/styring/adresse", {"adresse": "x@y.dk"}).status == 403
    assert office.stores.colleagues.notice_address(ODENSE) is None
