"""Which addresses are ordered: each once, a host's by themselves, the oldest first, and no more than so many."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.links.link_answer import LinkAnswer, LinkState
from kleark.links.link_orders import (
    FAULTY_AGAIN,
    MOST_TOGETHER,
    SOUND_AGAIN,
    LinkOrder,
    UnreadableOrderError,
    addresses_of,
    is_due,
    link_orders,
)
from tests.support.world import rows

SCHEMA = Path(__file__).parents[3] / "schemas" / "events" / "links-ordered.schema.json"
SCHEMA_JSON = json.loads(SCHEMA.read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOSTS = ("www.odense.dk", "post.borger.dk", "aarhus.dk")
ADDRESSES = st.builds(lambda host, page: f"https://{host}/{page}", st.sampled_from(HOSTS), st.integers(0, 60))
ANSWERS = st.dictionaries(
    ADDRESSES, st.tuples(st.sampled_from(LinkState), st.integers(0, 20 * 24)), max_size=40
)


def answered(known: dict[str, tuple[LinkState, int]]) -> dict[str, LinkAnswer]:
    return {
        address: LinkAnswer(address, state, NOW - timedelta(days=30), NOW - timedelta(hours=hours))
        for address, (state, hours) in known.items()
    }


@given(st.lists(ADDRESSES, max_size=120), ANSWERS, st.integers(0, 80))
def test_orders(addresses: list[str], known: dict[str, tuple[LinkState, int]], most: int) -> None:
    answers = answered(known)
    orders = link_orders(addresses, answers, NOW, most)
    ordered = [one for order in orders for one in order.addresses]
    due = {one for one in addresses if is_due(answers.get(one), NOW)}
    assert max(Counter(ordered).values(), default=0) <= 1
    assert set(ordered) <= due
    assert len(ordered) == min(most, len(due))
    for order in orders:
        assert 0 < len(order.addresses) <= MOST_TOGETHER
        assert {urlsplit(one).hostname for one in order.addresses} == {order.host}
    times = {
        one: answers[one].checked_at if one in answers else datetime.min.replace(tzinfo=UTC) for one in due
    }
    left = due - set(ordered)
    assert all(times[one] <= times[other] for one in ordered for other in left), "the oldest come first"


@given(st.lists(ADDRESSES, max_size=120))
def test_the_same_addresses_are_ordered_alike_in_whatever_order_they_come(addresses: list[str]) -> None:
    assert link_orders(addresses, {}, NOW) == link_orders(reversed(addresses), {}, NOW)


@given(st.lists(ADDRESSES, min_size=1, max_size=120))
def test_what_a_bounded_run_left_comes_at_the_next_ones(addresses: list[str]) -> None:
    answers: dict[str, LinkAnswer] = {}
    for turn in range(len(set(addresses)) // 7 + 1):
        now = NOW + timedelta(minutes=turn)
        for order in link_orders(addresses, answers, now, most=7):
            answers |= {one: LinkAnswer(one, LinkState.ANSWERS, now, now) for one in order.addresses}
    assert answers.keys() == set(addresses)


def test_hosts_come_in_turn() -> None:
    many = [f"https://odense.dk/{at}" for at in range(30)]
    hosts = [order.host for order in link_orders([*many, "https://aarhus.dk/1"], {}, NOW)]
    assert sorted(hosts[:2]) == ["aarhus.dk", "odense.dk"]
    assert hosts.count("odense.dk") == 3


@pytest.mark.parametrize("state", LinkState)
def test_what_worked_is_asked_after_a_week_and_what_did_not_the_next_day(state: LinkState) -> None:
    again = SOUND_AGAIN if state in {"answers", "moved", "not_asked"} else FAULTY_AGAIN
    answer = LinkAnswer("https://a.dk/", state, NOW, NOW)
    assert not is_due(answer, NOW + again - timedelta(seconds=1))
    assert is_due(answer, NOW + again)
    assert is_due(None, NOW)


def test_every_address_of_a_row_is_one() -> None:
    (row,) = rows(1)
    assert row.self_service is not None
    assert list(addresses_of([row])) == [row.info_url, row.digital_post.url, row.self_service.url]
    assert len(list(addresses_of(rows(3)))) == 7


@pytest.mark.parametrize("address", ["", "https://[::1/", "https://x.dk/" + "y" * 3000])
def test_what_is_no_address_orders_nothing_or_an_order_of_nobodys(address: str) -> None:
    assert [order.host for order in link_orders([address], {}, NOW)] in ([], [""])


@given(st.lists(ADDRESSES | st.text(min_size=1, max_size=20), min_size=1, max_size=30))
def test_an_order_is_read_as_it_was_sent(addresses: list[str]) -> None:
    for order in link_orders(addresses, {}, NOW):
        assert LinkOrder.from_json(order.to_json()) == order


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '"x"',
        '{"host": 1, "addresses": []}',
        '{"host": "x", "addresses": "https://x.dk"}',
        '{"host": "x", "addresses": [1]}',
        '{"host": "x", "addresses": [""]}',
        json.dumps({"host": "x", "addresses": ["https://x.dk"] * (MOST_TOGETHER + 1)}),
        json.dumps({"host": "x", "addresses": ["x" * 5000]}),
    ],
)
def test_what_is_no_order_is_refused(text: str) -> None:
    with pytest.raises(UnreadableOrderError):
        LinkOrder.from_json(text)


def test_an_order_is_as_its_schema_says() -> None:
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    validator = Draft202012Validator(SCHEMA_JSON)
    (order,) = link_orders(["https://a.dk/1", "https://a.dk/2"], {}, NOW)
    validator.validate(json.loads(order.to_json()))
    assert SCHEMA_JSON["properties"]["addresses"]["maxItems"] == MOST_TOGETHER
