"""The links of a sheet that was just checked are ordered to be asked, where links are asked at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

import validate.handler as validate_handler
from kleark.links.link_orders import MOST_TOGETHER, LinkOrder
from kleark.publishing.model import UploadStatus
from tests.integration.intake.test_sheet import MENDED, record_of, take_in
from tests.support.link_stack import make_links_queue

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
