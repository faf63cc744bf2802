"""A list of own KLE numbers as it is stored: its form must not change, and half of one is never read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kleark.configuration.list_head import ListHead
from kleark.configuration.row_pages import pages_of_lines
from kleark.configuration.stored_row import digest_of
from kleark.own_numbers.stored_numbers import number_lines, number_pages, numbers_in
from kleark.registers.kle_register import Topic

FOUND = (
    Topic("15.99.01", "Værdighedspuljen", since=date(2026, 1, 1)),
    Topic("27.99.04", "Lokal støtte [egen]"),
)


def head(found: tuple[Topic, ...]) -> ListHead:
    lines = number_lines(found)
    return ListHead("order", digest_of(lines), len(lines))


def test_the_stored_form() -> None:
    assert number_lines(FOUND) == [
        '{"number":"15.99.01","since":"2026-01-01","title":"Værdighedspuljen"}',
        '{"number":"27.99.04","title":"Lokal støtte [egen]"}',
    ]
    assert digest_of(number_lines(FOUND)) == (
        "000257d0309b16c41426b23cb33eba7220fad48c5a3574f8766a96c44b5f141a"
    )


@pytest.mark.parametrize("page_bytes", [30, 300_000])
def test_what_is_read_back_is_what_was_stored(page_bytes: int) -> None:
    assert numbers_in(number_pages(FOUND, page_bytes), head(FOUND)) == FOUND
    assert numbers_in((), head(())) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(head(FOUND), line_count=1),
        replace(head(FOUND), digest="0" * 64),
        replace(head(FOUND), schema_version="2"),
    ],
)
def test_half_a_list_or_another_form_is_none(other: ListHead) -> None:
    assert numbers_in(number_pages(FOUND), other) is None


def test_what_a_later_release_adds_is_left_out() -> None:
    line = '{"new":1,"number":"15.99.01","title":"Værdighedspuljen"}'
    later = ListHead("order", digest_of([line]), 1)
    assert numbers_in(pages_of_lines([line]), later) == (Topic("15.99.01", "Værdighedspuljen"),)
