from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from kleark.i18n.formats import (
    Forms,
    format_count,
    format_date,
    format_moment,
    format_number,
    format_percent,
    format_short_date,
    joined,
    plural,
    spell_days,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.i18n.language import Language

ROWS: Forms = ("1 række", "{} rækker")


@pytest.mark.parametrize(("lang", "written_day"), [("da", "31. maj 2021"), ("en", "31 May 2021")])
def test_days_in_words(lang: Language, written_day: str) -> None:
    assert format_date(date(2021, 5, 31), lang) == written_day


def test_every_month_has_a_name_of_its_own() -> None:
    for lang in ("da", "en"):
        assert len({format_date(date(2021, month, 1), lang) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(("lang", "text"), [("da", "1. apr. 2021 kl. 20.04"), ("en", "1 Apr 2021 at 20:04")])
def test_a_moment(lang: Language, text: str) -> None:
    assert format_moment(datetime(2021, 4, 1, 20, 4, 59, tzinfo=UTC), lang) == text


def test_days_as_in_a_sheet() -> None:
    assert (
        format_short_date(date(2021, 4, 1))
        == format_short_date(datetime(2021, 4, 1, 23, tzinfo=UTC))
        == "01-04-2021"
    )


@pytest.mark.parametrize(
    ("number", "danish", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (10_000, "10.000", "10,000"),
        (-1_234_567, "-1.234.567", "-1,234,567"),
    ],
)
def test_digits_are_grouped(number: int, danish: str, english: str) -> None:
    assert format_number(number, "da") == danish
    assert format_number(number, "en") == english


@pytest.mark.parametrize(("count", "text"), [(0, "0 rækker"), (1, "1 række"), (10_000, "10.000 rækker")])
def test_a_number_with_its_noun(count: int, text: str) -> None:
    assert format_count(count, ROWS, "da") == text
    assert plural(count, ("række", "rækker")) == text.split()[1]


def test_days_in_a_text_are_spelt() -> None:
    text = "15.20.24 udgik 01-01-2024, se 31-12-2023."
    assert spell_days(text, "da") == "15.20.24 udgik 1. jan. 2024, se 31. dec. 2023."
    assert spell_days("from 01-05-2024", "en") == "from 1 May 2024"
    for other in ("31-02-2024", "01-01-2024-x", "101-01-2024", "x01-01-2024", "12345678"):
        assert spell_days(other, "da") == other


def test_per_cent() -> None:
    assert (format_percent(12, "da"), format_percent(12, "en")) == ("12 procent", "12 per cent")


@pytest.mark.parametrize(
    ("texts", "da", "en"),
    [
        ([], "", ""),
        (["15"], "15", "15"),
        (["27", "32"], "27 og 32", "27 and 32"),
        (("15", "27", "32"), "15, 27 og 32", "15, 27 and 32"),
    ],
)
def test_a_list_as_one_says_it(texts: Sequence[str], da: str, en: str) -> None:
    assert (joined(texts, "da"), joined(texts, "en")) == (da, en)
