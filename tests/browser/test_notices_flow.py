"""An editor asks for an approval on the page; the approver finds a mail, follows its link, and turns such mail off."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest

from infra.local.outbox import sent_mails, serve_outbox
from kleark.publishing.ids import municipality_code
from tests.support.site import MENDED
from tests.support.watching import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.site import Site, Visitor

ODENSE = municipality_code("0461")
EDITOR, APPROVER = "redaktoer@odense.example", "godkender@odense.example"


@pytest.fixture(autouse=True)
def _from_the_start(site: Site) -> None:
    site.forget(ODENSE)


@pytest.fixture
def outbox(site: Site) -> Iterator[str]:
    with serve_outbox(partial(sent_mails, site.stack.endpoint), 0) as url:
        yield url


def subjects(site: Site, address: str) -> list[str]:
    """Of the mails that somebody got, newest first."""
    mails = sent_mails(site.stack.endpoint)
    return [mail.subject.partition(" – ")[0] for mail in mails if mail.to == address]


def test_an_approver_is_asked_by_mail_finds_the_sheet_and_can_turn_such_mail_off(
    site: Site, outbox: str
) -> None:
    with site.visitor("godkender") as approver, site.visitor("redaktoer") as editor:
        upload = editor.check(MENDED)
        ask(editor, upload)
        asked = "Et ark venter på din godkendelse"
        eventually(lambda: asked in subjects(site, APPROVER), "the approver has a mail")
        assert asked not in subjects(site, EDITOR)

        approver.page.goto(outbox)
        mail = approver.page.locator("article", has_text=asked).filter(has_text=APPROVER).first
        assert "Odense Kommune" in mail.inner_text()
        for of_the_sheet in ("odense-2021", "Rasmus", "Kontaktcenter", "15.62.05"):
            assert of_the_sheet not in mail.inner_text()
        mail.get_by_role("link").first.click()
        approver.page.get_by_role("heading", name="Om kontrollen").wait_for()
        assert approver.path == f"/ark/{upload}"

        # Who is signed out is asked to sign in, and comes to the sheet.
        with site.visitor() as stranger:
            stranger.page.goto(outbox)
            link = stranger.page.locator("article", has_text=asked).filter(has_text=APPROVER).first
            link.get_by_role("link").first.click()
            stranger.fill_in_sign_in(APPROVER)
            stranger.page.get_by_role("heading", name="Om kontrollen").wait_for()
            assert stranger.path == f"/ark/{upload}"

        # The last link in the mail leads to where it is turned off.
        approver.page.goto(outbox)
        mail = approver.page.locator("article", has_text=asked).filter(has_text=APPROVER).first
        mail.get_by_role("link").last.click()
        assert approver.path == "/mine-beskeder"
        approver.page.get_by_label("En kollega beder om din godkendelse af et ark").uncheck()
        approver.page.get_by_role("button", name="Gem").click()
        approver.page.wait_for_load_state()
        before = subjects(site, APPROVER).count(asked)

        with site.visitor("godkender2"):
            pass  # in the directory from now on
        ask(editor, editor.check(MENDED))
        eventually(lambda: asked in subjects(site, "godkender2@odense.example"), "the other one has a mail")
        assert subjects(site, APPROVER).count(asked) == before


def ask(editor: Visitor, upload: str) -> None:
    """Send a sheet to approval on the page."""
    editor.go(f"/ark/{upload}")
    editor.page.get_by_role("link", name=re.compile("Send til godkendelse")).first.click()
    editor.page.get_by_role("button", name="Send til godkendelse").click()
    editor.page.wait_for_url(re.compile(rf"/ark/{upload}"))
