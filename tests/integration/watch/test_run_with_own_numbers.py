"""Kept lists of own KLE numbers in the watch, on moto: judged at the next run, read only where they are needed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from kleark.adapters import clients
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.inventory_table import InventoryTable
from kleark.adapters.dynamodb.own_number_table import OwnNumberTable
from kleark.adapters.surroundings import StoredSurroundings
from kleark.configuration.list_head import ListHead
from kleark.links.due_links import NoLinks
from kleark.publishing.model import stamp, upload_order
from kleark.registers.kle_register import StoredRegisterError
from kleark.watch.run import WatchServices, WatchTotals, watch
from tests.integration.watch.test_run import item, open_rules, services, state, unexpected
from tests.support.exposure_cases import row
from tests.support.interruptions import Calls
from tests.support.list_uploads import put_list
from tests.support.world import AARHUS, NOON, ODENSE, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.support.world import World

OWN, OTHER = b"KLE-nr.;KLE-navn\n15.20.99;Fleksjob\n", b"KLE-nr.;KLE-navn\n15.20.98;Noget andet\n"
UNCHANGED = WatchTotals(unchanged=1)


@pytest.fixture
def live(world: World) -> World:
    world.published([row(number="15.20.99")])
    return world


def watching(client: Any = None, now: datetime = NOON, **other: Any) -> WatchServices:
    dynamodb = client or clients.dynamodb()
    around: Any = StoredSurroundings(InventoryTable(dynamodb, TABLE), NoLinks(), now.date())
    return services(dynamodb, now, around, templates=CaseTemplateTable(dynamodb, TABLE), **other)


def keep(world: World, data: bytes = OWN, hours: int = 0) -> None:
    uploaded = put_list(world, data, "0461/egne-numre/egne.csv", NOON + timedelta(hours=hours))
    assert uploaded.deliver() == []


def delete(hours: int) -> None:
    table, at = OwnNumberTable(clients.dynamodb(), TABLE), stamp(NOON + timedelta(hours=hours))
    head = ListHead(upload_order(at, at, ""), deleted_at=at, deleted_by="anne")
    assert table.set_head(ODENSE, head, after=table.head(ODENSE, consistent=True))


def of_numbers() -> list[str]:
    return [rule for rule in open_rules() if rule in {"KA401", "KA402"}]


def test_a_list_that_comes_changes_or_goes_is_judged_at_the_next_run_of_the_same_day(live: World) -> None:
    first = watch([ODENSE], watching(), unexpected)
    assert (first.judged, of_numbers()) == (1, ["KA401"])
    steps: list[tuple[Callable[[], None], list[str]]] = [
        (lambda: keep(live), []),
        (lambda: keep(live, OTHER, hours=1), ["KA401"]),
        (lambda: keep(live, OWN, hours=2), []),
        (lambda: delete(hours=3), ["KA401"]),
    ]
    for change, expected in steps:
        change()
        assert watch([ODENSE], watching(), unexpected).judged == 1
        assert of_numbers() == expected
        assert watch([ODENSE], watching(), unexpected) == UNCHANGED


def test_the_same_list_again_is_nothing_new(live: World) -> None:
    keep(live)
    watch([ODENSE], watching(), unexpected)
    once = item("WATCH#STATE")
    keep(live, hours=1)
    assert watch([ODENSE], watching(), unexpected) == UNCHANGED
    assert item("WATCH#STATE") == once


def test_another_list_is_also_seen_where_something_else_changed(live: World) -> None:
    watch([ODENSE], watching(), unexpected)
    keep(live)
    tomorrow = NOON + timedelta(days=1)
    assert watch([ODENSE], watching(now=tomorrow), unexpected).judged == 1
    assert of_numbers() == []
    assert watch([ODENSE], watching(now=tomorrow), unexpected) == UNCHANGED


@pytest.mark.parametrize("is_asked", [True, False])
def test_it_is_read_only_where_the_judgement_before_needed_it(world: World, *, is_asked: bool) -> None:
    world.published([row(number="15.20.99")] if is_asked else [row()])
    keep(world)
    watch([ODENSE], watching(), unexpected)
    calls = Calls()
    assert watch([ODENSE], watching(calls.of(clients.dynamodb())), unexpected) == UNCHANGED
    # LIVE, the state before and the head of case templates; register and inventory, once for all municipalities.
    assert calls.names == ["get_item"] * 5 + ["query"] * is_asked


def test_a_judgement_reads_it_once(live: World) -> None:
    keep(live)
    live.at(AARHUS).published([row()])
    plain, own = Calls(), Calls()
    for code, calls in ((AARHUS, plain), (ODENSE, own)):
        assert watch([code], watching(calls.of(clients.dynamodb())), unexpected).judged == 1
    assert sorted(own.names) == sorted([*plain.names, "query"])


def test_a_list_that_cannot_be_read_leaves_what_was_found(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(live)
    watch([ODENSE], watching(), unexpected)
    before = state()

    def broken(*_: object, **__: object) -> None:
        raise ClientError({"Error": {"Code": "InternalServerError"}}, "Query")

    monkeypatch.setattr("kleark.adapters.dynamodb.own_number_table.query_items", broken)
    failed: list[Exception] = []
    assert watch([ODENSE], watching(), lambda _, error: failed.append(error)).failed == 1
    assert [type(one) for one in failed] == [StoredRegisterError]
    assert state() == before
