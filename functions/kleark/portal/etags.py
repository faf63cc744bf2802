"""Entity tags of configurations, made before the rows are read."""

from __future__ import annotations

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


def entity_tag(revision: int, content: Content, asked: Question, *, gzipped: bool) -> str:
    """A strong tag: the same text only for the same bytes.

    It can be made from LIVE alone. Whether an answer *may* be gzipped is part of it (a small one is then
    still sent as it is): its size is not known until the rows are read, and a 304 must not need them.
    """
    page = f"{asked.start}+{'' if asked.count is None else asked.count}"
    form = fingerprint(REPRESENTATION, content.schema_version, asked.selection.fingerprint, page)
    return f'"{revision}-{content.digest[:16]}-{form}{"-gzip" if gzipped else ""}"'
