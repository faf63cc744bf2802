"""Which addresses there are, and who answers at each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kleark.portal.problems import NO_SUCH_PATH, ProblemError, method_not_allowed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.portal.published import PortalContext
    from kleark.portal.responses import Request, Response


class Endpoint(Protocol):
    """``places``: what stands in the address where the route has names, undecoded and unjudged."""

    def __call__(self, request: Request, places: Mapping[str, str], portal: PortalContext) -> Response: ...


@dataclass(frozen=True)
class Route:
    """``path``: as in ``schemas/openapi.yaml``, with ``{names}``. Where GET is answered, so is HEAD."""

    path: str
    endpoints: Mapping[str, Endpoint]

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that this address takes."""
        return tuple(
            one for method in self.endpoints for one in ((method, "HEAD") if method == "GET" else (method,))
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path, with a group for each name."""
        parts = re.split(r"\{([a-z]+)\}", self.path)
        return re.compile(
            "".join(f"(?P<{part}>[^/]*)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        )


def routed(routes: Sequence[Route], request: Request, portal: PortalContext) -> Response:
    """Answer at the one route that the path fits. Raises ProblemError where there is none, or the method is wrong."""
    for route in routes:
        if found := route.pattern.fullmatch(request.path):
            endpoint = route.endpoints.get("GET" if request.method == "HEAD" else request.method)
            if endpoint is None or request.method not in route.methods:
                raise ProblemError(method_not_allowed(", ".join(route.methods)))
            return endpoint(request, found.groupdict(), portal)
    raise ProblemError(NO_SUCH_PATH)
