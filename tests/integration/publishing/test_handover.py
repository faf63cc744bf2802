"""Asking for approval, answering, discarding and bringing back: what each leaves on the record, and who may do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.publishing import automatic, handover, manual, schedule
from kleark.publishing.errors import (
    ConcurrentChangeError,
    MissingNoteError,
    NothingToChangeError,
    NotPublishableError,
    UnfitNoteError,
    UnknownUploaderError,
    UnknownUploadError,
)
from kleark.publishing.handover import ApprovalRequest
from kleark.publishing.handover_errors import (
    NotAskedError,
    NotDiscardableError,
    NotOwnRequestError,
    NotOwnSheetError,
    UnfitApproverError,
)
from kleark.publishing.model import Handover, UploadStatus, stamp
from kleark.publishing.state_messages import state_label, state_sentence
from kleark.publishing.upload_state import NextStep, StateKind, UploadState, state_records, upload_state
from tests.support.acting import change_request, tenant_of
from tests.support.page import KnownTimer
from tests.support.world import AARHUS, NOON, rows

if TYPE_CHECKING:
    from kleark.publishing.model import Upload
    from kleark.publishing.tenant import Tenant
    from tests.support.world import World

RASMUS = "oidc:1111:rasmus@odense.example"
ANNE = "oidc:7f3c:anne@odense.example"
ANNE_RENAMED = "oidc:7f3c:anne.gift@odense.example"
BO = "oidc:99aa:bo@odense.example"
NAMES = {RASMUS: "Rasmus Redaktør", ANNE: "Anne Approver", BO: "Bo"}


def checked(world: World, number: int = 9, by: str | None = RASMUS, name: str = "ark.xlsx") -> Upload:
    upload = world.validated(rows(number), name=name, by=by)
    assert world.table.advance(replace(upload, status=UploadStatus.CHECKED), UploadStatus.QUEUED)
    return world.upload(upload)


def asked(world: World, of: str | None = None, note: str = "se på række 7", by: str = RASMUS) -> Upload:
    return handover.ask(checked(world).upload_id, ApprovalRequest(by, note, of), world.place)


def state(world: World, upload: Upload) -> UploadState:
    found = world.upload(upload)
    return upload_state(found, state_records(world.table, world.code, [found]))


def publish(world: World, upload: Upload, actor: str = ANNE) -> None:
    manual.publish_upload(
        upload.upload_id, change_request(actor, "", world.live().revision), world.place, world.reports
    )


def test_who_asked_whom_when_and_with_which_words_stands_on_the_record(world: World) -> None:
    upload = asked(world, ANNE)
    stored = world.upload(upload)
    assert stored == upload
    assert (stored.asked_by, stored.asked_of, stored.asked_note) == (RASMUS, ANNE, "se på række 7")
    assert (stored.asked_at, stored.status) == (stamp(NOON), UploadStatus.CHECKED)
    assert (stored.handover, stored.handover_step) == (Handover.ASKED, 1)
    found = state(world, upload)
    assert (found.kind, found.step) == (StateKind.AWAITING_APPROVAL, NextStep.PUBLISH)
    assert (found.actor, found.asked_of, found.note) == (RASMUS, ANNE, "se på række 7")
    assert state_label(found, "da", NAMES.get) == "Venter på godkendelse af Anne Approver"
    assert state_label(found, "en") == "Awaits approval by anne@odense.example"
    sentence = state_sentence(found, "da", NAMES.get)
    assert sentence.startswith("Arket venter på godkendelse af Anne Approver. Rasmus Redaktør sendte det")


def test_a_request_may_be_for_any_approver_and_without_words(world: World) -> None:
    upload = asked(world, None, "  ")
    assert (upload.asked_of, upload.asked_note) == (None, None)
    assert state_label(state(world, upload), "da") == "Venter på godkendelse"


def test_nothing_of_it_is_in_the_log(world: World) -> None:
    upload = asked(world)
    handover.send_back(upload.upload_id, BO, "nej", world.place)
    handover.discard(upload.upload_id, BO, world.place, as_approver=True)
    handover.restore(upload.upload_id, BO, world.place, as_approver=True)
    assert world.log() == []
    assert world.live().lock == 0


def test_publishing_answers_it_and_the_record_keeps_who_asked(world: World) -> None:
    upload = asked(world, ANNE)
    publish(world, upload)
    stored = world.upload(upload)
    assert (stored.status, stored.asked_by, stored.asked_of) == (UploadStatus.PUBLISHED, RASMUS, ANNE)
    assert state(world, upload).kind is StateKind.LIVE
    with pytest.raises(NotAskedError):
        handover.withdraw(upload.upload_id, RASMUS, world.place)
    with pytest.raises(NotAskedError):
        handover.send_back(upload.upload_id, ANNE, "nej", world.place)
    assert world.upload(upload) == stored


def test_whoever_asked_can_take_it_back_by_whatever_name_they_have_now(world: World) -> None:
    upload = asked(world, by=ANNE)
    with pytest.raises(NotOwnRequestError):
        handover.withdraw(upload.upload_id, BO, world.place)
    assert world.upload(upload) == upload
    withdrawn = handover.withdraw(upload.upload_id, ANNE_RENAMED, world.place)
    assert (withdrawn.asked_by, withdrawn.asked_at, withdrawn.asked_of) == (None, None, None)
    assert (withdrawn.handover, withdrawn.handover_step) == (Handover.WITHDRAWN, 2)
    assert state(world, upload).kind is StateKind.CHECKED
    with pytest.raises(NotAskedError):
        handover.withdraw(upload.upload_id, ANNE, world.place)


def test_an_approver_sends_it_back_with_a_reason_that_the_editor_sees(world: World) -> None:
    upload = asked(world)
    with pytest.raises(MissingNoteError):
        handover.send_back(upload.upload_id, ANNE, " ", world.place)
    back = handover.send_back(upload.upload_id, ANNE, "telefonnummeret er forkert", world.place)
    assert (back.asked_by, back.sent_back_by) == (RASMUS, ANNE)
    found = state(world, upload)
    assert (found.kind, found.actor, found.note) == (
        StateKind.SENT_BACK,
        ANNE,
        "telefonnummeret er forkert",
    )
    assert found.step is NextStep.PUBLISH
    with pytest.raises(NotAskedError):
        handover.send_back(upload.upload_id, BO, "også nej", world.place)


def test_it_can_be_asked_again_after_an_answer(world: World) -> None:
    upload = asked(world)
    handover.send_back(upload.upload_id, ANNE, "nej", world.place)
    again = handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "rettet i teksten", BO), world.place)
    assert (again.sent_back_by, again.sent_back_at, again.sent_back_note) == (None, None, None)
    assert (again.asked_of, again.handover_step) == (BO, 3)
    assert state(world, upload).kind is StateKind.AWAITING_APPROVAL


def test_the_very_same_request_again_is_none(world: World) -> None:
    upload = asked(world, ANNE)
    with pytest.raises(NothingToChangeError):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "se på række 7", ANNE), world.place)
    assert world.upload(upload).handover_step == 1
    with pytest.raises(NothingToChangeError):
        handover.ask(upload.upload_id, ApprovalRequest(BO, "mig også"), world.place)
    assert world.upload(upload).asked_by == RASMUS
    handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "se på række 7", BO), world.place)
    assert world.upload(upload).handover_step == 2


@pytest.mark.parametrize("note", ["cpr 010180-1234", "to\nlinjer", "skjult\u200btegn"])
def test_what_must_not_be_kept_is_no_note(world: World, note: str) -> None:
    upload = checked(world)
    with pytest.raises(UnfitNoteError):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS, note), world.place)
    with pytest.raises(MissingNoteError):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "x" * 501), world.place)
    assert world.upload(upload) == upload


@pytest.mark.parametrize(
    "status", [UploadStatus.REJECTED, UploadStatus.GONE, UploadStatus.QUEUED, UploadStatus.DISCARDED]
)
def test_nobody_is_asked_to_approve_what_cannot_be_published(world: World, status: UploadStatus) -> None:
    upload = world.validated(rows(9))
    world.table.advance(replace(upload, status=status), UploadStatus.QUEUED)
    with pytest.raises(NotPublishableError):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS), world.place)
    assert world.upload(upload).asked_at is None


def test_nor_what_is_live_was_live_or_is_identical_to_that(world: World) -> None:
    world.published(rows(9), NOON)
    [live] = world.table.uploads(world.code)
    same = checked(world, 9, name="igen.xlsx")
    with pytest.raises(NothingToChangeError):
        handover.ask(same.upload_id, ApprovalRequest(RASMUS), world.place)
    with pytest.raises(NotPublishableError):
        handover.ask(live.upload_id, ApprovalRequest(RASMUS), world.place)
    with pytest.raises(UnknownUploadError):
        handover.ask("0" * 32, ApprovalRequest(RASMUS), world.place)


def test_a_sheet_of_another_municipality_is_not_there(world: World) -> None:
    upload = checked(world)
    aarhus = tenant_of(AARHUS, world.table, lambda: NOON)
    with pytest.raises(UnknownUploadError):
        handover.ask(upload.upload_id, ApprovalRequest(ANNE), aarhus)
    with pytest.raises(UnknownUploadError):
        handover.discard(upload.upload_id, ANNE, aarhus, as_approver=True)


def test_with_four_eyes_whoever_uploaded_it_is_not_asked(world: World) -> None:
    manual.set_four_eyes(BO, "to skal se det", world.place, required=True)
    upload = checked(world, by=ANNE)
    for asking, of in ((ANNE, ANNE_RENAMED), (RASMUS, ANNE)):
        with pytest.raises(UnfitApproverError):
            handover.ask(upload.upload_id, ApprovalRequest(asking, "", of), world.place)
    handover.ask(upload.upload_id, ApprovalRequest(ANNE, "", BO), world.place)
    with pytest.raises(Exception, match="four eyes"):
        publish(world, upload, ANNE_RENAMED)
    publish(world, upload, BO)


def test_with_four_eyes_nobody_can_approve_what_nobody_knows_the_uploader_of(world: World) -> None:
    upload = checked(world, by=None)
    handover.ask(upload.upload_id, ApprovalRequest(RASMUS), world.place)
    handover.withdraw(upload.upload_id, RASMUS, world.place)
    manual.set_four_eyes(BO, "to skal se det", world.place, required=True)
    with pytest.raises(UnknownUploaderError):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS), world.place)


def test_nobody_asks_themselves(world: World) -> None:
    upload = checked(world)
    with pytest.raises(UnfitApproverError):
        handover.ask(upload.upload_id, ApprovalRequest(ANNE, "", ANNE_RENAMED), world.place)


def test_what_waits_for_a_confirmation_can_be_asked_for_and_still_says_why_it_waits(world: World) -> None:
    world.published(rows(9), NOON)
    upload = world.validated(rows(2), NOON + timedelta(minutes=1), "få.xlsx")
    world.publish(upload)
    assert state(world, upload).kind is StateKind.AWAITING_CONFIRMATION
    handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "det er meningen", ANNE), world.place)
    found = state(world, upload)
    assert found.kind is StateKind.AWAITING_APPROVAL
    assert found.reason is not None
    assert "mangler i arket" in found.reason
    assert found.reason not in state_sentence(found, "da")


def test_a_schedule_answers_it_and_a_cancelled_one_no_longer_does(world: World) -> None:
    upload = asked(world)
    timer = KnownTimer()
    due = NOON + timedelta(days=1)
    request = change_request(ANNE, "i nat", 0)
    schedule.schedule(schedule.Appointment(upload.upload_id, due), request, world.place, world.reports, timer)
    assert state(world, upload).kind is StateKind.SCHEDULED
    with pytest.raises(NotPublishableError, match="scheduled already"):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "igen"), world.place)
    schedule.cancel(ANNE, "", world.place, timer)
    assert state(world, upload).kind is StateKind.AWAITING_APPROVAL

    waiting = schedule.schedule(
        schedule.Appointment(upload.upload_id, due), request, world.place, world.reports, timer
    )
    publish(world, checked(world, 8, name="andet.xlsx"))
    late = tenant_of(world.code, world.table, lambda: due)
    schedule.run_due(upload.upload_id, waiting.schedule_id, late, world.reports)
    assert state(world, upload).kind is StateKind.REFUSED
    handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "se på det igen"), world.place)
    assert state(world, upload).kind is StateKind.AWAITING_APPROVAL


def test_while_frozen_it_waits_and_that_comes_first(world: World) -> None:
    upload = asked(world)
    world.freeze()
    found = state(world, upload)
    assert (found.kind, found.step) == (StateKind.AWAITING_APPROVAL, NextStep.UNFREEZE)


def test_a_discarded_sheet_cannot_be_published_until_it_is_brought_back_as_it_was(world: World) -> None:
    upload = asked(world)
    discarded = handover.discard(upload.upload_id, RASMUS, world.place, as_approver=False)
    assert (discarded.status, discarded.discarded_by) == (UploadStatus.DISCARDED, RASMUS)
    found = state(world, upload)
    assert (found.kind, found.step, found.actor) == (StateKind.DISCARDED, NextStep.RESTORE, RASMUS)
    with pytest.raises(NotPublishableError) as refused:
        publish(world, upload)
    assert refused.value.status is UploadStatus.DISCARDED
    with pytest.raises(NothingToChangeError):
        handover.discard(upload.upload_id, RASMUS, world.place, as_approver=False)
    back = handover.restore(upload.upload_id, ANNE, world.place, as_approver=True)
    assert replace(back, handover=upload.handover, handover_step=1) == upload
    assert back.handover_step == 3
    assert state(world, upload).kind is StateKind.AWAITING_APPROVAL
    with pytest.raises(NothingToChangeError):
        handover.restore(upload.upload_id, ANNE, world.place, as_approver=True)
    publish(world, upload)


def test_an_editor_discards_their_own_and_an_approver_anybody_s(world: World) -> None:
    own, others, nobodys = (checked(world, 9, by, f"{n}.xlsx") for n, by in enumerate((RASMUS, ANNE, None)))
    assert handover.may_discard(own, RASMUS, as_approver=False)
    handover.discard(own.upload_id, RASMUS, world.place, as_approver=False)
    for one in (others, nobodys):
        assert not handover.may_discard(one, RASMUS, as_approver=False)
        with pytest.raises(NotOwnSheetError):
            handover.discard(one.upload_id, RASMUS, world.place, as_approver=False)
        assert handover.may_discard(one, BO, as_approver=True)
        handover.discard(one.upload_id, BO, world.place, as_approver=True)
        with pytest.raises(NotOwnSheetError):
            handover.restore(one.upload_id, RASMUS, world.place, as_approver=False)


def test_what_is_live_was_live_is_scheduled_or_on_its_way_is_not_discarded(world: World) -> None:
    world.published(rows(9), NOON)
    live = world.table.uploads(world.code)[0]
    planned = checked(world, 8, name="planlagt.xlsx")
    schedule.schedule(
        schedule.Appointment(planned.upload_id, NOON + timedelta(days=1)),
        change_request(ANNE, "", 1),
        world.place,
        world.reports,
        KnownTimer(),
    )
    queued = world.validated(rows(7), name="på vej.xlsx")
    for one in (live, planned, queued):
        stored = world.upload(one)
        assert not handover.may_discard(stored, ANNE, as_approver=True)
        with pytest.raises(NotDiscardableError) as refused:
            handover.discard(one.upload_id, ANNE, world.place, as_approver=True)
        assert refused.value.facts == {"status": stored.status.value}
        assert world.upload(one) == stored


class Between:
    """A table on which somebody else acts once, right after an upload is read."""

    def __init__(self, table: Any, act: Any) -> None:
        self.table, self.act = table, act

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)

    def upload(self, *arguments: Any) -> Any:
        found = self.table.upload(*arguments)
        act, self.act = self.act, lambda: None
        act()
        return found


def test_of_two_at_once_the_second_decides_on_what_the_first_has_done(world: World) -> None:
    upload = asked(world)

    def meanwhile(act: Any) -> Tenant:
        return tenant_of(world.code, Between(world.table, act), lambda: NOON)

    sent_back = meanwhile(lambda: handover.send_back(upload.upload_id, ANNE, "nej", world.place))
    with pytest.raises(NotAskedError):
        handover.withdraw(upload.upload_id, RASMUS, sent_back)
    stored = world.upload(upload)
    assert (stored.handover, stored.asked_by, stored.sent_back_by) == (Handover.SENT_BACK, RASMUS, ANNE)

    published = meanwhile(lambda: publish(world, upload))
    with pytest.raises(NotDiscardableError):
        handover.discard(upload.upload_id, ANNE, published, as_approver=True)
    assert world.upload(upload).status is UploadStatus.PUBLISHED

    other = checked(world, 8, name="andet.xlsx")
    discarded = meanwhile(lambda: handover.discard(other.upload_id, BO, world.place, as_approver=True))
    with pytest.raises(NotPublishableError):
        manual.publish_upload(other.upload_id, change_request(ANNE, "", 1), discarded, world.reports)
    assert world.live().revision == 1


def test_a_request_that_comes_while_it_is_published_is_not_lost(world: World) -> None:
    upload = checked(world)
    between = Between(
        world.table,
        lambda: handover.ask(upload.upload_id, ApprovalRequest(RASMUS, "hej", ANNE), world.place),
    )
    tenant = tenant_of(world.code, between, lambda: NOON)
    manual.publish_upload(upload.upload_id, change_request(ANNE, "", 0), tenant, world.reports)
    stored = world.upload(upload)
    assert (stored.status, stored.asked_by, stored.handover_step) == (UploadStatus.PUBLISHED, RASMUS, 1)


def test_where_others_never_stop_it_ends_with_a_refusal(world: World) -> None:
    upload = checked(world)

    class Always(Between):
        def hand_over(self, *_: Any) -> bool:
            return False

    tenant = tenant_of(world.code, Always(world.table, lambda: None), lambda: NOON)
    with pytest.raises(ConcurrentChangeError):
        handover.ask(upload.upload_id, ApprovalRequest(RASMUS), tenant)
    assert world.upload(upload) == upload


def test_a_second_delivery_of_its_event_brings_nothing_back(world: World) -> None:
    """Neither the publisher's message nor the validator's changes what a person has put aside."""
    upload = world.validated(rows(9))
    world.freeze()
    world.publish(upload)
    handover.discard(upload.upload_id, ANNE, world.place, as_approver=True)
    world.unfreeze()
    again = automatic.publish(world.code, upload.upload_id, world.table, world.reports, lambda: NOON)
    assert again.outcome == "already_settled"
    assert world.upload(upload).status is UploadStatus.DISCARDED
