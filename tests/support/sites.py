"""An Internet of ours on loopback: names, addresses, certificates, and sites that answer as a test wants.

Names stand for public addresses, as the resolver of the test says, so that the guard has something to let through;
the test's connector leads each of these to a server on loopback. What the code under test connects to is written down.
"""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kleark.links.asking import LinkAsker
from kleark.links.http_client import HttpClient, NoAnswerError
from kleark.links.link_answer import LinkReason
from kleark.links.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

YEAR = datetime.timedelta(days=365)


class Authority(NamedTuple):
    """Who vouches for hosts."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@cache
def authority(name: str = "Test CA") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, name, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, *, expired: bool = False
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 2 * YEAR)
        .not_valid_after(now - YEAR if expired else now + YEAR)
    )


def write_certificate(folder: Path, host: str, *, expired: bool = False, trusted: bool = True) -> Path:
    """A host's certificate and key, in one file."""
    ca = authority() if trusted else authority("Nobody")
    key = ec.generate_private_key(ec.SECP256R1())
    signed = (
        _builder(host[:60], ca.certificate.subject.rfc4514_string().removeprefix("CN="), key, expired=expired)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    path = folder / f"{host}-{expired}-{trusted}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def trusting() -> ssl.SSLContext:
    """A context as the product has it, which trusts the test's authority alone."""
    context = ssl.create_default_context(
        cadata=authority().certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
    )
    assert context.check_hostname
    return context


class Answer(NamedTuple):
    """What a site answers. ``raw``: sends these bytes instead, one by one with a pause where ``trickle`` says so."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)
    body: bytes = b"<title>Pas</title>"
    raw: bytes | None = None
    trickle: float = 0.0


NOT_THERE = Answer(404)


class Asked(NamedTuple):
    """One request that came in."""

    host: str
    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Internet:
    """Names, addresses and sites.

    ``names``: addresses of each host. ``ports``: where on loopback each address is. ``connected``: the addresses that
    were connected to. ``server_names``: what TLS was for.
    """

    folder: Path
    names: dict[str, list[str]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    connected: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    server_names: list[str | None] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    seconds: float = 0.0
    servers: list[ThreadingHTTPServer] = field(default_factory=list)

    def site(
        self,
        host: str,
        pages: dict[str, Answer] | Callable[[str, str], Answer],
        *,
        address: str | None = None,
        certificate: Path | None = None,
    ) -> None:
        """Put a site on loopback. ``pages``: by path, or a function of method and path; else 404."""
        address = address or f"93.184.216.{len(self.ports) + 1}"
        given = pages if callable(pages) else lambda _, path: pages.get(path, NOT_THERE)
        made = type("Site", (Site,), {"internet": self, "host": host, "pages": staticmethod(given)})
        server = ThreadingHTTPServer(("127.0.0.1", 0), made)
        server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate or write_certificate(self.folder, host))
        context.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.servers.append(server)
        self.names.setdefault(host, [address])
        self.ports[address] = server.server_address[1]

    def resolve(self, host: str) -> Sequence[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise NoAnswerError(LinkReason.NO_SUCH_HOST)
        return self.names[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        assert port == 443
        self.connected.append(address)
        if address not in self.ports:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.ports[address]), seconds)

    def wait(self, seconds: float) -> None:
        """Time passes at once."""
        self.waited.append(seconds)
        self.seconds += seconds

    def now(self) -> float:
        return self.seconds

    def asker(self, resolve: Callable[[str], Sequence[str]] | None = None) -> LinkAsker:
        client = HttpClient(self.connect, trusting(), "drift@example.dk")
        return LinkAsker(resolve or self.resolve, client, Pace(self.now, self.wait), self.now)

    def close(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()


class Site(BaseHTTPRequestHandler):
    """One request to a site. `Internet.site` makes a class of it for each."""

    internet: Internet
    host: str
    pages: Callable[[str, str], Answer]

    def respond(self) -> None:
        self.internet.asked.append(Asked(self.host, self.command, self.path, dict(self.headers.items())))
        given = type(self).pages(self.command, self.path)
        try:
            self._send(given) if given.raw is None else self._trickle(given.raw, given.trickle)
        except OSError:
            self.close_connection = True

    def _trickle(self, raw: bytes, pause: float) -> None:
        self.close_connection = True
        for at in range(len(raw) if pause else 0):
            self.wfile.write(raw[at : at + 1])
            threading.Event().wait(pause)
        if not pause:
            self.wfile.write(raw)

    def _send(self, given: Answer) -> None:
        self.send_response(given.status)
        for name, value in given.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)

    do_GET = do_HEAD = respond  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing."""


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status, (("Location", to),), b"")
