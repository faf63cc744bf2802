from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row_pages import PAGE_BYTES, Page, UnreadablePageError, pages_of, rows_of
from kleark.configuration.stored_row import StoredRow
from kleark.publishing.snapshot import snapshot_from_rows, snapshot_of
from tests.support.row_strategies import configurations

if TYPE_CHECKING:
    from kleark.configuration.row import Row

DYNAMODB_ITEM = 400 * 1024


@given(configurations, st.integers(1, 2000), st.randoms())
def test_rows_come_back_as_they_were(of: list[Row], page_bytes: int, shuffle: random.Random) -> None:
    snapshot = snapshot_of(of)
    pages = list(pages_of(snapshot.rows, page_bytes))
    assert [page.number for page in pages] == list(range(len(pages)))
    shuffle.shuffle(pages)
    assert snapshot_from_rows(rows_of(pages)) == snapshot


@given(configurations)
def test_the_same_rows_make_the_same_pages(of: list[Row]) -> None:
    assert pages_of(snapshot_of(of).rows, 500) == pages_of(snapshot_of(reversed(of)).rows, 500)


def test_no_rows_are_no_pages() -> None:
    assert pages_of(()) == ()
    assert rows_of(()) == []


def test_a_page_that_does_not_shrink_fits_an_item() -> None:
    """Compression is not relied on: random letters hardly shrink."""
    noise = random.Random(1)
    rows = [StoredRow(f"R#15.20.{n:02d}#*", "".join(noise.choices("abcdefgh", k=9_000))) for n in range(99)]
    pages = pages_of(rows)
    assert len(pages) == 3
    assert all(len(zlib.decompress(page.rows)) <= PAGE_BYTES < DYNAMODB_ITEM for page in pages)


@pytest.mark.parametrize("rows", [b"", b"no zlib", zlib.compress(b"\xff\xfe")])
def test_what_is_no_page(rows: bytes) -> None:
    with pytest.raises(UnreadablePageError, match="page 3"):
        rows_of([Page(3, rows)])
