"""What addresses answered, on moto: stored to the letter as always, and read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.link_table import LinkTable, UnansweredAddressesError, to_link_item
from kleark.links.link_answer import LinkAnswer, LinkReason, LinkState
from tests.support.link_stack import LINKS, make_links_table

if TYPE_CHECKING:
    from tests.support.world import World

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
PAGE = "https://www.odense.dk/pas"
GOLDEN = {
    "PK": {"S": "25fd907476446e16b324c49b677de8947ff30990f3546aae8cca492e95eb4949"},
    "address": {"S": PAGE},
    "state": {"S": "moved"},
    "first_seen": {"S": "2026-03-01T04:00:00+00:00"},
    "checked_at": {"S": "2026-03-02T04:00:00+00:00"},
    "moved_to": {"S": "https://www.odense.dk/borger/pas"},
    "reason": {"S": "expired"},
    "expires_at": {"N": "1780200000"},
}
"""An item as this release stores it: what an older one stored must be read, so names and forms stay."""


@pytest.fixture
def table(world: World) -> LinkTable:
    make_links_table(world)
    return LinkTable(world.dynamodb, LINKS, pause=lambda _: None)


def test_an_answer_is_stored_as_it_always_was() -> None:
    whole = LinkAnswer(
        PAGE,
        LinkState.MOVED,
        NOW - timedelta(days=1),
        NOW,
        "https://www.odense.dk/borger/pas",
        LinkReason.EXPIRED,
    )
    assert to_link_item(whole) == GOLDEN


def test_what_was_stored_is_read_as_it_always_was(world: World, table: LinkTable) -> None:
    item: Any = GOLDEN | {"of_a_later_release": {"S": "x"}}
    world.dynamodb.put_item(TableName=LINKS, Item=item)
    (answer,) = table.of([PAGE]).values()
    assert to_link_item(answer) == GOLDEN


def test_the_closed_lists_hold_what_is_stored() -> None:
    assert [one.value for one in LinkState] == [
        *("answers", "gone", "moved", "certificate", "soft_404", "down", "refused", "not_asked")
    ]
    stored = {
        *("front_page", "login", "not_found_page", "expired", "other_name", "unknown_issuer", "other_flaw"),
        *(
            "no_such_host",
            "no_connection",
            "too_slow",
            "server_error",
            "inner_address",
            "not_https",
            "other_port",
        ),
        *("credentials", "unreadable", "too_many_hops", "robots", "unwelcome"),
    }
    assert stored == {one.value for one in LinkReason}


def test_a_state_that_a_later_release_knows_is_none_to_this_one(world: World, table: LinkTable) -> None:
    item: Any = GOLDEN | {"state": {"S": "haunted"}}
    world.dynamodb.put_item(TableName=LINKS, Item=item)
    assert table.of([PAGE]) == {}


def test_the_last_answer_counts(table: LinkTable) -> None:
    for state in (LinkState.GONE, LinkState.ANSWERS):
        table.write(LinkAnswer(PAGE, state, NOW, NOW))
    assert table.of([PAGE, PAGE, "https://www.odense.dk/andet"])[PAGE].state is LinkState.ANSWERS


def test_more_than_a_batch_is_read_and_a_long_address_has_its_place(table: LinkTable) -> None:
    addresses = [f"https://www.odense.dk/{'å' * 1000}/{at}" for at in range(205)]
    for one in addresses:
        table.write(LinkAnswer(one, LinkState.ANSWERS, NOW, NOW))
    assert table.of(addresses).keys() == set(addresses)
    assert table.of([]) == {}


class Busy:
    """A table that leaves out all that it is asked for, so many times."""

    def __init__(self, times: int) -> None:
        self.times = times

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        self.times -= 1
        if self.times >= 0:
            return {"Responses": {}, "UnprocessedKeys": RequestItems}
        return {"Responses": {LINKS: [GOLDEN]}, "UnprocessedKeys": {}}


def test_a_busy_table_is_asked_again_and_told_of_at_last() -> None:
    patient: Any = Busy(2)
    assert PAGE in LinkTable(patient, LINKS, pause=lambda _: None).of([PAGE])
    hopeless: Any = Busy(3)
    with pytest.raises(UnansweredAddressesError):
        LinkTable(hopeless, LINKS, pause=lambda _: None).of([PAGE])
