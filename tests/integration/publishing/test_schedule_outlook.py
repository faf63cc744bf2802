"""What will become of what is scheduled, said before its time: for a part, only the part's rows count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.configuration.part import PartKind, define
from kleark.publishing.part_definitions import define_part, remove_part
from kleark.publishing.schedule import Appointment, schedule
from kleark.publishing.schedule_outlook import condition_text, outlook_text, schedule_outlook
from tests.integration.publishing.test_part_definitions import (
    CHANGED_FASIT,
    CHANGED_KSD,
    FASIT,
    JOB,
    KSD,
    PAY,
    by_anne,
    checked,
    with_parts,
)
from tests.integration.publishing.test_schedule import Clock
from tests.support.acting import change_request, tenant_of
from tests.support.world import NOON, row
from tests.support.world import checked as checked_sheet

if TYPE_CHECKING:
    from kleark.publishing.model import Scheduled
    from kleark.publishing.schedule_outlook import ScheduleOutlook
    from tests.support.world import World


def scheduled_job(world: World) -> Scheduled:
    with_parts(world, JOB, PAY)
    world.published([*FASIT, *KSD])
    upload = checked(world, JOB, CHANGED_FASIT)
    tenant = tenant_of(world.code, world.table, lambda: NOON)
    appointment = Appointment(upload.upload_id, NOON + timedelta(days=3))
    request = change_request("anne", "aftalt", 1)
    return schedule(appointment, request, tenant, world.reports, Clock())


def outlook(world: World, waiting: Scheduled) -> ScheduleOutlook:
    return schedule_outlook(waiting, world.live(), world.table, world.code)


def test_others_rows_may_move(world: World) -> None:
    waiting = scheduled_job(world)
    by_anne(world, checked(world, PAY, CHANGED_KSD, 2), expected=1)
    found = outlook(world, waiting)
    assert found.holds
    assert outlook_text(found, waiting, world.live().revision, "da") == ""
    assert condition_text(waiting, "da").startswith("ingen har ændret rækkerne i delen Job")


def test_where_the_same_rows_moved_they_are_named(world: World) -> None:
    waiting = scheduled_job(world)
    by_anne(world, checked(world, JOB, (row(0, phone="70909090"), *FASIT[1:]), 2), expected=1)
    found = outlook(world, waiting)
    assert not found.holds
    told = outlook_text(found, waiting, world.live().revision, "da")
    assert told == "rækker, som arket også bestemmer over, er ændret siden version 1: 15.00.00 (FASIT)"


def test_a_part_that_was_changed_or_removed_is_told(world: World) -> None:
    waiting = scheduled_job(world)
    define_part(define("Job", PartKind.SYSTEMS, ["FASIT", "Sag"]), "anne", "udvidet", world.place)
    told = outlook_text(outlook(world, waiting), waiting, 1, "en")
    assert told == "the part Job was changed or removed"
    remove_part("Job", "anne", "samlet", world.place)
    assert not outlook(world, waiting).holds


def test_a_whole_sheet_holds_on_its_revision_alone(world: World) -> None:
    world.published(FASIT)
    tenant = tenant_of(world.code, world.table, lambda: NOON)
    appointment = Appointment(checked_sheet(world, 12), NOON + timedelta(days=3))
    waiting = schedule(appointment, change_request("anne", "aftalt", 1), tenant, world.reports, Clock())
    assert outlook(world, waiting).holds
    assert condition_text(waiting, "en") == "revision 1 is still live"
    world.published((row(9), *FASIT), NOON + timedelta(minutes=2), "andet.xlsx")
    assert "version 1, og version 2 vises nu" in outlook_text(outlook(world, waiting), waiting, 2, "da")
