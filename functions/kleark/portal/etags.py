"""Entity tags, and the codings an answer may have: what HTTP needs to know before the rows are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kleark.portal.cursor import fingerprint

if TYPE_CHECKING:
    from kleark.portal.query import Question
    from kleark.publishing.model import Content

REPRESENTATION = "1"
"""Counts up when the answer's bytes change though its rows do not, so that old copies are not kept.

As where its form does; where the register gives a municipality another name, which the body holds; and where a new
runtime brings another zlib, whose bytes for the same text may be others.
"""

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(revision: int, content: Content, asked: Question, *, gzipped: bool) -> str:
    """A strong tag: the same text only for the same bytes.

    It can be made from LIVE alone. Whether an answer *may* be gzipped is part of it (a small one is then
    still sent as it is): its size is not known until the rows are read, and a 304 must not need them.
    """
    page = f"{asked.start}+{'' if asked.count is None else asked.count}"
    form = fingerprint(REPRESENTATION, content.schema_version, asked.selection.fingerprint, page)
    return f'"{revision}-{content.digest[:16]}-{form}{"-gzip" if gzipped else ""}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this tag already: weak comparison, as RFC 9110, 13.1.2, wants it here."""
    return if_none_match.strip() == "*" or tag in _ENTITY_TAG.findall(if_none_match)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether ``Accept-Encoding`` allows gzip (RFC 9110, 12.5.3): by name, or else by ``*``."""
    weights: dict[str, float] = {}
    for item in accept_encoding.lower().split(","):
        coding, _, parameter = item.partition(";")
        weights[coding.strip()] = _weight(parameter)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0))) > 0


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1
    try:
        return float(value)
    except ValueError:
        return 0
