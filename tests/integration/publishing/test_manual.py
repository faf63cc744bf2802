"""What a person does with what is live: publishing an upload, showing nothing, freezing, setting the limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.adapters.dynamodb.configuration_table import ConfigurationTable
from kleark.publishing import manual
from kleark.publishing.config_file import ConfigurationMismatchError
from kleark.publishing.errors import (
    ConcurrentChangeError,
    FrozenError,
    LimitOutOfRangeError,
    MissingNoteError,
    NothingToChangeError,
    NotPublishableError,
    Refusal,
    StaleRevisionError,
    UnconfirmedFindingsError,
    UnconfirmedRemovalError,
    UnfitNoteError,
    UnknownUploadError,
)
from kleark.publishing.manual import publish_upload, set_removal_limit, unpublish
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.policy import Outcome
from tests.support.acting import change_request, tenant_of
from tests.support.interruptions import Stumbling
from tests.support.world import AARHUS, NOON, REPORTS, TABLE, row, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry, Upload
    from kleark.publishing.proposal import ChangeRequest
    from tests.support.world import World

MINUTE = timedelta(minutes=1)
OTHER = rows(9, phone="66131488")
BY_HAND = [
    UploadStatus.CHECKED,
    UploadStatus.AWAITING_CONFIRMATION,
    UploadStatus.AWAITING_ANSWERS,
    UploadStatus.FROZEN,
    UploadStatus.SUPERSEDED,
    UploadStatus.UNCHANGED,
    UploadStatus.REFUSED,
]
NOT_BY_HAND = [
    UploadStatus.QUEUED,
    UploadStatus.GONE,
    UploadStatus.REJECTED,
    UploadStatus.PUBLISHED,
    UploadStatus.DISCARDED,
    UploadStatus.BEING_DELETED,
    UploadStatus.DELETED,
]


def standing(
    world: World, of: tuple[Row, ...], status: UploadStatus = UploadStatus.CHECKED, minutes: int = 10
) -> Upload:
    """An upload without errors that was settled so, uploaded some minutes after noon."""
    queued = world.validated(of, NOON + minutes * MINUTE, f"{minutes}.xlsx")
    upload = replace(queued, status=status, reason="derfor")
    assert world.table.advance(upload, UploadStatus.QUEUED)
    return upload


def mandate(expected: int, note: str = "aftalt med Åse") -> ChangeRequest:
    return change_request("arn:aws:sts::1:assumed-role/Operator/anne", note, expected)


def by_anne(world: World, upload: Upload, expected: int = 1, **options: Any) -> LogEntry:
    return publish_upload(upload.upload_id, mandate(expected), world.place, world.reports, **options)


@pytest.mark.parametrize("status", BY_HAND)
def test_a_person_publishes_an_upload_that_no_machine_would(world: World, status: UploadStatus) -> None:
    world.published(rows(9))
    upload = standing(world, OTHER, status)
    entry = by_anne(world, upload)

    assert (entry.revision, entry.action, entry.step) == (2, Action.PUBLISH, 0)
    assert (entry.actor, entry.note) == ("arn:aws:sts::1:assumed-role/Operator/anne", "aftalt med Åse")
    assert (entry.added, entry.changed, entry.removed, entry.unchanged) == (0, 9, 0, 0)
    assert world.log()[-1] == entry
    assert world.served() == sorted_rows(OTHER)
    stored = world.upload(upload)
    assert (stored.status, stored.revision, stored.reason) == (UploadStatus.PUBLISHED, 2, None)


@pytest.mark.parametrize("status", NOT_BY_HAND)
def test_an_upload_that_is_not_for_a_person_to_publish(world: World, status: UploadStatus) -> None:
    world.published(rows(9))
    queued = world.validated(OTHER, NOON + MINUTE, "andet.xlsx")
    if status is not UploadStatus.QUEUED:
        world.table.advance(replace(queued, status=status), UploadStatus.QUEUED)
    with pytest.raises(NotPublishableError) as refused:
        by_anne(world, queued)
    assert refused.value.status is status
    assert refused.value.da
    assert world.served() == sorted_rows(rows(9))
    assert len(world.log()) == 1


def test_an_upload_that_has_been_live_is_gone_back_to_instead(world: World) -> None:
    first = world.validated(rows(9))
    world.publish(first)
    with pytest.raises(NotPublishableError) as live_now:
        by_anne(world, first)
    assert (live_now.value.status, live_now.value.back_to) == (UploadStatus.PUBLISHED, None)

    world.published(OTHER, NOON + MINUTE)
    with pytest.raises(NotPublishableError) as was_live:
        by_anne(world, first, expected=2)
    assert (was_live.value.status, was_live.value.back_to) == (UploadStatus.PUBLISHED, 1)
    assert "kleark revert 0461 --to 1" in was_live.value.da


def test_every_status_is_for_a_person_or_is_not() -> None:
    judged = {*BY_HAND, *NOT_BY_HAND, UploadStatus.RECEIVED, UploadStatus.SCHEDULED}
    assert judged == set(UploadStatus)


def test_an_upload_that_is_not_there_or_not_checked_to_its_end(world: World) -> None:
    upload = world.validated(OTHER)
    world.table.advance(replace(upload, status=UploadStatus.RECEIVED), UploadStatus.QUEUED)
    with pytest.raises(UnknownUploadError):
        by_anne(world, upload, expected=0)
    with pytest.raises(UnknownUploadError):
        by_anne(world, replace(upload, upload_id="0" * 32), expected=0)


def test_an_upload_of_another_municipality_is_unknown(world: World) -> None:
    upload = standing(world, OTHER)
    aarhus = world.at(AARHUS)
    with pytest.raises(UnknownUploadError):
        publish_upload(upload.upload_id, mandate(0), aarhus.place, world.reports)
    assert aarhus.served() == ()


def test_an_upload_that_was_only_checked_by_a_release_that_kept_no_rows(world: World) -> None:
    upload = standing(world, OTHER)
    world.table.advance(replace(upload, digest=None), UploadStatus.CHECKED)
    with pytest.raises(NotPublishableError) as refused:
        by_anne(world, upload, expected=0)
    assert "Læg det op igen" in refused.value.da


def test_rows_that_are_not_those_that_were_checked_are_never_published(world: World) -> None:
    upload = standing(world, OTHER)
    key = f"{world.code}/{upload.upload_id}/config.json"
    config = world.s3.get_object(Bucket=REPORTS, Key=key)["Body"].read()
    world.s3.put_object(Bucket=REPORTS, Key=key, Body=config.replace(b"66131488", b"66131455"))
    with pytest.raises(ConfigurationMismatchError):
        by_anne(world, upload, expected=0)
    assert world.served() == ()


@pytest.mark.parametrize("expected", [0, 2])
def test_a_stale_revision_is_refused_with_the_new_plan(world: World, expected: int) -> None:
    world.published(rows(9))
    upload = standing(world, (*rows(8), row(20)))
    with pytest.raises(StaleRevisionError) as refused:
        by_anne(world, upload, expected)
    assert refused.value.current == 1
    plan = refused.value.plan
    assert plan is not None
    assert (plan.against_revision, len(plan.added), len(plan.removed), len(plan.unchanged)) == (1, 1, 1, 8)
    assert world.upload(upload).status is UploadStatus.CHECKED
    assert len(world.log()) == 1


def test_what_is_live_moves_between_the_reading_and_the_flip(world: World) -> None:
    world.published(rows(9))
    upload = standing(world, OTHER, minutes=1)

    def publish_first(real: Any, **arguments: Any) -> Any:
        world.published(rows(8), NOON + 2 * MINUTE)
        return real(**arguments)

    client: Any = Stumbling(world.dynamodb, "transact_write_items", [publish_first])
    place = tenant_of(world.code, ConfigurationTable(client, TABLE), lambda: NOON)
    with pytest.raises(StaleRevisionError) as refused:
        publish_upload(upload.upload_id, mandate(1), place, world.reports)
    assert refused.value.plan is not None
    assert refused.value.plan.against_revision == 2
    assert world.served() == sorted_rows(rows(8))


def test_a_change_that_made_no_revision_is_judged_again_and_does_not_stand_in_the_way(world: World) -> None:
    world.published(rows(9))
    upload = standing(world, rows(7))

    def tighten_first(real: Any, **arguments: Any) -> Any:
        set_removal_limit(10, "anne", "forsigtigt", world.place)
        return real(**arguments)

    client: Any = Stumbling(world.dynamodb, "transact_write_items", [tighten_first])
    place = tenant_of(world.code, ConfigurationTable(client, TABLE), lambda: NOON)
    with pytest.raises(UnconfirmedRemovalError):
        publish_upload(upload.upload_id, mandate(1), place, world.reports)
    assert by_anne(world, upload, confirm_removals=True).revision == 2


def test_two_people_publish_the_same_upload(world: World) -> None:
    world.published(rows(9))
    upload = standing(world, OTHER)

    def other_first(real: Any, **arguments: Any) -> Any:
        by_anne(world, upload)
        return real(**arguments)

    client: Any = Stumbling(world.dynamodb, "transact_write_items", [other_first])
    place = tenant_of(world.code, ConfigurationTable(client, TABLE), lambda: NOON)
    with pytest.raises(NotPublishableError) as refused:
        publish_upload(upload.upload_id, replace(mandate(1), actor="bo"), place, world.reports)
    assert refused.value.status is UploadStatus.PUBLISHED
    assert [(entry.actor.rpartition("/")[2], entry.action) for entry in world.log()] == [
        ("automatic", Action.PUBLISH),
        ("anne", Action.ANSWER),
        ("anne", Action.PUBLISH),
    ]


def test_the_municipality_keeps_changing(world: World) -> None:
    world.published(rows(9))
    upload = standing(world, OTHER)
    percents = iter(range(50, 60))

    def change_first(real: Any, **arguments: Any) -> Any:
        set_removal_limit(next(percents), "bo", "igen", world.place)
        return real(**arguments)

    client: Any = Stumbling(world.dynamodb, "transact_write_items", [change_first] * 5)
    place = tenant_of(world.code, ConfigurationTable(client, TABLE), lambda: NOON)
    with pytest.raises(ConcurrentChangeError):
        publish_upload(upload.upload_id, mandate(1), place, world.reports)
    assert world.upload(upload).status is UploadStatus.CHECKED
    assert world.served() == sorted_rows(rows(9))


def test_the_rows_that_are_live_already(world: World) -> None:
    world.published(rows(9))
    upload = standing(world, tuple(reversed(rows(9))))
    with pytest.raises(NothingToChangeError):
        by_anne(world, upload)
    assert len(world.log()) == 1


def test_findings_that_hold_a_sheet_back_must_be_confirmed_expressly(world: World) -> None:
    world.published(rows(9))
    upload = world.validated(OTHER, NOON + MINUTE, "andet.xlsx", held_back_by="KA308 KA602")
    assert world.publish(upload).outcome is Outcome.AWAITING_ANSWERS
    waiting = world.upload(upload)
    assert waiting.status is UploadStatus.AWAITING_ANSWERS
    assert "(KA308, KA602)" in (waiting.reason or "")
    with pytest.raises(UnconfirmedFindingsError) as refused:
        by_anne(world, upload, confirm_removals=True)
    assert refused.value.rules == ("KA308", "KA602")
    assert "KA308, KA602" in refused.value.da
    assert world.served() == sorted_rows(rows(9))

    assert by_anne(world, upload, confirm_findings=True).revision == 2
    assert world.served() == sorted_rows(OTHER)
    assert world.go_back().revision == 3
    assert world.go_back(to=2, expected=3).revision == 4, "what has been decided on is not asked again"


@pytest.mark.parametrize("kept", [0, 5])
def test_removals_must_be_confirmed_expressly(world: World, kept: int) -> None:
    world.published(rows(9))
    upload = standing(world, rows(kept), UploadStatus.AWAITING_CONFIRMATION)
    with pytest.raises(UnconfirmedRemovalError) as refused:
        by_anne(world, upload)
    assert len(refused.value.plan.removed) == 9 - kept
    assert (f"{9 - kept} af de 9 rækker" if kept else "Alle 9 rækker") in refused.value.da

    assert by_anne(world, upload, confirm_removals=True).removed == 9 - kept
    assert world.get().status == 200
    assert world.served() == sorted_rows(rows(kept))


@pytest.mark.parametrize(
    ("limit", "kept", "waits"),
    [
        (0, 8, True),
        (0, 9, False),
        (50, 5, False),
        (50, 4, True),
        (100, 1, False),
        (100, 0, True),
        (None, 5, True),
    ],
)
def test_the_limit_is_each_municipality_s_own(
    world: World, limit: int | None, kept: int, *, waits: bool
) -> None:
    world.published(rows(9))
    world.at(AARHUS).published(rows(9))
    set_removal_limit(limit, "anne", "lille kommune", world.place) if limit is not None else None
    upload = world.validated((*rows(kept), *((row(50),) if kept else ())), NOON + MINUTE)

    outcome = world.publish(upload).outcome
    assert outcome is (Outcome.AWAITING_CONFIRMATION if waits else Outcome.PUBLISHED)
    if limit is not None and waits and kept:
        assert f"{limit} procent" in (world.upload(upload).reason or "")
    elsewhere = world.at(AARHUS).validated(rows(5), NOON + MINUTE)
    assert world.publish(elsewhere).outcome is Outcome.AWAITING_CONFIRMATION


def test_the_limit_is_in_the_log_and_can_be_the_usual_one_again(world: World) -> None:
    set_removal_limit(50, "anne", "lille kommune", world.place)
    assert world.live().removal_limit == 50
    with pytest.raises(NothingToChangeError):
        set_removal_limit(50, "bo", "igen", world.place)
    set_removal_limit(None, "bo", "som andre", world.place)
    assert world.live().removal_limit is None
    told = [(entry.action, entry.actor, entry.note, entry.removal_limit) for entry in world.log()]
    assert told == [
        (Action.SET_LIMIT, "anne", "lille kommune", 50),
        (Action.SET_LIMIT, "bo", "som andre", None),
    ]


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_limit_that_is_no_percentage(world: World, percent: int) -> None:
    with pytest.raises(LimitOutOfRangeError):
        set_removal_limit(percent, "anne", "hvorfor ikke", world.place)
    assert world.log() == []


@pytest.mark.parametrize(
    ("published", "arrives", "outcome"),
    [(10, 5, Outcome.SUPERSEDED), (10, 15, Outcome.PUBLISHED), (-10, -5, Outcome.SUPERSEDED)],
)
def test_what_a_person_published_is_not_replaced_by_what_was_uploaded_before(
    world: World, published: int, arrives: int, outcome: Outcome
) -> None:
    """Neither by an upload older than theirs, nor, where theirs was old, by one older than what was live before."""
    world.published(rows(9))
    upload = standing(world, OTHER, minutes=published)
    by_anne(world, upload)
    late = world.validated(rows(8), NOON + arrives * MINUTE, "sent.xlsx")
    assert world.publish(late).outcome is outcome
    if outcome is Outcome.SUPERSEDED:
        assert world.served() == sorted_rows(OTHER)


def test_nobody_publishes_while_frozen(world: World) -> None:
    world.published(rows(9))
    world.published(rows(8), NOON + MINUTE)
    upload = standing(world, OTHER)
    world.freeze()
    acts: list[Callable[[], object]] = [
        lambda: by_anne(world, upload, 2),
        lambda: world.go_back(to=1, expected=2),
        lambda: unpublish(mandate(2), world.place),
    ]
    for act in acts:
        with pytest.raises(FrozenError):
            act()
    assert world.served() == sorted_rows(rows(8))
    world.unfreeze()
    assert by_anne(world, upload, 2).revision == 3


def test_frozen_and_unfrozen_are_in_the_log_with_who_and_why(world: World) -> None:
    world.published(rows(9))
    world.freeze()
    with pytest.raises(NothingToChangeError):
        world.freeze()
    world.unfreeze()
    with pytest.raises(NothingToChangeError):
        world.unfreeze()
    told = [(entry.revision, entry.step, entry.action, entry.actor, entry.note) for entry in world.log()[1:]]
    assert told == [(1, 1, Action.FREEZE, "anne", "vi flytter"), (1, 2, Action.UNFREEZE, "anne", "flyttet")]


def test_unpublished_is_answered_with_no_rows_and_can_be_undone(world: World) -> None:
    world.published(rows(9))
    entry = unpublish(mandate(1, "forkerte telefonnumre"), world.place)
    assert (entry.revision, entry.action, entry.removed, entry.note) == (
        2,
        Action.UNPUBLISH,
        9,
        "forkerte telefonnumre",
    )
    answer = world.get()
    assert (answer.status, answer.json["rows"], answer.json["revision"]) == (200, [], 2)
    with pytest.raises(NothingToChangeError):
        unpublish(mandate(2), world.place)

    assert world.go_back(to=1, expected=2).revision == 3
    assert world.served() == sorted_rows(rows(9))
    assert unpublish(mandate(3), world.place).revision == 4
    assert world.served() == ()
    assert world.get().status == 200


def test_after_unpublishing_only_a_newer_upload_is_shown(world: World) -> None:
    world.published(rows(9))
    unpublish(mandate(1), world.place)
    late = world.validated(OTHER, NOON - MINUTE, "sent.xlsx")
    assert world.publish(late).outcome is Outcome.SUPERSEDED
    assert world.published(OTHER, NOON + MINUTE).revision == 3


def test_nothing_to_unpublish_where_nothing_ever_was(world: World) -> None:
    with pytest.raises(NothingToChangeError):
        unpublish(mandate(0), world.place)


@pytest.mark.parametrize("expected", [0, 2])
def test_unpublishing_what_one_has_not_seen(world: World, expected: int) -> None:
    world.published(rows(9))
    with pytest.raises(StaleRevisionError) as refused:
        unpublish(mandate(expected), world.place)
    assert refused.value.plan is not None
    assert len(refused.value.plan.removed) == 9


def test_a_live_snapshot_that_lost_its_rows_is_mended_by_publishing_others(world: World) -> None:
    world.lose_a_page(world.published(rows(9)).content)
    entry = by_anne(world, standing(world, OTHER))
    assert (entry.revision, entry.added) == (2, 9)
    assert world.served() == sorted_rows(OTHER)


UNFIT = ["010190-1234", "cpr 0101901234 ringer", "to\nlinjer", "skjult\u202etekst", "\ud800", "tab\tulator"]


@pytest.mark.parametrize("note", [*UNFIT, "x" * 501])
def test_a_note_that_must_not_stand_for_ever(world: World, note: str) -> None:
    world.published(rows(9))
    upload = standing(world, OTHER)
    unfit = UnfitNoteError if note in UNFIT else MissingNoteError
    acts: list[Callable[[], object]] = [
        lambda: publish_upload(upload.upload_id, mandate(1, note), world.place, world.reports),
        lambda: unpublish(mandate(1, note), world.place),
        lambda: manual.revert(1, mandate(1, note), world.place),
        lambda: manual.freeze("anne", note, world.place),
        lambda: manual.unfreeze("anne", note, world.place),
        lambda: set_removal_limit(5, "anne", note, world.place),
    ]
    for act in acts:
        with pytest.raises(unfit):
            act()
    assert len(world.log()) == 1


@pytest.mark.parametrize("note", ["", "  "])
def test_some_acts_need_a_reason(world: World, note: str) -> None:
    world.published(rows(9))
    acts: list[Callable[[], object]] = [
        lambda: unpublish(mandate(1, note), world.place),
        lambda: manual.freeze("anne", note, world.place),
        lambda: set_removal_limit(5, "anne", note, world.place),
    ]
    for act in acts:
        with pytest.raises(MissingNoteError):
            act()
    assert (
        publish_upload(standing(world, OTHER).upload_id, mandate(1, note), world.place, world.reports).note
        == ""
    )


def test_what_is_refused_is_told_in_danish_and_in_english(world: World) -> None:
    world.published(rows(9))
    with pytest.raises(Refusal) as refused:
        by_anne(world, standing(world, rows(1)))
    assert refused.value.da != refused.value.en
