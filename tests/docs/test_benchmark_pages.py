"""The pages that docs/benchmarks.md has figures of are there and answer; how long they take is no test's matter."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

import admin_page.handler
from benchmarks import page, page_revisions

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = (30, 60)


@pytest.fixture(autouse=True)
def left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A benchmark has the handler answer from its own stores, and keeps what it has from the collector."""
    monkeypatch.setattr(admin_page.handler, "app_context", admin_page.handler.app_context)
    yield
    gc.unfreeze()


def test_each_page_is_there_for_the_handler_and_its_template() -> None:
    assert all(taken.keys() == {"template", "handler"} for taken in page.times(1).values())


def test_each_page_of_each_kind_of_sheet_is_sent() -> None:
    found = page.page_figures(1, FEW)
    assert {(name, kind) for name, kind, _ in found} == {
        (name, kind) for name in page.PAGES_OF_A_SHEET for kind in page.SHEETS
    }
    assert all(figure.size > figure.gzipped > 1_000 for figure in found.values())


def test_each_page_that_compares_shows_something() -> None:
    lines = page_revisions.comparing_figures(1, FEW)
    assert [name for name, *_ in lines] == list(page_revisions.PAGES)
    assert all(int(size) >= 5 for _, _, _, _, *sizes in lines for size in sizes)
