"""The network as it is: the system's resolver, its connections, and whom it trusts."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING

from kleark.links.http_client import HttpClient, NoAnswerError
from kleark.links.link_answer import LinkReason

if TYPE_CHECKING:
    from collections.abc import Sequence

RESOLVING_SECONDS = 5.0
"""A resolver that takes longer has no answer. The system's own limit is not ours to set."""

# Answers that say that there is no such name, or none with an address; all others are faults that may pass.
_NO_SUCH_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


def resolve(host: str) -> Sequence[str]:
    """All IP addresses of a host, each once.

    Raises:
        NoAnswerError: There is no such host, or no answer.
    """
    pool = ThreadPoolExecutor(1)
    try:
        found = pool.submit(socket.getaddrinfo, host, 443, type=socket.SOCK_STREAM).result(RESOLVING_SECONDS)
    except FutureTimeoutError:
        raise NoAnswerError(LinkReason.TOO_SLOW) from None
    except UnicodeError:
        raise NoAnswerError(LinkReason.NO_SUCH_HOST) from None
    except socket.gaierror as error:
        missing = error.errno in _NO_SUCH_HOST
        raise NoAnswerError(LinkReason.NO_SUCH_HOST if missing else LinkReason.NO_CONNECTION) from None
    except OSError:
        raise NoAnswerError(LinkReason.NO_CONNECTION) from None
    finally:
        # A look-up that hangs ends by itself some time; nobody waits for it.
        pool.shutdown(wait=False)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an IP address. Raises OSError."""
    return socket.create_connection((address, port), seconds)


def http_client(contact: str) -> HttpClient:
    """What asks, with the certificates that the system trusts. ``contact``: where somebody answers for the asking."""
    return HttpClient(connect, ssl.create_default_context(), contact)
