"""The map and the page as documents: each municipality named, nothing that runs or is fetched."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.inventory.model import Line
from kleark.registers.municipalities import municipalities
from kleark.registers.tiles import tiles
from kleark.status.export import to_csv, to_json
from kleark.status.html_page import policy, status_html
from kleark.status.overview import LiveExposures, overview
from kleark.status.palette import css
from kleark.status.svg import status_svg
from sample_sheets.write_inventory import COUNTS, example
from tests.support.country import FACTS, country

SVG = "{http://www.w3.org/2000/svg}"


def names(svg: str) -> dict[str, str]:
    """What a screen reader calls each tile, by the municipality's code."""
    root = ET.fromstring(svg)
    found = {}
    for group in root.findall(f"{SVG}g[@role='img']"):
        title = group.find(f"{SVG}title")
        assert title is not None
        assert title.get("id") == group.get("aria-labelledby")
        found[(title.get("id") or "")[1:]] = title.text or ""
    return found


def test_each_tile_is_named() -> None:
    told = names(status_svg(country()))
    assert told.keys() == {one.code for one in municipalities()}
    assert told["0461"] == "Odense Kommune: enkelte KLE-numre udstillet, 4 af 12 obligatoriske"
    assert told["0751"] == "Aarhus Kommune: data i indekserne, men ikke udstillet, 0 af 12 obligatoriske"
    assert told["0101"] == "Københavns Kommune: alle obligatoriske KLE-numre udstillet"
    assert told["0400"] == "Bornholms Regionskommune: ingen data i indekserne"
    assert names(status_svg(country(), "en"))["0461"].endswith(
        ": some KLE numbers exposed, 4 of 12 obligatory"
    )


def test_the_figures_stand_behind_the_name() -> None:
    root = ET.fromstring(status_svg(country()))
    described = {one.get("id"): one.text for one in root.iter(f"{SVG}desc")}
    assert described["d0461"] == (
        "1.210 sager i indekserne. 1 af 2 KLE-numre med sager er udstillet. Op til 1.204 af sagerne vises."
    )
    assert "d0400" not in described


def test_the_file_tells_date_and_counts_and_ids_are_unique() -> None:
    svg = status_svg(country())
    root = ET.fromstring(svg)
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert "Opgørelsen af indekserne er fra 3. nov. 2025." in texts
    assert texts.count("1 kommune") == 3
    assert "95 kommuner" in texts
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for place in re.findall(r"url\(#([^)]+)\)", svg):
        assert place in ids


def test_one_that_cannot_be_read_is_told_as_such_and_has_its_place_in_the_legend() -> None:
    lines = [Line("0461", "15.20.24", "FASIT", 1204)]
    of = overview(FACTS, indexed_cases_of(lines), {"0461": LiveExposures(7, None)})
    drawn = status_svg(of)
    assert names(drawn)["0461"] == "Odense Kommune: status kendes ikke"
    assert "d0461" not in drawn, "no figures, since nobody knows them"
    texts = [one.text for one in ET.fromstring(drawn).iter(f"{SVG}text")]
    assert texts[texts.index("Status kendes ikke") + 1] == "1 kommune"
    assert "97 kommuner" in texts
    assert "Status kendes ikke" not in status_svg(country())
    page = status_html(of)
    row = page[page.index('<th scope="row" role="rowheader" lang="da">Odense') :].partition("</tr>")[0]
    assert re.findall(r"<td[^>]*>([^<]+)</td>", row) == ["1.204", "–", "–", "1", "–", "–", "–"]
    [told] = [line for line in to_csv(of).splitlines() if line.startswith("0461")]
    assert told == "0461;Odense;Status kendes ikke;1204;1;;;;"


def test_tiles_do_not_overlap_and_stay_inside() -> None:
    root = ET.fromstring(status_svg(country()))
    width, height = (float(root.get(name) or 0) for name in ("width", "height"))
    boxes = []
    for group in root.findall(f"{SVG}g[@role='img']"):
        ground = group.find(f"{SVG}rect[@class='ground']")
        assert ground is not None
        boxes.append(tuple(float(ground.get(name) or 0) for name in ("x", "y", "width", "height")))
    assert len({box[2:] for box in boxes}) == 1, "equal tiles"
    side = boxes[0][2]
    assert len(boxes) == len({box[:2] for box in boxes}) == 98
    for x, y, *_ in boxes:
        assert 0 <= x <= width - side
        assert 0 <= y <= height - side
    for one in boxes:
        near = [other for other in boxes if abs(one[0] - other[0]) < side and abs(one[1] - other[1]) < side]
        assert near == [one]


def test_without_an_inventory_the_country_is_not_coloured_as_empty() -> None:
    of = overview(None, {}, {})
    svg = status_svg(of)
    assert set(names(svg).values()) == {
        f"{one.official_name}: status kendes ikke" for one in municipalities()
    }
    assert "Ingen data i indekserne" not in svg
    assert svg.count('class="t-unknown"') == 99
    page = status_html(of)
    assert "Der er ikke lagt en opgørelse af indekserne op endnu" in page
    assert "Ingen data i indekserne" not in page
    told = to_json(of)
    assert (told["inventory"], told["counts"]) == (None, [])
    assert {one["status"] for one in told["municipalities"]} == {None}


def test_the_policy_of_the_file_fits_its_style() -> None:
    style = status_svg(country()).partition("<style>")[2].partition("</style>")[0]
    assert style == css()
    assert policy(style).startswith("default-src 'none'; style-src 'sha256-")


def test_the_example_has_kombits_counts() -> None:
    assert example().counts() == COUNTS


def test_every_label_fits_its_tile() -> None:
    """By the width of letters in a common font: 10 pixels high, on average 5.5 wide."""
    for tile in tiles():
        assert 1 <= len(tile.label) <= 2
        for line in tile.label:
            assert len(line) <= 10, line
