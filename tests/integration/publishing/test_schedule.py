"""Publications that wait for their time: set, replaced, cancelled, carried out and refused."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import publish.handler as publish_handler
from kleark.adapters import clock
from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.adapters.sqs import publish_requested
from kleark.configuration.plan import Plan
from kleark.publishing.errors import (
    FrozenError,
    NothingToChangeError,
    NotPublishableError,
    NotScheduledError,
    ScheduleWithoutTimerError,
    StaleRevisionError,
    TimeNotAheadError,
    TimerError,
    UnconfirmedFindingsError,
    UnconfirmedRemovalError,
    UnfitNoteError,
    UnknownUploadError,
)
from kleark.publishing.manual import publish_upload, set_removal_limit
from kleark.publishing.model import Action, UploadStatus, stamp
from kleark.publishing.policy import Outcome
from kleark.publishing.schedule import SKEW, Appointment, cancel, run_due, schedule
from tests.integration.publishing.test_manual import standing
from tests.support.acting import change_request, tenant_of
from tests.support.interruptions import Stumbling
from tests.support.plan_schema import violations
from tests.support.world import (
    AARHUS,
    CONTEXT,
    NOON,
    REPORTS,
    TABLE,
    failures,
    publish_message,
    row,
    rows,
    sorted_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.automatic import Publication
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import Scheduled, Upload
    from tests.support.world import World

OTHER = (*rows(8, phone="66131488"), row(8))
"""Another phone number in all rows but one: in all of them, it would be a warning."""
MIDNIGHT = NOON + timedelta(hours=12)
LATER = MIDNIGHT + timedelta(days=3)


@dataclass
class Clock:
    """The clock outside: what it would wake the publisher with. ``then``: happens instead of the next setting."""

    rings: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)
    then: Callable[[], object] | None = None

    def set(self, code: MunicipalityCode, schedule_id: str, upload_id: str, due: datetime) -> None:
        if self.then:
            instead, self.then = self.then, None
            instead()
        self.rings[code] = schedule_id, upload_id, due

    def cancel(self, code: MunicipalityCode) -> None:
        self.rings.pop(code, None)


class ClockError(Exception):
    """The clock cannot be set."""


def broken() -> None:
    raise ClockError


@pytest.fixture
def timer() -> Clock:
    return Clock()


@pytest.fixture
def live(world: World) -> World:
    """Revision 1 is live."""
    world.published(rows(9))
    return world


def planned(
    world: World,
    upload: Upload,
    timer: Clock,
    *,
    due: datetime = MIDNIGHT,
    expected: int = 1,
    by: str = "anne",
    **options: Any,
) -> Scheduled:
    mandate = change_request(by, "nye numre fra årsskiftet", expected)
    return schedule(Appointment(upload.upload_id, due), mandate, world.place, world.reports, timer, **options)


def rung(world: World, upload: Upload, scheduled: Scheduled, at: datetime = MIDNIGHT) -> Publication:
    place = tenant_of(world.code, world.table, lambda: at)
    return run_due(upload.upload_id, scheduled.schedule_id, place, world.reports)


def waiting(world: World) -> Scheduled | None:
    return world.table.scheduled(world.code)


def refused_plan(world: World, upload: Upload) -> Plan:
    key = f"{world.code}/{upload.upload_id}/refused-plan.json"
    data = json.loads(world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read())
    assert violations(data) == []
    return Plan.from_json(data)


def test_a_publication_waits_for_its_time_and_is_carried_out(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)

    assert waiting(live) == scheduled
    assert (scheduled.due, scheduled.revision, scheduled.actor) == (stamp(MIDNIGHT), 1, "anne")
    assert timer.rings == {live.code: (scheduled.schedule_id, upload.upload_id, MIDNIGHT)}
    assert live.upload(upload).status is UploadStatus.SCHEDULED
    assert live.served() == sorted_rows(rows(9))
    entry = live.log()[-1]
    assert (entry.revision, entry.step, entry.action, entry.due) == (1, 1, Action.SCHEDULE, stamp(MIDNIGHT))
    assert (entry.changed, entry.unchanged, entry.content) == (8, 1, scheduled.content)

    publication = rung(live, upload, scheduled)
    assert publication.outcome is Outcome.PUBLISHED
    entry = live.log()[-1]
    assert entry == publication.entry
    assert (entry.revision, entry.action, entry.actor, entry.note, entry.due) == (
        2,
        Action.PUBLISH,
        "anne",
        "nye numre fra årsskiftet",
        stamp(MIDNIGHT),
    )
    assert live.served() == sorted_rows(OTHER)
    assert waiting(live) is None
    stored = live.upload(upload)
    assert (stored.status, stored.revision) == (UploadStatus.PUBLISHED, 2)


def test_the_publish_queue_s_message_carries_it_out(
    live: World, timer: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    body = publish_requested(live.code, upload.upload_id, scheduled.schedule_id)
    message = publish_message(live.code, "m1") | {"body": body}
    monkeypatch.setattr(clock, "now", lambda: MIDNIGHT)
    for _ in range(2):
        assert failures(publish_handler.handler({"Records": [message]}, CONTEXT)) == []
    assert live.served() == sorted_rows(OTHER)
    assert len(live.revisions()) == 2


@pytest.mark.parametrize("days_late", [0, 9])
def test_late_is_better_than_never(live: World, timer: Clock, days_late: int) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    late = rung(live, upload, scheduled, MIDNIGHT + timedelta(days=days_late, milliseconds=1))
    assert late.outcome is Outcome.PUBLISHED


def test_before_its_time_it_is_not_carried_out(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    early = rung(live, upload, scheduled, MIDNIGHT - SKEW - timedelta(milliseconds=1))
    assert early.outcome is Outcome.NOT_DUE
    assert waiting(live) == scheduled
    assert live.served() == sorted_rows(rows(9))
    assert rung(live, upload, scheduled).outcome is Outcome.PUBLISHED


def test_a_second_ring_does_nothing(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    rung(live, upload, scheduled)
    live.go_back(to=1, expected=2)
    assert rung(live, upload, scheduled).outcome is Outcome.ALREADY_SETTLED
    assert live.served() == sorted_rows(rows(9))
    assert len(live.revisions()) == 3


def test_nothing_happens_after_it_was_cancelled(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    entry = cancel("bo", "alligevel ikke", live.place, timer)

    assert (entry.action, entry.actor, entry.note, entry.due) == (
        Action.CANCEL,
        "bo",
        "alligevel ikke",
        stamp(MIDNIGHT),
    )
    assert live.log()[-1] == entry
    assert timer.rings == {}
    assert rung(live, upload, scheduled).outcome is Outcome.ALREADY_SETTLED
    assert live.served() == sorted_rows(rows(9))
    assert live.upload(upload).status is UploadStatus.CHECKED
    with pytest.raises(NotScheduledError):
        cancel("bo", "", live.place, timer)
    assert planned(live, upload, timer).schedule_id != scheduled.schedule_id


def test_another_upload_takes_its_place(live: World, timer: Clock) -> None:
    first, second = standing(live, OTHER), standing(live, rows(8), minutes=20)
    replaced = planned(live, first, timer)
    scheduled = planned(live, second, timer, due=LATER)

    assert waiting(live) == scheduled
    assert timer.rings[live.code][0] == scheduled.schedule_id
    assert live.upload(first).status is UploadStatus.CHECKED
    assert rung(live, first, replaced, LATER).outcome is Outcome.ALREADY_SETTLED
    assert rung(live, first, scheduled, LATER).outcome is Outcome.ALREADY_SETTLED
    assert rung(live, second, scheduled, LATER).outcome is Outcome.PUBLISHED
    assert live.served() == sorted_rows(rows(8))


def test_the_same_upload_is_set_to_another_time(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    first = planned(live, upload, timer)
    second = planned(live, upload, timer, due=LATER)
    assert first.schedule_id != second.schedule_id
    assert live.upload(upload).status is UploadStatus.SCHEDULED
    assert rung(live, upload, first).outcome is Outcome.ALREADY_SETTLED
    assert rung(live, upload, second).outcome is Outcome.NOT_DUE
    assert rung(live, upload, second, LATER).outcome is Outcome.PUBLISHED


def test_the_same_upload_at_the_same_time_again_is_another_schedule(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    first, second = planned(live, upload, timer), planned(live, upload, timer)
    assert first.schedule_id != second.schedule_id
    assert rung(live, upload, first).outcome is Outcome.ALREADY_SETTLED
    assert rung(live, upload, second).outcome is Outcome.PUBLISHED


def test_it_is_refused_where_something_else_is_live_by_then(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    live.published(rows(8), NOON + timedelta(hours=1))
    publication = rung(live, upload, scheduled)

    assert publication.outcome is Outcome.REFUSED
    stored = live.upload(upload)
    assert stored.status is UploadStatus.REFUSED
    assert stored.reason is not None
    assert "version 2 vises nu i stedet for version 1" in stored.reason
    entry = live.log()[-1]
    assert (entry.revision, entry.step, entry.action, entry.actor) == (2, 1, Action.REFUSE, "anne")
    assert (entry.added, entry.changed, entry.due) == (1, 8, stamp(MIDNIGHT))
    plan = refused_plan(live, upload)
    assert plan == publication.plan
    assert (plan.against_revision, plan.municipality, len(plan.added)) == (2, live.code, 1)
    assert waiting(live) is None
    assert live.served() == sorted_rows(rows(8))
    assert rung(live, upload, scheduled).outcome is Outcome.ALREADY_SETTLED


def test_it_is_refused_even_where_the_rows_are_those_it_was_planned_against(
    live: World, timer: Clock
) -> None:
    """Somebody published and went back: the person who scheduled it has not seen that."""
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    live.published(rows(8), NOON + timedelta(hours=1))
    live.go_back(to=1, expected=2)
    assert rung(live, upload, scheduled).outcome is Outcome.REFUSED


def test_it_is_refused_where_it_is_frozen_by_then(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    live.freeze()
    publication = rung(live, upload, scheduled)
    assert publication.outcome is Outcome.REFUSED
    assert "låst" in (live.upload(upload).reason or "")
    assert refused_plan(live, upload).against_revision == 1
    assert live.served() == sorted_rows(rows(9))
    live.unfreeze()
    again = planned(live, upload, timer)
    assert rung(live, upload, again).outcome is Outcome.PUBLISHED


def test_frozen_and_unfrozen_meanwhile_does_not_matter(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    live.freeze()
    live.unfreeze()
    assert rung(live, upload, scheduled).outcome is Outcome.PUBLISHED


def test_something_goes_live_between_the_ring_and_the_flip(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)

    def publish_first(real: Any, **arguments: Any) -> Any:
        live.published(rows(8), NOON + timedelta(hours=1))
        return real(**arguments)

    client: Any = Stumbling(live.dynamodb, "transact_write_items", [publish_first])
    place = tenant_of(live.code, ConfigurationTable(client, TABLE), lambda: MIDNIGHT)
    assert run_due(upload.upload_id, scheduled.schedule_id, place, live.reports).outcome is Outcome.REFUSED
    assert refused_plan(live, upload).against_revision == 2
    assert live.served() == sorted_rows(rows(8))


def test_it_is_cancelled_between_the_ring_and_the_flip(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)

    def cancel_first(real: Any, **arguments: Any) -> Any:
        cancel("bo", "", live.place, timer)
        return real(**arguments)

    client: Any = Stumbling(live.dynamodb, "transact_write_items", [cancel_first])
    place = tenant_of(live.code, ConfigurationTable(client, TABLE), lambda: MIDNIGHT)
    publication = run_due(upload.upload_id, scheduled.schedule_id, place, live.reports)
    assert publication.outcome is Outcome.ALREADY_SETTLED
    assert live.served() == sorted_rows(rows(9))


def test_published_by_hand_it_waits_no_more(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    publish_upload(upload.upload_id, change_request("bo", "nu", 1), live.place, live.reports)
    assert waiting(live) is None
    assert live.upload(upload).status is UploadStatus.PUBLISHED
    assert rung(live, upload, scheduled).outcome is Outcome.ALREADY_SETTLED
    assert [entry.action for entry in live.log()] == [Action.PUBLISH, Action.SCHEDULE, Action.PUBLISH]


def test_another_upload_published_by_hand_leaves_it_waiting_and_refused(live: World, timer: Clock) -> None:
    upload, other = standing(live, OTHER), standing(live, rows(8), minutes=20)
    scheduled = planned(live, upload, timer)
    publish_upload(other.upload_id, change_request("bo", "nu", 1), live.place, live.reports)
    assert waiting(live) == scheduled
    assert rung(live, upload, scheduled).outcome is Outcome.REFUSED


def test_the_first_publication_of_a_municipality_can_wait(world: World, timer: Clock) -> None:
    upload = standing(world, OTHER)
    scheduled = planned(world, upload, timer, expected=0)
    assert rung(world, upload, scheduled).outcome is Outcome.PUBLISHED
    assert world.revisions()[0].revision == 1


def test_an_old_upload_at_its_time_leaves_the_mark_of_the_newest(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER, minutes=-30)
    scheduled = planned(live, upload, timer)
    rung(live, upload, scheduled)
    late = live.validated(rows(8), NOON - timedelta(minutes=5), "sent.xlsx")
    assert live.publish(late).outcome is Outcome.SUPERSEDED


def test_an_overdue_upload_of_another_municipality_is_none_of_ours(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    assert rung(live.at(AARHUS), upload, scheduled).outcome is Outcome.ALREADY_SETTLED
    with pytest.raises(UnknownUploadError):
        planned(live.at(AARHUS), upload, timer, expected=0)
    assert rung(live, upload, scheduled).outcome is Outcome.PUBLISHED


@pytest.mark.parametrize(
    "due",
    [NOON - timedelta(days=1), NOON, NOON + timedelta(seconds=59), NOON + timedelta(days=366, seconds=1)],
)
def test_a_time_that_is_not_ahead(live: World, timer: Clock, due: datetime) -> None:
    with pytest.raises(TimeNotAheadError):
        planned(live, standing(live, OTHER), timer, due=due)
    assert waiting(live) is None


def test_what_cannot_be_published_cannot_be_scheduled(live: World, timer: Clock) -> None:
    with pytest.raises(StaleRevisionError) as stale:
        planned(live, standing(live, OTHER), timer, expected=7)
    assert stale.value.plan is not None
    with pytest.raises(UnconfirmedRemovalError):
        planned(live, standing(live, rows(3), minutes=2), timer)
    with pytest.raises(NothingToChangeError):
        planned(live, standing(live, rows(9), minutes=3), timer)
    with pytest.raises(NotPublishableError):
        planned(live, standing(live, OTHER, UploadStatus.REJECTED, minutes=4), timer)
    with pytest.raises(UnfitNoteError):
        schedule(
            Appointment(standing(live, OTHER, minutes=5).upload_id, MIDNIGHT),
            change_request("anne", "010190-1234", 1),
            live.place,
            live.reports,
            timer,
        )
    live.freeze()
    with pytest.raises(FrozenError):
        planned(live, standing(live, OTHER, minutes=6), timer)
    assert (waiting(live), timer.rings) == (None, {})


def test_findings_that_hold_a_sheet_back_are_confirmed_when_it_is_scheduled(
    live: World, timer: Clock
) -> None:
    queued = live.validated(OTHER, NOON + timedelta(minutes=1), "andet.xlsx", held_back_by="KA602")
    upload = replace(queued, status=UploadStatus.AWAITING_CONFIRMATION, reason="derfor")
    assert live.table.advance(upload, UploadStatus.QUEUED)
    with pytest.raises(UnconfirmedFindingsError):
        planned(live, upload, timer)
    scheduled = planned(live, upload, timer, confirm_findings=True)
    assert rung(live, upload, scheduled).outcome is Outcome.PUBLISHED
    assert live.served() == sorted_rows(OTHER)


def test_removals_are_confirmed_when_it_is_scheduled(live: World, timer: Clock) -> None:
    upload = standing(live, rows(1), UploadStatus.AWAITING_CONFIRMATION)
    scheduled = planned(live, upload, timer, confirm_removals=True)
    set_removal_limit(0, "bo", "forsigtigt", live.place)
    assert rung(live, upload, scheduled).outcome is Outcome.PUBLISHED
    assert live.served() == sorted_rows(rows(1))


def test_a_clock_that_cannot_be_set_leaves_nothing_waiting(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    timer.then = broken
    with pytest.raises(TimerError) as failed:
        planned(live, upload, timer)
    assert isinstance(failed.value.__cause__, ClockError)
    assert waiting(live) is None
    assert live.upload(upload).status is UploadStatus.CHECKED
    assert [entry.action for entry in live.log()[1:]] == [Action.SCHEDULE, Action.CANCEL]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (UploadStatus.AWAITING_CONFIRMATION, "Arket fjerner 5 af de 9 rækker."),
        (UploadStatus.FROZEN, "Kommunens visning er låst."),
        (UploadStatus.CHECKED, None),
    ],
)
@pytest.mark.parametrize("end", ["cancelled", "replaced", "set anew, then cancelled", "no clock"])
def test_an_upload_that_does_not_wait_any_more_is_as_it_was(
    live: World, timer: Clock, end: str, status: UploadStatus, reason: str | None
) -> None:
    upload = replace(standing(live, OTHER), status=status, reason=reason)
    assert live.table.advance(upload, UploadStatus.CHECKED)
    if end == "no clock":
        timer.then = broken
        with pytest.raises(TimerError):
            planned(live, upload, timer)
    else:
        scheduled = planned(live, upload, timer)
        assert (scheduled.upload_was, scheduled.upload_reason) == (status, reason)
        assert waiting(live) == scheduled
    if end == "replaced":
        planned(live, standing(live, rows(8), minutes=20), timer)
    if end == "set anew, then cancelled":
        planned(live, upload, timer, due=LATER)
    if end.endswith("cancelled"):
        cancel("bo", "", live.place, timer)
    assert live.upload(upload) == upload


def test_an_interrupted_clock_leaves_nothing_waiting(live: World, timer: Clock) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    upload = standing(live, OTHER)
    timer.then = interrupted
    with pytest.raises(TimerError):
        planned(live, upload, timer)
    assert waiting(live) is None
    assert live.upload(upload).status is UploadStatus.CHECKED


def test_a_clock_that_cannot_be_set_takes_nobody_else_s_publication_away(live: World, timer: Clock) -> None:
    first, second = standing(live, OTHER), standing(live, rows(8), minutes=20)

    def other_schedules_and_the_clock_breaks() -> None:
        planned(live, second, timer, by="bo")
        broken()

    timer.then = other_schedules_and_the_clock_breaks
    with pytest.raises(TimerError):
        planned(live, first, timer)
    left = waiting(live)
    assert left is not None
    assert (left.content.upload_id, left.actor) == (second.upload_id, "bo")
    assert timer.rings[live.code][0] == left.schedule_id
    assert rung(live, second, left).outcome is Outcome.PUBLISHED


def test_what_can_neither_be_timed_nor_taken_back_is_told(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    percents = iter(range(50, 60))

    def change_first(real: Any, **arguments: Any) -> Any:
        set_removal_limit(next(percents), "bo", "igen", live.place)
        return real(**arguments)

    def as_it_is(real: Any, **arguments: Any) -> Any:
        return real(**arguments)

    client: Any = Stumbling(live.dynamodb, "transact_write_items", [as_it_is, *[change_first] * 5])
    place = tenant_of(live.code, ConfigurationTable(client, TABLE), lambda: NOON)
    timer.then = broken
    with pytest.raises(ScheduleWithoutTimerError):
        schedule(
            Appointment(upload.upload_id, MIDNIGHT), change_request("anne", "", 1), place, live.reports, timer
        )
    assert waiting(live) is not None


def test_a_clock_that_cannot_be_stopped_does_not_matter(live: World, timer: Clock) -> None:
    class Stuck(Clock):
        def cancel(self, code: MunicipalityCode) -> None:
            broken()

    upload = standing(live, OTHER)
    stuck = Stuck()
    scheduled = planned(live, upload, stuck)
    assert cancel("bo", "", live.place, stuck).action is Action.CANCEL
    assert rung(live, upload, scheduled).outcome is Outcome.ALREADY_SETTLED


def test_only_the_schedule_that_was_looked_at_is_cancelled(live: World, timer: Clock) -> None:
    upload = standing(live, OTHER)
    seen = planned(live, upload, timer)
    scheduled = planned(live, upload, timer, due=LATER)
    with pytest.raises(NotScheduledError):
        cancel("bo", "", live.place, timer, only=seen.schedule_id)
    assert waiting(live) == scheduled


def test_each_municipality_has_its_own(live: World, timer: Clock) -> None:
    aarhus = live.at(AARHUS)
    ours, theirs = standing(live, OTHER), standing(aarhus, rows(3))
    planned(live, ours, timer)
    other = planned(aarhus, theirs, timer, expected=0)
    cancel("bo", "", live.place, timer)
    assert waiting(aarhus) == other
    assert set(timer.rings) == {AARHUS}
    assert rung(aarhus, theirs, other).outcome is Outcome.PUBLISHED
    assert live.served() == sorted_rows(rows(9))


def test_a_schedule_of_a_swept_snapshot_is_staged_anew(live: World, timer: Clock) -> None:
    """Should anybody take its rows in spite of all: they are all in its configuration."""
    upload = standing(live, OTHER)
    scheduled = planned(live, upload, timer)
    key = {"PK": {"S": f"M#{live.code}"}, "SK": {"S": f"SNAP#{scheduled.content.snapshot_id}"}}
    live.dynamodb.delete_item(TableName=TABLE, Key=key)
    live.lose_a_page(scheduled.content)
    publication = rung(live, upload, scheduled)
    assert publication.outcome is Outcome.PUBLISHED
    assert publication.entry is not None
    assert publication.entry.content == scheduled.content
    assert live.served() == sorted_rows(OTHER)


def test_the_function_s_log_tells_what_was_done_and_nothing_of_anybody(
    live: World, timer: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither who asked, nor why, nor what stands in the sheet: carried out, refused, and failing."""
    log = io.StringIO()
    handler = publish_handler.logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    actor = "arn:aws:sts::1:assumed-role/Operator/anne@odense.dk"

    def ring(minutes: int, before: Callable[[Upload], object]) -> tuple[str, list[str]]:
        upload = standing(live, rows(8 + minutes // 10, phone="66131455"), minutes=minutes)
        scheduled = planned(live, upload, timer, expected=live.live().revision, by=actor)
        before(upload)
        body = publish_requested(live.code, upload.upload_id, scheduled.schedule_id)
        message = publish_message(live.code, "m1") | {"body": body}
        written_to = handler.setStream(log)
        failed = failures(publish_handler.handler({"Records": [message]}, CONTEXT))
        handler.setStream(written_to)
        return upload.upload_id, failed

    def spoil(upload: Upload) -> None:
        key = f"{live.code}/{upload.upload_id}/config.json"
        live.s3.put_object(Bucket=REPORTS, Key=key, Body=b'{"rows": "66131455 Kontaktcenter"}')

    done, failed = ring(10, lambda _: None)
    assert failed == []
    _, failed = ring(20, spoil)
    assert failed == ["m1"]
    refused, failed = ring(30, lambda _: live.freeze())
    assert failed == []
    logged = log.getvalue()
    assert f'"outcome":"published","municipality":"0461","uploadId":"{done}"' in logged
    assert f'"outcome":"refused","municipality":"0461","uploadId":"{refused}"' in logged
    assert '"error":"KeyError"' in logged
    for told in ("anne", "Operator", "årsskiftet", "66131455", "Kontaktcenter", "låst"):
        assert told not in logged
