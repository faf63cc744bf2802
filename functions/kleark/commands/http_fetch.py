"""One response of the portal's API, from an address that a person gave."""

from __future__ import annotations

import json
import re
import zlib
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from kleark.commands.arguments import UsageError
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from http.client import HTTPResponse

MOST_BYTES = 24_000_000
"""Of an answer, unpacked: some times what 10,000 rows take."""
SECONDS = 20

_PATH = re.compile(r".*/v1/kommuner/([0-9]{4})/konfiguration")
_NOTHING_PUBLISHED = "urn:problem-type:kleark:nothing-published"
_AS_GZIP = 31
"""What zlib is told, so that it expects gzip's header."""


class FetchedResponse(NamedTuple):
    """``data``: None where nothing is published yet."""

    municipality: str
    data: bytes | None


def is_address(name: str) -> bool:
    """Whether this is an address rather than the name of a file."""
    return name.lower().startswith(("http://", "https://"))


def fetch(address: str) -> FetchedResponse:
    """A municipality's whole configuration as the portal reads it. Raises UsageError."""
    code = _municipality_in(address)
    request = Request(address, headers={"Accept": "application/json", "Accept-Encoding": "gzip"})  # noqa: S310
    try:
        with _opener(address).open(request, timeout=SECONDS) as response:
            return FetchedResponse(code, _body(response, address))
    except HTTPError as error:
        with error:
            problem = _problem(error)
        if error.code == 404 and problem.get("type") == _NOTHING_PUBLISHED:
            return FetchedResponse(code, None)
        title = problem.get("title")
        raise _refused(address, f"{error.code} {title if isinstance(title, str) else ''}".strip()) from error
    except (OSError, HTTPException) as error:
        raise UsageError(
            RefusalCode.API_UNREACHABLE,
            f"{address}: Portalens API kan ikke nås.",
            f"{address}: The portal's API cannot be reached.",
        ) from error


class _NoRedirects(HTTPRedirectHandler):
    """The address is the one that was asked for, or none: an answer from elsewhere is not what is live."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener(address: str) -> OpenerDirector:
    # Without encryption it is this machine itself, to which no proxy leads.
    direct = [ProxyHandler({})] if address.lower().startswith("http://") else []
    return build_opener(_NoRedirects(), *direct)


def _municipality_in(address: str) -> str:
    """The code in the address, which must be one that can be trusted and gives all rows. Raises UsageError."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise _malformed(address) from error
    if not _is_safe(parts, host):
        raise UsageError(
            RefusalCode.UNSAFE_ADDRESS,
            f"{address}: Adressen skal begynde med https:// og må ikke indeholde en adgangskode. http:// går kun til "
            "denne maskine selv.",
            f"{address}: The address must begin with https:// and contain no password. http:// leads to this machine "
            "only.",
        )
    path = _PATH.fullmatch(parts.path)
    if path is None or parts.query or parts.fragment:
        raise _malformed(address)
    return path[1]


def _is_safe(parts: SplitResult, host: str) -> bool:
    here = host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")
    return bool(host) and parts.username is None and (parts.scheme == "https" or here)


def _malformed(address: str) -> UsageError:
    return UsageError(
        RefusalCode.MALFORMED_ADDRESS,
        f"{address}: Adressen skal være en kommunes hele konfiguration: …/v1/kommuner/0461/konfiguration",
        f"{address}: The address must be a municipality's whole configuration: …/v1/kommuner/0461/konfiguration",
    )


def _refused(address: str, status: str) -> UsageError:
    return UsageError(
        RefusalCode.API_REFUSED,
        f"{address}: Portalens API svarede: {status}",
        f"{address}: The portal's API answered: {status}",
    )


def _body(response: HTTPResponse, address: str) -> bytes:
    data = response.read(MOST_BYTES + 1)
    if response.headers.get("Content-Encoding", "").lower() == "gzip":
        try:
            data = zlib.decompressobj(_AS_GZIP).decompress(data, MOST_BYTES + 1)
        except zlib.error as error:
            raise _refused(address, "gzip?") from error
    if len(data) > MOST_BYTES:
        raise UsageError(
            RefusalCode.RESPONSE_TOO_LARGE,
            f"{address}: Svaret er for stort til at være en konfiguration.",
            f"{address}: The answer is too large to be a configuration.",
        )
    return data


def _problem(error: HTTPError) -> dict[str, Any]:
    """What the API says is wrong (RFC 9457); nothing where something else answered."""
    try:
        problem = json.loads(error.read(100_000))
    except (OSError, HTTPException, ValueError, RecursionError):
        return {}
    return problem if isinstance(problem, dict) else {}
