"""TLS before a server of this machine, with a certificate that is made for it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Way:
    """``certificate``: to be trusted by who asks; None where nothing is encrypted."""

    url: str
    pool: urllib3.PoolManager | None
    certificate: Path | None = None


@contextlib.contextmanager
def encrypted(to: int, folder: Path) -> Iterator[Way]:
    """TLS before the server at the port ``to``, in a process of its own: those who ask may fork in any moment, and
    their children would inherit what its threads hold.
    """
    certificate, key = _certificate(folder)
    arguments = [sys.executable, "-m", __name__, str(to), str(certificate), str(key)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as terminator:
        assert terminator.stdin is not None
        assert terminator.stdout is not None
        pool = urllib3.PoolManager(ca_certs=str(certificate))
        try:
            yield Way(f"https://localhost:{int(terminator.stdout.readline())}", pool, certificate)
        finally:
            pool.clear()
            terminator.kill()


def terminate(to: int, certificate: str, key: str) -> None:
    """Serves until the process that began this one is gone. Prints its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(connection: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            connection,
            context.wrap_socket(connection, server_side=True) as outer,
            socket.create_connection(("127.0.0.1", to)) as inner,
        ):
            threading.Thread(target=copy, args=(inner, outer), daemon=True).start()
            copy(outer, inner)

    def copy(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, daemon=True).start()
        print(server.getsockname()[1], flush=True)
        sys.stdin.read()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, private


if __name__ == "__main__":
    terminate(int(sys.argv[1]), sys.argv[2], sys.argv[3])
