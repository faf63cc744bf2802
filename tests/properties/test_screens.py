"""What is told of many values at once is what each of them is told by itself.

A new rule's own sample is among the values: a screen that lets it pass is found here, whatever the rule is about.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from uuid import UUID

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import DigitalPost, Row
from kleark.redaction.cpr import SIX_DIGITS, find_in_cell, holds_cpr, mask_in, with_six_digits
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality
from kleark.report.model import _texts
from kleark.rules import cross_row, digital_post, link_address, links, row_checks
from kleark.rules.context import Context
from kleark.sheet import columns
from kleark.sheet.columns import CONFIGURATION, fold
from kleark.sheet.header_rows import most_named
from kleark.sheet.reader import _column, _decoded, _key, _Others
from kleark.sheet.table import column_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from kleark.rules.model import Judged

TODAY = date(2026, 6, 15)
CONTEXT = Context(embedded(), TODAY, municipality("0461"))
SAMPLES = Path(__file__).parents[2] / "sample_sheets/rules"
SCREENS: tuple[tuple[Any, Any], ...] = (
    (links.plain_links, links.read_link),
    (digital_post.usual_links, digital_post.read_digital_post),
)
OLD_FORM = digital_post._OLD_FORM
signs = st.text("0123456789 %-./ABCabcxæ\n", max_size=40)
places = st.builds("https://www.odense.dk/{}".format, st.text("abc0123456789/-.%_sharepoint", max_size=30))


@given(st.lists(signs.filter(str.isascii), max_size=40))
def test_texts_that_a_cpr_number_may_begin_in(texts: list[str]) -> None:
    assert with_six_digits(texts) == {text for text in texts if SIX_DIGITS.search(text)}


def _widened(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def _decomposed(text: str) -> str:
    return normalize("NFD", text)


numberings = st.sampled_from(
    ["", "1. ", "A) ", "Kolonne 1: ", "ii) ", "nr. 12.3 ", "3", "<b>", " \u2013 ", "\u2460"]
)
names = st.sampled_from(sorted({name for column in CONFIGURATION.columns for name in column.variants}))
written = st.one_of(names, st.sampled_from([column.header for column in CONFIGURATION.columns]))
between = st.sampled_from(["", "", "", "-", " ", ".", "\u00ad", "\ufe0f"])
turned: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.upper, str.title, _decomposed, _widened]
)


@st.composite
def headers(draw: st.DrawFn) -> str:
    """About what people write over a column, and what programs make of it."""
    name = draw(turned)(draw(written))
    spread = draw(between).join(name) if draw(st.booleans()) else name
    return (
        draw(numberings) + spread + draw(st.sampled_from(["", "*", " (skal udfyldes)", "1", "x", " " * 600]))
    )


@given(
    st.lists(
        st.one_of(headers(), signs, st.sampled_from(["Post", "E-post", "Adresse", "\u01bf", "1."])),
        max_size=6,
    )
)
def test_no_name_of_a_column_begins_otherwise(texts: list[str]) -> None:
    named = sum(column_of(text) is not None for text in texts)
    assert most_named(texts, CONFIGURATION.beginnings) >= named


@given(headers(), st.sampled_from([" ", "\n", "-", "x", "\u0301", "KLE-nr."]))
def test_of_a_long_text_no_more_is_looked_at_than_can_be_a_name(text: str, more: str) -> None:
    long = text + more * 600
    assert column_of(long) == CONFIGURATION.by_name.get(fold(long))


uuids = st.uuids().map(str)
mailboxes = st.one_of(
    st.builds("https://post.borger.dk/send/{}/{}/".format, uuids, uuids),
    st.builds(
        OLD_FORM.format,
        portal=st.sampled_from(["4601", "461", "751"]),
        mailbox=st.one_of(st.text("0123456789", max_size=9), signs),
    ),
)


@cache
def samples() -> dict[str, tuple[str, ...]]:
    """By rule, the texts in its sheets."""
    rules: dict[str, tuple[str, ...]] = {}
    for path in sorted(SAMPLES.glob("*.xlsx")):
        texts = _texts_in(path.read_bytes())
        rules[path.name[:5]] = rules.get(path.name[:5], ()) + texts
    return rules


def _texts_in(data: bytes) -> tuple[str, ...]:
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True)
        rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    except Exception:  # noqa: BLE001 (samples of files that cannot be read)
        return ()
    return tuple(dict.fromkeys(value for row in rows for value in row if isinstance(value, str)))


def told_alone(text: str, context: Context, read: Callable[..., Judged[Any]]) -> Judged[Any]:
    """What a cell is told without a screen."""
    return row_checks._judge(text, lambda value: read(value, None, context), find_in_cell)


def contexts(texts: Iterable[str]) -> list[Context]:
    """With and without a municipality, and with each portal that is named as the usual one: few rows have none."""
    portals = {portal for text in texts if (portal := digital_post.usual_portal([text] * 3))}
    whose = [None, municipality("0461"), municipality("0751")]
    return [Context(embedded(), TODAY, own, portal) for own in whose for portal in [None, *sorted(portals)]]


def hold_screens_against_checks(texts: Collection[str]) -> None:
    for context in contexts(texts):
        for screen, read in SCREENS:
            for text, value in screen(texts, context).items():
                alone = told_alone(str(text), context, read)
                assert alone == (value, ()), f"{screen.__name__} passes {text!r}: ask it for the rule as well"


@pytest.mark.parametrize("rule", sorted({path.name[:5] for path in SAMPLES.glob("*.xlsx")}))
def test_what_shows_a_rule_passes_no_screen_over_it(rule: str) -> None:
    hold_screens_against_checks(samples()[rule])


@given(st.lists(st.one_of(places, mailboxes, signs), max_size=10))
def test_what_passes_a_screen_is_right_as_it_stands(texts: list[str]) -> None:
    hold_screens_against_checks(texts)


def test_most_mailboxes_are_usual() -> None:
    old = OLD_FORM.format(portal="461", mailbox="12345")
    new = f"https://post.borger.dk/send/{UUID(int=1)}/{UUID(int=2)}/"
    assert digital_post.usual_portal([old] * 3) == "461"
    usual = digital_post.usual_links([old, new], CONTEXT._replace(usual_portal="461"))
    assert list(usual) == [new, old]


@given(st.lists(st.one_of(places, signs), max_size=40))
def test_plain_links(values: list[str]) -> None:
    for value, link in links.plain_links(values, CONTEXT).items():
        assert links.read_link(value, None, CONTEXT) == (link, ())
        assert not SIX_DIGITS.search(str(value))


@given(st.one_of(places, signs), st.sampled_from(["https", "http", "HTTP", "ftp", ""]))
def test_plain_addresses(text: str, scheme: str) -> None:
    written = f"{scheme}://{text.removeprefix('https://')}"
    plain = link_address._read_plain(written)
    assert plain is None or plain == link_address._read_any(written)


def test_most_addresses_are_plain() -> None:
    for scheme in ("http", "https"):
        plain = link_address._read_plain(f"{scheme}://www.odense.dk/a?b=c#d")
        assert plain is not None
        assert plain.value == ("https://www.odense.dk/a?b=c#d", "www.odense.dk", "/a?b=c#d")


rows_of_hidden = st.lists(
    st.one_of(signs, st.just("0101801234"), st.just("cpr 0 1 0 1 8 0 1 2 3 4"), st.just("******-****")),
    min_size=3,
    max_size=3,
)


@given(rows_of_hidden)
def test_only_rows_that_hold_a_number_are_masked(texts: list[str]) -> None:
    title, department, url = texts
    row = Row(
        "15.20.34", title, "*", TODAY, False, department, "66131313", "https://x.dk", DigitalPost(url), None
    )
    if not any(map(holds_cpr, _texts(row))):
        assert mask_in(row.to_json()) == row.to_json()


counting = st.builds(
    lambda stem, first, steps, end: [f"{stem}{first + sum(steps[:at])}{end}" for at in range(len(steps) + 1)],
    st.sampled_from(["", "Kontakt ", "a1b", "https://x.dk/", "12345678901234", "a12345678901234"]),
    st.integers(0, 1_100),
    st.lists(st.sampled_from([1, 1, 1, 1, 0, 2]), max_size=12),
    st.sampled_from(["", "/", "x", "/selvbetjening", "9"]),
)


def follows_one_by_one(texts: list[str]) -> list[bool]:
    """As it was defined before whole columns were looked at."""
    pairs = pairwise(texts)
    return [
        before != after
        and (before[-1:] not in "0123456789" or before[-1:] != after[-1:])
        and cross_row._counts_up(before, after)
        for before, after in pairs
    ]


@given(st.lists(st.one_of(counting, st.lists(st.text("0189ab/", max_size=3), max_size=3)), max_size=5))
def test_runs_of_texts_that_count_up(parts: list[list[str]]) -> None:
    texts = [text for part in parts for text in part]
    rows = range(2, len(texts) + 2)
    found = [
        (one.row, one.last_row) for one in cross_row.find_dragged_values(columns.DIGITAL_POST, rows, texts)
    ]
    runs = cross_row._runs(follows_one_by_one(texts), cross_row.SHORTEST_RUN)
    assert found == [(rows[start], rows[end]) for start, end in runs]


told = st.one_of(
    st.text(max_size=3),
    st.none(),
    st.booleans(),
    st.integers(0, 3),
    st.floats(0, 3),
    st.sampled_from([["d", "2026-01-01"], ["e", "#REF!"], ["f", "A1"], ["td", "1.5"]]),
)


@given(st.lists(st.lists(told, max_size=6), max_size=8), st.booleans())
def test_rows_are_decoded_by_columns_as_one_by_one(rows: list[list[Any]], wide: bool) -> None:
    if wide:
        rows = [*rows, ["x"] * 100]
    texts: dict[Any, Any] = {"": None}
    same: Callable[..., Any] = texts.setdefault
    read = _Others().__getitem__
    expected = [
        tuple(None if v in ("", None) else v if type(v) is str else _Others()[_key(v)] for v in values)
        for values in rows
    ]
    decoded = [tuple(row) for row in _decoded(rows, same, read)]
    assert repr(decoded) == repr(expected)
    assert repr([list(_column(values, same, read)) for values in rows]) == repr(
        [list(row) for row in expected]
    )
