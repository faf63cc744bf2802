"""What the API's answers say, once they have proved to hold together."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard

from kleark.client.transport import UnavailableError
from kleark.configuration.row import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.exposure.decision import Decision

_CODE = re.compile(r"[0-9]{4}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("kleNumber", "kleTitle", "sourceSystem", "contactDepartment", "contactPhone", "infoUrl")
_NEXT = re.compile(r'<(\?[!-;=?-~]+)>\s*;\s*rel="?next"?')


@dataclass(frozen=True)
class Configuration:
    """One revision of one municipality, whole: ``digest`` has proved to be that of ``rows``.

    ``revision``: 0, and the next two None, where nothing was ever published. ``published_at``: RFC 3339, UTC.
    """

    municipality_code: str
    revision: int
    published_at: str | None
    digest: str | None
    rows: tuple[Row, ...]

    @cached_property
    def by_number(self) -> Mapping[str, Sequence[Row]]:
        """The rows by their KLE numbers."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.kle_number].append(row)
        return dict(found)


@dataclass(frozen=True, slots=True)
class LiveMunicipality:
    """What is live of one of the 98. ``revision``: 0 where nothing was ever published."""

    code: str
    name: str
    revision: int
    published_at: str | None
    digest: str | None
    row_count: int


@dataclass(frozen=True, slots=True)
class Visit:
    """``decisions``: one for each case, in their order, all by the one ``revision``; 0 where there is none."""

    municipality_code: str
    revision: int
    digest: str | None
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a revision, as they came. ``following``: the query of the next page; None on the last."""

    code: str
    revision: int
    published_at: str
    digest: str
    rows: list[Any]
    following: str | None


def page_of(body: bytes, link: str) -> Page:
    """Raises UnavailableError for what is no page of a configuration."""
    data = _object(body)
    code, revision, at, digest, rows = (
        data.get(name) for name in ("municipalityCode", "revision", "publishedAt", "digest", "rows")
    )
    if not (
        _is_text(code, _CODE) and _is_count(revision) and isinstance(at, str) and _is_text(digest, _DIGEST)
    ):
        raise UnavailableError("an answer that is no configuration")
    if not isinstance(rows, list):
        raise UnavailableError("an answer that is no configuration")
    following = _NEXT.match(link)
    return Page(code, revision, at, digest, rows, following[1] if following else None)


def configuration_of(code: str, pages: Sequence[Page]) -> Configuration:
    """The configuration in all its pages. Raises UnavailableError unless they are one revision of ``code``, whole."""
    first = pages[0]
    if {page.code for page in pages} != {code}:
        raise UnavailableError("an answer about another municipality")
    if len({(page.revision, page.digest) for page in pages}) != 1:
        raise UnavailableError("pages of two revisions")
    try:
        rows = [row for page in pages for row in page.rows]
        if _digest(rows) != first.digest:
            raise UnavailableError("rows that are not those of the digest")
        read = tuple(_row(row) for row in rows)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnavailableError(f"rows that cannot be read: {type(error).__name__}") from None
    return Configuration(code, first.revision, first.published_at, first.digest, read)


def _row(data: Any) -> Row:
    """Raises KeyError, TypeError or ValueError for what is no row. Fields unknown to this release are let be."""
    texts = [*(data[name] for name in _TEXTS), data["digitalPost"]["url"]]
    if (service := data["selfService"]) is not None:
        texts += [service["name"], service["url"]]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text that is none")
    if not isinstance(data["showActiveRegardless"], bool):
        raise TypeError("a choice that is none")
    return Row.from_json(data)


def municipalities_of(body: bytes) -> tuple[LiveMunicipality, ...]:
    """Raises UnavailableError for what is no list of municipalities."""
    listed = _object(body).get("municipalities")
    try:
        found = tuple(_live_municipality(one) for one in listed or ())
    except (ValueError, TypeError, KeyError, AttributeError):
        found = ()
    if not found or len({one.code for one in found}) != len(found):
        raise UnavailableError("an answer that is no list of municipalities")
    return found


def _live_municipality(data: Any) -> LiveMunicipality:
    code, name, revision, rows = (
        data["municipalityCode"],
        data["municipalityName"],
        data["revision"],
        data["rowCount"],
    )
    at, digest = data["publishedAt"], data["digest"]
    if not (_is_text(code, _CODE) and isinstance(name, str) and _is_count(revision) and _is_count(rows)):
        raise ValueError("no municipality")
    if not (at is None or isinstance(at, str)) or not (digest is None or _is_text(digest, _DIGEST)):
        raise ValueError("no municipality")
    return LiveMunicipality(code, name, revision, at, digest, rows)


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UnavailableError("an answer that is not JSON") from None
    if not isinstance(data, dict):
        raise UnavailableError("an answer that is no object")
    return data


def _digest(rows: list[Any]) -> str:
    """SHA-256 of the rows as canonical JSON, as ``Digest`` in ``schemas/openapi.yaml`` says it is made."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_text(value: Any, form: re.Pattern[str]) -> TypeGuard[str]:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
