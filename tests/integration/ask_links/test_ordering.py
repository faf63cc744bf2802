"""The links of a sheet that was just checked, and what is due of live ones, are ordered to be asked, where any are."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import validate.handler as validate_handler
import watch_live.handler as watch_handler
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.adapters.dynamodb.link_table import LinkTable
from kleark.links.link_answer import LinkAnswer, LinkState
from kleark.links.link_orders import MOST_TOGETHER, LinkOrder, addresses_of
from kleark.publishing.model import UploadStatus
from tests.integration.intake.test_sheet import MENDED, record_of, take_in
from tests.support.link_stack import LINKS, make_links_queue, make_links_table
from tests.support.world import AARHUS, ODENSE, TABLE, Context, rows

if TYPE_CHECKING:
    from tests.support.world import World


def orders(world: World, url: str) -> list[LinkOrder]:
    found: list[Any] = []
    while some := world.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += some
        for one in some:
            world.sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return [LinkOrder.from_json(one["Body"]) for one in found]


def test_each_address_of_the_sheet_is_ordered_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make_links_queue(world)
    monkeypatch.setenv("LINKS_QUEUE_URL", url)
    take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    ordered = orders(world, url)
    addresses = [one for order in ordered for one in order.addresses]
    assert len(addresses) == len(set(addresses)) > 10
    assert all(one.startswith("https://") for one in addresses)
    assert max(len(order.addresses) for order in ordered) <= MOST_TOGETHER


def test_a_sheet_with_errors_orders_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make_links_queue(world)
    monkeypatch.setenv("LINKS_QUEUE_URL", url)
    take_in(world, "0461/kontrol/ark.xlsx", b"no workbook")
    assert orders(world, url) == []


@pytest.mark.parametrize("url", ["", "https://sqs.eu-west-1.amazonaws.com/123456789012/nowhere.fifo"])
def test_a_sheet_is_checked_whatever_becomes_of_its_links(
    world: World, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(validate_handler.logger.registered_handler, "stream", log)
    monkeypatch.setenv("LINKS_QUEUE_URL", url)
    identity = take_in(world, "0461/kontrol/ark.xlsx", MENDED)
    assert record_of(world, identity).status is UploadStatus.CHECKED
    assert ("links_not_ordered" in log.getvalue()) == bool(url)
    assert "https://www.odense" not in log.getvalue()


class Unhurried(Context):
    def get_remaining_time_in_millis(self) -> int:
        return 600_000


@pytest.fixture
def live(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two municipalities whose rows lead to the same pages, all but one."""
    world.published(rows(4))
    world.at(AARHUS).published(rows(5))
    if LINKS not in world.dynamodb.list_tables()["TableNames"]:
        make_links_table(world)
    monkeypatch.setenv("TABLE_NAME", TABLE)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    watch_handler.tables.cache_clear()
    return world


def watched() -> dict[str, Any]:
    context: Any = Unhurried()
    summary: dict[str, Any] = watch_handler.handler({"anew": True}, context)
    return summary


def test_what_is_due_of_all_live_links_is_ordered_once(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url = make_links_queue(live)
    monkeypatch.setenv("LINKS_QUEUE_URL", url)
    known = rows(1)[0].info_url
    now = datetime.now(UTC)
    LinkTable(live.dynamodb, LINKS).write(LinkAnswer(known, LinkState.ANSWERS, now, now))
    assert watched()["judged"] == 2
    ordered = [one for order in orders(live, url) for one in order.addresses]
    assert sorted(ordered) == sorted(set(addresses_of(rows(5))) - {known})


def test_where_nobody_asks_links_the_watch_orders_nothing(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_links_queue(live)
    monkeypatch.setenv("LINKS_QUEUE_URL", "")
    assert watched()["judged"] == 2
    assert orders(live, url) == []


def test_a_queue_that_is_not_there_costs_no_judgement(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(watch_handler.logger.registered_handler, "stream", log)
    monkeypatch.setenv("LINKS_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/123456789012/nowhere.fifo")
    assert watched()["judged"] == 2
    assert "link_run_not_ordered" in log.getvalue()
    assert "odense.dk" not in log.getvalue()


@pytest.mark.parametrize("asks", [True, False])
def test_what_links_answered_is_found_by_the_watch_where_they_are_asked(
    live: World, monkeypatch: pytest.MonkeyPatch, *, asks: bool
) -> None:
    monkeypatch.setenv("LINKS_QUEUE_URL", make_links_queue(live) if asks else "")
    gone, now = rows(1)[0].info_url, datetime.now(UTC)
    LinkTable(live.dynamodb, LINKS).write(LinkAnswer(gone, LinkState.GONE, now, now))
    assert watched()["judged"] == 2
    found = FindingTable(live.dynamodb, TABLE).state(ODENSE)[0].open_findings
    assert (gone in [one.found for one in found]) is asks
