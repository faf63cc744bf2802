"""Windows in which states of the page are looked at, one after the other, by people who are signed in already.

A window of its own costs Chromium six times what another address in an open window does, and a profile of its own more
still. So each profile keeps one window, which is wiped after each state.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.support.prepared import prepare
from tests.support.site import PATIENCE, SCREENSHOTS
from tests.support.states import Heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Response

    from kleark.identity.person import Role
    from tests.support.prepared import Prepared
    from tests.support.site import Site
    from tests.support.states import State

PICTURES = "KLEARK_PICTURES"
"""Set, as `make pictures` does it: pictures are kept. No test needs them, and they cost as much as the tests."""

NAMES = {"reader": "Lærke Læser", "editor": "Rasmus Redaktør", "approver": "Gudrun Godkender"}


@dataclass(frozen=True)
class Shown:
    """A state in a window."""

    page: Page
    heard: Heard

    @property
    def answer(self) -> Response:
        """The one that made the page that is shown."""
        return self.heard.answers[-1]

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 900})

    def picture(self, name: str, *, whole: bool = True) -> None:
        """Keep what is shown for a person to look at: the whole page, or what the window holds of it."""
        if os.environ.get(PICTURES):
            self.keep(f"{name}.png", self.page.screenshot(full_page=whole))

    @staticmethod
    def keep(name: str, content: bytes) -> None:
        """Keep a file among the pictures."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        (SCREENSHOTS / name).write_bytes(content)


@dataclass
class Gallery:
    """One browser profile for each municipality and role, kept as long as the gallery is open."""

    prepared: Prepared
    _windows: dict[tuple[str, Role | None], Page] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        return self.prepared.site

    def address(self, state: State) -> str:
        return self.site.at(state.path.format_map(self.prepared.ids))

    @contextmanager
    def shown(self, state: State, width: int = 1280) -> Iterator[Shown]:
        """The state, in a window that shows nothing else; one that is ``alone``, in a profile of its own, too."""
        page = self.profile(state).new_page() if state.alone else self._window(state)
        heard = Heard()
        heard.listen(page)
        shown = Shown(page, heard)
        try:
            shown.resize(width)
            with state.around(self.prepared):
                page.goto(self.address(state))
                if state.act:
                    state.act(page, self.prepared)
            yield shown
        except BaseException:
            # Whatever it was, the next state gets a window that had no part in it.
            self._forget(page)
            raise
        finally:
            heard.ignore(page)
            if state.alone:
                page.context.close()
            elif not page.is_closed():
                self._wipe(page)

    def profile(self, state: State, **options: object) -> BrowserContext:
        """A browser in which the state's person is signed in, and nobody else has been."""
        context = self.site.browser.new_context(
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        if state.who:
            town = self.prepared.town(state.town)
            town.enter(context, town.person(state.who, NAMES[state.who.value]))
        return context

    def close(self) -> None:
        for page in self._windows.values():
            page.context.close()

    def _window(self, state: State) -> Page:
        """The one of the state's person, in which others of their states were shown."""
        key = state.town, state.who
        if key not in self._windows:
            self._windows[key] = self.profile(state).new_page()
        return self._windows[key]

    def _forget(self, page: Page) -> None:
        for key in [key for key, window in self._windows.items() if window is page]:
            del self._windows[key]
            page.context.close()

    @staticmethod
    def _wipe(page: Page) -> None:
        """What was set for a state goes. Its document stays until the next one: to leave the site for a blank page
        would cost the process that the window is kept for."""
        page.unroute_all()
        page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")


@contextmanager
def gallery(site: Site) -> Iterator[Gallery]:
    """With every municipality prepared."""
    opened = Gallery(prepare(site))
    try:
        yield opened
    finally:
        opened.close()
