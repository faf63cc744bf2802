from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.keys import (
    Destination,
    MunicipalityCode,
    UnknownMunicipalityError,
    checked_id,
    destination,
    log_key,
    municipality_code,
    page_key,
    page_number,
    partition,
    row_key,
    snapshot_id,
    snapshot_partition,
    split_row_key,
    upload_id,
)
from kleark.registers.municipalities import municipalities

ODENSE = municipality_code("0461")
kle_numbers = st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True)


def test_every_municipality_has_partitions_of_its_own() -> None:
    codes = [municipality_code(one.code) for one in municipalities()]
    made = {partition(code) for code in codes} | {snapshot_partition(code, "0" * 32) for code in codes}
    assert len(made) == 2 * 98


@pytest.mark.parametrize("text", ["", "461", "9999", "0411", "0461 ", "0461#S#1", "٠٤٦١", "0461\n", "M#0461"])
def test_only_a_municipality_gets_a_partition(text: str) -> None:
    with pytest.raises(UnknownMunicipalityError):
        municipality_code(text)


@pytest.mark.parametrize(
    ("key", "code", "prefix", "check_only", "file_name"),
    [
        ("0461/ark.xlsx", "0461", "0461", False, "ark.xlsx"),
        ("0461/2025/nov/ark.xlsx", "0461", "0461", False, "ark.xlsx"),
        ("0461/kontrol/ark.xlsx", "0461", "0461", True, "ark.xlsx"),
        ("0461/kontrol/2025/ark.xlsx", "0461", "0461", True, "ark.xlsx"),
        ("0461/2025/kontrol/ark.xlsx", "0461", "0461", False, "ark.xlsx"),
        ("0461/kontrol", "0461", "0461", False, "kontrol"),
        ("0461/Kontrol/ark.xlsx", "0461", "0461", True, "ark.xlsx"),
        ("0461/kontrol/", "0461", "0461", True, ""),
        ("0461", None, "", False, "0461"),
        ("ark.xlsx", None, "", False, "ark.xlsx"),
        ("/0461/ark.xlsx", None, "", False, "ark.xlsx"),
        ("../0461/ark.xlsx", None, "..", False, "ark.xlsx"),
        ("0461#/ark.xlsx", None, "0461#", False, "ark.xlsx"),
    ],
)
def test_what_an_object_key_asks_for(
    key: str, code: str | None, prefix: str, check_only: bool, file_name: str
) -> None:
    expected = Destination(code and MunicipalityCode(code), prefix, check_only, file_name)  # type: ignore[arg-type]
    assert destination(key) == expected


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=2, max_size=6, unique=True))
def test_no_two_versions_share_an_id(versions: list[tuple[str, str, str]]) -> None:
    assert len({upload_id(*version) for version in versions}) == len(versions)


def test_parts_do_not_run_into_each_other() -> None:
    assert upload_id("a", "bc", "d") != upload_id("ab", "c", "d")
    assert checked_id(upload_id("a", "b", "c")) == upload_id("a", "b", "c")


def test_a_snapshot_is_known_by_its_upload_its_rows_and_their_form() -> None:
    one = snapshot_id("u", "d", "1.0")
    assert one == snapshot_id("u", "d", "1.0")
    assert (
        len({one, snapshot_id("v", "d", "1.0"), snapshot_id("u", "e", "1.0"), snapshot_id("u", "d", "2")})
        == 4
    )


@pytest.mark.parametrize("text", [None, 7, "", "x" * 32, "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"])
def test_what_is_no_id(text: object) -> None:
    with pytest.raises(ValueError, match="not an id"):
        checked_id(text)


@given(kle_numbers, st.text().filter(lambda system: "\n" not in system))
def test_a_row_s_key_gives_back_what_it_was_made_from(kle_number: str, system: str) -> None:
    assert split_row_key(row_key(kle_number, system)) == (kle_number, system)


@pytest.mark.parametrize("number", ["", "15.20", "15.20.245", "15.20.24\n", "*"])
def test_what_is_no_number_gets_no_key(number: str) -> None:
    with pytest.raises(ValueError, match=r"NN\.NN\.NN"):
        row_key(number, "FASIT")


def test_a_system_s_name_is_one_line() -> None:
    with pytest.raises(ValueError, match="line break"):
        row_key("15.20.24", "FASIT\n15.20.25")


places = st.tuples(st.integers(0, 10**9), st.integers(0, 999_999))


@given(places, places)
def test_the_log_sorts_as_its_entries_were_made(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (log_key(*one) < log_key(*other)) is (one < other)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_pages_sort_by_their_numbers(one: int, other: int) -> None:
    assert (page_key(one) < page_key(other)) is (one < other)
    assert page_number(page_key(one)) == one


def test_a_generation_is_another_snapshot() -> None:
    ids = [snapshot_id("u", "d", "1.0", generation) for generation in range(3)]
    assert len({*ids}) == 3
    assert ids[0] == snapshot_id("u", "d", "1.0")
