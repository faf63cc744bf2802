from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.registers.kle_register import KleRegister, RegisterError, Topic, Validity, read_trusted
from kleark.registers.register_file import load, read_register, save, to_text
from tests.unit.registers.test_kle_register import a_register

if TYPE_CHECKING:
    from pathlib import Path

kle_numbers = st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True).filter(str.isascii)
topics = st.builds(
    Topic,
    kle_numbers,
    st.text(min_size=1, max_size=80),
    st.none() | st.dates(),
    st.lists(kle_numbers | kle_numbers.map(lambda number: number[:5]), max_size=3).map(tuple),
    st.none() | st.dates(),
    st.lists(st.builds(Validity, st.none() | st.dates(), st.dates()), max_size=3).map(tuple),
    st.uuids().map(str) | st.just(""),
)
registers = st.builds(
    KleRegister,
    st.dates(),
    st.lists(topics, min_size=1, max_size=20).map(lambda found: {topic.kle_number: topic for topic in found}),
    st.frozensets(st.from_regex(r"[0-9]{2}", fullmatch=True).filter(str.isascii)),
    st.text(max_size=40),
    st.dictionaries(kle_numbers.map(lambda number: number[:5]), st.text(max_size=20), max_size=3),
    st.dictionaries(kle_numbers, st.text(max_size=20), max_size=3),
    st.dictionaries(kle_numbers, kle_numbers, max_size=3),
)


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


OF_VERSION_1: dict[str, Any] = {
    "format": "kleark-kle-register",
    "version": 1,
    "edition": "2025-05-01",
    "source": "",
    "coverage": ["15"],
    "topics": [["15.00.00", "Titel", "2020-01-01", ["15.00"]]],
}


def test_a_file_of_version_1_is_read(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps(OF_VERSION_1), encoding="utf-8")
    topic = Topic("15.00.00", "Titel", date(2020, 1, 1), ("15.00",))
    assert load(path) == KleRegister(date(2025, 5, 1), {"15.00.00": topic}, frozenset({"15"}))


CHANGES_OF_VERSION_1: list[dict[str, Any]] = [
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
GOOD: dict[str, Any] = {
    "format": "kleark-kle-register",
    "version": 2,
    "edition": "2025-05-01",
    "source": "",
    "coverage": ["15"],
    "groups": {"15": "Arbejde", "15.00": "Gruppe"},
    "uncertain": {"15.00.99": "Noget"},
    "topics": {"15.00.00": "2021-11-01;2024-02-01;1994-01-01/2013-05-01;abc;15.01 15.00.05;Titel"},
}
CHANGES: list[dict[str, Any]] = [
    {"format": "other"},
    {"edition": "i dag"},
    {"coverage": ["1"]},
    {"source": None},
    {"groups": {"15.0": "Gruppe"}},
    {"groups": {"15": 7}},
    {"groups": []},
    {"uncertain": {"15": "Noget"}},
    {"successors": {"15": "15.00.05"}},
    {"successors": {"15.00.05": "15"}},
    {"successors": {"15.00.05": 7}},
    {"topics": {}},
    {"topics": []},
    {"topics": {"15.00": ";;;;;Titel"}},
    {"topics": {"15.00.00\n": ";;;;;Titel"}},
    {"topics": {"15.00.00": "Titel"}},
    {"topics": {"15.00.00": 7}},
    {"topics": {"15.00.00": "i dag;;;;;Titel"}},
    {"topics": {"15.00.00": ";;1994/2013;;;Titel"}},
    {"topics": {"15.00.00": ";;;a b;;Titel"}},
    {"topics": {"15.00.00": ";;;;x;Titel"}},
]
OTHER_CONTENT = (b"", b"PK\x03\x04", b"\xff\xfe\x00", b"[]", b"[" * 200_000, b"{}")


def test_the_compact_format_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    topic = Topic(
        "15.00.00",
        "Titel",
        date(2024, 2, 1),
        ("15.01", "15.00.05"),
        date(2021, 11, 1),
        (Validity(date(1994, 1, 1), date(2013, 5, 1)),),
        "abc",
    )
    assert load(path) == KleRegister(
        date(2025, 5, 1),
        {"15.00.00": topic},
        frozenset({"15"}),
        "",
        {"15": "Arbejde", "15.00": "Gruppe"},
        {"15.00.99": "Noget"},
    )


@given(registers)
def test_what_is_written_is_written_the_same_again(register: KleRegister) -> None:
    text = to_text(register)
    assert to_text(read_register(text.encode(), "x")) == text
    assert read_trusted(text.encode()) == register
    assert json.loads(text)


@pytest.mark.parametrize(
    "content",
    [
        *OTHER_CONTENT,
        *(json.dumps(GOOD | change).encode() for change in CHANGES),
        *(json.dumps(OF_VERSION_1 | change).encode() for change in CHANGES_OF_VERSION_1),
        json.dumps(GOOD).replace('"topics": {', '"topics": {"15.00.00": ";;;;;Igen", ').encode(),
    ],
)
def test_a_file_that_is_no_register_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "register.json"
    path.write_bytes(content)
    with pytest.raises(RegisterError) as refusal:
        load(path)
    assert refusal.value.message_da.startswith("register.json er ikke et brugbart Kleark-register")
    assert refusal.value.message_en.startswith("register.json is not a usable Kleark register")


@pytest.mark.parametrize("version", [0, 3, "2", None, True])
def test_a_register_of_another_format_asks_for_a_new_import(tmp_path: Path, version: object) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps(GOOD | {"version": version}), encoding="utf-8")
    with pytest.raises(RegisterError) as refusal:
        load(path)
    assert "Importér registeret igen" in refusal.value.message_da
    assert "does not know" in refusal.value.message_en
