"""A publisher that dies before or after any one of its calls: readers never notice, and a retry finishes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kleark.publishing.flip import Outcome
from kleark.publishing.model import UploadStatus
from tests.integration.interruptions import Calls, Killed, Moment, kill
from tests.integration.world import NOON, World, make_table, row, rows, sorted_rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from kleark.row import Row

LATER = NOON + timedelta(minutes=10)
SIZES = (9, 40, 250)


def moments(number_of_calls: int) -> list[Moment]:
    """Before the first call and after each: after one is before the next, since nothing is shared in between."""
    return [(0, "before"), *((call, "after") for call in range(number_of_calls))]


def undisturbed_calls(world: World, old: tuple[Row, ...], new: tuple[Row, ...]) -> list[str]:
    make_table(world)
    if old:
        world.published(old)
    calls = Calls()
    calls.publish(world.validated(new, LATER))
    return calls.names


@pytest.mark.parametrize("size", SIZES)
def test_killed_at_any_moment_while_replacing(world: World, size: int) -> None:
    old = rows(size)
    new = (*rows(size, phone="66131373")[1:], row(size + 1))
    calls = undisturbed_calls(world, old, new)
    assert len(calls) == 9
    for moment in moments(len(calls)):
        _kill_and_retry(world, old, new, moment)


def test_killed_at_any_moment_of_the_first_publication(world: World) -> None:
    for moment in moments(len(undisturbed_calls(world, (), rows(9)))):
        _kill_and_retry(world, (), rows(9), moment)


def test_killed_at_every_attempt_until_there_is_nothing_left_to_die_of(world: World) -> None:
    """Each attempt dies one call later than the one before: what one did, the next must be able to meet."""
    old, new = rows(40), rows(40, phone="66131373")
    world.published(old)
    upload = world.validated(new, LATER)
    deaths = 0
    while _dies(upload, (deaths, "after")):
        deaths += 1
        assert world.served() in {sorted_rows(old), sorted_rows(new)}
    assert deaths >= 8
    assert world.upload(upload).status is UploadStatus.PUBLISHED
    assert world.served() == sorted_rows(new)
    assert [entry.revision for entry in world.log()] == [1, 2]


def _dies(upload: Upload, moment: Moment) -> bool:
    try:
        Calls(moment, kill).publish(upload)
    except Killed:
        return True
    return False


def _kill_and_retry(world: World, old: tuple[Row, ...], new: tuple[Row, ...], moment: Moment) -> None:
    make_table(world)
    before = [world.published(old)] if old else []
    upload = world.validated(new, LATER)
    with pytest.raises(Killed):
        Calls(moment, kill).publish(upload)

    flipped = world.upload(upload).status is UploadStatus.PUBLISHED
    assert world.served() == sorted_rows(new if flipped else old), moment
    assert len(world.log()) == len(before) + flipped, moment

    expected = Outcome.ALREADY_SETTLED if flipped else Outcome.PUBLISHED
    assert world.publish(upload).outcome is expected, moment
    assert world.served() == sorted_rows(new), moment
    assert [entry.content and entry.content.upload_id for entry in world.log()] == [
        *(entry.content and entry.content.upload_id for entry in before),
        upload.upload_id,
    ], moment
