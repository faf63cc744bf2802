from __future__ import annotations

import json
import os
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.registers.kle_register import (
    KleRegister,
    RegisterError,
    Topic,
    embedded,
    load,
    normalise_title,
    save,
)

if TYPE_CHECKING:
    from pathlib import Path


def a_register(*topics: Topic) -> KleRegister:
    return KleRegister(
        date(2025, 5, 1),
        {topic.kle_number: topic for topic in topics},
        frozenset(topic.kle_number[:2] for topic in topics),
        "a test",
    )


kle_numbers = st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True).filter(str.isascii)
topics = st.builds(
    Topic,
    kle_numbers,
    st.text(min_size=1, max_size=80),
    st.none() | st.dates(),
    st.lists(kle_numbers | kle_numbers.map(lambda number: number[:5]), max_size=3).map(tuple),
)
registers = st.builds(
    KleRegister,
    st.dates(),
    st.lists(topics, min_size=1, max_size=20).map(lambda found: {topic.kle_number: topic for topic in found}),
    st.frozensets(st.from_regex(r"[0-9]{2}", fullmatch=True).filter(str.isascii)),
    st.text(max_size=40),
)


def test_the_embedded_register_knows_main_group_15() -> None:
    register = embedded()
    assert register.edition == date(2025, 5, 1)
    assert register.coverage == {"15"}
    assert register.source
    topic = register.topic("15.17.26")
    assert topic is not None
    assert topic.title == "Jobafklaringsforløb"
    assert topic.retired_on is None
    assert register.topic("15.62.05") == Topic("15.62.05", "Dagpenge [jobcenter-fagsystemsag]")
    assert {number[:2] for number in register.topics} == {"15"}


def test_the_number_in_odenses_sheet_that_does_not_exist_is_not_in_the_register() -> None:
    assert embedded().covers("15.27.26")
    assert embedded().topic("15.27.26") is None
    assert [topic.kle_number for topic in embedded().by_title("Jobafklaringsforløb")] == ["15.17.26"]


def test_every_obligatory_topic_is_in_the_embedded_register() -> None:
    obligatory = (
        "15.62.05 15.62.10 15.62.15 15.40.00 15.17.06 15.17.26 "
        "15.17.22 15.20.24 15.17.12 15.20.00 15.62.40 15.62.45"
    )
    assert set(obligatory.split()) <= set(embedded().topics)


def test_about_another_main_group_the_embedded_register_claims_nothing() -> None:
    assert not embedded().covers("32.18.04")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sygedagpenge opfølgning", "Sygedagpengeopfølgning"),
        ("Dagpenge", "Dagpenge [jobcenter-fagsystemsag]"),
        ("Opbygning af billedskoler", "Opbygning af billedskoler [udgår 2025]"),
        ("Vandløb og søer i almindelighed", "Vandløb og søer i almindelighed ["),
        ("KONTAKTFORLØB MV", "Kontaktforløb m.v."),
        ("AMU kurser", "AMU\u2011kurser"),
        ("Ressource\u00adforløb", "Ressource\u200bforløb"),
        ("Mentorstøtte\u00a0", "\tmentorstøtte"),
        ("Integrationsgrunduddannelse igu", "Integrationsgrunduddannelse (igu)"),
    ],
)
def test_titles_that_mean_the_same_are_the_same_when_normalised(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dagpenge", "Sygedagpenge"),
        ("Revalidering", "Forrevalidering"),
        ("Kontanthjælp", "Uddannelseshjælp"),
        ("Løn", "Lon"),
        ("225-timersregel", "timersregel"),
    ],
)
def test_titles_that_differ_stay_different(one: str, other: str) -> None:
    assert normalise_title(one) != normalise_title(other)


@given(st.text(alphabet="abcæøåéÆØÅ -.,()/0123456789"))
def test_unicode_form_and_case_do_not_change_a_normalised_title(title: str) -> None:
    normal = normalise_title(title)
    assert normalise_title(unicodedata.normalize("NFD", title)) == normal
    assert normalise_title(title.upper()) == normal
    assert normalise_title(normal) == normal


def test_all_topics_with_the_same_title_are_found_in_order_of_number() -> None:
    retired = Topic("15.10.05", "Dagpenge", date(2013, 5, 1))
    register = a_register(Topic("15.62.05", "Dagpenge [jobcenter-fagsystemsag]"), retired)
    assert [topic.kle_number for topic in register.by_title("dagpenge")] == ["15.10.05", "15.62.05"]


def test_every_embedded_topic_is_found_by_its_own_title() -> None:
    for topic in embedded().topics.values():
        assert topic in embedded().by_title(topic.title)


@pytest.mark.parametrize("title", ["", "  ", "[udgår 2025]", "—", "Findes ikke"])
def test_a_title_without_a_topic_finds_none(title: str) -> None:
    assert a_register(Topic("15.00.00", "["), Topic("15.00.05", "Dagpenge")).by_title(title) == ()


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Opbygning af billedskoler [udgår 2025]", 2025),
        ("Opbygning af billedskoler [Udgår maj 2026]", 2026),
        (unicodedata.normalize("NFD", "Opbygning af billedskoler [udgår 2025]"), 2025),
        ("Dagpenge [jobcenter-fagsystemsag]", None),
        ("Noget der udgår 2025", None),
        ("[nyt 2025]", None),
    ],
)
def test_a_bracket_in_the_title_tells_that_a_number_is_retiring(title: str, year: int | None) -> None:
    assert Topic("20.08.02", title).retiring == year


@given(registers)
def test_what_is_saved_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, register: KleRegister
) -> None:
    path = tmp_path_factory.mktemp("register") / "register.json"
    save(register, path)
    assert load(path) == register
    assert [entry.name for entry in path.parent.iterdir()] == ["register.json"]


def test_saving_leaves_the_old_register_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "register.json"
    old = a_register(Topic("15.00.00", "Gammelt"))
    save(old, path)

    def full_disk(_: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        save(a_register(Topic("15.00.00", "Nyt")), path)
    assert load(path) == old
    assert [entry.name for entry in tmp_path.iterdir()] == ["register.json"]


GOOD: dict[str, Any] = {
    "format": "kleark-kle-register",
    "version": 1,
    "edition": "2025-05-01",
    "source": "",
    "coverage": ["15"],
    "topics": [["15.00.00", "Titel", "2020-01-01", ["15.00"]]],
}


def test_the_compact_format_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    topic = Topic("15.00.00", "Titel", date(2020, 1, 1), ("15.00",))
    assert load(path) == KleRegister(date(2025, 5, 1), {"15.00.00": topic}, frozenset({"15"}))


CHANGES: list[dict[str, Any]] = [
    {"format": "other"},
    {"edition": "i dag"},
    {"edition": None},
    {"coverage": ["1"]},
    {"coverage": [15]},
    {"source": None},
    {"topics": []},
    {"topics": None},
    {"topics": [["15.00", "Titel"]]},
    {"topics": [["15.00.00\n", "Titel"]]},
    {"topics": [["١٥.٠٠.٠٠", "Titel"]]},
    {"topics": [["15.00.00", 7]]},
    {"topics": [["15.00.00"]]},
    {"topics": [["15.00.00", "Titel", None, ["x"]]]},
    {"topics": [["15.00.00", "Titel", 2020]]},
    {"topics": [["15.00.00", "Titel"], ["15.00.00", "Titel"]]},
]
OTHER_CONTENT = (b"", b"PK\x03\x04", b"\xff\xfe\x00", b"[]", b"[" * 200_000, b"{}")


@pytest.mark.parametrize(
    "content", [*OTHER_CONTENT, *(json.dumps(GOOD | change).encode() for change in CHANGES)]
)
def test_a_file_that_is_no_register_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "register.json"
    path.write_bytes(content)
    with pytest.raises(RegisterError) as refusal:
        load(path)
    assert refusal.value.message_da.startswith("register.json er ikke et brugbart Kleark-register")
    assert refusal.value.message_en.startswith("register.json is not a usable Kleark register")


def test_a_register_of_a_later_format_asks_for_a_new_import(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps(GOOD | {"version": 2}), encoding="utf-8")
    with pytest.raises(RegisterError) as refusal:
        load(path)
    assert "Importér registeret igen" in refusal.value.message_da
    assert "does not know" in refusal.value.message_en
