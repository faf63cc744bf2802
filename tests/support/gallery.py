"""Windows in which states of the page are looked at, one after the other, by people who are signed in already."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.browsing import be_still
from tests.support.prepared import prepare
from tests.support.site import PATIENCE, keep_picture
from tests.support.states import Heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Response

    from kleark.identity.person import Role
    from tests.support.prepared import Prepared
    from tests.support.site import Site
    from tests.support.states import State

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
        keep_picture(self.page, name, whole=whole)


@dataclass
class Gallery:
    """One browser profile and a window in it, kept as long as the gallery is open, in which people take turns.

    To open a window takes longer than to show a page in it.
    """

    prepared: Prepared
    _context: BrowserContext | None = None
    _page: Page | None = None
    _cookies: dict[tuple[str, Role | None], Any] = field(default_factory=dict)
    """What tells the page who they are, by municipality and role."""

    @property
    def site(self) -> Site:
        return self.prepared.site

    def address(self, state: State) -> str:
        return self.site.at(state.path.format_map(self.prepared.ids))

    @contextmanager
    def shown(self, state: State, width: int = 1280, *, apart: bool = False) -> Iterator[Shown]:
        """The state, in a window that others use too, unless it or the caller keeps it ``apart``."""
        apart = apart or state.apart or state.alone
        context = self.profile(state) if state.alone else self._kept(state)
        page, heard = context.new_page() if apart else self._window(state), Heard()
        heard.listen(page)
        shown = Shown(page, heard)
        try:
            shown.resize(width)
            with state.around(self.prepared):
                page.goto(self.address(state))
                if state.act:
                    state.act(page, self.prepared)
            yield shown
        finally:
            be_still(page)
            if apart:
                page.close()
            else:
                page.goto(
                    "about:blank"
                )  # what moves or asks again and again would do so for the rest of the tests
            if state.alone:
                context.close()

    @contextmanager
    def usual_window(self, state: State) -> Iterator[Page]:
        """The window in which the states of this municipality and role are shown, with whatever was in it last."""
        page = self._window(state)
        try:
            yield page
        finally:
            be_still(page)

    def profile(self, state: State, **options: object) -> BrowserContext:
        """A browser in which the state's person is signed in, and nobody else has been."""
        context = self.site.browser.new_context(
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        self._enter(context, state)
        return context

    def close(self) -> None:
        if self._context:
            self._context.close()

    def _window(self, state: State) -> Page:
        context = self._kept(state)
        if self._page is None:
            self._page = context.new_page()
        return self._page

    def _kept(self, state: State) -> BrowserContext:
        """With the state's person signed in, and nobody else."""
        if self._context is None:
            self._context = self.profile(state)
        self._context.clear_cookies()
        if cookies := self._cookies.get((state.town, state.who)):
            self._context.add_cookies(cookies)
        else:
            self._enter(self._context, state)
            self._cookies[state.town, state.who] = self._context.cookies()
        return self._context

    def _enter(self, context: BrowserContext, state: State) -> None:
        if state.who:
            town = self.prepared.town(state.town)
            town.enter(context, town.person(state.who, NAMES[state.who.value]))


@contextmanager
def gallery(site: Site) -> Iterator[Gallery]:
    """With every municipality prepared."""
    opened = Gallery(prepare(site))
    try:
        yield opened
    finally:
        opened.close()
