"""What the API's answers say, once they have proved to hold together."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeGuard

from kleark.client.reply_headers import next_query, strong
from kleark.client.transport import UnavailableError
from kleark.configuration.row import ContactDetails, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.client.transport import Reply
    from kleark.exposure.decision import Decision

_CODE = re.compile(r"[0-9]{4}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("kleNumber", "kleTitle", "sourceSystem", "contactDepartment", "contactPhone", "infoUrl")
_REVISION_TAG = re.compile(r'"([0-9]{1,9})-([0-9a-f]{16})-[0-9a-f]{8}(?:-gzip)?"')
_LIST_TAG = re.compile(r'"([0-9a-f]{24})(?:-gzip)?"')
_GREATEST = 999_999_999
"""A revision's number; greater ones the API itself does not take."""


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
    by_number: Mapping[str, Sequence[Row]] = field(init=False, repr=False, compare=False)
    """The rows by their KLE numbers. All who ask share it, and none can change it."""

    def __post_init__(self) -> None:
        # Made here, since a lock around a later making could be held in the moment of a fork.
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.kle_number].append(row)
        frozen = MappingProxyType({number: tuple(rows) for number, rows in found.items()})
        object.__setattr__(self, "by_number", frozen)

    def __reduce__(self) -> tuple[Any, ...]:
        """To be handed to another process: a view of a mapping cannot be."""
        return Configuration, (
            self.municipality_code,
            self.revision,
            self.published_at,
            self.digest,
            self.rows,
        )


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


def page_of(reply: Reply, path: str) -> Page:
    """Raises UnavailableError for what is no page of a configuration. ``path``: that was asked for."""
    data = _object(reply.body)
    code, revision, at, digest, rows = (
        data.get(name) for name in ("municipalityCode", "revision", "publishedAt", "digest", "rows")
    )
    if not (
        _is_text(code, _CODE) and _is_count(revision) and isinstance(at, str) and _is_text(digest, _DIGEST)
    ):
        raise UnavailableError("an answer that is no configuration")
    if not isinstance(rows, list):
        raise UnavailableError("an answer that is no configuration")
    return Page(code, revision, at, digest, rows, next_query(reply.headers, path))


def configuration_of(code: str, pages: Sequence[Page]) -> Configuration:
    """The configuration in all its pages. Raises UnavailableError unless they are one revision of ``code``, whole."""
    first = pages[0]
    if {page.code for page in pages} != {code}:
        raise UnavailableError("an answer about another municipality")
    if len({(page.revision, page.digest) for page in pages}) != 1:
        raise UnavailableError("pages of two revisions")
    try:
        rows = [row for page in pages for row in page.rows]
        if digest_of(rows) != first.digest:
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
    if "contactDetails" in data and not all(
        isinstance(text, str) for text in ContactDetails.from_json(data["contactDetails"]) if text is not None
    ):
        raise TypeError("a text that is none")
    choices = [data["showActiveRegardless"]]
    if "shownTitles" in data:
        titles = data["shownTitles"]
        choices += [titles[name] for name in ("cases", "documents") if name in titles]
    if not all(isinstance(choice, bool) for choice in choices):
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


def fitting_tag(read: Configuration, tag: str | None) -> str | None:
    """The tag if it is one of this revision and digest, as ``RevisionETag`` in the API's description.

    A cache that gives an old body with a new tag would otherwise be believed (304) for ever after. Raises
    UnavailableError where the body claims a later revision than its tag: a number that is too high would be in the
    way of all that follow.
    """
    known = _REVISION_TAG.fullmatch(strong(tag) or "")
    if known is None:
        return None
    if read.revision > int(known[1]):
        raise UnavailableError("a revision that is not that of the tag")
    return tag if (int(known[1]), known[2]) == (read.revision, (read.digest or "")[:16]) else None


def fitting_list_tag(body: bytes, tag: str | None) -> str | None:
    """The tag if it is made of these bytes, as ``ETag`` in the API's description."""
    known = _LIST_TAG.fullmatch(strong(tag) or "")
    return tag if known and hashlib.sha256(body).hexdigest().startswith(known[1]) else None


def is_of_nothing(members: Mapping[str, Any], code: str) -> bool | None:
    """Whether a problem says that nothing was ever published for ``code``. None where it names nobody."""
    if "municipalityCode" not in members and "revision" not in members:
        return None
    revision = members.get("revision")
    return members.get("municipalityCode") == code and _is_count(revision) and revision == 0


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise UnavailableError("an answer that is not JSON", of_api=True, of_one=True) from None
    if not isinstance(data, dict):
        raise UnavailableError("an answer that is no object", of_api=True, of_one=True)
    return data


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that stands twice, each reader takes another value."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice")
    return members


def digest_of(rows: list[Any]) -> str:
    """SHA-256 of the rows as canonical JSON, as ``Digest`` in ``schemas/openapi.yaml`` says it is made."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_text(value: Any, form: re.Pattern[str]) -> TypeGuard[str]:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _GREATEST
