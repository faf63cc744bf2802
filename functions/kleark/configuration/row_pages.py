"""The rows of a snapshot as they are stored: compressed, many to an item."""

from __future__ import annotations

import zlib

from kleark.configuration.stored_row import StoredRow
from kleark.data_classes import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PAGE_BYTES = 300_000
"""Of rows in one page, before they are compressed. An item of the table holds 400 kB, so even a page that does
not shrink at all fits."""

_LEVEL = 6


class UnreadablePageError(Exception):
    """What is stored as a page of rows is none."""


@dataclass(frozen=True, slots=True)
class Page:
    """``number``: from 0, in the order of the rows. ``rows``: the rows' lines and keys, compressed by zlib."""

    number: int
    rows: bytes


def pages_of(rows: Iterable[StoredRow], page_bytes: int = PAGE_BYTES) -> tuple[Page, ...]:
    """``rows``, in their order, as pages; none for no rows.

    Where one page ends and the next begins depends on the rows alone, so a retry writes the same pages.
    """
    return tuple(
        _page(number, texts) for number, texts in enumerate(_split(map(_stored_text, rows), page_bytes))
    )


def pages_of_lines(lines: Iterable[str], page_bytes: int = PAGE_BYTES) -> tuple[Page, ...]:
    """The same of lines that have no keys."""
    return pages_of((StoredRow("", line) for line in lines), page_bytes)


def page_of(number: int, rows: Iterable[StoredRow]) -> Page:
    """All of ``rows`` as one page, for whoever knows where it began and ended."""
    return _page(number, map(_stored_text, rows))


def rows_of(pages: Iterable[Page]) -> list[StoredRow]:
    """The opposite of `pages_of`. Raises UnreadablePageError.

    A page that is missing is not noticed here: the snapshot's digest says whether the rows are whole.
    """
    in_order = sorted(pages, key=lambda page: page.number)
    return [_stored_row(text) for page in in_order for text in _page_texts(page)]


def lines_of(pages: Iterable[Page]) -> list[str]:
    """The lines of `rows_of` alone, and the opposite of `pages_of_lines`. Raises UnreadablePageError."""
    in_order = sorted(pages, key=lambda page: page.number)
    return [text.partition("\t")[0] for page in in_order for text in _page_texts(page)]


def _page(number: int, texts: Iterable[str]) -> Page:
    return Page(number, zlib.compress("\n".join(texts).encode(), _LEVEL))


def _stored_text(row: StoredRow) -> str:
    """The line before the key: JSON holds no tab and no line break as such, and `row_key` lets none in."""
    return f"{row.line}\t{row.key}"


def _stored_row(text: str) -> StoredRow:
    line, _, key = text.partition("\t")
    return StoredRow(key, line)


def _split(texts: Iterable[str], page_bytes: int) -> Iterator[Sequence[str]]:
    page: list[str] = []
    size = 0
    for text in texts:
        length = len(text.encode()) + 1
        if page and size + length > page_bytes:
            yield page
            page, size = [], 0
        page.append(text)
        size += length
    if page:
        yield page


def _page_texts(page: Page) -> list[str]:
    try:
        return zlib.decompress(page.rows).decode().split("\n")
    except (zlib.error, UnicodeDecodeError) as error:
        raise UnreadablePageError(f"page {page.number}: {type(error).__name__}") from None
