"""A municipality's list of own KLE numbers as it is kept: pages of topics, of which a head says that they count.

The names of fields are stored: they must not change.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from kleark.configuration.row_pages import PAGE_BYTES, lines_of, pages_of_lines
from kleark.registers.kle_register import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.configuration.list_head import ListHead
    from kleark.configuration.row_pages import Page


def number_lines(found: Iterable[Topic]) -> list[str]:
    """The topics as they are stored: canonical JSON, without line breaks."""
    return [_to_text(one) for one in found]


def number_pages(found: Iterable[Topic], page_bytes: int = PAGE_BYTES) -> tuple[Page, ...]:
    """The topics as pages; the same ones at every attempt."""
    return pages_of_lines(number_lines(found), page_bytes)


def numbers_in(pages: Iterable[Page], head: ListHead) -> tuple[Topic, ...] | None:
    """The opposite of `number_pages`; None where the pages do not hold what the head says.

    Raises UnreadablePageError, KeyError, TypeError and ValueError for what is no page of such a list.
    """
    lines = lines_of(pages)
    return tuple(_from_text(line) for line in lines) if head.holds(lines) else None


def _to_text(topic: Topic) -> str:
    said = {"number": topic.kle_number, "title": topic.title}
    if topic.since is not None:
        said["since"] = topic.since.isoformat()
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _from_text(text: str) -> Topic:
    said = json.loads(text)
    since = said.get("since")
    return Topic(said["number"], said["title"], since=date.fromisoformat(since) if since else None)
