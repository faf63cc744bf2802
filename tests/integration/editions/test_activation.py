"""An edition is activated by somebody who has seen the plan, and can be gone back from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.edition_table import EditionTable, StoredRegister
from kleark.check import check
from kleark.editions.activation import carry_out, find_record, plan_edition, plan_revert
from kleark.editions.errors import (
    AlreadyActiveError,
    NothingToGoBackToError,
    RegisterMovedError,
    UnconfirmedEditionError,
    UnknownEditionError,
    UnusableEditionError,
)
from kleark.editions.register_log import from_json, is_whole, to_json
from kleark.registers.kle_register import StoredRegisterError, embedded
from tests.support.emneplan import PlanTopic
from tests.support.receiving import OPERATOR, Editions, edition_file
from tests.support.sheet_builder import row as sheet_row
from tests.support.sheet_builder import sheet_of, written
from tests.support.world import AARHUS, ODENSE, row, rows

if TYPE_CHECKING:
    from kleark.registers.kle_register import KleRegister
    from tests.support.world import World

NEW = PlanTopic("15.00.35", "Noget nyt", "2025-08-01", former=("15.00.05",))
CHANGED: dict[str, Any] = {
    "without": ("15.00.05",),
    "renamed": {"15.00.15": "Planer", "15.00.20": "Andre [udgår 2026]"},
    "new": (NEW,),
}
MANY = tuple(one for one in embedded().topics if one.startswith("27"))


@pytest.fixture
def editions(world: World) -> Editions:
    return Editions(world)


def active(editions: Editions) -> KleRegister:
    table = editions.services.table
    assert isinstance(table, EditionTable)
    return StoredRegister(table).active()


def whole(editions: Editions) -> bool:
    return is_whole(editions.services.table.log(), editions.services.table.active())


def test_the_plan_says_what_changes_for_every_municipality(editions: Editions) -> None:
    editions.world.published(tuple(row(number) for number in (0, 5, 15, 20, 301)))
    editions.world.at(AARHUS).published((row(1706), row(1712)))
    plan = editions.plan(editions.drop(edition_file(**CHANGED)))
    assert [doubt.code for doubt in plan.doubts] == ["many_live"]
    assert set(plan.effects) == {ODENSE}
    effect = plan.effects[ODENSE]
    assert [(one.kle_number, one.replaced_by) for one in effect.retired] == [("15.00.05", ("15.00.35",))]
    assert [one.kle_number for one in effect.renamed] == ["15.00.15", "15.00.20"]
    assert [one.kle_number for one in effect.announced] == ["15.00.20"]
    assert [one.kle_number for one in effect.beside] == ["15.00.35"]


def test_what_is_activated_is_what_functions_read(editions: Editions) -> None:
    entry = editions.activate(edition_file(**CHANGED))
    register = active(editions)
    assert (entry.index, entry.actor, entry.retired, entry.new) == (1, OPERATOR, 1, 1)
    assert str(register.edition) == "2025-08-01"
    # Kept, with the day on which it retired, and with what came in its place.
    gone = register.topics["15.00.05"]
    assert (str(gone.retired_on), gone.replaced_by) == ("2025-08-01", ("15.00.35",))
    assert register.topics["15.00.35"].title == "Noget nyt"
    assert register.topics["15.25.00"].earlier == embedded().topics["15.25.00"].earlier
    assert whole(editions)


def test_the_register_is_read_again_only_when_another_one_is_active(editions: Editions) -> None:
    table = editions.services.table
    assert isinstance(table, EditionTable)
    source = StoredRegister(table)
    assert source.active() is embedded()
    editions.activate(edition_file())
    first = source.active()
    assert source.active() is first
    editions.activate(edition_file("2025-08-02", **CHANGED))
    assert str(source.active().edition) == "2025-08-02"


def test_a_held_edition_takes_a_confirmation(editions: Editions) -> None:
    plan = editions.plan(editions.drop(edition_file(without=MANY)))
    with pytest.raises(UnconfirmedEditionError, match="--confirm"):
        carry_out(plan, OPERATOR, "prøve", editions.services)
    assert active(editions) is embedded()
    entry = carry_out(plan, OPERATOR, "KL har nedlagt gruppen", editions.services, confirmed=True)
    assert entry.confirmed == "missing_groups many_topics"
    assert active(editions).topics[MANY[0]].retired_on is not None


def test_a_refused_file_is_never_activated(editions: Editions) -> None:
    received = editions.drop(edition_file()[:-500])
    with pytest.raises(UnusableEditionError, match="not whole and valid XML"):
        editions.plan(received)
    older = editions.drop(edition_file("2024-02-01"))
    with pytest.raises(UnusableEditionError, match="older edition cannot follow"):
        editions.plan(older)


def test_an_edition_that_has_become_the_older_one_is_not_activated(editions: Editions) -> None:
    received = editions.drop(edition_file())
    editions.activate(edition_file("2025-08-05"))
    with pytest.raises(UnusableEditionError):
        editions.plan(received)


def test_the_active_edition_is_not_activated_again(editions: Editions) -> None:
    received = editions.drop(edition_file())
    editions.activate(edition_file())
    with pytest.raises(AlreadyActiveError):
        editions.plan(received)


def test_of_two_operators_one_is_told_to_look_again(editions: Editions) -> None:
    first = editions.plan(editions.drop(edition_file()))
    second = editions.plan(editions.drop(edition_file("2025-08-02")))
    carry_out(first, OPERATOR, "prøve", editions.services)
    with pytest.raises(RegisterMovedError):
        carry_out(second, OPERATOR, "prøve", editions.services)
    third = plan_edition(find_record(editions.services.table, second.edition_id), editions.services)
    carry_out(third, OPERATOR, "prøve", editions.services)
    with pytest.raises(RegisterMovedError):
        carry_out(second, OPERATOR, "prøve", editions.services)
    assert [entry.index for entry in editions.services.table.log()] == [1, 2]
    assert whole(editions)


def test_it_can_be_gone_back_and_forth(editions: Editions) -> None:
    with pytest.raises(NothingToGoBackToError):
        plan_revert(None, editions.services)
    editions.activate(edition_file(**CHANGED))
    changed = active(editions)
    back = plan_revert(None, editions.services)
    assert [one.kle_number for one in back.difference.returned] == ["15.00.05"]
    assert carry_out(back, OPERATOR, "en fejl", editions.services).to == 0
    assert active(editions) is embedded()
    assert (
        carry_out(plan_revert(None, editions.services), OPERATOR, "ikke en fejl", editions.services).to == 1
    )
    assert active(editions) == changed
    for nothing in (1, 3, 4, -1):
        with pytest.raises(NothingToGoBackToError):
            plan_revert(nothing, editions.services)
    assert [entry.action.value for entry in editions.services.table.log()] == ["activate", "revert", "revert"]
    assert whole(editions)


def test_a_reverted_edition_leaves_no_trace_in_the_next_one(editions: Editions) -> None:
    editions.activate(edition_file(**CHANGED))
    carry_out(plan_revert(None, editions.services), OPERATOR, "en fejl", editions.services)
    editions.activate(edition_file("2025-08-08"))
    assert active(editions).topics["15.00.05"].validity == embedded().topics["15.00.05"].validity


def test_a_changed_log_is_found(editions: Editions) -> None:
    editions.activate(edition_file())
    editions.activate(edition_file("2025-08-02"))
    table = editions.services.table
    log, now = table.log(), table.active()
    assert is_whole([from_json(to_json(entry)) for entry in log], now)
    assert not is_whole([replace(log[0], note="andet"), log[1]], now)
    assert not is_whole(log[1:], now)
    assert not is_whole(log[:1], now)
    assert not is_whole(log, replace(now, content=""))


def test_editions_are_found_by_the_beginning_of_their_id(editions: Editions) -> None:
    record = editions.drop(edition_file()).record
    assert record is not None
    table = editions.services.table
    assert find_record(table, record.edition_id[:5]) == record
    for unknown in ("", "zzzz", record.edition_id + "0"):
        with pytest.raises(UnknownEditionError):
            find_record(table, unknown)


def test_content_that_is_not_whole_is_not_used(editions: Editions) -> None:
    entry = editions.activate(edition_file())
    table = editions.services.table
    assert isinstance(table, EditionTable)
    key = {"PK": {"S": "EDITIONS"}, "SK": {"S": f"C#{entry.content}#00"}}
    item = editions.world.dynamodb.get_item(TableName=table.name, Key=key)["Item"]
    cut = {**item, "content": {"B": bytes(item["content"]["B"])[:-10]}}
    editions.world.dynamodb.put_item(TableName=table.name, Item=cut)
    # It is judged by slices, which are whole.
    assert active(editions).topic("15.00.05")
    slices = [one for one in editions.world.dynamodb.scan(TableName=table.name)["Items"] if "slice" in one]
    assert len(slices) == 2
    for one in slices:
        text = one["slice"]["S"].replace("15.00.05", "15.00.06")
        editions.world.dynamodb.put_item(TableName=table.name, Item={**one, "slice": {"S": text}})
    with pytest.raises(StoredRegisterError, match="not stored as it was written"):
        active(editions).topic("15.00.05")
    # A sheet is judged later, and no row of it is said to be wrong.
    with pytest.raises(StoredRegisterError, match="not stored as it was written"):
        check(written(sheet_of(sheet_row())), "ark.xlsx", register=active(editions))
    # As an older release says it, without slices.
    key = {"PK": {"S": "REGISTER"}, "SK": {"S": "ACTIVE"}}
    item = editions.world.dynamodb.get_item(TableName=table.name, Key=key)["Item"]
    del item["outline"]
    editions.world.dynamodb.put_item(TableName=table.name, Item=item)
    with pytest.raises(RuntimeError, match="not stored as it was written"):
        active(editions)


def test_rows_without_anything_to_change_are_left_out(editions: Editions) -> None:
    editions.world.published(rows(3))
    assert editions.plan(editions.drop(edition_file())).effects == {}
