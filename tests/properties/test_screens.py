"""What is told of many values at once is what each of them is told by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.row import DigitalPost, Row
from kleark.redaction.cpr import SIX_DIGITS, holds_cpr, mask_in, with_six_digits
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import cvr_numbers, municipality, owner_of_cvr
from kleark.report.model import _texts
from kleark.rules import cross_row, dates, link_address, links, phone
from kleark.rules.context import Context
from kleark.sheet import columns
from kleark.sheet.reader import _column, _decoded, _key, _Others

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 6, 15)
CONTEXT = Context(embedded(), TODAY, municipality("0461"))
numbers = st.one_of(
    st.integers(10_000_000, 99_999_999),
    st.integers(19_999_990, 20_000_010),
    st.integers(89_999_990, 91_000_010),
    st.sampled_from(sorted(cvr_numbers())),
    st.sampled_from(sorted(map(int, cvr_numbers()))),
    st.text("0123456789", min_size=7, max_size=9),
    st.text(max_size=9),
    st.floats(allow_nan=False),
    st.booleans(),
    st.none(),
)
days = st.one_of(
    st.dates(),
    st.dates(date(1904, 1, 1), date(1907, 1, 1)),
    st.dates(TODAY - timedelta(days=21 * 366), TODAY + timedelta(days=400)),
    st.datetimes(),
    st.text(max_size=10),
    st.none(),
)
signs = st.text("0123456789 %-./ABCabcxæ\n", max_size=40)
places = st.builds("https://www.odense.dk/{}".format, st.text("abc0123456789/-.%_sharepoint", max_size=30))


@given(st.lists(numbers, max_size=30))
def test_usual_phone_numbers(values: list[Any]) -> None:
    readings, remarks = phone.usual_numbers(value for value in values if not isinstance(value, bool))
    for value, digits in readings.items():
        assert phone.read_phone(value) == (digits, remarks.get(value, ()))
        assert isinstance(value, int) is (value in remarks)
    assert remarks.keys() <= readings.keys()


def test_most_phone_numbers_are_usual() -> None:
    assert phone.usual_numbers([66131313, "66131314"])[0] == {66131313: "66131313", "66131314": "66131314"}
    owned = next(iter(cvr_numbers()))
    assert owner_of_cvr(owned) is not None
    assert phone.usual_numbers([90131313, "90131313", 6613131, 12345678, owned, int(owned)]) == ({}, {})


@given(st.lists(days, max_size=30), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_usual_days(values: list[Any], today: date) -> None:
    for value, day in dates.usual_days(values, today).items():
        assert dates.read_date(value, today) == (day, ())


def test_most_days_are_usual() -> None:
    values = [TODAY, date(2006, 1, 1), TODAY + timedelta(days=366)]
    assert list(dates.usual_days(values, TODAY)) == values
    others = [
        date(2005, 12, 31),
        TODAY + timedelta(days=367),
        datetime(2026, 1, 1, 12),  # noqa: DTZ001 (as a cell has it)
        None,
        "01-01-2026",
    ]
    assert dates.usual_days(others, TODAY) == {}


@given(st.lists(signs.filter(str.isascii), max_size=40))
def test_texts_that_a_cpr_number_may_begin_in(texts: list[str]) -> None:
    assert with_six_digits(texts) == {text for text in texts if SIX_DIGITS.search(text)}


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
    st.sampled_from(["", "Kontakt ", "a1b", "https://x.dk/"]),
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
