from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.adapters.dynamodb.keys import log_key, page_key, page_number, partition, snapshot_partition
from kleark.configuration.stored_row import row_key, split_row_key
from kleark.publishing.ids import (
    MunicipalityCode,
    UnknownMunicipalityError,
    checked_id,
    municipality_code,
    snapshot_id,
    upload_id,
)
from kleark.publishing.object_keys import (
    LONGEST_FILE_NAME,
    Destination,
    OwnList,
    destination,
    from_page_key,
    list_key,
    safe_file_name,
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


TICKET = "Ab-_" * 5


@pytest.mark.parametrize(
    "key",
    [
        f"0461/kontrol/side/{TICKET}/ark.xlsx",
        f"0461/kontrol/side/{TICKET}/Jobcenter æøå 2.xlsx",
        f"0461/kontrol/side/{TICKET}/",
    ],
)
def test_what_was_uploaded_on_the_page_is_only_checked(key: str) -> None:
    asked = destination(key)
    assert (asked.municipality, asked.check_only, asked.from_page) == ("0461", True, True)
    assert asked.file_name == key.rpartition("/")[2]


@pytest.mark.parametrize(
    "key",
    [
        f"0461/side/{TICKET}/ark.xlsx",
        f"0461/Kontrol/side/{TICKET}/ark.xlsx",
        f"0461/kontrol/side /{TICKET}/ark.xlsx",
        f"0461/kontrol/side/{TICKET}/mappe/ark.xlsx",
        "0461/kontrol/side/ark.xlsx",
        "0461/kontrol/side/kort/ark.xlsx",
        f"0461/kontrol/side/{TICKET}\n/ark.xlsx",
        f"0461/kontrol/side/{'æ' * 20}/ark.xlsx",
        f"0461/kontrol/2025/side/{TICKET}/ark.xlsx",
    ],
)
def test_what_only_looks_like_it_is_not_from_the_page(key: str) -> None:
    assert destination(key).municipality == "0461"
    assert not destination(key).from_page


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("ark.xlsx", "ark.xlsx"),
        ("Konfiguration æøå ÆØÅ (2).xlsx", "Konfiguration æøå ÆØÅ (2).xlsx"),
        ("A\u030abenra\u030a.xlsx", "Åbenrå.xlsx"),
        ("C:\\Users\\anne\\ark.xlsx", "ark.xlsx"),
        ("../../0751/ark.xlsx", "ark.xlsx"),
        ("0751/kontrol\\ark.xlsx", "ark.xlsx"),
        ("${filename}", "$filename"),
        ("ark\u202exslx.exe", "arkxslx.exe"),
        ("ark\r\nto.xlsx", "ark to.xlsx"),
        ("  ark \u00a0 ny .xlsx", "ark ny.xlsx"),
        ("ark.XLSX ", "ark.XLSX"),
        ("1. april.2025 100% +1.xlsx", "1. april.2025 100% +1.xlsx"),
        ("", "ark.xlsx"),
        ("..", "ark.xlsx"),
        (".xlsx", "ark.xlsx"),
        ("mappe/", "ark.xlsx"),
        ("\x00\u200b", "ark.xlsx"),
        ("\ud800.csv", "ark.csv"),
        ("ark", "ark"),
        (f"{'x' * 300}.xlsx", f"{'x' * 95}.xlsx"),
        ("\u1fef.xlsx", "ark.xlsx"),
        ("a{\u030a.xlsx", "å.xlsx"),
    ],
)
def test_a_browser_s_file_name_is_kept_without_what_does_harm(given_name: str, kept: str) -> None:
    assert safe_file_name(given_name) == kept


hostile_names = st.text(
    st.one_of(st.characters(), st.sampled_from("/\\.{}$ \n\u202e\u0301æÅ"), st.just("\ud800")), max_size=300
)


@given(hostile_names)
def test_whatever_a_browser_says_its_key_is_this_municipality_s_and_one_file_s(given_name: str) -> None:
    key = from_page_key(ODENSE, TICKET, given_name)
    asked = destination(key)
    name = asked.file_name
    assert (asked.municipality, asked.check_only, asked.from_page, asked.is_folder) == (
        ODENSE,
        True,
        True,
        False,
    )
    assert key == f"0461/kontrol/side/{TICKET}/{name}"
    assert 0 < len(name) <= LONGEST_FILE_NAME
    assert len(key.encode()) <= 1024
    assert name.isprintable()
    assert name == unicodedata.normalize("NFC", name)
    assert not {name[0], name[-1]} & set(" .")
    assert not set(name) & set('{}/\\<>"|^`')


@pytest.mark.parametrize(
    "ticket", ["", "kort", "x" * 65, f"{'x' * 20}/", "../" * 8, f"{'x' * 20}\n", "æ" * 20]
)
def test_what_is_no_ticket_makes_no_key(ticket: str) -> None:
    with pytest.raises(ValueError, match="not a ticket"):
        from_page_key(ODENSE, ticket, "ark.xlsx")


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


TEMPLATES = (MunicipalityCode("0461"), OwnList.CASE_TEMPLATES)
OWN_NUMBERS = (MunicipalityCode("0461"), OwnList.OWN_NUMBERS)


@pytest.mark.parametrize(
    ("key", "system", "from_page"),
    [
        (list_key(*TEMPLATES, "liste.csv"), "", False),
        (
            list_key(*TEMPLATES, "liste.csv", "KMD Nova"),
            "KMD Nova",
            False,
        ),
        (
            list_key(
                MunicipalityCode("0461"), OwnList.CASE_TEMPLATES, "liste.csv", "a/b", "0123456789abcdefABCDEF"
            ),
            "a-b",
            True,
        ),
        (
            list_key(
                MunicipalityCode("0461"), OwnList.CASE_TEMPLATES, "liste.csv", "", "0123456789abcdefABCDEF"
            ),
            "",
            True,
        ),
    ],
)
def test_the_key_of_a_list_of_case_templates(key: str, system: str, from_page: bool) -> None:
    place = destination(key)
    assert (place.own_list, place.is_list, place.is_inventory) == (OwnList.CASE_TEMPLATES, True, False)
    assert (place.municipality, place.file_name) == ("0461", "liste.csv")
    assert (place.system, place.from_page, place.part) == (system, from_page, None)


@pytest.mark.parametrize(
    "key", ["skabeloner/liste.csv", "0999/skabeloner/liste.csv", "0461/ark/skabeloner/liste.csv"]
)
def test_keys_that_are_no_list_of_case_templates(key: str) -> None:
    assert destination(key).own_list is None


def test_a_place_for_a_list_takes_a_ticket() -> None:
    with pytest.raises(ValueError, match="not a ticket"):
        list_key(*TEMPLATES, "liste.csv", ticket="short")


@pytest.mark.parametrize("ticket", ["", "0123456789abcdefABCDEF"])
def test_the_key_of_a_list_of_own_numbers(ticket: str) -> None:
    place = destination(list_key(*OWN_NUMBERS, "egne.csv", ticket=ticket))
    assert (place.own_list, place.is_list) == (OwnList.OWN_NUMBERS, True)
    assert (place.is_inventory, place.part, place.system) == (False, None, "")
    assert (place.municipality, place.file_name, place.from_page) == ("0461", "egne.csv", bool(ticket))


@pytest.mark.parametrize(
    "key", ["egne-numre/liste.csv", "0999/egne-numre/l.csv", "0461/ark/egne-numre/l.csv"]
)
def test_keys_that_are_no_list_of_own_numbers(key: str) -> None:
    assert destination(key).own_list is None
