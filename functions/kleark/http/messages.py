"""HTTP requests and responses, whatever is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_FORM_BYTES = 64 * 1024
"""No form of the page holds more than reasons of 500 characters, one for each rule with warnings; sheets go straight to
S3."""

_MOST_PARAMETERS = 50
_MOST_FIELDS = 200


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        method: In upper case.
        path: Without the deployment's stage, and without the part that all addresses of a page begin with.
        query: Raw, without its question mark.
        headers: With names in lower case.
        cookies: As the browser sent them, ``name=value``.
        body: The bytes that were sent, decoded from base64.
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
        return _first_values(self.query, _MOST_PARAMETERS)

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The fields of a form. Empty where the body is no form, or too large to be one of ours."""
        media_type = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/x-www-form-urlencoded" or len(self.body) > MOST_FORM_BYTES:
            return {}
        return _first_values(self.body.decode("utf-8", "replace"), _MOST_FIELDS)

    @cached_property
    def cookie_values(self) -> Mapping[str, str]:
        """The cookies by name. One that cannot be parsed is left out."""
        values: dict[str, str] = {}
        for cookie in self.cookies:
            try:
                values |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
            except CookieError:
                continue
        return values

    @property
    def wants_json(self) -> bool:
        """Whether the page's script asks, and not the browser itself."""
        return self.headers.get("accept", "").split(",")[0].strip() == "application/json"


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one request.

    Attributes:
        status: The status code.
        body: Empty for 304, and for HEAD.
        headers: Without ``Set-Cookie``.
        cookies: Whole ``Set-Cookie`` values, see `set_cookie`.
        binary: Whether the body is something else than text.
        log: What the log should say about it; nothing personal. Empty for most.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    binary: bool = False
    log: Mapping[str, Any] = field(default_factory=dict)

    def with_headers(self, **headers: str) -> Response:
        """The same with more headers; underscores in a name are hyphens."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})

    def with_log(self, **facts: Any) -> Response:
        """The same with more that the log should say about it."""
        return replace(self, log={**self.log, **facts})

    def with_cookies(self, *cookies: str) -> Response:
        """The same with more cookies, after those it has."""
        return replace(self, cookies=(*self.cookies, *cookies))


def html_response(text: str, status: int = 200) -> Response:
    """A page."""
    return Response(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def json_response(data: Any, status: int = 200) -> Response:
    """JSON for the page's script."""
    return Response(status, json.dumps(data).encode(), {"Content-Type": "application/json"})


def see_other(location: str) -> Response:
    """Go there, with GET (RFC 9110, 15.4.4). ``location``: a whole address, or a path as links on the page have it."""
    return Response(303, headers={"Location": location})


def set_cookie(name: str, value: str, seconds: int | None = None) -> str:
    """A ``Set-Cookie`` value that only the page's own server gets to see, over TLS (RFC 6265bis, 4.1.3.2).

    Lax and not Strict: people who come back from the sign-in page, or from S3 with a sheet, come from another site.

    Args:
        name: The cookie's name.
        value: Its value.
        seconds: How long it lives; 0 removes it; None: until the browser is closed.
    """
    age = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}"


def _first_values(text: str, most: int) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return {}
    return dict(reversed(pairs))
