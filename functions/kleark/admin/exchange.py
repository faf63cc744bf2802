"""A browser's request, and what it is answered with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_FORM_BYTES = 16 * 1024
"""No form of the page holds more than a reason of 500 characters; sheets go straight to S3."""


@dataclass(frozen=True)
class Request:
    """``path``: without the part that all of the page's addresses begin with. ``query``: raw, no question mark.

    ``headers``: with names in lower case. ``cookies``: as the browser sent them, ``name=value``.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[str] = ()
    body: bytes = b""

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The query's values; of a name that stands twice, the first."""
        return _values(self.query)

    @cached_property
    def form(self) -> Mapping[str, str]:
        """What was filled in. Empty where the body is no form, or too large to be one of ours."""
        media_type = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/x-www-form-urlencoded" or len(self.body) > MOST_FORM_BYTES:
            return {}
        return _values(self.body.decode("utf-8", "replace"))

    @cached_property
    def jar(self) -> Mapping[str, str]:
        """The cookies by name."""
        found: dict[str, str] = {}
        for one in self.cookies:
            try:
                found |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}
            except CookieError:
                continue
        return found

    @property
    def wants_json(self) -> bool:
        """Whether our script asks, and not the browser itself."""
        return self.headers.get("accept", "").split(",")[0].strip() == "application/json"


@dataclass(frozen=True, slots=True)
class Response:
    """``cookies``: whole ``Set-Cookie`` values. ``binary``: whether the body is something else than text.

    ``logged``: what a person who runs the page should know of it; nothing personal. Empty for most.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    binary: bool = False
    logged: str = ""

    def having(self, *cookies: str, **headers: str) -> Response:
        """The same with more cookies and headers; underscores in a header's name are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named}, cookies=(*self.cookies, *cookies))


def html(body: str, status: int = 200) -> Response:
    """A page."""
    return Response(status, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def see_other(location: str) -> Response:
    """Go there, with GET (RFC 9110, 15.4.4). ``location``: a whole address, or one made by `Settings.url`."""
    return Response(303, headers={"Location": location})


def cookie(name: str, value: str, seconds: int | None = None) -> str:
    """A ``Set-Cookie`` value that only this page's own server gets to see, over TLS (RFC 6265bis, 4.1.3.2).

    ``seconds``: how long it lives; 0 takes it away; None: until the browser is closed. Lax and not Strict: whoever
    comes back from the sign-in page, or from S3 with a sheet, comes from another site.
    """
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}"


def _values(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    return dict(reversed(pairs))
