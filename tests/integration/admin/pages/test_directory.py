"""The directory of colleagues, as approvers see it."""

from __future__ import annotations

from datetime import timedelta

from kleark.identity.colleagues import FORGOTTEN_AFTER
from kleark.publishing.notice_kinds import NoticeKind
from tests.integration.admin.pages.test_approval import ANNE, BO, RASMUS, Office, office
from tests.support.page import Clock, text_of
from tests.support.world import AARHUS, ODENSE

__all__ = ["office"]


def test_everybody_of_the_municipality_stands_there_with_what_they_are_told(office: Office) -> None:
    store = office.stores.colleagues
    store.mute(ODENSE, "0461-bo", frozenset(NoticeKind))
    store.mute(ODENSE, "0461-rasmus", frozenset({NoticeKind.WATCH}))
    told = text_of(office.at(ANNE).get("/kolleger"))
    for line in (
        "Anne Approver (dig) godkender anne@odense.example 3. nov. 2025 kl. 14.00 Alle",
        "Bo Bentsen godkender bo@odense.example 3. nov. 2025 kl. 14.00 Ingen",
        "Rasmus Redaktør redaktør rasmus@odense.example 3. nov. 2025 kl. 14.00 Nogle",
    ):
        assert line in told
    assert "Aage" not in told
    assert "Logger kollegaen ind igen, kommer han eller hun tilbage" in told


def test_somebody_is_removed_and_is_called_as_the_log_has_it_from_then_on(office: Office) -> None:
    upload = office.checked()
    anne = office.at(ANNE)
    assert "Rasmus Redaktør" in text_of(anne.get(f"/ark/{upload.upload_id}"))
    made = anne.follow(anne.post("/kolleger/fjern", {"kollega": "0461-rasmus"}))
    assert "Kollegaen står ikke længere i fortegnelsen" in text_of(made)
    assert "Rasmus" not in text_of(made)
    assert office.stores.colleagues.find(ODENSE, "0461-rasmus", office.context.now()) is None
    assert "rasmus@page.example" in text_of(anne.get(f"/ark/{upload.upload_id}"))
    # Whoever is removed works on, and the same press again does no harm.
    assert office.at(RASMUS).get("/").status == 200
    assert anne.post("/kolleger/fjern", {"kollega": "0461-rasmus"}).status == 303


def test_nobody_of_another_municipality_is_removed(office: Office) -> None:
    for subject in ("0751-aage", "", "SETTINGS"):
        office.at(ANNE).post("/kolleger/fjern", {"kollega": subject})
    assert len(office.stores.colleagues.everyone(AARHUS, office.context.now())) == 1
    assert len(office.stores.colleagues.everyone(ODENSE, office.context.now())) == 4


def test_whoever_has_not_come_for_a_year_is_not_shown(office: Office) -> None:
    clock = office.context.now
    assert isinstance(clock, Clock)
    clock.moment += FORGOTTEN_AFTER - timedelta(days=1)
    office.stores.colleagues.record(BO, None, clock())
    clock.move(days=1)
    told = text_of(office.at(BO).get("/kolleger"))
    assert "Bo Bentsen (dig) godkender Ingen" in told
    assert "Anne Approver" not in told
