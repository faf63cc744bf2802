"""The map's second layer: each municipality's share in figures, and none of so few cases as to be somebody."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.registers.municipalities import municipalities
from kleark.status.elements import serialise
from kleark.status.html_page import status_html
from kleark.status.share_map import KEYS, percent_of, share_key, share_legend, share_map
from tests.support.country import country

if TYPE_CHECKING:
    from kleark.status.overview import Overview


def of_odense(cases: int | None, shown: int | None) -> Overview:
    of = country()
    changed = [
        replace(one, cases=cases, shown=shown) if one.code == "0461" else one for one in of.municipalities
    ]
    return replace(of, municipalities=tuple(changed))


def test_each_tile_says_its_share_and_how_many_cases_that_is() -> None:
    drawn = share_map(country(), "da")
    titles = {one.attrib["id"]: one.text for one in drawn.iter("title")}
    described = {one.attrib["id"]: one.text for one in drawn.iter("desc")}
    assert len(titles) == len(municipalities()) + 1
    assert titles["s0461"] == "Odense Kommune: 99 procent af sagerne"
    assert described["sd0461"] == "Op til 1.204 af 1.210 sager."
    assert titles["s0400"] == "Bornholms Regionskommune: andelen kendes ikke"
    assert "sd0400" not in described
    texts = [one.text for one in drawn.iter("text")]
    assert "99 %" in texts
    english = serialise(share_map(country(), "en"), "html")
    assert "Odense Kommune: 99 per cent of the cases" in english


@pytest.mark.parametrize(
    ("cases", "shown", "percent"),
    [(4, 2, None), (1, 1, None), (0, 0, None), (None, None, None), (5, None, None), (5, 1, 20), (5, 5, 100)],
)
def test_no_share_is_told_of_fewer_than_five_cases(
    cases: int | None, shown: int | None, percent: int | None
) -> None:
    of = of_odense(cases, shown)
    [odense] = [one for one in of.municipalities if one.code == "0461"]
    assert percent_of(odense) == percent
    page = status_html(of)
    figure = "–" if percent is None else f"{percent} procent"
    row = page.partition('scope="row" role="rowheader" lang="da">Odense</th>')[2].partition("</tr>")[0]
    assert f'data-label="Andel, der højst vises">{figure}<' in row


def test_the_legend_counts_every_municipality_once() -> None:
    counts = share_legend(country())
    assert tuple(counts) == KEYS
    assert sum(counts.values()) == 98


@pytest.mark.parametrize(
    ("percent", "key"),
    [
        (None, "share_unknown"),
        (0, "share_none"),
        (1, "share_low"),
        (49, "share_low"),
        (50, "share_high"),
        (99, "share_high"),
        (100, "share_all"),
    ],
)
def test_all_and_nothing_are_kinds_of_their_own(percent: int | None, key: str) -> None:
    assert share_key(percent) == key


def test_the_layers_are_chosen_by_the_style_alone_and_ids_are_unique() -> None:
    page = status_html(country())
    assert page.count('type="radio"') == 2
    assert 'id="layer-status" value="status" checked' in page
    assert "<script" not in page
    assert ".layers:has(#layer-share:checked) .layer-status" in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert all(f'for="{one}"' in page for one in ("layer-status", "layer-share"))


def test_without_an_inventory_there_is_no_second_layer() -> None:
    page = status_html(replace(country(), inventory=None))
    assert "layer-share" not in page.partition("</style>")[2]


def test_ones_own_tile_is_ringed() -> None:
    assert len(list(share_map(country(), "da", "0461").iter("rect"))) == 1 + len(
        list(share_map(country(), "da").iter("rect"))
    )
