"""The inventory as it is kept: pages of lines, and one head that says which of them count."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.configuration.case_counts import IndexedCases
from kleark.configuration.row_pages import PAGE_BYTES, Page, lines_of, pages_of_lines, rows_of
from kleark.configuration.stored_row import digest_of
from kleark.inventory.indexed_cases import cases_by_municipality, indexed_cases_of
from kleark.inventory.model import Inventory, from_text, inventory_of, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA_VERSION = "1"
"""Of a line's form. What another release wrote is not read as if it were this one's."""


@dataclass(frozen=True, slots=True)
class Head:
    """The inventory that counts. ``order``: as `upload_order` makes it, the mark of the newest upload."""

    order: str
    digest: str
    line_count: int
    upload_id: str
    uploaded_at: str
    schema_version: str = SCHEMA_VERSION


def pages_with(inventory: Inventory, page_bytes: int = PAGE_BYTES) -> tuple[Page, ...]:
    """The inventory's lines as pages; the same ones at every attempt."""
    return pages_of_lines((to_text(line) for line in inventory.lines), page_bytes)


def inventory_in(pages: Iterable[Page], head: Head) -> Inventory | None:
    """The opposite of `pages_with`; None where the pages do not hold what the head says: half is never used.

    None, too, for what another release wrote in a form of its own. Raises UnreadablePageError and ValueError for
    what is no page of an inventory.
    """
    if head.schema_version != SCHEMA_VERSION:
        return None
    found = inventory_of(from_text(row.line) for row in rows_of(pages))
    return found if (len(found.lines), found.digest) == (head.line_count, head.digest) else None


def cases_in(pages: Iterable[Page], head: Head, code: str) -> IndexedCases | None:
    """What one municipality has in the indexes; None as in `inventory_in`. Raises UnreadablePageError and ValueError.

    Only its own lines are read: of the others no more is looked at than whether they are all there.
    """
    texts = _whole_texts(pages, head)
    if texts is None:
        return None
    own = (from_text(text) for text in texts if text.startswith(f'["{code}",'))
    nothing = IndexedCases(uploaded_at=head.uploaded_at, digest=head.digest)
    return indexed_cases_of(own, head.uploaded_at, head.digest).get(code, nothing)


def all_cases_in(pages: Iterable[Page], head: Head) -> dict[str, IndexedCases] | None:
    """What each municipality has in the indexes, by its code; None as in `inventory_in`, and raises as it.

    Of the whole country's lines none is made, and none written again to be digested: that takes most of the time.
    """
    texts = _whole_texts(pages, head)
    if texts is None:
        return None
    lines: list[tuple[str, str, str, int]] = json.loads(f"[{','.join(texts)}]")
    return cases_by_municipality(lines, head.uploaded_at, head.digest)


def _whole_texts(pages: Iterable[Page], head: Head) -> list[str] | None:
    if head.schema_version != SCHEMA_VERSION:
        return None
    texts = lines_of(pages)
    return texts if (len(texts), digest_of(texts)) == (head.line_count, head.digest) else None
