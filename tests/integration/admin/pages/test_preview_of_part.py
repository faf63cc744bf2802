"""The preview of a part's sheet: all rows as citizens meet them, the part's marked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.configuration.part import PartKind, define
from kleark.publishing.part_definitions import define_part
from tests.integration.admin.pages.test_preview import shown
from tests.integration.publishing.test_part_definitions import (
    CHANGED_FASIT,
    FASIT,
    JOB,
    KSD,
    PAY,
    by_anne,
    checked,
    with_parts,
)
from tests.support.page import text_of
from tests.support.world import row

if TYPE_CHECKING:
    from tests.support.world import World


@pytest.fixture
def halves(world: World) -> World:
    with_parts(world, JOB, PAY)
    world.published([*FASIT[:3], *KSD[:2], row(40, system="KSD")])
    return world


def headings(page: str) -> list[str]:
    return [part.split("</h3>")[0] for part in page.split("<h3 ")[1:]]


def test_all_rows_are_shown_and_the_parts_are_marked(halves: World) -> None:
    page = shown(halves, checked(halves, JOB, CHANGED_FASIT[:3])).body.decode()
    own = [one for one in headings(page) if "Delen Job" in one]
    others = [one for one in headings(page) if "Delen Job" not in one]
    assert (len(own), len(others)) == (3, 3)
    assert all("FASIT" in one for one in own)
    assert all("KSD" in one for one in others)
    text = text_of(shown(halves, checked(halves, JOB, CHANGED_FASIT[:3], 2)))
    assert "3 rækker er delens; 3 andre bliver stående, som de er." in text
    assert "Rækkerne i arket" not in text


def test_the_parts_rows_can_be_listed_alone(halves: World) -> None:
    upload = checked(halves, JOB, CHANGED_FASIT[:3])
    answer = shown(halves, upload, vis="del")
    assert len(headings(answer.body.decode())) == 3
    text = text_of(answer)
    assert "Vis også de andres rækker" in text
    assert "Delens rækker" in text
    before = shown(halves, upload, vis="del", tid="nu")
    assert "Delens rækker, der vises nu" in text_of(before)


def test_anothers_row_decides_beside_the_parts(halves: World) -> None:
    """What a citizen sees follows from all rows: a case from KSD is decided by the other part's row."""
    upload = checked(halves, JOB, FASIT[:3])
    tried = {"kle": "15.00.40", "fagsystem": "KSD", "oprettet": "1-4-2021", "status": "Behandles"}
    assert "Sagen vises" in text_of(shown(halves, upload, **tried))


def test_once_it_is_live_the_same_is_shown(halves: World) -> None:
    upload = checked(halves, JOB, CHANGED_FASIT[:3])
    by_anne(halves, upload, expected=1)
    page = shown(halves, upload).body.decode()
    assert len(headings(page)) == 6


def test_of_a_part_that_was_changed_only_its_own_rows_are_shown_and_why(halves: World) -> None:
    upload = checked(halves, JOB, FASIT[:3])
    define_part(define("Job", PartKind.SYSTEMS, ["FASIT", "Sag"]), "anne", "udvidet", halves.place)
    answer = shown(halves, upload)
    assert len(headings(answer.body.decode())) == 3
    assert "Delen Job er ændret, efter at arket blev kontrolleret" in text_of(answer)


def test_a_whole_sheet_is_shown_as_ever(halves: World) -> None:
    upload = halves.validated([replace(one, contact_phone="70101010") for one in FASIT], name="helt.xlsx")
    answer = shown(halves, upload)
    assert len(headings(answer.body.decode())) == 6
    assert "Rækkerne i arket" in text_of(answer)
    assert "vis=del" not in answer.body.decode()
