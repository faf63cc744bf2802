"""The directory of colleagues in its table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.colleague_table import ColleagueTable
from kleark.identity.colleagues import FORGOTTEN_AFTER, NoticeAddress
from kleark.identity.person import Role
from kleark.publishing.actors import subject_of
from kleark.publishing.notice_kinds import NoticeKind
from tests.support.page import person
from tests.support.world import AARHUS, COLLEAGUES, NOON, ODENSE

if TYPE_CHECKING:
    from kleark.identity.colleagues import Colleague
    from kleark.identity.person import Person
    from tests.support.world import World

ANNE = person(name="anne")
BO = person(role=Role.EDITOR, name="bo")
LATER = NOON + timedelta(days=3)
MUTED = frozenset({NoticeKind.PUBLISHED, NoticeKind.WATCH})


@pytest.fixture
def table(world: World) -> ColleagueTable:
    return ColleagueTable(world.dynamodb, COLLEAGUES)


def subject(of: Person) -> str:
    found = subject_of(of.actor)
    assert found is not None
    return found


def stored(world: World) -> list[dict[str, Any]]:
    return list(world.dynamodb.scan(TableName=COLLEAGUES)["Items"])


def of(table: ColleagueTable, who: Person, now: Any = NOON) -> Colleague:
    found = table.find(who.code, subject(who), now)
    assert found is not None
    return found


def test_who_has_signed_in_is_found_with_what_was_known_of_them(table: ColleagueTable) -> None:
    table.record(ANNE, "anne@odense.example", NOON)
    found = of(table, ANNE)
    assert (found.actor, found.name, found.role) == (ANNE.actor, "Anne", Role.APPROVER)
    assert (found.municipality, found.address) == (ODENSE, "anne@odense.example")
    assert found.first_seen == found.last_seen == NOON
    assert found.muted == frozenset()


def test_a_later_sign_in_renews_what_is_known_and_leaves_what_they_chose(table: ColleagueTable) -> None:
    table.record(ANNE, "anne@odense.example", NOON)
    assert table.mute(ODENSE, subject(ANNE), MUTED)
    table.record(replace(ANNE, name="Anne Berg", role=Role.READER), None, LATER)
    found = of(table, ANNE, LATER)
    assert (found.name, found.role, found.address) == ("Anne Berg", Role.READER, None)
    assert (found.first_seen, found.last_seen, found.muted) == (NOON, LATER, MUTED)


def test_everyone_is_of_one_municipality_by_name(table: ColleagueTable) -> None:
    stranger = person("0751", name="aage")
    for one in (BO, stranger, ANNE):
        table.record(one, None, NOON)
    assert [one.name for one in table.everyone(ODENSE, NOON)] == ["Anne", "Bo"]
    assert [one.name for one in table.everyone(AARHUS, NOON)] == ["Aage"]
    assert table.find(ODENSE, subject(stranger), NOON) is None


def test_whoever_has_not_signed_in_for_a_year_is_not_read_though_not_yet_deleted(
    table: ColleagueTable, world: World
) -> None:
    table.record(ANNE, None, NOON)
    table.record(BO, None, LATER)
    then = NOON + FORGOTTEN_AFTER
    assert table.find(ODENSE, subject(ANNE), then) is None
    assert [one.name for one in table.everyone(ODENSE, then)] == ["Bo"]
    expires = {item["name"]["S"]: int(item["expires_at"]["N"]) for item in stored(world)}
    assert expires == {
        "Anne": int(then.timestamp()),
        "Bo": int((LATER + FORGOTTEN_AFTER).timestamp()),
    }


def test_what_somebody_chose_who_was_forgotten_does_not_come_back(table: ColleagueTable) -> None:
    table.record(ANNE, None, NOON)
    table.mute(ODENSE, subject(ANNE), MUTED)
    back = NOON + FORGOTTEN_AFTER + timedelta(seconds=1)
    table.record(ANNE, None, back)
    found = of(table, ANNE, back)
    assert (found.first_seen, found.muted) == (back, frozenset())


def test_a_removed_colleague_is_gone_until_they_sign_in_again(table: ColleagueTable, world: World) -> None:
    table.record(ANNE, None, NOON)
    assert table.remove(ODENSE, subject(ANNE))
    assert not table.remove(ODENSE, subject(ANNE))
    assert stored(world) == []
    assert not table.mute(ODENSE, subject(ANNE), MUTED)
    assert stored(world) == []
    table.record(ANNE, None, LATER)
    assert of(table, ANNE, LATER).first_seen == LATER


def test_nothing_is_turned_off_twice_and_all_can_be_turned_on_again(table: ColleagueTable) -> None:
    table.record(ANNE, None, NOON)
    for muted in (frozenset(NoticeKind), MUTED, frozenset[NoticeKind]()):
        assert table.mute(ODENSE, subject(ANNE), muted)
        assert of(table, ANNE).muted == muted


def test_a_kind_of_a_later_release_is_left_out(table: ColleagueTable, world: World) -> None:
    table.record(ANNE, None, NOON)
    key: Any = {"PK": {"S": str(ODENSE)}, "SK": {"S": f"PERSON#{subject(ANNE)}"}}
    world.dynamodb.update_item(
        TableName=COLLEAGUES,
        Key=key,
        UpdateExpression="SET muted = :muted",
        ExpressionAttributeValues={":muted": {"S": "published something_new"}},
    )
    assert of(table, ANNE).muted == {NoticeKind.PUBLISHED}


def test_the_municipality_s_own_address_is_no_colleague_and_does_not_expire(
    table: ColleagueTable, world: World
) -> None:
    assert table.notice_address(ODENSE) is None
    setting = NoticeAddress("kle@odense.dk", NOON, ANNE.actor)
    table.set_notice_address(ODENSE, setting)
    assert table.notice_address(ODENSE) == setting
    assert table.notice_address(AARHUS) is None
    assert table.everyone(ODENSE, NOON) == []
    assert "expires_at" not in stored(world)[0]
    without = NoticeAddress(None, LATER, BO.actor)
    table.set_notice_address(ODENSE, without)
    assert table.notice_address(ODENSE) == without
