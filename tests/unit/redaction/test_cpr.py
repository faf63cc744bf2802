"""What is a CPR number, what is not, and what is left of a text with one in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.redaction.cpr import (
    MASK,
    cell_holds_cpr,
    find_cpr,
    find_in_cell,
    find_in_formula,
    find_in_number,
    holds_cpr,
    is_certain,
    mask,
    may_hold_cpr,
    with_possible_cpr,
)
from kleark.redaction.cpr_search import each_hit
from tests.support.cpr_numbers import WRITTEN, number_is_nowhere

if TYPE_CHECKING:
    from kleark.sheet.workbook import CellValue

NOT_ONE = (
    *("66131372", "35209115", "320190-1234", "011390-1234", "01019012345", "10101901234", "2021-010203-4567"),
    *("010190-12345", "5798006622207", "20210102031234", "2021-01-01-1234", "01-01-2020", "15.20.24", ""),
    *("9f0dd1f1-2f4f-4d3c-8a51-010190123456", "01019012-1234-4234-8234-010190123456", "010190abcd", "010190"),
    *("a0101901234b", "?mailboxid=0101901234", "portalid=0101901234", "Tlf. 66 13 13 72", "kl. 0800-1600"),
)


@pytest.mark.parametrize("text", WRITTEN, ids=ascii)
def test_a_number_is_known_however_it_is_written(text: str) -> None:
    assert holds_cpr(text)
    assert cell_holds_cpr(text)


@pytest.mark.parametrize("text", NOT_ONE, ids=ascii)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_cpr(text)
    assert not cell_holds_cpr(text)


@pytest.mark.parametrize("value", [101901234, 3112991234])
def test_a_number_cell_may_have_lost_its_zero(value: int) -> None:
    assert cell_holds_cpr(value)


@pytest.mark.parametrize("value", [66131372, 35209115, 1234567890, 17933, True, 45661313.72, None])
def test_other_cells_are_left_alone(value: CellValue) -> None:
    assert not cell_holds_cpr(value)


@pytest.mark.parametrize("text", WRITTEN, ids=ascii)
def test_what_is_masked_holds_no_number(text: str) -> None:
    assert not holds_cpr(mask(text))
    assert number_is_nowhere(mask(text))


PIECES = st.sampled_from(
    [
        *"0123456789",
        *" .-/_,:~*|\\eE+ab\n",
        "01",
        "12",
        "31",
        "61",
        "80",
        "19",
        "20",
        "0101",
        "010180",
        "1234",
        " - ",
        "--",
    ]
)


@given(text=st.lists(PIECES, min_size=4, max_size=14).map("".join))
def test_the_quick_look_passes_over_nothing(text: str) -> None:
    if len(text) >= 9 and any(each_hit(text, "")):
        assert find_cpr(text)


@pytest.mark.parametrize(
    "number",
    [
        "1.01801234E8",
        "1.01801234e+008",
        "1018012340E-1",
        "10180123.4E1",
        "0.101801234E9",
        ".101801234E9",
        "101801234.",
    ],
)
def test_a_number_is_known_however_a_program_writes_it(number: str) -> None:
    assert [hit.certain for hit in find_in_number(number)] == [True]


@pytest.mark.parametrize("number", ["1018012345E-1", "1.01801234E-8", "1.01801234E99", "-101801234", "."])
def test_fractions_and_huge_numbers_are_none(number: str) -> None:
    assert not find_in_number(number)


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("IF(A1=101801234,1,0)", "101801234"),
        ("VLOOKUP(1.01801234E8,B:C,2,FALSE)", "1.01801234E8"),
        ("<101801234", "101801234"),
        ('LEN("010180-1234")', "010180-1234"),
        ("101801234", "101801234"),
    ],
)
def test_numbers_in_a_formula_are_as_those_of_cells(formula: str, found: str) -> None:
    assert [formula[start:end] for start, end, _ in find_in_formula(formula)] == [found]


@pytest.mark.parametrize(
    "formula",
    [
        'LEFT("tlf 101801234")',
        "SUM($A$101801234)",
        "101801234.5*2",
        "Ark101801234!A1",
        "101801234!A1",
        "A1*1018012345678",
    ],
)
def test_what_only_looks_like_one_in_a_formula_is_left_alone(formula: str) -> None:
    assert not find_in_formula(formula)


@pytest.mark.parametrize(
    "text",
    [
        "CPR 0101 80 1234",
        "cpr: 01 0180-12 34",
        "CPR 101801234, 0202801234",
        "0101 801234 (cpr)",
        "cpr.nr. 10180-1234",
        "Person-nr. 0101801234",
    ],
)
def test_what_is_called_one_may_be_in_any_groups(text: str) -> None:
    assert is_certain(find_cpr(text))
    assert not re.search("[0-9]", mask(text))


@pytest.mark.parametrize(
    "text",
    ["Ring 01 01 80 12 34", "tlf. 0101 8012 34", "CPR-kontoret, tlf. 66 13 13 72 10", "cpr 0101 80 12345"],
)
def test_groups_that_nobody_calls_one_are_none(text: str) -> None:
    assert not is_certain(find_cpr(text))


@pytest.mark.parametrize(
    "text",
    [
        "https://vimeo.com/1012345678",
        "https://player.vimeo.com/video/1012345678?h=0101801234",
        "https://www.facebook.com/permalink.php?story_fbid=1012345678&id=1003345678",
        "mailboks-id 0101801234",
    ],
)
def test_ids_of_known_places_are_left_alone(text: str) -> None:
    assert not find_cpr(text)


def test_a_part_of_a_longer_number_is_not_certain() -> None:
    assert [hit.certain for hit in find_cpr("Sag 2021/010180/1234")] == [False]
    assert [hit.certain for hit in find_cpr("https://odense.dk/sag/010180-1234")] == [True]


@pytest.mark.parametrize(
    "value", [*WRITTEN, *(f"Bør{text}" for text in WRITTEN), 101801234, 1018012345.0], ids=ascii
)
def test_each_value_that_may_hold_a_number_is_looked_at(value: CellValue) -> None:
    assert may_hold_cpr(value) or not find_in_cell(value, "CPR")
    assert may_hold_cpr(f"{value} {MASK}")


@given(st.text(alphabet="0189 -./%&#;xæ\u2212\uff10\u0660", max_size=24))
def test_no_value_that_is_not_looked_at_holds_a_number(text: str) -> None:
    assert may_hold_cpr(text) or not find_in_cell(text, "CPR")


@given(
    st.lists(
        st.one_of(
            st.text(alphabet="0189 -./%&#;xæ*\uff10", max_size=16),
            st.sampled_from(
                [*WRITTEN, MASK, f"Ring {MASK}", f"æ{MASK}", None, 101801234, 1018012345.0, 0.5, 7]
            ),
        ),
        max_size=40,
        unique=True,
    )
)
def test_values_are_looked_at_together_as_one_by_one(values: list[CellValue]) -> None:
    assert with_possible_cpr(values) == set(filter(may_hold_cpr, values))


@pytest.mark.parametrize(
    "value", [66131372, True, None, "66131372", "Jobcenter Ørestad", "x" * 40, 10**10, 0.5]
)
def test_most_values_are_not_looked_at(value: CellValue) -> None:
    assert not may_hold_cpr(value)
