"""What the page shows where the local stack never comes: it asks no links, and has one edition of the register.

The page's own code answers Chromium, from tables on moto.
"""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.browsing import axe_violations, leave, window
from tests.support.emneplan import PlanTopic
from tests.support.link_stack import LINKS, make_links_table
from tests.support.page import SETTINGS, Clock, PageStores, app_context, asking, person
from tests.support.page import Browser as Asking
from tests.support.receiving import Editions, edition_file
from tests.support.site import keep_picture
from tests.support.world import NOON, row, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

    from tests.support.world import World

WIDTHS = (1280, 320)
LONG_PATH = "borger/arbejde-og-ydelser/sygedagpenge-og-jobafklaring/saadan-soeger-du"


@contextmanager
def opened(browser: Browser, asking: Asking, path: str) -> Iterator[Page]:
    """A page that ``asking`` gets, and what belongs to it, in Chromium."""
    page = window(browser, WIDTHS[0])

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        where = asked.path.removeprefix(SETTINGS.base) + (f"?{asked.query}" if asked.query else "")
        made = asking.get(where)
        route.fulfill(status=made.status, headers=dict(made.headers), body=made.body)

    page.route("**/*", answer)
    try:
        page.goto(SETTINGS.page_url + path)
        yield page
    finally:
        leave(page)


def faults(page: Page, name: str) -> dict[int, list[str]]:
    """What is wrong with the page, by the window's width."""
    found: dict[int, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        needed = page.evaluate("document.documentElement.scrollWidth")
        wrong = [f"axe: {rule} at {places}" for rule, places in axe_violations(page)]
        wrong += [f"{needed} px wide"] if needed > width else []
        keep_picture(page, f"page-{name}-{width}")
        if wrong:
            found[width] = wrong
    return found


def test_links_that_do_not_answer_are_told_before_publishing(browser: Browser, world: World) -> None:
    """As many as are folded away."""
    make_links_table(world)
    table = LinkTable(world.dynamodb, LINKS, pause=lambda _: None)
    states = (LinkState.GONE, LinkState.MOVED, LinkState.CERTIFICATE, LinkState.SOFT_404, LinkState.DOWN) * 2
    sheet = []
    for at, (one, state) in enumerate(zip(rows(len(states)), states, strict=True)):
        link = f"https://www.odense.dk/{LONG_PATH}/{at}"
        answer = LinkAnswer(
            link,
            state,
            NOON - timedelta(days=9),
            NOON,
            f"https://www.odense.dk/nyt/{LONG_PATH}/{at}" if state is LinkState.MOVED else None,
            {LinkState.SOFT_404: LinkReason.FRONT_PAGE, LinkState.DOWN: LinkReason.SERVER_ERROR}.get(state),
        )
        table.write(answer)
        sheet.append(dataclasses.replace(one, info_url=link))
    upload, config = validated(world.code, sheet, "ark.xlsx", stamp(NOON), status=UploadStatus.CHECKED)
    world.table.claim(upload)
    world.reports.write(world.code, upload.upload_id, "config.json", config.to_bytes())
    context = app_context(PageStores(world, links=table), Clock(NOON + timedelta(hours=1)))
    anne = Asking(context).signed_in_as(person())
    with opened(browser, anne, f"/ark/{upload.upload_id}/aendringer") as page:
        assert "8 links svarer ikke, og 2 links er flyttet" in page.locator("#links").inner_text()
        page.get_by_text("Se de 10 links").click()
        assert faults(page, "changes-links") == {}


def test_an_edition_that_waits_is_told_on_the_page_of_the_register(browser: Browser, world: World) -> None:
    world.published((row(5), row(15), row(20), row(301)))
    editions = Editions(world)
    first = edition_file(without=("15.00.05",), renamed={"15.00.20": "Andre [udgår 2026]"})
    editions.activate(first, confirmed=True)
    new = PlanTopic("15.00.35", "Noget nyt", "2025-11-01", former=("15.00.15",))
    editions.now = NOON
    without, renamed = ("15.00.05", "15.00.15"), {"15.00.20": "Planer"}
    editions.drop(edition_file("2025-11-01", without=without, renamed=renamed, new=(new,)))
    with opened(browser, asking(world), "/register") as page:
        assert page.locator("nav [aria-current]").inner_text() == "Regler"
        assert page.get_by_role("heading", name="En ny udgave venter").count() == 1
        assert faults(page, "register-waiting") == {}
