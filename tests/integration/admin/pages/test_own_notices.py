"""Everybody chooses what they are told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kleark.publishing.notice_kinds import NoticeKind
from tests.integration.admin.pages.test_approval import ANNE, RASMUS, READER, Office, office
from tests.support.page import text_of
from tests.support.world import ODENSE

__all__ = ["office"]


def ticked(body: str) -> set[str]:
    return set(re.findall(r'<input type="checkbox"[^>]*name="(\w+)"[^>]* checked>', body))


@pytest.mark.parametrize("who", [READER, RASMUS, ANNE])
def test_all_is_on_until_something_is_turned_off_and_the_rest_stays(office: Office, who: object) -> None:
    browser = office.at(who)  # type: ignore[arg-type]
    first = browser.get("/mine-beskeder")
    assert ticked(first.body.decode()) == {kind.value for kind in NoticeKind}
    for kind in NoticeKind:
        assert kind.da in text_of(first)
    made = browser.follow(browser.post("/mine-beskeder", {"published": "ja", "frozen": "ja"}))
    assert "Dit valg er gemt" in text_of(made)
    assert ticked(made.body.decode()) == {"published", "frozen"}
    everyone = office.stores.colleagues.everyone(ODENSE, office.context.now())
    others = [one for one in everyone if one.actor != who.actor]  # type: ignore[attr-defined]
    assert len(others) == 3
    assert not any(one.muted for one in others)


def test_whoever_is_not_in_the_directory_is_told_what_to_do(office: Office) -> None:
    office.stores.colleagues.remove(ODENSE, "0461-rasmus")
    browser = office.at(RASMUS)
    assert "Log ud, og log ind igen" in text_of(browser.get("/mine-beskeder"))
    made = browser.follow(browser.post("/mine-beskeder", {"published": "ja"}))
    assert "Dit valg er gemt" not in text_of(made)
    assert office.stores.colleagues.find(ODENSE, "0461-rasmus", office.context.now()) is None


def test_whoever_cannot_be_written_to_is_told_so(office: Office) -> None:
    office.stores.colleagues.record(RASMUS, None, office.context.now())
    assert "så du får ingen beskeder" in text_of(office.at(RASMUS).get("/mine-beskeder"))


def test_where_no_mail_is_sent_the_pages_do_not_promise_any(office: Office) -> None:
    sending = {path: text_of(office.at(ANNE).get(path)) for path in PROMISING}
    assert "De kommer fra beskeder@page.example" in sending["/mine-beskeder"]
    assert "Den kommer fra beskeder@page.example" in sending["/privatliv"]
    assert not any("ikke slået det til" in shown for shown in sending.values())
    settings = replace(office.context.settings, notice_sender="")
    office.context = replace(office.context, settings=settings)
    for path in PROMISING:
        shown = text_of(office.at(ANNE).get(path))
        assert "KOMBIT A/S har ikke slået det til" in shown, path
        assert "Vi sender beskeder til" not in shown, path


PROMISING = ("/mine-beskeder", "/styring/adresse", "/privatliv")
"""The pages that say what is sent."""
