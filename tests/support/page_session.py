"""Somebody who signs in at the admin's page of a deployed stack and stays, without a browser."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from infra.local.people import PASSWORD

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **more: object) -> None:
        return None


@dataclass
class PageSession:
    """One person's cookies."""

    stack: LocalStack
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of one of the page's paths; a redirect is not followed."""
        status, _, text = self._ask(self.stack.page_url + path)
        return status, text

    def sign_in(self, email: str) -> None:
        """As a browser does. Raises AssertionError where any step leads elsewhere."""
        status, to_provider, text = self._ask(f"{self.stack.page_url}/log-ind")
        assert status == 303, text
        _, _, form = self._ask(to_provider)
        fields = {name: unescape(value) for name, value in FIELD.findall(form)}
        fields |= {"username": email, "password": PASSWORD}
        status, back, text = self._ask(f"{self.stack.endpoint}/login", urlencode(fields).encode())
        assert status == 302, text
        status, _, text = self._ask(back)
        assert status == 303, text

    def _ask(self, url: str, data: bytes | None = None) -> tuple[int, str, str]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays)
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = urllib.request.Request(url, data, {"Cookie": sent} if sent else {})
        try:
            with opener.open(request, timeout=60) as answer:
                found = answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                found = error.code, error.headers, error.read().decode()
        status, headers, text = found
        for written in headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(written).items()}
        return status, headers.get("Location", ""), text
