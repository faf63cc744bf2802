"""Requests as events of API Gateway, and what a function makes of each, as JSON that can be kept and compared."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import logging
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from tests.support.world import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

Json = Any
Event = dict[str, Any]

LONGEST_BODY: Final = 2_000
"""Characters of a body that is kept as it is; of a longer one, and of a page, its hash is."""

_LOGGED = ("problem", "municipality", "municipalities", "why", "error", "awsCode")
_ASSET = re.compile(r"\.[0-9a-f]{12}\.(?=[a-z0-9]+)")


@dataclass(frozen=True)
class Ask:
    """``title``: what is special about it. ``change``: of the event, after it was made; None takes a key away.

    ``fault``: the code with which the table fails meanwhile.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    title: str = ""
    encoded: bool = False
    cookies: tuple[str, ...] | None = None
    change: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    now: float = 0
    """Minutes by which the clock is moved before."""

    @property
    def name(self) -> str:
        """What it is called in the file of answers: one line of ASCII, in which odd characters are escaped."""
        where = quote(self.path, safe="/:@!$&'()*+,;=~%{} ") + (f"?{self.query}" if self.query else "")
        told = [f"{name}: {value}" for name, value in self.headers.items()]
        return " ".join((self.method, _shortened(where), *map(_shortened, told))) + (
            f" ({self.title})" if self.title else ""
        )

    @property
    def event(self) -> Event:
        """As an HTTP API sends it (payload version 2.0)."""
        made: Event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": self.path,
            "rawQueryString": self.query,
            "headers": dict(self.headers),
            "requestContext": {"stage": "$default", "http": {"method": self.method, "path": self.path}},
            "isBase64Encoded": self.encoded,
        }
        if self.body is not None:
            made["body"] = base64.b64encode(self.body).decode() if self.encoded else self.body.decode()
        if self.cookies is not None:
            made["cookies"] = list(self.cookies)
        made |= self.change
        return {name: value for name, value in made.items() if value is not ABSENT}


ABSENT: Final = object()


@dataclass
class Log(logging.Handler):
    """Keeps what is logged, without what tells of places in the code."""

    lines: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        told = {name: value for name, value in vars(record).items() if name in _LOGGED}
        self.lines.append({"level": record.levelname, "message": record.getMessage(), **told})


def outcome(handler: Callable[[Event, Any], Event], asked: Event, logger: str) -> Json:
    """All that goes back, and all that is logged; or the exception that the handler lets out."""
    log, named = Log(), logging.getLogger(logger)
    named.addHandler(log)
    try:
        answer = handler(json.loads(json.dumps(asked)), CONTEXT)
    except Exception as error:  # noqa: BLE001 (that it does is what is kept)
        return {"raises": type(error).__name__}
    finally:
        named.removeHandler(log)
    return shown(json.loads(json.dumps(answer))) | ({"logged": log.lines} if log.lines else {})


def unlike(name: str, others: Container[str]) -> str:
    """``name``, with a number behind it where it was given before."""
    names = (f"{name} #{number}" if number > 1 else name for number in count(1))
    return next(one for one in names if one not in others)


def shown(answer: Event) -> Json:
    """The answer with its body unpacked, since another zlib packs it into other bytes; of a page, title and hash."""
    headers = answer["headers"]
    data = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
    if data and headers.get("Content-Encoding") == "gzip":
        assert data[4:8] == b"\0\0\0\0", "packed bytes hold no time"
        data = gzip.decompress(data)
    kind = headers.get("Content-Type", "")
    return {**answer, "body": _body(data, kind)}


def _body(data: bytes, kind: str) -> Json:
    if not data:
        return ""
    if kind.startswith(("image/", "font/", "text/css", "text/javascript")) or "openxmlformats" in kind:
        return {"kind": kind}
    text = _ASSET.sub(".#.", data.decode())
    if kind.startswith("text/html"):
        title = re.search(r"(?s)<title>(.*?)</title>", text)
        heading = re.search(r"(?s)<h1[^>]*>(.*?)</h1>", text)
        return {
            "title": title and title[1],
            "heading": heading and " ".join(heading[1].split()),
            "sha256": _sha256(text),
        }
    return text if len(text) <= LONGEST_BODY else {"sha256": _sha256(text), "length": len(text)}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _shortened(text: str) -> str:
    text = _ASSET.sub(".#.", text)
    return text if len(text) <= 200 else f"{text[:80]}... ({len(text)} characters, {_sha256(text)[:8]})"
