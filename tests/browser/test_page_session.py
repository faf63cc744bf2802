"""The session and the person at the page: warned in time, one press to stay, and nothing that was typed is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.session_table import SessionTable
from kleark.identity.sessions import COOKIE
from tests.support.browsing import answer_warnings
from tests.support.prepared import Town, real_rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.site import Site, Visitor

WARNED_AT = 300
"""Seconds before the end. WCAG 2.2.1 asks for 20."""


def left(page: Page, seconds: int, status: int = 200) -> None:
    """What the server says of the session from now on."""
    answer = {"seconds": seconds, "until": "15.25"}
    page.unroute("**/log-ind/rest")
    page.route("**/log-ind/rest", lambda route: route.fulfill(json=answer, status=status))


def end_session(visitor: Visitor) -> None:
    [token] = [one["value"] for one in visitor.context.cookies() if one["name"] == COOKIE]
    stack = visitor.site.stack
    SessionTable(stack.dynamodb, stack.people_table_name).end(token)


def test_before_the_session_ends_one_press_makes_it_last_and_leaves_all_as_it_was(
    site: Site, odense: Town
) -> None:
    with site.visitor("godkender") as visitor:
        page = visitor.page
        page.clock.install()
        visitor.go("/styring")
        page.fill("#laas-begrundelse", "vi flytter")
        # Another window is in use: nothing is said.
        left(page, 3000)
        page.clock.run_for((3600 - WARNED_AT + 30) * 1000)
        assert page.get_by_role("alertdialog").count() == 0
        left(page, WARNED_AT - 5)
        page.clock.run_for((3000 - WARNED_AT + 30) * 1000)
        dialog = page.get_by_role("alertdialog", name="Du bliver snart logget ud")
        dialog.wait_for()
        assert "Om 5 minutter, kl. 15.25, bliver du logget ud." in dialog.inner_text()
        assert dialog.evaluate("one => document.activeElement.textContent") == "Bliv logget ind"
        assert dialog.evaluate("one => one.getAttribute('aria-describedby')") == "logget-ud-tekst"
        visitor.picture("session-warning")
        page.keyboard.press("Enter")
        dialog.wait_for(state="hidden")
        page.get_by_role("status").filter(has_text="Du er logget ind til kl.").wait_for(state="attached")
        assert page.evaluate("document.activeElement.id") == "laas-begrundelse"
        assert page.input_value("#laas-begrundelse") == "vi flytter"


def test_who_closes_the_warning_is_warned_again_and_told_when_it_is_over(site: Site, odense: Town) -> None:
    with site.visitor("godkender", width=320) as visitor:
        page = visitor.page
        page.clock.install()
        visitor.go("/styring")
        page.fill("#laas-begrundelse", "vi flytter")
        left(page, WARNED_AT - 5)
        page.clock.run_for((3600 - WARNED_AT + 30) * 1000)
        dialog = page.get_by_role("alertdialog")
        dialog.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        left(page, 50)
        page.clock.run_for(240_000)
        dialog.wait_for()
        assert "Om 1 minut" in dialog.inner_text()
        left(page, 0, status=401)
        page.clock.run_for(60_000)
        over = page.get_by_role("alertdialog", name="Du er logget ud")
        over.wait_for()
        visitor.picture("session-over")
        again = over.get_by_role("link", name="Log ind igen").get_attribute("href") or ""
        assert again.endswith("/log-ind?til=%2Fstyring")
        page.keyboard.press("Enter")
        over.wait_for(state="hidden")
        assert page.input_value("#laas-begrundelse") == "vi flytter"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_was_typed_is_there_again_after_the_sign_in(site: Site, odense: Town, *, script: bool) -> None:
    upload = odense.sheet(real_rows(), by=odense.person())
    with site.visitor("godkender", script=script) as visitor:
        page = visitor.page
        visitor.go(f"/ark/{upload}/aendringer")
        page.check("#bekraeft")
        page.check("#senere")
        page.fill("#dato", "2027-05-03")
        page.fill("#klokken", "07:30")
        page.fill("#begrundelse", 'efter "mødet" & <aftalen>')
        end_session(visitor)
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.get_by_text("Det, du havde skrevet, står der stadig i en time.").wait_for()
        page.get_by_role("link", name="Log ind igen").click()
        visitor.fill_in_sign_in("godkender@odense.example")
        page.wait_for_url(site.at(f"/ark/{upload}/aendringer"))
        page.get_by_role("heading", name="Det, du havde skrevet, står her igen").wait_for()
        if script:
            assert page.evaluate("document.activeElement.id") == "gjort-nu"
        assert page.input_value("#begrundelse") == 'efter "mødet" & <aftalen>'
        assert (page.input_value("#dato"), page.input_value("#klokken")) == ("2027-05-03", "07:30")
        assert page.is_checked("#bekraeft")
        assert page.is_checked("#senere")
        assert odense.revision == 1
        assert site.table.scheduled(odense.code) is None
        answer_warnings(page)
        page.get_by_role("button", name="Offentliggør arket").click()
        page.get_by_role("heading", name="Arket er planlagt").wait_for()
        planned = site.table.scheduled(odense.code)
        assert planned is not None
        assert planned.note == 'efter "mødet" & <aftalen>'


def test_what_was_done_is_said_once_and_read_from_there(site: Site, odense: Town) -> None:
    with site.visitor("godkender") as visitor:
        page = visitor.page
        visitor.go("/styring")
        page.fill("#laas-begrundelse", "vi flytter")
        page.get_by_role("button", name="Lås visningen", exact=True).click()
        page.get_by_role("heading", name="Visningen er låst", exact=True).first.wait_for()
        assert page.evaluate("document.activeElement.id") == "gjort-nu"
        assert page.title().startswith("Visningen er låst. Styr visningen")
        visitor.picture("control-done")
        assert re.search(r"/styring$", page.url)
        page.reload()
        assert page.locator("#gjort-nu").count() == 0
