"""What has become of an upload, after any walk through the commands: one live, and only steps that can be taken."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from kleark.publishing import automatic, handover, manual, schedule
from kleark.publishing.approval_request import WAITS_FOR_A_PERSON, is_waiting_for_approval
from kleark.publishing.errors import NotPublishableError, Refusal, UnknownUploadError
from kleark.publishing.ids import municipality_code
from kleark.publishing.model import UploadStatus
from kleark.publishing.state_messages import state_label, state_sentence
from kleark.publishing.upload_state import (
    LivePeriod,
    NextStep,
    StateKind,
    StateRecords,
    UploadState,
    live_periods,
    upload_state,
)
from tests.support.acting import change_request, tenant_of
from tests.support.page import KnownTimer
from tests.support.searching import number
from tests.support.world import NOON, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.publishing.model import Upload
    from kleark.publishing.proposal import ChangeRequest
    from kleark.publishing.tenant import Tenant
    from tests.support.world import World

VARIANTS = [rows(9), rows(8), rows(9, phone="66131488"), rows(20)]
MINUTE = timedelta(minutes=1)


@dataclass
class Walk:
    """One municipality and whatever was done to it. A minute passes with every command."""

    world: World
    randomness: random.Random
    minutes: int = 0
    uploads: list[Upload] = field(default_factory=list)
    timer: KnownTimer = field(default_factory=KnownTimer)

    @property
    def tenant(self) -> Tenant:
        now = NOON + self.minutes * MINUTE
        return tenant_of(self.world.code, self.world.table, lambda: now)

    def step(self) -> None:
        self.minutes += 1
        commands = [
            self.upload,
            self.upload,
            self.check,
            self.publish,
            self.revert,
            self.freeze,
            self.unfreeze,
        ]
        commands += [self.unpublish, self.schedule, self.cancel, self.come_due, self.confirm]
        commands += [self.ask, self.ask, self.withdraw, self.send_back, self.discard, self.restore]
        with suppress(Refusal):
            self.randomness.choice(commands)()

    def upload(self) -> None:
        """One that is published automatically, unless the policy keeps it back."""
        made = self._received()
        automatic.publish(
            made.municipality, made.upload_id, self.world.table, self.world.reports, self.tenant.now
        )

    def check(self) -> None:
        """One that is only checked."""
        made = self._received()
        assert self.world.table.advance(replace(made, status=UploadStatus.CHECKED), UploadStatus.QUEUED)

    def _received(self) -> Upload:
        of = self.randomness.choice(VARIANTS)
        made = self.world.validated(of, NOON + self.minutes * MINUTE, f"{self.minutes}.xlsx")
        self.uploads.append(made)
        return made

    def publish(self) -> None:
        self._publish(confirmed=False)

    def confirm(self) -> None:
        self._publish(confirmed=True)

    def _publish(self, *, confirmed: bool) -> None:
        if self.uploads:
            one = self.randomness.choice(self.uploads)
            manual.publish_upload(
                one.upload_id, self.request(), self.tenant, self.world.reports, confirm_removals=confirmed
            )

    def revert(self) -> None:
        if revision := self.world.live().revision:
            to = self.randomness.randint(1, revision)
            manual.revert(to, self.request(), self.tenant, confirm_removals=True)

    def unpublish(self) -> None:
        manual.unpublish(self.request(), self.tenant)

    def freeze(self) -> None:
        manual.freeze("anne", "vi flytter", self.tenant)

    def unfreeze(self) -> None:
        manual.unfreeze("anne", "flyttet", self.tenant)

    def schedule(self) -> None:
        if self.uploads:
            appointment = schedule.Appointment(
                self.randomness.choice(self.uploads).upload_id, self.tenant.now() + timedelta(days=2)
            )
            schedule.schedule(
                appointment,
                self.request(),
                self.tenant,
                self.world.reports,
                self.timer,
                confirm_removals=True,
            )

    def cancel(self) -> None:
        schedule.cancel("anne", "alligevel ikke", self.tenant, self.timer)

    def come_due(self) -> None:
        waiting = self.world.table.scheduled(self.world.code)
        if waiting:
            self.minutes += 3 * 24 * 60
            schedule.run_due(waiting.content.upload_id, waiting.schedule_id, self.tenant, self.world.reports)

    def ask(self) -> None:
        of = self.randomness.choice((None, "bo"))
        handover.ask(self.any(), handover.ApprovalRequest("anne", "se på det", of), self.tenant)

    def withdraw(self) -> None:
        handover.withdraw(self.any(is_waiting_for_approval), "anne", self.tenant)

    def send_back(self) -> None:
        handover.send_back(self.any(is_waiting_for_approval), "bo", "nej", self.tenant)

    def discard(self) -> None:
        handover.discard(self.any(), "bo", self.tenant, as_approver=True)

    def restore(self) -> None:
        handover.restore(
            self.any(lambda one: one.status is UploadStatus.DISCARDED), "bo", self.tenant, as_approver=True
        )

    def any(self, fit: Callable[[Upload], bool] = lambda _: True) -> str:
        """One of the uploads that are fit, or of all where none is: that is refused."""
        stored = [self.world.upload(one) for one in self.uploads]
        if not stored:
            raise UnknownUploadError
        return self.randomness.choice([one for one in stored if fit(one)] or stored).upload_id

    def request(self) -> ChangeRequest:
        return change_request("anne", "aftalt", self.world.live().revision)

    @property
    def records(self) -> StateRecords:
        return StateRecords(
            self.world.live(), self.world.table.scheduled(self.world.code), live_periods(self.world.log())
        )

    def states(self) -> dict[str, UploadState]:
        records = self.records
        return {one.upload_id: upload_state(self.world.upload(one), records) for one in self.uploads}


@pytest.mark.soak
def test_any_walk_leaves_states_that_are_true(world: World) -> None:
    randomness = random.Random(20_261_130)
    seen: set[StateKind] = set()
    for code in ("0461", "0751", "0101", "0851"):
        walk = Walk(world.at(municipality_code(code)), randomness)
        for _ in range(number(100)):
            walk.step()
            states = walk.states()
            seen |= {state.kind for state in states.values()}
            assert_true(walk, states)
    assert seen >= {
        StateKind.LIVE,
        StateKind.WAS_LIVE,
        StateKind.CHECKED,
        StateKind.SCHEDULED,
        StateKind.IDENTICAL,
        StateKind.AWAITING_APPROVAL,
        StateKind.SENT_BACK,
        StateKind.DISCARDED,
    }


def assert_true(walk: Walk, states: dict[str, UploadState]) -> None:
    content = walk.world.live().content
    live = {content.upload_id} & set(states) if content else set()
    assert {name for name, state in states.items() if state.kind is StateKind.LIVE} == live
    assert sum(s.kind in (StateKind.SCHEDULED, StateKind.SCHEDULE_OUTDATED) for s in states.values()) <= 1
    for name in walk.randomness.sample(sorted(states), min(3, len(states))):
        assert_step_can_be_taken(walk, name, states[name])
    for state in states.values():
        for lang in ("da", "en"):
            assert "None" not in state_label(state, lang) + state_sentence(state, lang)
            assert "ukendt" not in state_sentence(state, lang)
    periods = sorted(
        (period for several in walk.records.periods.values() for period in several), key=lambda p: p.revision
    )
    assert all(one.until is not None and one.until <= other.since for one, other in pairwise(periods))


def assert_step_can_be_taken(walk: Walk, name: str, state: UploadState) -> None:
    """The step that is offered is not refused, and where none is offered, none would be taken."""
    if state.step in (NextStep.PUBLISH, NextStep.RESCHEDULE):
        assert not walk.world.live().frozen
        proposal, _, _ = manual.propose_upload(name, walk.tenant, walk.world.reports)
        assert proposal.plan.changed or proposal.plan.added or proposal.plan.removed
    elif state.step is NextStep.REVERT:
        assert state.revision is not None
        manual.propose_revert(state.revision, walk.tenant)
    elif state.step is NextStep.UNFREEZE:
        assert walk.world.live().frozen
    elif state.step is NextStep.RESTORE:
        with pytest.raises(NotPublishableError) as refused:
            manual.propose_upload(name, walk.tenant, walk.world.reports)
        assert refused.value.status is UploadStatus.DISCARDED
    else:
        assert state.step is NextStep.NONE
        with pytest.raises(Refusal):
            manual.propose_upload(name, walk.tenant, walk.world.reports)


@pytest.mark.parametrize(
    ("status", "kind", "step"),
    [
        (UploadStatus.RECEIVED, StateKind.BEING_CHECKED, NextStep.WAIT),
        (UploadStatus.QUEUED, StateKind.ON_ITS_WAY, NextStep.WAIT),
        (UploadStatus.GONE, StateKind.GONE, NextStep.UPLOAD_AGAIN),
        (UploadStatus.REJECTED, StateKind.REJECTED, NextStep.UPLOAD_CORRECTED),
    ],
)
def test_what_only_the_upload_says(
    world: World, status: UploadStatus, kind: StateKind, step: NextStep
) -> None:
    upload = replace(world.validated(rows(9)), status=status)
    state = upload_state(upload, StateRecords(world.live(), None, {}))
    assert (state.kind, state.step) == (kind, step)


@pytest.mark.parametrize("status", list(UploadStatus))
def test_what_waits_for_a_person_can_wait_for_an_approval_and_nothing_else(
    world: World, status: UploadStatus
) -> None:
    upload = replace(
        world.validated(rows(9)), status=status, asked_at="2025-11-03T12:00:00.000Z", asked_from=status
    )
    state = upload_state(upload, StateRecords(world.live(), None, {}))
    assert (state.kind is StateKind.AWAITING_APPROVAL) is (status in WAITS_FOR_A_PERSON)
    assert (status in WAITS_FOR_A_PERSON) is is_waiting_for_approval(upload)


def test_a_sheet_that_was_only_checked_without_its_rows(world: World) -> None:
    upload = replace(world.validated(rows(9)), status=UploadStatus.CHECKED, digest=None)
    state = upload_state(upload, StateRecords(world.live(), None, {}))
    assert (state.kind, state.step) == (StateKind.ROWS_NOT_KEPT, NextStep.UPLOAD_AGAIN)


def test_a_sheet_is_live_twice_with_another_between(world: World) -> None:
    first = world.published(rows(9), NOON)
    second = world.published(rows(9, phone="66131488"), NOON + MINUTE, "to.xlsx")
    world.go_back(1)
    assert first.content is not None
    assert second.content is not None
    periods = live_periods(world.log())
    assert [one.revision for one in periods[first.content.upload_id]] == [1, 3]
    assert periods[second.content.upload_id] == [
        LivePeriod(2, second.at, periods[first.content.upload_id][1].since)
    ]


def test_why_the_system_refused_it_is_part_of_the_sentence(world: World) -> None:
    world.published(rows(9))
    upload = replace(
        world.validated(rows(8), name="to.xlsx"), status=UploadStatus.REFUSED, reason="Noget andet blev vist."
    )
    state = upload_state(upload, StateRecords(world.live(), None, live_periods(world.log())))
    assert state_label(state, "da") == "Planlagt, men afvist af systemet"
    assert state_sentence(state, "da") == "Noget andet blev vist."
    assert state_sentence(state, "en").endswith("the system refused it when its time came.")


def test_the_same_rows_again_and_then_others(world: World) -> None:
    world.published(rows(9), NOON)
    same = world.validated(rows(9), NOON + MINUTE, "igen.xlsx")
    world.publish(same)
    records = StateRecords(world.live(), None, live_periods(world.log()))
    state = upload_state(world.upload(same), records)
    assert (state.kind, state.step, state.revision) == (StateKind.IDENTICAL, NextStep.NONE, 1)
    world.published(rows(8), NOON + 2 * MINUTE, "andre.xlsx")
    records = StateRecords(world.live(), None, live_periods(world.log()))
    state = upload_state(world.upload(same), records)
    assert (state.kind, state.step, state.revision) == (StateKind.WAS_IDENTICAL, NextStep.PUBLISH, 1)


def test_a_sheet_that_comes_after_a_newer_one(world: World) -> None:
    world.published(rows(9), NOON + MINUTE)
    late = world.validated(rows(8), NOON, "sen.xlsx")
    world.publish(late)
    state = upload_state(world.upload(late), StateRecords(world.live(), None, live_periods(world.log())))
    assert (state.kind, state.step) == (StateKind.SUPERSEDED, NextStep.PUBLISH)
    assert state.reason is not None
    assert state.reason in state_sentence(state, "da")
