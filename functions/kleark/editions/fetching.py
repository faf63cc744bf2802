"""KL's file fetched from the one address that the stack was given: https, known hosts, public addresses, bounded.

Whoever may set the address may choose what is fetched, and whoever runs a host may redirect. So each hop is looked at
before it is asked, by the guard that links have (`kleark.links.guard`): a host that is not on the list is never
resolved, one that resolves to a private address is never connected to, and the connection is made to what was checked.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kleark.editions.model import ID_LENGTH
from kleark.editions.receive import MOST_BYTES
from kleark.links.guard import GuardError, checked_addresses, target
from kleark.links.http_client import CertificateError, NoAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from kleark.editions.ports import EditionTable
    from kleark.links.guard import Target
    from kleark.links.http_client import HttpAnswer

MOST_HOPS = 3
SECONDS = 60.0
"""For each hop, from connecting to the last byte."""


class FetchOutcome(StrEnum):
    """What became of an attempt; the dimension of a metric."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    """The same file has come before."""
    UNREACHABLE = "unreachable"
    """No answer, or none of use. The next attempt may do better."""
    REFUSED_ADDRESS = "refused_address"
    """Not https, not on the list of hosts, or not of the public Internet."""
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"


class Network(NamedTuple):
    """``resolve``: gives a host's IP addresses. ``request``: asks at checked ones, for so many seconds and bytes."""

    resolve: Callable[[str], Sequence[str]]
    request: Callable[[Target, Sequence[str], float, int], HttpAnswer]


class Fetched(NamedTuple):
    """``data``: the file, where it is another one than those that have come."""

    outcome: FetchOutcome
    data: bytes | None = None


def fetch_edition(address: str, hosts: Collection[str], network: Network, table: EditionTable) -> Fetched:
    """Fetch the file. Raises nothing for what others do: it is told.

    Args:
        address: Where it is.
        hosts: Those that may be asked, redirects among them.
        network: How they are.
        table: To know a file that has come before.
    """
    for _ in range(MOST_HOPS + 1):
        try:
            asked = target(address)
            if asked.host.lower() not in hosts:
                return Fetched(FetchOutcome.REFUSED_ADDRESS)
            addresses = checked_addresses(asked.host, network.resolve)
            answer = network.request(asked, addresses, SECONDS, MOST_BYTES + 1)
        except GuardError:
            return Fetched(FetchOutcome.REFUSED_ADDRESS)
        except (NoAnswerError, CertificateError):
            return Fetched(FetchOutcome.UNREACHABLE)
        to = answer.leads_to(asked.address)
        if to is None:
            return _judged(answer, table)
        address = to
    return Fetched(FetchOutcome.TOO_MANY_REDIRECTS)


def _judged(answer: HttpAnswer, table: EditionTable) -> Fetched:
    if answer.status != 200 or not answer.body:
        return Fetched(FetchOutcome.UNREACHABLE)
    if len(answer.body) > MOST_BYTES:
        return Fetched(FetchOutcome.TOO_LARGE)
    digest = hashlib.sha256(answer.body).hexdigest()
    if table.record(digest[:ID_LENGTH]) is not None:
        return Fetched(FetchOutcome.UNCHANGED)
    return Fetched(FetchOutcome.STORED, answer.body)
