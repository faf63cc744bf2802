"""The admin's page on the local stack, as people meet it: signed in at the engine's Cognito, in Chromium."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from infra.cloudformation import ROOT
from infra.local.people import PASSWORD
from infra.local.upload import send, wait_for_upload
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.publishing.ids import municipality_code
from kleark.publishing.object_keys import CHECK_ONLY_FOLDER
from tests.support.browsing import answer_warnings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Response

    from infra.local.stack import LocalStack
    from kleark.publishing.ids import MunicipalityCode

ORIGINAL = ROOT / "sample_sheets" / "odense-2021.xlsx"
MENDED = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
SCREENSHOTS = ROOT / ".build" / "screenshots"
"""Ignored by git. Whoever changed a page looks here, after `make pictures`."""
PICTURES = "KLEARK_PICTURES"
"""Set where pictures are wanted. Nothing is asserted of them, and they take as long as all that is."""

PATIENCE = 60_000
"""Milliseconds. A loaded machine gets its time: no test is about speed."""


def keep_picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep what is shown for a person to look at, where `PICTURES` asks for it: the whole page, or the window."""
    if os.environ.get(PICTURES):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)


@dataclass(frozen=True)
class Site:
    """A running page. ``url``: see `at`."""

    stack: LocalStack
    browser: Browser

    def at(self, path: str) -> str:
        """The whole address of one of the page's paths, ``/ark/nyt``."""
        return self.stack.page_url.rstrip("/") + path

    @property
    def table(self) -> ConfigurationTable:
        return ConfigurationTable(self.stack.dynamodb, self.stack.table_name)

    @contextmanager
    def visitor(
        self, who: str | None = None, *, width: int = 1280, script: bool = True, **options: object
    ) -> Iterator[Visitor]:
        """A browser window of its own; signed in where ``who``, the part of the e-mail before its ``@``, is named.

        ``who`` may name another municipality: ``godkender@aarhus``; else it is Odense.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        try:
            visitor = Visitor(self, context, context.new_page())
            if who:
                visitor.sign_in(who)
            yield visitor
        finally:
            context.close()

    def uploaded(self, code: str, name: str, data: bytes) -> str:
        """Check a sheet without the page, and give its id."""
        municipality = municipality_code(code)
        sent = send(self.stack, f"{municipality}/{CHECK_ONLY_FOLDER}/{name}", data)
        wait_for_upload(self.stack, municipality, sent.upload_id)
        return sent.upload_id

    def live(self, code: str = "0461") -> int:
        """The revision that is live."""
        return self.table.live(municipality_code(code), consistent=True).revision

    def forget(self, code: str) -> None:
        """Take everything that the table holds of a municipality away, as if it had never begun."""
        municipality: MunicipalityCode = municipality_code(code)
        found = self.stack.dynamodb.scan(TableName=self.stack.table_name, ProjectionExpression="PK, SK")
        for item in found["Items"]:
            if item["PK"]["S"].startswith(tuple(f"{kind}#{municipality}" for kind in "MUD")):
                self.stack.dynamodb.delete_item(
                    TableName=self.stack.table_name, Key={"PK": item["PK"], "SK": item["SK"]}
                )
        colleagues = self.stack.dynamodb.scan(TableName=self.stack.colleagues_table_name)
        for item in colleagues["Items"]:
            if item["PK"]["S"] == municipality:
                self.stack.dynamodb.delete_item(
                    TableName=self.stack.colleagues_table_name, Key={"PK": item["PK"], "SK": item["SK"]}
                )


@dataclass
class Visitor:
    """One person at the page. ``page``: their window."""

    site: Site
    context: BrowserContext
    page: Page

    def sign_in(self, who: str) -> None:
        """Through Cognito's own page, back to the front page."""
        name, _, municipality = who.partition("@")
        self.page.goto(self.site.at("/log-ind"))
        self.fill_in_sign_in(f"{name}@{municipality or 'odense'}.example")
        self.page.wait_for_url(self.site.at("/"))

    def fill_in_sign_in(self, email: str) -> None:
        """On Cognito's page."""
        self.page.fill("#username", email)
        self.page.fill("#password", PASSWORD)
        self.page.click("button[type=submit]")

    def go(self, path: str) -> Response:
        """Open one of the page's paths."""
        answer = self.page.goto(self.site.at(path))
        assert answer is not None
        return answer

    def choose(self, sheet: Path) -> None:
        """Choose a sheet and press the button; where it leads is not waited for."""
        self.go("/ark/nyt")
        self.page.set_input_files("#ark", sheet)
        self.page.get_by_role("button", name="Kontrollér arket").click()

    def check(self, sheet: Path) -> str:
        """Choose a sheet, wait for its result, and give the upload's id."""
        self.choose(sheet)
        return self.upload_shown()

    def upload_shown(self) -> str:
        """The id of the upload whose result is shown, once it is."""
        self.page.wait_for_url(re.compile(r"/ark/[0-9a-f]{32}$"))
        self.page.get_by_role("heading", name="Om kontrollen").wait_for()
        return self.path.rpartition("/")[2]

    def publish(self, upload: str) -> None:
        """Say yes on the page of changes, with whatever has to be confirmed and answered; the receipt is waited for."""
        self.go(f"/ark/{upload}/aendringer")
        if self.page.locator("#bekraeft").count():
            self.page.check("#bekraeft")
        answer_warnings(self.page)
        self.page.get_by_role("button", name="Offentliggør arket").click()
        self.page.wait_for_url(re.compile(r"/kvittering/\d+$"))

    @property
    def path(self) -> str:
        """Where the window is, without what all of the page's addresses begin with."""
        base = urlsplit(self.site.stack.page_url).path.rstrip("/")
        return urlsplit(self.page.url).path.removeprefix(base)

    @property
    def heading(self) -> str:
        return " ".join((self.page.locator("h1").text_content() or "").split())

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def picture(self, name: str) -> None:
        """Keep what is shown, whole, for a person to look at."""
        keep_picture(self.page, name)
