"""Which route a request belongs to, and what its path says where the route has names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Route:
    """One method at one path. Where GET is answered, so is HEAD.

    Attributes:
        method: In upper case.
        path: With ``{names}``.
        segments: What may stand where the path has a name, by name, as a regular expression. A name that is not
            listed takes anything without a slash.
    """

    method: str
    path: str

    segments: ClassVar[Mapping[str, str]] = {}

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it answers."""
        return (self.method, "HEAD") if self.method == "GET" else (self.method,)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path, with a group for each name."""
        parts = re.split(r"\{([a-z]+)\}", self.path)
        return re.compile(
            "".join(
                f"(?P<{part}>{self.segments.get(part, '[^/]*')})" if index % 2 else re.escape(part)
                for index, part in enumerate(parts)
            )
        )


AnyRoute = TypeVar("AnyRoute", bound=Route)


@dataclass(frozen=True, slots=True)
class RouteMatch(Generic[AnyRoute]):
    """The route of a request, and what stands in its path where the route has names, undecoded."""

    route: AnyRoute
    path_params: Mapping[str, str]


def match_route(routes: Sequence[AnyRoute], method: str, path: str) -> RouteMatch[AnyRoute] | None:
    """The first route that fits; HEAD is answered as GET. None where there is none."""
    wanted = "GET" if method == "HEAD" else method
    for route in routes:
        if route.method == wanted and (match := route.pattern.fullmatch(path)):
            return RouteMatch(route, match.groupdict())
    return None


def allowed_methods(routes: Sequence[Route], path: str) -> list[str]:
    """The methods that a path takes, HEAD included; empty where there is no such path."""
    return [method for route in routes if route.pattern.fullmatch(path) for method in route.methods]
