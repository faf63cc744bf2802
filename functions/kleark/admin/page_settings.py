"""What a deployment decides of its page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

CALLBACK = "/log-ind/svar"
"""Where the identity provider sends people back to. It is registered with it, in template.yaml."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the pages name and lead to.

    Attributes:
        page_url: Where the page's addresses begin, without a slash at the end.
        sign_in_origin: Which forms may lead through, beside the page's own.
        uploads_origin: Which forms may lead to.
        owner: Who runs the page.
        contact: Their e-mail.
        phone: Their telephone.
        statement: The address of the accessibility statement that the law asks for.
        local: A stack on somebody's own machine.
        notice_sender: The address that notices are sent from; empty where none are sent.
        scans: Files are scanned for malware before they are read.
    """

    page_url: str
    sign_in_origin: str
    uploads_origin: str
    owner: str = ""
    contact: str = ""
    phone: str = ""
    statement: str = ""
    local: bool = False
    notice_sender: str = ""
    scans: bool = False

    @property
    def origin(self) -> str:
        """Scheme, host and port, as browsers send them in ``Origin``."""
        parts = urlsplit(self.page_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base(self) -> str:
        """What every path of the page begins with; empty where the page has a host of its own."""
        return urlsplit(self.page_url).path

    def url(self, path: str, **parameters: str | int) -> str:
        """A path of the page as a link. ``parameters``: its query."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return f"{self.base}{quote(path)}{query}"

    def whole_url(self, path: str, **parameters: str | int) -> str:
        """The same with its origin, for those who come from elsewhere."""
        return self.origin + self.url(path, **parameters)
