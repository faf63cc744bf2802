"""A municipality's parts: defined, published beside each other, rebased, and refused where the same rows moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.configuration.part import PartKind, define
from kleark.publishing.config_file import Configuration
from kleark.publishing.deletion import DeletionRequest, delete_upload, propose_deletion, revisions_of
from kleark.publishing.deletion_errors import NotDeletableError
from kleark.publishing.errors import (
    NothingToChangeError,
    NotPublishableError,
    SamePersonError,
)
from kleark.publishing.manual import propose_upload, publish_upload, revert, set_four_eyes
from kleark.publishing.model import Action, UploadStatus, stamp
from kleark.publishing.order_marks import newest_order
from kleark.publishing.part_definitions import checked_part, define_part, remove_part
from kleark.publishing.part_errors import (
    ChangedPartError,
    OtherPartError,
    OverlappingPartsError,
    RowsOutsidePartError,
    TouchedRowsError,
    UnfitDefinitionError,
    UnknownPartError,
)
from kleark.publishing.policy import Outcome
from kleark.publishing.schedule import Appointment, run_due, schedule
from kleark.publishing.sheet_effect import parts_of, reach_of
from kleark.publishing.staging import BrokenSnapshotError, sealed_rows
from kleark.publishing.upload_state import StateKind, state_records, upload_state
from tests.integration.publishing.test_schedule import Clock
from tests.support.acting import change_request, tenant_of
from tests.support.world import NOON, row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kleark.configuration.part import Part
    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry, Upload
    from tests.support.world import World

JOB = define("Job", PartKind.SYSTEMS, ["FASIT"])
PAY = define("Ydelse", PartKind.SYSTEMS, ["KSD"])
FASIT = tuple(row(number) for number in range(6))
KSD = tuple(row(number, system="KSD") for number in range(6))
CHANGED_FASIT = (row(0, phone="70101010"), *FASIT[1:])
CHANGED_KSD = (row(0, phone="70202020", system="KSD"), *KSD[1:])


def with_parts(world: World, *parts: Part) -> None:
    for part in parts:
        define_part(part, "anne", "to afdelinger", world.place)


def of_part(world: World, part: Part, of: Sequence[Row], minutes: int = 1, by: str | None = None) -> Upload:
    """A sheet of a part as intake leaves it."""
    upload = world.validated(of, NOON + timedelta(minutes=minutes), f"{part.name}-{minutes}.xlsx", by)
    recorded = replace(upload, part=part.name, part_reach=reach_of(part), status=UploadStatus.QUEUED)
    assert world.table.advance(recorded, UploadStatus.QUEUED)
    config = Configuration(
        world.code, upload.upload_id, upload.uploaded_at, "ark.xlsx", tuple(of), part=part.name
    )
    world.reports.write(world.code, upload.upload_id, "config.json", config.to_bytes())
    return recorded


def checked(world: World, part: Part, of: Sequence[Row], minutes: int = 1, by: str | None = None) -> Upload:
    """The same, uploaded to be checked: a person publishes it."""
    upload = replace(of_part(world, part, of, minutes, by), status=UploadStatus.CHECKED)
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return upload


def live_rows(world: World) -> Sequence[Row]:
    return sealed_rows(world.code, world.live().content, world.table)


def by_anne(world: World, upload: Upload, expected: int, **options: Any) -> LogEntry:
    request = change_request("anne", "aftalt", expected)
    return publish_upload(upload.upload_id, request, world.place, world.reports, **options)


def in_order(rows: Sequence[Row]) -> Sequence[Row]:
    return sorted(rows, key=lambda one: one.key)


@pytest.fixture
def halves(world: World) -> World:
    """Two parts, and both their rows live as revision 1."""
    with_parts(world, JOB, PAY)
    world.published([*FASIT, *KSD])
    return world


def test_a_part_replaces_its_own_rows_and_leaves_the_others(halves: World) -> None:
    publication = halves.publish(of_part(halves, JOB, CHANGED_FASIT))
    assert publication.outcome is Outcome.PUBLISHED
    assert live_rows(halves) == in_order([*CHANGED_FASIT, *KSD])
    entry = halves.log()[-1]
    assert (entry.part, entry.changed, entry.unchanged) == ("Job", 1, 11)
    assert publication.plan is not None
    assert (publication.plan.part, publication.plan.rows_before) == ("Job", 6)


def test_a_third_is_counted_of_the_part(halves: World) -> None:
    publication = halves.publish(of_part(halves, JOB, FASIT[:3]))
    assert publication.outcome is Outcome.AWAITING_CONFIRMATION
    assert live_rows(halves) == in_order([*FASIT, *KSD])


def test_the_same_rows_are_no_new_revision(halves: World) -> None:
    upload = of_part(halves, JOB, FASIT)
    assert halves.publish(upload).outcome is Outcome.UNCHANGED
    assert halves.live().revision == 1
    state = upload_state(halves.upload(upload), state_records(halves.table, halves.code, [upload]))
    assert state.kind is StateKind.IDENTICAL


def test_an_older_sheet_of_another_part_is_not_superseded(halves: World) -> None:
    late, early = of_part(halves, JOB, CHANGED_FASIT, 1), of_part(halves, PAY, CHANGED_KSD, 5)
    assert halves.publish(early).outcome is Outcome.PUBLISHED
    assert halves.publish(late).outcome is Outcome.PUBLISHED
    assert live_rows(halves) == in_order([*CHANGED_FASIT, *CHANGED_KSD])
    assert halves.publish(of_part(halves, PAY, KSD, 4)).outcome is Outcome.SUPERSEDED
    whole = halves.validated([*FASIT, *KSD], NOON + timedelta(minutes=3), "helt.xlsx")
    assert halves.publish(whole).outcome is Outcome.SUPERSEDED


def test_a_whole_sheet_by_hand_leaves_no_part_the_mark_of_another(halves: World) -> None:
    """Ydelse's newest is the whole sheet, although Job's is newer than that: none of Ydelse's is old for it."""
    halves.publish(of_part(halves, JOB, CHANGED_FASIT, 5))
    whole = halves.validated([*FASIT, *KSD], NOON + timedelta(minutes=3), "helt.xlsx")
    assert halves.publish(whole).outcome is Outcome.SUPERSEDED
    by_anne(halves, whole, expected=2)
    live = halves.live()
    assert newest_order(live, None) == newest_order(live, JOB) == live.order > whole.order
    assert newest_order(live, PAY) == whole.order
    assert halves.publish(of_part(halves, JOB, CHANGED_FASIT, 4)).outcome is Outcome.SUPERSEDED
    assert halves.publish(of_part(halves, PAY, CHANGED_KSD, 2)).outcome is Outcome.SUPERSEDED
    assert halves.publish(of_part(halves, PAY, CHANGED_KSD, 4)).outcome is Outcome.PUBLISHED
    assert live_rows(halves) == in_order([*FASIT, *CHANGED_KSD])
    newest = halves.validated([*CHANGED_FASIT, *CHANGED_KSD], NOON + timedelta(minutes=6), "nyt.xlsx")
    assert halves.publish(newest).outcome is Outcome.PUBLISHED
    assert halves.live().part_orders is None


def test_what_another_part_published_is_no_hindrance(halves: World) -> None:
    mine, other = checked(halves, JOB, CHANGED_FASIT), checked(halves, PAY, CHANGED_KSD)
    by_anne(halves, other, expected=1)
    entry = by_anne(halves, mine, expected=1)
    assert entry.revision == 3
    assert live_rows(halves) == in_order([*CHANGED_FASIT, *CHANGED_KSD])


def test_where_the_same_rows_moved_it_is_refused_with_who_and_what(halves: World) -> None:
    mine = checked(halves, JOB, (*FASIT[:5], row(5, phone="70303030")))
    by_anne(halves, checked(halves, JOB, CHANGED_FASIT, 2), expected=1)
    by_anne(halves, checked(halves, PAY, CHANGED_KSD, 3), expected=2)
    with pytest.raises(TouchedRowsError) as refused:
        by_anne(halves, mine, expected=1)
    assert refused.value.facts == {
        "currentRevision": 3,
        "rows": [{"kleNumber": "15.00.00", "sourceSystem": "FASIT"}],
        "changedInRevision": 2,
        "changedBy": "anne",
    }
    assert "15.00.00 (FASIT)" in refused.value.da
    assert "anne" in refused.value.da


def test_a_revision_that_is_not_kept_any_more_cannot_be_compared(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    first = halves.live().content
    by_anne(halves, checked(halves, PAY, CHANGED_KSD, 2), expected=1)
    halves.lose_a_page(first)
    with pytest.raises(Exception, match="Something happened since"):
        by_anne(halves, mine, expected=1)


def test_a_part_is_never_published_over_rows_that_are_not_whole(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    halves.lose_a_page(halves.live().content)
    with pytest.raises(BrokenSnapshotError):
        by_anne(halves, mine, expected=1)


def test_a_double_press_publishes_once(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    by_anne(halves, mine, expected=1)
    with pytest.raises(NotPublishableError):
        by_anne(halves, mine, expected=1)
    assert halves.live().revision == 2


def test_a_schedule_rebases_itself(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    due = NOON + timedelta(hours=1)
    waiting = scheduled_by_anne(halves, mine, due)
    by_anne(halves, checked(halves, PAY, CHANGED_KSD, 2), expected=1)
    state = upload_state(halves.upload(mine), state_records(halves.table, halves.code, [mine]))
    assert state.kind is StateKind.SCHEDULED
    publication = run_due(mine.upload_id, waiting, at(halves, due), halves.reports)
    assert publication.outcome is Outcome.PUBLISHED
    assert live_rows(halves) == in_order([*CHANGED_FASIT, *CHANGED_KSD])
    assert [entry.part for entry in halves.log()][-3:] == ["Job", "Ydelse", "Job"]


def test_a_schedule_is_refused_where_the_same_rows_moved(halves: World) -> None:
    mine = checked(halves, JOB, (*FASIT[:5], row(5, phone="70303030")))
    due = NOON + timedelta(hours=1)
    waiting = scheduled_by_anne(halves, mine, due)
    by_anne(halves, checked(halves, JOB, CHANGED_FASIT, 2), expected=1)
    state = upload_state(halves.upload(mine), state_records(halves.table, halves.code, [mine]))
    assert state.kind is StateKind.SCHEDULE_OUTDATED
    publication = run_due(mine.upload_id, waiting, at(halves, due), halves.reports)
    assert publication.outcome is Outcome.REFUSED
    assert "15.00.00 (FASIT) (af anne)" in (publication.reason or "")
    assert halves.log()[-1].refusal == "touched_rows"


def test_a_schedule_of_a_part_that_is_no_more_is_refused(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    due = NOON + timedelta(hours=1)
    waiting = scheduled_by_anne(halves, mine, due)
    remove_part("Job", "anne", "nedlagt", halves.place)
    publication = run_due(mine.upload_id, waiting, at(halves, due), halves.reports)
    assert publication.outcome is Outcome.REFUSED
    assert halves.log()[-1].refusal == "part_changed"


def scheduled_by_anne(world: World, upload: Upload, due: datetime) -> str:
    request = change_request("anne", "til nytår", world.live().revision)
    return schedule(
        Appointment(upload.upload_id, due), request, world.place, world.reports, Clock()
    ).schedule_id


def at(world: World, moment: datetime) -> Any:
    return tenant_of(world.code, world.table, lambda: moment)


@pytest.mark.parametrize(
    "now",
    [
        define("Job", PartKind.SYSTEMS, ["FASIT", "Momentum"]),
        define("Beskæftigelse", PartKind.SYSTEMS, ["FASIT"]),
    ],
)
def test_a_sheet_whose_part_was_changed_or_renamed_is_never_published(halves: World, now: Part) -> None:
    waiting, queued = checked(halves, JOB, CHANGED_FASIT), of_part(halves, JOB, CHANGED_FASIT, 2)
    define_part(now, "anne", "nyt navn eller nyt system", halves.place, instead_of="Job")
    with pytest.raises(ChangedPartError):
        by_anne(halves, waiting, expected=1)
    publication = halves.publish(queued)
    assert publication.outcome is Outcome.AWAITING_CONFIRMATION
    assert "Delen Job" in (halves.upload(queued).reason or "")
    assert live_rows(halves) == in_order([*FASIT, *KSD])


def test_a_definition_that_comes_to_the_same_changes_nothing_for_what_waits(halves: World) -> None:
    waiting = checked(halves, JOB, CHANGED_FASIT)
    define_part(define("JOB", PartKind.SYSTEMS, ["fasit"]), "anne", "store bogstaver", halves.place)
    assert by_anne(halves, waiting, expected=1).part == "JOB"


def test_a_whole_sheet_can_be_published_for_a_part(halves: World) -> None:
    upload = halves.validated(CHANGED_FASIT, NOON + timedelta(minutes=1), "job.xlsx")
    assert halves.table.advance(replace(upload, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
    with pytest.raises(UnknownPartError, match="no part called Jobb"):
        by_anne(halves, upload, expected=1, part="Jobb")
    with pytest.raises(RowsOutsidePartError):
        by_anne(halves, upload, expected=1, part="Ydelse")
    entry = by_anne(halves, upload, expected=1, part="job")
    assert entry.part == "Job"
    assert halves.upload(upload).part == "Job"
    assert live_rows(halves) == in_order([*CHANGED_FASIT, *KSD])


def test_a_parts_sheet_is_never_published_for_another(halves: World) -> None:
    with pytest.raises(OtherPartError):
        by_anne(halves, checked(halves, JOB, CHANGED_FASIT), expected=1, part="Ydelse")


def test_going_back_is_of_the_whole(halves: World) -> None:
    by_anne(halves, checked(halves, JOB, CHANGED_FASIT), expected=1)
    by_anne(halves, checked(halves, PAY, CHANGED_KSD, 2), expected=2)
    revert(1, change_request("anne", "forkert", 3), halves.place)
    assert live_rows(halves) == in_order([*FASIT, *KSD])


def test_four_eyes_hold_for_a_part_as_well(halves: World) -> None:
    set_four_eyes("anne", "aftalt", halves.place, required=True)
    mine = checked(halves, JOB, CHANGED_FASIT, by="anne")
    with pytest.raises(SamePersonError):
        by_anne(halves, mine, expected=1)


def test_a_sheet_under_anothers_part_is_live_still_and_cannot_be_deleted(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    by_anne(halves, mine, expected=1)
    by_anne(halves, checked(halves, PAY, CHANGED_KSD, 2), expected=2)
    content = halves.live().content
    assert content is not None
    assert mine.upload_id in (content.sources or "").split()
    state = upload_state(halves.upload(mine), state_records(halves.table, halves.code, [halves.upload(mine)]))
    assert (state.kind, state.revision) == (StateKind.LIVE, 2)
    with pytest.raises(NotDeletableError):
        delete_upload(mine.upload_id, DeletionRequest("anne", "forkert", True), halves.place, Erasures())


def test_a_sheet_is_deleted_with_all_snapshots_that_its_rows_were_left_in(halves: World) -> None:
    mine = checked(halves, JOB, CHANGED_FASIT)
    by_anne(halves, mine, expected=1)
    by_anne(halves, checked(halves, PAY, CHANGED_KSD, 2), expected=2)
    by_anne(halves, checked(halves, JOB, FASIT, 3), expected=3)
    proposal = propose_deletion(mine.upload_id, halves.place)
    assert (proposal.refusal, proposal.revisions) == (None, (2, 3))
    assert revisions_of(mine.upload_id, halves.log()) == (2, 3)
    delete_upload(mine.upload_id, DeletionRequest("anne", "forkert", True), halves.place, Erasures())
    assert halves.table.snapshots_of(halves.code, mine.upload_id) == []
    assert live_rows(halves) == in_order([*FASIT, *CHANGED_KSD])


class Erasures:
    def send(self, *_: object, **__: object) -> None:
        pass


def test_definitions_are_logged_and_proved_by_the_log(world: World) -> None:
    with_parts(world, JOB, PAY)
    remove_part("ydelse", "bo", "nedlagt", world.place)
    assert parts_of(world.live()) == (JOB,)
    assert [(entry.action, entry.part, entry.actor) for entry in world.log()] == [
        (Action.SET_PARTS, "Job", "anne"),
        (Action.SET_PARTS, "Ydelse", "anne"),
        (Action.SET_PARTS, "ydelse", "bo"),
    ]
    with pytest.raises(NothingToChangeError):
        define_part(JOB, "anne", "igen", world.place)
    with pytest.raises(UnknownPartError):
        remove_part("Ydelse", "anne", "igen", world.place)


def test_parts_that_overlap_are_refused_with_the_rows(halves: World) -> None:
    both = checked_part("Alt", PartKind.KLE, ["15"])
    with pytest.raises(OverlappingPartsError) as refused:
        define_part(both, "anne", "alt i ét", halves.place)
    assert len(refused.value.rows) == 6
    assert "Alt og Job overlapper" in refused.value.da
    assert parts_of(halves.live()) == (JOB, PAY)


@pytest.mark.parametrize("text", ["0101011234", "010101-1234"])
def test_no_cpr_number_gets_into_a_definition(text: str) -> None:
    with pytest.raises(UnfitDefinitionError) as refused:
        checked_part("Job", PartKind.DEPARTMENTS, [f"Afdeling {text}"])
    assert "0101" not in refused.value.da


def test_a_row_that_moves_waits_for_an_approver(world: World) -> None:
    departments = [define(name, PartKind.DEPARTMENTS, [name]) for name in ("Kontaktcenter", "Jobcenter")]
    with_parts(world, *departments)
    world.published(FASIT)
    moving = replace(FASIT[0], contact_department="Jobcenter")
    upload = of_part(world, departments[1], [moving])
    publication = world.publish(upload)
    assert publication.outcome is Outcome.AWAITING_ANSWERS
    proposal, _, _ = propose_upload(upload.upload_id, world.place, world.reports)
    assert [one.holds_back for one in proposal.open_warnings] == [True]
    publish_upload(
        upload.upload_id,
        change_request("anne", "aftalt", 1),
        world.place,
        world.reports,
        confirm_findings=True,
    )
    assert live_rows(world) == in_order([moving, *FASIT[1:]])


def test_an_older_release_that_wrote_live_makes_the_marks_void(halves: World) -> None:
    halves.publish(of_part(halves, PAY, CHANGED_KSD, 5))
    older = stamp(NOON + timedelta(minutes=9))
    live = halves.live()
    assert live.part_orders is not None
    assert newest_order(live, JOB) < live.order
    assert newest_order(replace(live, order=older), JOB) == older
