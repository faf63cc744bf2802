"""The look at a part's bytes: it never says no for a part that holds a number."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.sheet.digit_filter import (
    has_digits_enough,
    has_run,
    may_hold_number,
    whole_number,
    with_run,
    without_keys,
)
from tests.support.cpr_numbers import WRITTEN

CPR = "0101801234"


@pytest.mark.parametrize("text", [*WRITTEN, "101801234", "1.018012E9", "1.01801234E+08"], ids=ascii)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "ascii"])
def test_a_part_with_a_number_is_looked_through(text: str, encoding: str) -> None:
    xml = f'<a b="x"><c r="B4">{text}</c></a>'
    content = xml.encode(encoding, "xmlcharrefreplace")
    assert may_hold_number(content)
    assert may_hold_number(content + b" " * 50_000)
    assert has_digits_enough(text)


@pytest.mark.parametrize("first", ["٠", "०", "၀", "០", "᠐", "⁰", "①", "㉑", "꘠", "꣐", "０", "𝟎"], ids=ascii)
def test_digits_of_other_alphabets_are_looked_at(first: str) -> None:
    text = "".join(
        chr(ord(first) + int(digit)) if unicodedata.decimal(first, None) == 0 else first for digit in CPR
    )
    assert may_hold_number(f"<a>{text}</a>".encode())


def test_a_number_in_runs_is_looked_for() -> None:
    assert may_hold_number(b"<si><r><t>0101</t></r><r><t>80-1234</t></r></si>")
    assert may_hold_number(b"<a:p><a:r><a:t>0101</a:t></a:r></a:p>")


def test_a_number_between_codes_and_marks_is_looked_for() -> None:
    header = b"<headerFooter><oddHeader>&amp;L0101&amp;B80-1&amp;B234</oddHeader></headerFooter>"
    assert may_hold_number(header)
    assert not may_hold_number(
        b"<headerFooter><oddHeader>&amp;L&amp;P&amp;12 2021</oddHeader></headerFooter>"
    )
    assert may_hold_number(b'<numFmt formatCode="&quot;0101&quot;\\8\\0&quot;-1234&quot;"/>')


def test_parts_of_an_ordinary_sheet_are_not() -> None:
    guid = "{01018012-3456-4A01-9A01-010180123456}"
    cell = '<c r="E8" s="1" t="s"><v>12</v></c><c r="F8"><v>66131372</v></c>'
    sheet = f'<worksheet xr:uid="{guid}"><row r="8" ht="15.75">{cell}</row></worksheet>'.encode()
    assert not may_hold_number(sheet)
    assert not may_hold_number(sheet + sheet * 400)
    assert not may_hold_number("<sst><si><t>Jobcenter på Østergade 12, 5000 Odense C</t></si></sst>".encode())
    assert not may_hold_number(b"<si><t>https://post.borger.dk/?portalid=1049&amp;mailboxid=10671</t></si>")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("101801234", 101801234),
        ("101801234.0", 101801234),
        ("1.01801234E8", 101801234),
        ("1.01801234e+08", 101801234),
        ("1.018012E9", 1018012000),
        ("0.5", None),
        ("x1", None),
        ("1e999", None),
        ("nan", None),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, number: int | None) -> None:
    assert whole_number(text) == number


KEY = b"01018012-3412-0101-8012-010180123412"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (KEY, b"x"),
        (b"{" + KEY + b"}", b"{x}"),
        (b"/send/" + KEY + b"/" + KEY, b"/send/x/x"),
        (b"a-b-" + KEY + b"-0101801234", b"a-b-x-0101801234"),
        (KEY[:-1], KEY[:-1]),
        (KEY.replace(b"0101-8", b"010g-8"), KEY.replace(b"0101-8", b"010g-8")),
        (b"010180-1234", b"010180-1234"),
        (b"", b""),
    ],
)
def test_the_keys_of_programs_are_no_numbers(text: bytes, left: bytes) -> None:
    assert without_keys(text) == left


@given(st.lists(st.text("0018E-. <x\0", max_size=24).map(str.encode), max_size=30))
def test_texts_are_suspected_together_as_one_by_one(texts: list[bytes]) -> None:
    assert with_run(texts) == list(filter(has_run, texts))


def test_only_texts_with_a_number_beside_their_keys_are_suspected() -> None:
    several = [
        b"<si><t>https://x.dk/" + KEY,
        b"<si><t>010180-1234",
        b"<si><t>" + KEY + b" 0101801234",
        b"<si><t>x",
    ] * 9
    assert with_run(several) == [several[1], several[2]] * 9
    assert not may_hold_number(b"<a>" + KEY + b"</a>")
    assert may_hold_number(b"<a>" + KEY + b"</a><b>0101801234</b>")
