"""Which addresses there are, who may use each, and who answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kleark.admin.app_context import AppContext, Visit
    from kleark.admin.exchange import Request, Response
    from kleark.identity.person import Role
    from kleark.identity.sessions import Session

    Page = Callable[[Visit], Response]
    OpenPage = Callable[[Request, Mapping[str, str], Session | None, AppContext], Response]

_NAMES: Mapping[str, str] = {
    "upload": "[0-9a-f]{32}",
    "revision": "[1-9][0-9]{0,8}",
    "rule": "KA[0-9]{3}",
    "file": "[a-z]{1,20}",
    "asset": r"[A-Za-z0-9_-]{1,80}(?:\.[A-Za-z0-9_-]{1,20}){1,3}",
}
"""What may stand in an address where a route has a name; anything else is no address."""


@dataclass(frozen=True)
class Route:
    """``path``: with ``{names}``. ``role``: what it takes; None: no sign-in.

    ``answered_by``: a module of `kleark.admin.pages` and a function in it, ``start:front``. It is imported when it is
    first asked for: an instance that has just started, with somebody waiting, needs one page and not all.
    ``impersonal``: the answer is the same for whoever asks, signed in or not.
    """

    method: str
    path: str
    role: Role | None
    answered_by: str
    impersonal: bool = False

    @cached_property
    def page(self) -> Page:
        """Who answers, at an address that takes a role."""
        assert self.role is not None
        return cast("Page", self._function)

    @cached_property
    def open_page(self) -> OpenPage:
        """Who answers, at an address that takes none."""
        assert self.role is None
        return cast("OpenPage", self._function)

    @cached_property
    def _function(self) -> object:
        module, function = self.answered_by.split(":")
        return getattr(import_module(f"kleark.admin.pages.{module}"), function)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path, with a group for each name."""
        parts = re.split(r"\{([a-z]+)\}", self.path)
        return re.compile(
            "".join(
                f"(?P<{part}>{_NAMES[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts)
            )
        )


class RouteMatch(NamedTuple):
    """The route of a request, and what stands where it has names."""

    route: Route
    places: Mapping[str, str]


def match_route(routes: Sequence[Route], method: str, path: str) -> RouteMatch | None:
    """The one route that answers; HEAD is answered as GET."""
    wanted = "GET" if method == "HEAD" else method
    for route in routes:
        if route.method == wanted and (match := route.pattern.fullmatch(path)):
            return RouteMatch(route, match.groupdict())
    return None


def allowed_methods(routes: Sequence[Route], path: str) -> list[str]:
    """The methods that an address takes; none where it is no address."""
    return [route.method for route in routes if route.pattern.fullmatch(path)]
