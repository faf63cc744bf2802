"""The marks of what was sent to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.adapters.dynamodb.notice_marks import LEASE, PREFIX, NoticeMarks
from kleark.mail.ports import REMEMBERED, ClaimResult
from kleark.publishing.notice_kinds import NoticeCause
from kleark.publishing.notices import Notice
from tests.support.interruptions import Stumbling, aws_error
from tests.support.world import NOON, ODENSE, PEOPLE, make_people_table

if TYPE_CHECKING:
    from tests.support.world import World

NOTICE = Notice("1" * 32, ODENSE, NoticeCause.FROZEN, "2026-11-29T13:12:11.123Z")
GUDRUN, GORM = "0461|person|gudrun", "0461|person|gorm"
MOMENT = timedelta(seconds=1)


@pytest.fixture
def marks(world: World) -> NoticeMarks:
    make_people_table(world)
    return NoticeMarks(world.dynamodb, PEOPLE, timedelta(minutes=5))


def test_one_at_a_time_sends_and_nobody_once_it_is_sent(marks: NoticeMarks) -> None:
    assert marks.claim(NOTICE, GUDRUN, NOON) is ClaimResult.CLAIMED
    assert marks.claim(NOTICE, GUDRUN, NOON) is ClaimResult.BUSY
    assert marks.claim(NOTICE, GORM, NOON) is ClaimResult.CLAIMED
    marks.confirm(NOTICE, GUDRUN, NOON)
    assert marks.claim(NOTICE, GUDRUN, NOON) is ClaimResult.SENT
    assert marks.claim(NOTICE, GUDRUN, NOON + REMEMBERED) is ClaimResult.SENT


def test_a_claim_of_one_who_died_is_taken_over_after_a_while(marks: NoticeMarks) -> None:
    assert marks.claim(NOTICE, GUDRUN, NOON) is ClaimResult.CLAIMED
    assert marks.claim(NOTICE, GUDRUN, NOON + LEASE - MOMENT) is ClaimResult.BUSY
    assert marks.claim(NOTICE, GUDRUN, NOON + LEASE) is ClaimResult.CLAIMED
    assert marks.claim(NOTICE, GUDRUN, NOON + LEASE) is ClaimResult.BUSY


def test_between_two_mails_to_one_recipient_there_is_quiet(marks: NoticeMarks, world: World) -> None:
    assert marks.take_turn(GUDRUN, NOON)
    assert marks.take_turn(GORM, NOON)
    assert not marks.take_turn(GUDRUN, NOON + timedelta(minutes=4))
    # What was refused a turn has not taken one.
    assert marks.take_turn(GUDRUN, NOON + timedelta(minutes=5))
    hasty = NoticeMarks(world.dynamodb, PEOPLE, timedelta())
    assert hasty.take_turn(GUDRUN, NOON)
    assert hasty.take_turn(GUDRUN, NOON)


def test_a_mark_names_nobody_and_vanishes_by_itself(marks: NoticeMarks, world: World) -> None:
    marks.claim(NOTICE, GUDRUN, NOON)
    marks.confirm(NOTICE, GUDRUN, NOON)
    marks.take_turn(GUDRUN, NOON)
    items = world.dynamodb.scan(TableName=PEOPLE)["Items"]
    assert len(items) == 2
    for item in items:
        assert item["PK"]["S"].startswith(PREFIX)
        assert int(item["expires_at"]["N"]) == int((NOON + REMEMBERED).timestamp())
        assert "gudrun" not in str(item)
        assert ODENSE not in item["PK"]["S"]


def test_a_table_that_fails_is_not_taken_for_a_mark(world: World) -> None:
    make_people_table(world)
    failing = Stumbling(world.dynamodb, "put_item", [aws_error("ThrottlingException", "PutItem")])
    marks = NoticeMarks(failing, PEOPLE, timedelta(minutes=5))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="ThrottlingException"):
        marks.claim(NOTICE, GUDRUN, NOON)
    assert marks.claim(NOTICE, GUDRUN, NOON) is ClaimResult.CLAIMED
