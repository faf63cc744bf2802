"""KL's list of action facets, with invented ones."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.registers.editions import follow
from kleark.registers.facet_import import read_facets
from kleark.registers.kle_register import RegisterError, embedded
from kleark.registers.register_file import load, save, to_text
from tests.support.facet_list import EXAMPLE, MOVED, facet, facets_xml

if TYPE_CHECKING:
    from pathlib import Path


def test_numbers_and_titles_are_read() -> None:
    assert read_facets(io.BytesIO(EXAMPLE)) == {"G01": "Stjerneskud i almindelighed", "Ø30": "Måneskin"}


def test_a_namespace_changes_nothing() -> None:
    data = EXAMPLE.replace(b"<KLE-Handlingsfacetter>", b"<KLE-Handlingsfacetter xmlns='urn:x'>")
    assert read_facets(io.BytesIO(data)).keys() == {"G01", "Ø30"}


def test_a_facet_that_has_moved_is_left_out_and_is_not_taken_for_its_successor() -> None:
    data = facets_xml([facet("G01", "Gammel", MOVED), facet("G02", "Ny")])
    assert read_facets(io.BytesIO(data)) == {"G02": "Ny"}


def test_as_many_as_the_form_allows_are_read_and_none_is_taken_for_another() -> None:
    numbers = [f"{letter}{at:02d}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ" for at in range(100)]
    every = [facet(number, f"Titel {number}") for number in numbers]
    assert list(read_facets(io.BytesIO(facets_xml(every)))) == numbers
    with pytest.raises(RegisterError) as refused:
        read_facets(io.BytesIO(facets_xml([*every, facet("Å99", "x")])))
    assert "Handlingsfacetten Å99 forekommer to gange" in refused.value.message_da


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "ikke hel"),
        (EXAMPLE[:-9], "ikke hel"),
        (facets_xml([facet("G1", "x")]), "ikke en handlingsfacet"),
        (facets_xml([facet("G01", "x"), facet("G01", "y")]), "to gange"),
        (facets_xml([facet("G01", "")]), "mangler"),
        (facets_xml([]), "ingen handlingsfacetter"),
        (facets_xml([], root="KLE-Emneplan"), "rodelement"),
        (b'<!DOCTYPE a [<!ENTITY a "a">]><KLE-Handlingsfacetter/>', "DOCTYPE"),
        (b"<?xml version='1.0' encoding='x-none'?><KLE-Handlingsfacetter/>", "tegnkodning"),
        (b"<KLE-Handlingsfacetter>" + b"<p>" * 120, "for dybt"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(RegisterError) as refused:
        read_facets(io.BytesIO(data))
    assert why in refused.value.message_da


def test_facets_lie_in_the_register_and_stay_when_an_edition_follows(tmp_path: Path) -> None:
    register = replace(embedded(), facets=read_facets(io.BytesIO(EXAMPLE)))
    save(register, tmp_path / "r.json")
    assert load(tmp_path / "r.json").facets == register.facets
    assert follow(register, embedded()).facets == register.facets
    assert '"facets"' not in to_text(embedded()), "a register without them is written as ever"
