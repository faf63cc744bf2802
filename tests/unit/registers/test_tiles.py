"""The layout: 98 places, none of them shared, and Denmark is recognised in them."""

from __future__ import annotations

import pytest

from kleark.registers.municipalities import municipalities
from kleark.registers.tiles import Tile, tiles

BY_NAME = {one.name: one.code for one in municipalities()}
BY_CODE = {tile.code: tile for tile in tiles()}


def at(name: str) -> Tile:
    return BY_CODE[BY_NAME[name]]


def test_each_municipality_has_a_place_of_its_own() -> None:
    assert BY_CODE.keys() == {one.code for one in municipalities()}
    assert len(tiles()) == len({(tile.column, tile.row) for tile in tiles()}) == 98
    assert (min(tile.column for tile in tiles()), min(tile.row for tile in tiles())) == (0, 0)


def test_labels_are_the_names() -> None:
    for one in municipalities():
        written = "".join(BY_CODE[one.code].label).replace("-", "")
        name = one.name.replace("-", "").replace("Ringkøbing", "Ringkøb.")
        assert written == name


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("Frederikshavn", "Aalborg"),
        ("Hjørring", "Brønderslev"),
        ("Aalborg", "Randers"),
        ("Viborg", "Silkeborg"),
        ("Aarhus", "Horsens"),
        ("Vejle", "Kolding"),
        ("Kolding", "Haderslev"),
        ("Haderslev", "Aabenraa"),
        ("Nordfyns", "Odense"),
        ("Odense", "Svendborg"),
        ("Svendborg", "Ærø"),
        ("Helsingør", "Hørsholm"),
        ("Gentofte", "København"),
        ("København", "Dragør"),
        ("Roskilde", "Køge"),
        ("Køge", "Stevns"),
        ("Næstved", "Vordingborg"),
        ("Vordingborg", "Guldborgsund"),
        ("Læsø", "Samsø"),
        ("Fanø", "Tønder"),
    ],
)
def test_north_is_up(north: str, south: str) -> None:
    assert at(north).row < at(south).row


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("Fanø", "Esbjerg"),
        ("Esbjerg", "Kolding"),
        ("Ringkøbing-Skjern", "Herning"),
        ("Herning", "Aarhus"),
        ("Thisted", "Aalborg"),
        ("Aalborg", "Læsø"),
        ("Aarhus", "Samsø"),
        ("Samsø", "Kalundborg"),
        ("Middelfart", "Odense"),
        ("Odense", "Nyborg"),
        ("Nyborg", "Slagelse"),
        ("Slagelse", "Køge"),
        ("Kalundborg", "Roskilde"),
        ("Roskilde", "København"),
        ("Lolland", "Guldborgsund"),
        ("Ærø", "Langeland"),
    ],
)
def test_east_is_to_the_right(west: str, east: str) -> None:
    assert at(west).column < at(east).column


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Frederikshavn", "Hjørring"),
        ("Aalborg", "Brønderslev"),
        ("Thisted", "Morsø"),
        ("Skive", "Viborg"),
        ("Norddjurs", "Syddjurs"),
        ("Aarhus", "Skanderborg"),
        ("Varde", "Esbjerg"),
        ("Odense", "Assens"),
        ("Kerteminde", "Nyborg"),
        ("Helsingør", "Fredensborg"),
        ("Frederiksberg", "København"),
        ("Tårnby", "Dragør"),
        ("Lolland", "Guldborgsund"),
        ("Faxe", "Vordingborg"),
        ("Høje-Taastrup", "Albertslund"),
    ],
)
def test_neighbours_touch(one: str, other: str) -> None:
    first, second = at(one), at(other)
    assert abs(first.column - second.column) + abs(first.row - second.row) == 1


@pytest.mark.parametrize("island", ["Læsø", "Samsø", "Bornholm"])
def test_islands_lie_in_the_sea(island: str) -> None:
    own = at(island)
    assert not [
        tile
        for tile in tiles()
        if tile is not own and abs(tile.column - own.column) <= 1 and abs(tile.row - own.row) <= 1
    ]


def test_funen_is_an_island_between_two_belts() -> None:
    funen = [at(one.name) for one in municipalities() if one.code in FUNEN]
    others = [tile for tile in tiles() if tile.code not in FUNEN]
    for tile in funen:
        assert not [
            other for other in others if abs(other.column - tile.column) + abs(other.row - tile.row) == 1
        ]


FUNEN = {"0410", "0420", "0430", "0440", "0450", "0461", "0479", "0480", "0482", "0492"}


def test_bornholm_is_farthest_east_and_south() -> None:
    own = at("Bornholm")
    assert own.column == max(tile.column for tile in tiles())
    assert own.row == max(tile.row for tile in tiles())
