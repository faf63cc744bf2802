"""A name that somebody else chose, as it may be shown."""

from __future__ import annotations

import pytest

from kleark.redaction.shown_name import shown_name
from tests.support.cpr_numbers import WRITTEN, number_is_nowhere


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("KLE-konfiguration.xlsx", "KLE-konfiguration.xlsx"),
        ("010180-1234.xlsx", "xxxxxx-xxxx.xlsx"),
        ("0461/sag 0101801234/ark.xlsx", "0461/sag xxxxxx-xxxx/ark.xlsx"),
        ("KLE 01-04-2021.xlsx", "KLE 01-04-2021.xlsx"),
        ("a\u202eb.xlsx", "a[U+202E]b.xlsx"),
    ],
)
def test_a_number_is_hidden_and_the_rest_stays(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize("written", WRITTEN, ids=ascii)
def test_however_it_is_written(written: str) -> None:
    assert number_is_nowhere(shown_name(f"0461/{written}.xlsx").replace("0461/", ""))
