"""Kept lists of case templates in the watch, on moto: read when something has changed, and in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import kleark.watch.judge as judging
import watch_live.handler as watch_handler
from kleark.adapters import clients
from kleark.adapters.dynamodb import keys
from kleark.adapters.dynamodb.case_template_table import CaseTemplateTable
from kleark.adapters.dynamodb.finding_table import FindingTable
from kleark.configuration.list_head import ListHead
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import stamp, upload_order
from kleark.watch.run import WatchServices, WatchTotals, watch
from tests.integration.watch.test_run import Around, item, open_rules, services, state, unexpected
from tests.support.exposure_cases import row
from tests.support.interruptions import Calls
from tests.support.link_stack import LINKS, make_links_table
from tests.support.list_uploads import ONE, put_list, stored_head
from tests.support.sweeping import everything
from tests.support.watch_cases import register_with
from tests.support.world import AARHUS, CONTEXT, NOON, ODENSE, TABLE

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.world import World

GONE = Around(register_with(without="15.20.24"))
LATER = NOON.replace(hour=18)


@pytest.fixture
def live(world: World) -> World:
    world.published([row()])
    world.at(AARHUS).published([row("KSD")])
    return world


def watching(client: Any = None, now: datetime = NOON, around: Around = GONE) -> WatchServices:
    dynamodb = client or clients.dynamodb()
    return services(dynamodb, now, around, templates=CaseTemplateTable(dynamodb, TABLE))


def of_templates() -> list[str]:
    return sorted(one.rule for one in state().open_findings if one.is_of_templates)


def test_a_kept_list_is_judged_when_the_register_changes_and_nothing_but_findings_is_written(
    live: World,
) -> None:
    assert put_list(live, ONE).deliver() == []
    watch([ODENSE], watching(around=Around()), unexpected)
    assert of_templates() == ["KA843"]
    before = everything()
    assert watch([ODENSE], watching(), unexpected).judged == 1
    assert of_templates() == ["KA841"]
    assert everything() == before
    assert watch([ODENSE], watching(), unexpected) == WatchTotals(unchanged=1)


def test_another_list_or_none_is_judged_on_the_same_day(live: World) -> None:
    watch([ODENSE], watching(), unexpected)
    assert of_templates() == []
    assert put_list(live, ONE).deliver() == []
    assert watch([ODENSE], watching(), unexpected).judged == 1
    assert of_templates() == ["KA841"]
    head = ListHead(upload_order(stamp(LATER), stamp(LATER), ""), deleted_at=stamp(LATER), deleted_by="anne")
    assert CaseTemplateTable(clients.dynamodb(), TABLE).set_head(ODENSE, head, after=stored_head())
    assert watch([ODENSE], watching(), unexpected).judged == 1
    assert of_templates() == []


def test_it_is_counted_and_no_notice_is_sent_for_it(live: World) -> None:
    watch([ODENSE], watching(around=Around()), unexpected)
    assert put_list(live, ONE).deliver() == []
    counts = item(keys.WATCH_COUNTS)
    assert watch([ODENSE], watching(around=Around()), unexpected).told == 0
    assert of_templates() == ["KA843"]
    warnings = int(counts["warnings"]["N"])
    assert int(item(keys.WATCH_COUNTS)["warnings"]["N"]) == warnings + 1


def test_who_has_no_list_costs_one_small_read(live: World) -> None:
    calls = Calls()
    watch([ODENSE], watching(), unexpected)
    watch([ODENSE], watching(calls.of(clients.dynamodb())), unexpected)
    assert calls.names == ["get_item"] * 3


def test_a_list_whose_pages_are_gone_leaves_its_findings_and_hinders_no_other(live: World) -> None:
    assert put_list(live, ONE).deliver() == []
    watch([ODENSE], watching(), unexpected)
    head = stored_head()
    assert head is not None
    CaseTemplateTable(clients.dynamodb(), TABLE).set_head(ODENSE, replace(head, digest="0" * 64), after=head)
    totals = watch([ODENSE], watching(around=Around()), unexpected)
    assert (totals.judged, totals.failed) == (1, 0)
    assert open_rules() == ["KA404", "KA754", "KA841"]


def test_a_list_that_cannot_be_judged_is_told_to_operators_after_all_else_is_written(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert put_list(live, ONE).deliver() == []

    def stumble(*_: object) -> None:
        raise ArithmeticError("no such list")

    monkeypatch.setattr("kleark.watch.template_findings.template_findings", stumble)
    failed: list[str] = []
    totals = watch([ODENSE, AARHUS], watching(), lambda code, error: failed.append(f"{code} {error}"))
    assert (totals.failed, totals.judged) == (1, 1)
    assert failed == [f"{ODENSE} no such list"]
    assert open_rules() == open_rules(AARHUS) != []


def test_an_error_that_no_list_brings_about_is_raised_as_it_is(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ArithmeticError("no such row")

    monkeypatch.setattr(judging, "number_findings", stumble)
    assert watch([ODENSE], watching(), lambda _code, _error: None).failed == 1
    assert item(keys.WATCH_STATE) is None


def test_the_handler_reads_the_lists(live: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CONTEXT, "get_remaining_time_in_millis", lambda: 600_000, raising=False)
    make_links_table(live)
    monkeypatch.setenv("LINKS_TABLE_NAME", LINKS)
    unknown = ONE.replace(b"15.20.24", b"15.20.99")
    assert put_list(live, unknown).deliver() == []
    watch_handler.handler({"municipality": ODENSE}, CONTEXT)
    found, _ = FindingTable(clients.dynamodb(), TABLE).state(municipality_code(ODENSE))
    assert "KA841" in {one.rule for one in found.open_findings}
