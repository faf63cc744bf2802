"""Headers as they arrive: missing, doubled, quoted, in any order. What cannot be read is as if it were not there."""

from __future__ import annotations

import re
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEVER = 2**31
"""Seconds. A greater number is taken for this one (RFC 9111, 1.2.2)."""

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_DIRECTIVE = re.compile(rf"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*({_QUOTED}|[^\s,\"]*))?\s*(?:,|$)")
_LINK = re.compile(
    rf"<([^<>]*)>((?:\s*;\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*(?:=\s*(?:{_QUOTED}|[^\s,;\"]*))?)*)"
)
_PARAMETER = re.compile(rf";\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*({_QUOTED}|[^\s,;\"]*))?")
_TAG = re.compile(r'(?:W/)?"[!\x23-\x7e]*"')
_QUERY = re.compile(r"[!-;=?-~]+")


class Freshness(NamedTuple):
    """Seconds from when the API said it: how long it holds, and how much longer while the next is on its way."""

    max_age: float
    while_revalidating: float


def freshness(headers: Mapping[str, str]) -> Freshness | None:
    """What ``Cache-Control`` allows. None where it is not there, or forbids to keep, or cannot be read.

    Of a directive that stands twice, the shorter time (RFC 9111, 4.2.1); its number may be quoted (5.2).
    """
    seconds: dict[str, float] = {}
    for name, value in _directives(headers.get("cache-control", "")):
        if name == "no-store" or (name == "no-cache" and value is None):
            return None
        if name in {"max-age", "stale-while-revalidate"}:
            count = _count(value or "")
            if count is not None:
                seconds[name] = min(count, seconds.get(name, count))
    if "max-age" not in seconds:
        return None
    return Freshness(seconds["max-age"], seconds.get("stale-while-revalidate", 0.0))


def age(headers: Mapping[str, str]) -> float:
    """Seconds that the answer has spent in caches: the most that is said, or 0."""
    said = (_count(one) for one in headers.get("age", "").split(","))
    return max((count for count in said if count is not None), default=0.0)


def entity_tag(headers: Mapping[str, str]) -> str | None:
    """The one tag. None where there is none, or two that differ, or what is none."""
    found = {one.strip() for one in headers.get("etag", "").split(",")}
    tag = found.pop() if len(found) == 1 else ""
    return tag if _TAG.fullmatch(tag) else None


def strong(tag: str | None) -> str | None:
    """The tag without the ``W/`` that a cache puts before it when it packs an answer anew."""
    return tag and tag.removeprefix("W/")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, however it is written: as a number, or as a moment (RFC 9110, 10.2.3). None where nothing is said.

    A moment counts from the answer's own ``Date``, so that this machine's clock may be wrong.
    """
    said = headers.get("retry-after", "")
    if (until := _moment(said)) is not None:
        from_ = _moment(headers.get("date", ""))
        return max(0.0, until - (time.time() if from_ is None else from_))
    counts = [count for one in said.split(",") if (count := _count(one)) is not None]
    return max(counts, default=None)


def next_query(headers: Mapping[str, str], path: str) -> str | None:
    """The query of the next page, with its question mark. ``path``: of this page.

    It is found among several links in any order, relative or absolute; of the address only the query is used, since
    what is on the way may call this API otherwise than it is called from here. None where there is no next page.
    """
    for target, parameters in _LINK.findall(headers.get("link", "")):
        relations = [value for name, value in _PARAMETER.findall(parameters) if name.lower() == "rel"]
        if not relations or "next" not in _unquoted(relations[0]).lower().split():
            continue
        try:
            parts = urlsplit(target)
        except ValueError:
            continue
        if parts.query and _QUERY.fullmatch(parts.query) and _is_end_of(path, parts.path):
            return f"?{parts.query}"
    return None


def _is_end_of(path: str, told: str) -> bool:
    """Whether both name the same resource: the one that was told may have lost, or got, what stands before it."""
    return not told or path.endswith(f"/{told.rpartition('/')[2]}")


def _directives(text: str) -> Iterator[tuple[str, str | None]]:
    for name, value in _DIRECTIVE.findall(text):
        yield name.lower(), _unquoted(value) if value else None


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _count(text: str) -> float | None:
    digits = _unquoted(text.strip()).strip()
    if not digits.isascii() or not digits.isdigit():
        return None
    return float(min(int(digits[:12]), NEVER)) if len(digits) <= 12 else float(NEVER)


def _moment(text: str) -> float | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
