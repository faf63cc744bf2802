"""Before publishing: what is known of links in new and changed rows, told beside the button, never in its way."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from kleark.publishing.model import UploadStatus, stamp
from kleark.testing.validated_uploads import validated
from tests.support.link_stack import LINKS, make_links_table
from tests.support.page import Browser, Clock, PageStores, app_context, person, text_of
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.configuration.row import Row
    from kleark.http.messages import Response
    from tests.support.world import World

NEW = "https://www.odense.dk/borger/pas"


@pytest.fixture
def table(world: World) -> LinkTable:
    make_links_table(world)
    return LinkTable(world.dynamodb, LINKS, pause=lambda _: None)


def with_links(number: int, *links: str) -> tuple[Row, ...]:
    base = rows(max(number, len(links)))
    return (
        tuple(replace(one, info_url=link) for one, link in zip(base, links, strict=False))
        + base[len(links) :]
    )


def answered(link: str, state: LinkState, *, days: int = 0, **more: Any) -> LinkAnswer:
    return LinkAnswer(link, state, NOON - timedelta(days=days), NOON, **more)


def shown(world: World, links: Any, sheet: tuple[Row, ...]) -> tuple[str, Response]:
    name = f"ark-{secrets.token_hex(4)}.xlsx"
    upload, config = validated(world.code, sheet, name, stamp(NOON), status=UploadStatus.CHECKED)
    world.table.claim(upload)
    world.reports.write(world.code, upload.upload_id, "config.json", config.to_bytes())
    browser = Browser(app_context(PageStores(world, links=links), Clock(NOON + timedelta(hours=1))))
    made = browser.signed_in_as(person()).get(f"/ark/{upload.upload_id}/aendringer")
    assert made.status == 200
    assert "Offentliggør arket" in text_of(made)
    return text_of(made), made


def known(table: LinkTable, answers: Iterable[LinkAnswer]) -> LinkTable:
    for one in answers:
        table.write(one)
    return table


def test_links_that_do_not_lead_where_they_should_are_told_with_what_to_do(
    world: World, table: LinkTable
) -> None:
    gone, moved, fine = (f"https://www.odense.dk/{name}" for name in ("vaek", "flyttet", "fin"))
    answers = [
        answered(gone, LinkState.GONE),
        answered(moved, LinkState.MOVED, moved_to=NEW),
        answered(fine, LinkState.ANSWERS),
    ]
    text, _ = shown(world, known(table, answers), with_links(3, gone, moved, fine))
    assert "1 link svarer ikke, og 1 link er flyttet" in text
    assert "Du kan godt offentliggøre arket alligevel" in text
    assert f": {gone} svarer, at siden ikke findes" in text
    assert f"Skriv i stedet: {NEW}" in text
    named = [f"{one.kle_number} ({one.source_system})" in text for one in with_links(3)]
    assert named == [True, True, False]
    assert fine not in text


def test_one_is_told_in_the_singular(world: World, table: LinkTable) -> None:
    text, _ = shown(world, known(table, [answered(NEW, LinkState.GONE)]), with_links(1, NEW))
    assert "1 link svarer ikke" in text


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (LinkState.ANSWERS, {}),
        (LinkState.NOT_ASKED, {"reason": LinkReason.ROBOTS}),
        (LinkState.DOWN, {"reason": LinkReason.TOO_SLOW}),
        (LinkState.REFUSED, {"reason": LinkReason.TOO_MANY_HOPS}),
    ],
)
def test_what_may_be_right_is_not_told(world: World, table: LinkTable, state: LinkState, more: Any) -> None:
    text, _ = shown(world, known(table, [answered(NEW, state, **more)]), with_links(1, NEW))
    assert "svarer ikke" not in text


def test_a_name_that_no_host_has_is_told_at_once(world: World, table: LinkTable) -> None:
    wrong = "https://www.odens.dk/pas"
    answers = [answered(wrong, LinkState.DOWN, reason=LinkReason.NO_SUCH_HOST)]
    text, _ = shown(world, known(table, answers), with_links(3, wrong))
    [first, *_] = with_links(1, wrong)
    assert f"{first.kle_number} ({first.source_system}) : {wrong}: domænet findes ikke" in text


def test_only_new_and_changed_rows_are_looked_at(world: World, table: LinkTable) -> None:
    world.published(with_links(4, NEW))
    known(table, [answered(NEW, LinkState.GONE)])
    text, _ = shown(world, table, (*with_links(4, NEW)[:3], replace(rows(4)[3], contact_phone="66131488")))
    assert "svarer ikke" not in text


def test_where_nobody_asks_links_the_page_is_as_it_always_was(world: World, table: LinkTable) -> None:
    _, without = shown(world, None, with_links(1, NEW))
    _, nothing_known = shown(world, table, with_links(1, NEW))
    assert "svarer ikke" not in text_of(without)
    assert _plain(without) == _plain(nothing_known)


def _plain(made: Response) -> str:
    """Without what is another one each time: the sheet's name and id, and the form's token."""
    return re.sub("ark-[0-9a-f]{8}|[0-9a-f]{32}", "", made.body.decode())


class Broken:
    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "BatchGetItem")


def test_answers_that_cannot_be_read_are_in_nobodys_way(world: World) -> None:
    broken: Any = Broken()
    text, _ = shown(world, LinkTable(broken, LINKS, pause=lambda _: None), with_links(1, NEW))
    assert "svarer ikke" not in text


def test_links_that_have_only_moved_are_called_so(world: World, table: LinkTable) -> None:
    moved = [f"https://www.odense.dk/flyttet/{at}" for at in range(2)]
    answers = [answered(one, LinkState.MOVED, moved_to=NEW) for one in moved]
    text, _ = shown(world, known(table, answers), with_links(2, *moved))
    assert "2 links er flyttet" in text
    assert "svarer ikke" not in text


def test_many_are_folded(world: World, table: LinkTable) -> None:
    links = [f"https://www.odense.dk/{at}" for at in range(9)]
    _, made = shown(
        world, known(table, [answered(one, LinkState.GONE) for one in links]), with_links(9, *links)
    )
    assert "<summary>Se de 9 links</summary>" in made.body.decode()
