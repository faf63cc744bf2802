"""Long plans page by page: everything can be reached, nothing that is filled in is lost, and the first page decides."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.admin.plan_pages import ENTRIES
from kleark.publishing.manual import freeze, unfreeze
from kleark.publishing.model import UploadStatus
from tests.support.page import asking, text_of
from tests.support.world import NOON, World, row, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from kleark.publishing.model import Upload
    from tests.support.page import Browser

MANY = 2 * ENTRIES + 50
KEYS = re.compile(r"/kort\?[^\"]*?kle=([0-9.]+)&amp;fagsystem=([A-Z]+)")


def checked(world: World, of: Sequence[Row]) -> Upload:
    queued = world.validated(of, NOON + timedelta(hours=1), "plan.xlsx")
    upload = replace(queued, status=UploadStatus.CHECKED)
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return upload


def pages_from(browser: Browser, path: str) -> list[Response]:
    """The page and all that follow it, by the links to the next."""
    made = [browser.get(path)]
    while True:
        assert made[-1].status == 200, text_of(made[-1])
        following = re.search(r'href="/kle([^"]*)">Næste side', made[-1].body.decode())
        if following is None:
            return made
        made.append(browser.get(html.unescape(following[1])))


def many_changed() -> list[Row]:
    """Each row has a change of its own, and some of one kind a change in common."""
    return [
        replace(one, kle_title=f"Nyt navn {at}", contact_phone="66131399" if at < 7 else one.contact_phone)
        for at, one in enumerate(rows(MANY))
    ]


def test_every_change_is_on_one_of_the_pages(world: World) -> None:
    world.published(rows(MANY))
    upload = checked(world, many_changed())
    made = pages_from(asking(world), f"/ark/{upload.upload_id}/aendringer")
    assert len(made) == 3
    linked = Counter(key for page in made for key in KEYS.findall(page.body.decode()))
    expected = Counter((one.kle_number, one.source_system) for one in rows(MANY))
    assert linked == expected + Counter((one.kle_number, one.source_system) for one in rows(7))
    assert "Samme ændring i 7 rækker" in text_of(made[0])
    ranges = [re.findall(r"Her er ændring ([0-9.]+) til ([0-9.]+) af ([0-9]+)", text_of(one)) for one in made]
    assert ranges == [[("1", "200", "457")], [("201", "400", "457")], [("401", "457", "457")]]


def test_the_first_page_decides_and_its_links_open_beside_what_is_filled_in(world: World) -> None:
    world.published(rows(MANY))
    upload = checked(world, many_changed())
    first, second, third = (
        page.body.decode() for page in pages_from(asking(world), f"/ark/{upload.upload_id}/aendringer")
    )
    assert "<button" in first.split('id="offentliggoer"')[1]
    assert 'target="_blank" rel="noopener" href' in first
    assert "Næste side (åbner i en ny fane)" in first
    for later in (second, third):
        assert 'name="forventet"' not in later
        assert "Du beslutter dig på side 1" in later
        assert 'target="_blank"' not in later


@pytest.mark.parametrize("side", ["0", "4", "x", "-1", "999999999999", ""])
def test_there_are_no_other_pages(world: World, side: str) -> None:
    world.published(rows(MANY))
    upload = checked(world, many_changed())
    assert asking(world).get(f"/ark/{upload.upload_id}/aendringer?side={side}").status == 404


def test_a_refused_decision_shows_the_first_page_of_what_would_happen_now(world: World) -> None:
    world.published(rows(MANY))
    upload = checked(world, many_changed())
    made = asking(world).post(f"/ark/{upload.upload_id}/offentliggoer", {"forventet": "0", "note": "fordi"})
    assert made.status == 409
    assert "Her er ændring 1 til 200 af 457" in text_of(made)
    assert 'value="fordi"' in made.body.decode()


def test_a_comparison_s_pages_have_addresses_of_their_own(world: World) -> None:
    world.published(rows(MANY))
    world.published(many_changed(), NOON + timedelta(minutes=1))
    made = pages_from(asking(world), "/historik/sammenlign?fra=1&til=2")
    assert len(made) == 3
    assert 'rel="prev" href="/kle/historik/sammenlign?fra=1&amp;til=2&amp;side=1"' in made[1].body.decode()
    assert asking(world).get("/historik/sammenlign?fra=1&til=2&side=4").status == 404


def test_going_back_and_emptying_have_pages_too(world: World) -> None:
    world.published(rows(MANY))
    world.published(many_changed(), NOON + timedelta(minutes=1))
    for path, button in (
        ("/historik/1/gaa-tilbage", "Gå tilbage til version 1</button>"),
        ("/styring/toem", "Tøm visningen</button>"),
    ):
        made = [page.body.decode() for page in pages_from(asking(world), path)]
        assert [button in page for page in made] == [True, False, False]
        assert sum(len(set(KEYS.findall(page))) for page in made) >= MANY


def test_receipt_and_revision_tell_what_was_changed(world: World) -> None:
    world.published(rows(MANY))
    world.published(many_changed(), NOON + timedelta(minutes=1))
    for path in ("/kvittering/2", "/historik/2"):
        body = asking(world).get(path).body.decode()
        assert "<summary>Se, hvad version 2 ændrede</summary>" in body
        assert "Samme forskel i 7 rækker" in body
        assert 'href="/kle/historik/sammenlign?fra=1&amp;til=2&amp;side=2"' in body
    assert "Se, hvad version 1 ændrede" in text_of(asking(world).get("/kvittering/1"))


def test_what_others_did_meanwhile_is_not_cut_without_a_way_to_the_rest(world: World) -> None:
    world.published(rows(3))
    upload = checked(world, [row(9)])
    world.published(rows(4), NOON + timedelta(minutes=1))
    for at in range(11):
        freeze("anne", f"låst {at}", world.place)
        unfreeze("anne", f"åben {at}", world.place)
    form = {"forventet": "1", "note": "fordi", "bekraeft": "ja"}
    made = asking(world).post(f"/ark/{upload.upload_id}/offentliggoer", form)
    assert made.status == 409
    told = made.body.decode()
    assert len(re.findall(r"<q>(?:låst|åben) [0-9]+</q>", told)) == 20
    assert "Se også det, der er gjort før, i historikken" in text_of(made)
