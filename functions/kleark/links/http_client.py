"""One request to one host, by urllib3: at an IP address that was checked, within so many seconds and bytes.

No cookies, no credentials, no proxies of the environment, no redirects followed: what asks decides about each hop.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from http.client import HTTPException
from threading import Timer
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from kleark.links.link_answer import LinkReason, ReasonedError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping, Sequence

    from urllib3.response import BaseHTTPResponse

    from kleark.links.guard import Target

NAME = "Kleark-links"
"""What asks, also to robots.txt."""

MOST_BYTES = 65_536

_REDIRECTS = frozenset([301, 302, 303, 307, 308])

# X509_V_ERR_… of OpenSSL.
_FLAWS = {
    10: LinkReason.EXPIRED,
    18: LinkReason.UNKNOWN_ISSUER,
    19: LinkReason.UNKNOWN_ISSUER,
    20: LinkReason.UNKNOWN_ISSUER,
    21: LinkReason.UNKNOWN_ISSUER,
    62: LinkReason.OTHER_NAME,
    64: LinkReason.OTHER_NAME,
}


class NoAnswerError(ReasonedError):
    """There was no answer."""


class CertificateError(ReasonedError):
    """The certificate does not vouch for the host."""


class HttpAnswer(NamedTuple):
    """``body``: the first bytes, of GET alone, as they came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def leads_to(self, at: str) -> str | None:
        """Where an answer of ``at`` leads on, as a whole address; None where it does not."""
        location = self.headers.get("Location")
        if self.status not in _REDIRECTS or not location:
            return None
        # Headers are read as Latin-1; sites write UTF-8 into them all the same.
        with suppress(UnicodeError):
            location = location.encode("latin-1").decode("utf-8")
        try:
            return urljoin(at, location.strip())
        except ValueError:
            return location


class HttpClient(NamedTuple):
    """``connect``: opens a connection; ``tls``: whom to trust; ``contact``: where somebody answers for the asking.

    ``purpose``, ``name``: why is asked, and what asks.
    """

    connect: Callable[[str, int, float], socket.socket]
    tls: ssl.SSLContext
    contact: str
    purpose: str = "asks whether links that citizens are given still work"
    name: str = NAME

    @property
    def user_agent(self) -> str:
        """Who asks, and why."""
        contact = self.contact.encode("ascii", "replace").decode("ascii")
        return f"{self.name}/1.0 ({self.purpose}; {contact})"

    def request(
        self, method: str, target: Target, addresses: Sequence[str], seconds: float, most: int = MOST_BYTES
    ) -> HttpAnswer:
        """Ask a host at one of its addresses, in ``seconds`` all in all. ``most``: bytes of a body that are read.

        Raises:
            CertificateError: The certificate does not vouch for the host.
            NoAnswerError: There was no answer, not in time, or none that is HTTP.
        """
        connection = _CheckedConnection(self, target.host, addresses, seconds)
        try:
            connection.request(
                method,
                target.request_uri,
                headers={
                    "User-Agent": self.user_agent,
                    "Accept": "text/html,*/*;q=0.5",
                    "Accept-Language": "da,en;q=0.5",
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                },
                preload_content=False,
                decode_content=False,
            )
            return _answer(method, connection.getresponse(), most)
        except ssl.SSLCertVerificationError as error:
            raise CertificateError(_FLAWS.get(error.verify_code, LinkReason.OTHER_FLAW)) from None
        except (OSError, HTTPException, HTTPError, ValueError) as error:
            late = connection.is_cut or isinstance(error, TimeoutError)
            raise NoAnswerError(LinkReason.TOO_SLOW if late else LinkReason.NO_CONNECTION) from None
        finally:
            connection.close()


def _answer(method: str, response: BaseHTTPResponse, most: int) -> HttpAnswer:
    body = b""
    if method == "GET":
        try:
            body = response.read(most, decode_content=False)
        except (OSError, HTTPException, HTTPError):
            # The status says it all; a page that breaks off, or never ends, is there.
            body = b""
    return HttpAnswer(response.status, response.headers, body)


class _CheckedConnection(HTTPSConnection):
    """A connection to addresses that were checked. TLS is for the host's name, which is in SNI and in the certificate.

    `_new_conn` is where urllib3's own connections through SOCKS open theirs, too (``urllib3.contrib.socks``).
    """

    def __init__(self, client: HttpClient, host: str, addresses: Sequence[str], seconds: float) -> None:
        super().__init__(host, 443, timeout=seconds, ssl_context=client.tls)
        self._client = client
        self._addresses = addresses
        self._seconds = seconds
        self._cutter: Timer | None = None
        self._watched: socket.socket | None = None
        self.is_cut = False

    def _new_conn(self) -> socket.socket:
        from time import monotonic  # noqa: PLC0415

        until = monotonic() + self._seconds
        failure: OSError = OSError("no address")
        for address in self._addresses:
            left = until - monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                opened = self._client.connect(address, 443, left)
            except OSError as error:
                failure = error
                continue
            self._cut_after(until - monotonic(), opened)
            return opened
        raise failure

    def _cut_after(self, seconds: float, opened: socket.socket) -> None:
        """A host that sends a byte now and then keeps to each limit of the socket's: one that runs out cuts it off."""
        # TLS takes the socket's descriptor for its own; a second one to the same connection stays with us.
        self._watched = opened.dup()
        self._cutter = Timer(max(seconds, 0.01), self._cut)
        self._cutter.daemon = True
        self._cutter.start()

    def _cut(self) -> None:
        self.is_cut = True
        if self._watched is not None:
            try:
                self._watched.shutdown(2)
            except OSError:
                return

    def close(self) -> None:
        """Also what watches it."""
        if self._cutter is not None:
            self._cutter.cancel()
        if self._watched is not None:
            self._watched.close()
        super().close()
