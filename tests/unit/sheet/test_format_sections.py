"""The sections of a number format."""

from __future__ import annotations

import pytest

from kleark.sheet.format_sections import is_date, is_elapsed, number_section, sections


def test_semicolons_in_quotes_brackets_and_behind_a_backslash_part_nothing() -> None:
    parts = sections('0" ; "\\;[$;-406]_;*;0;dd"å')
    assert [len(part) for part in parts] == [7, 3]
    assert parts[1][-1] == ("quoted", "å")
    assert sections("0\\") == [(("plain", "0"), ("plain", "\\"))]
    assert sections("") == [()]


@pytest.mark.parametrize(
    ("code", "date", "elapsed"),
    [
        ("dd-mm-yyyy", True, False),
        ("[$-406]DD-MM-YYYY", True, False),
        ("[h]:mm", True, True),
        ("[ss].00", True, True),
        ("[Red]0", False, False),
        ("[hm]0", False, False),
        ("General", False, False),
        ('0" dage"', False, False),
        ("\\d0_d*d", False, False),
        ("[$d-406]0", False, False),
    ],
)
def test_what_a_section_shows(code: str, date: bool, elapsed: bool) -> None:
    (section,) = sections(code)
    assert (is_date(section), is_elapsed(section)) == (date, elapsed)


@pytest.mark.parametrize(
    ("code", "value", "place"),
    [
        ("a;b;c", 1, 0),
        ("a;b;c", -1, 1),
        ("a;b;c", 0, 2),
        ("a;b", 0, 0),
        ("a;@", -1, 0),
        ("[=1]a;[=2]b;c", 1, 0),
        ("[=1]a;[=2]b;c", 2, 1),
        ("[=1]a;[=2]b;c", 3, 2),
        ("[=1]a;[=2]b", 3, None),
        ("[<>1]a;b", 1, 1),
        ("[>=1.5]a;b", 1, 1),
        ("[=x]a;b", 7, 0),
    ],
)
def test_the_section_of_a_number(code: str, value: float, place: int | None) -> None:
    parts = sections(code)
    assert number_section(parts, value)[0] is (None if place is None else parts[place])
