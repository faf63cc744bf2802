"""Whatever is done, in whatever order: the log tells all of it, in one chain, and what is live follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kleark.publishing import manual
from kleark.publishing.audit import judge_stored_log
from kleark.publishing.errors import Refusal
from kleark.publishing.log import MAKES_A_REVISION, from_json, to_json
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.policy import Outcome
from kleark.publishing.schedule import Appointment, cancel, run_due, schedule
from tests.integration.publishing.test_schedule import MIDNIGHT, Clock
from tests.support.acting import change_request, tenant_of
from tests.support.log_schema import violations
from tests.support.searching import examples
from tests.support.world import NOON, make_table, rows, sorted_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.configuration.row import Row
    from kleark.publishing.model import LogEntry, Scheduled, Upload
    from tests.support.world import World

EXAMPLES = 12
SELDOM = st.sampled_from([False, False, False, True])
MOSTLY = st.sampled_from([True, True, True, False])
SHEETS = st.builds(
    lambda count, phone: rows(count, phone=phone),
    st.sampled_from([0, 5, 8, 9]),
    st.sampled_from(["66131372", "66131488"]),
)


@dataclass(frozen=True)
class Uploaded:
    upload: Upload
    rows: tuple[Row, ...]


class Municipality(RuleBasedStateMachine):
    """One municipality to which anything happens, and beside it the simplest account of what should."""

    uploads = Bundle("uploads")

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.timer = Clock()
        self.minutes = 0
        self.looked_at = 0
        self.told: list[tuple[Action, str]] = []
        self.history: list[tuple[Row, ...]] = [()]
        self.frozen = False
        self.four_eyes = False
        self.waiting: tuple[Scheduled, Uploaded] | None = None
        self.rung: list[tuple[Scheduled, Uploaded]] = []

    def _uploaded(self, of: tuple[Row, ...], earlier: int, by: str | None = None) -> Uploaded:
        self.minutes += 10
        at = NOON + timedelta(minutes=self.minutes - earlier)
        return Uploaded(self.world.validated(of, at, f"{self.minutes}.xlsx", by), of)

    def _takes_another_than_anne(self, uploaded: Uploaded) -> bool:
        return self.four_eyes and uploaded.upload.uploaded_by != "bo"

    def _did(self, action: Action, actor: str, act: Callable[[], LogEntry]) -> LogEntry | None:
        try:
            entry = act()
        except Refusal:
            return None
        assert (entry.action, entry.actor) == (action, actor)
        self.told.append((action, actor))
        assert not (self.frozen and action in MAKES_A_REVISION)
        return entry

    def _became_live(self, of: tuple[Row, ...], entry: LogEntry) -> None:
        assert entry.revision == len(self.history)
        before, after = (Counter(dict.fromkeys((r.key for r in some), 1)) for some in (self.history[-1], of))
        assert entry.added == (after - before).total()
        assert entry.removed == (before - after).total()
        assert entry.changed + entry.unchanged == (before & after).total()
        self.history.append(of)

    @initialize()
    def nothing_is_live(self) -> None:
        assert self.world.live().revision == 0

    @rule(target=uploads, of=SHEETS, earlier=st.sampled_from([0, 5, 25]))
    def upload(self, of: tuple[Row, ...], earlier: int) -> Uploaded:
        """An upload that publishes by itself, unless it must not; its message comes twice."""
        uploaded = self._uploaded(of, earlier)
        publication = self.world.publish(uploaded.upload)
        assert self.world.publish(uploaded.upload).outcome is Outcome.ALREADY_SETTLED
        if publication.entry:
            assert not self.frozen
            assert not self.four_eyes
            self.told.append((Action.PUBLISH, "automatic"))
            self._became_live(of, publication.entry)
        return uploaded

    @rule(
        target=uploads, of=SHEETS, earlier=st.sampled_from([0, 25]), by=st.sampled_from([None, "anne", "bo"])
    )
    def upload_to_be_checked(self, of: tuple[Row, ...], earlier: int, by: str | None) -> Uploaded:
        uploaded = self._uploaded(of, earlier, by)
        checked = replace(uploaded.upload, status=UploadStatus.CHECKED)
        assert self.world.table.advance(checked, UploadStatus.QUEUED)
        return uploaded

    @rule(uploaded=uploads, stale=SELDOM, confirm=MOSTLY)
    def publish_by_hand(self, uploaded: Uploaded, *, stale: bool, confirm: bool) -> None:
        seen = len(self.history) - 1 + stale
        entry = self._did(
            Action.PUBLISH,
            "anne",
            lambda: manual.publish_upload(
                uploaded.upload.upload_id,
                change_request("anne", "", seen),
                self.world.place,
                self.world.reports,
                confirm_removals=confirm,
            ),
        )
        if entry:
            assert not stale
            assert not self._takes_another_than_anne(uploaded)
            self._became_live(uploaded.rows, entry)
            if self.waiting and self.waiting[1] == uploaded:
                self.waiting = None

    @rule(to=st.integers(0, 3), stale=SELDOM, confirm=st.booleans())
    def revert(self, to: int, *, stale: bool, confirm: bool) -> None:
        mandate = change_request("bo", "tilbage", len(self.history) - 1 + stale)
        entry = self._did(
            Action.REVERT,
            "bo",
            lambda: manual.revert(to, mandate, self.world.place, confirm_removals=confirm),
        )
        if entry:
            assert not stale
            self._became_live(self.history[to], entry)

    @rule()
    def unpublish(self) -> None:
        mandate = change_request("bo", "tøm", len(self.history) - 1)
        entry = self._did(Action.UNPUBLISH, "bo", lambda: manual.unpublish(mandate, self.world.place))
        if entry:
            self._became_live((), entry)

    @rule()
    def freeze(self) -> None:
        entry = self._did(Action.FREEZE, "bo", lambda: manual.freeze("bo", "lås", self.world.place))
        assert (entry is None) == self.frozen
        self.frozen = True

    @rule()
    def unfreeze(self) -> None:
        entry = self._did(Action.UNFREEZE, "bo", lambda: manual.unfreeze("bo", "op", self.world.place))
        assert (entry is not None) == self.frozen
        self.frozen = False

    @rule(percent=st.sampled_from([None, 0, 50, 100]))
    def limit(self, percent: int | None) -> None:
        self._did(
            Action.SET_LIMIT, "bo", lambda: manual.set_removal_limit(percent, "bo", "g", self.world.place)
        )

    @rule(required=st.booleans())
    def require_four_eyes(self, *, required: bool) -> None:
        entry = self._did(
            Action.SET_FOUR_EYES,
            "bo",
            lambda: manual.set_four_eyes("bo", "besluttet", self.world.place, required=required),
        )
        assert (entry is None) == (self.four_eyes == required)
        self.four_eyes = required

    @rule(uploaded=uploads, confirm=MOSTLY, clock_breaks=SELDOM)
    def schedule(self, uploaded: Uploaded, *, confirm: bool, clock_breaks: bool) -> None:
        logged = len(self.told)

        def broken() -> None:
            raise TimeoutError

        self.timer.then = broken if clock_breaks else None
        try:
            scheduled = schedule(
                Appointment(uploaded.upload.upload_id, MIDNIGHT),
                change_request("anne", "", len(self.history) - 1),
                self.world.place,
                self.world.reports,
                self.timer,
                confirm_removals=confirm,
            )
        except Refusal as refusal:
            if isinstance(refusal.__cause__, TimeoutError):
                self.told += [(Action.SCHEDULE, "anne"), (Action.CANCEL, "anne")]
                self.waiting = None
            assert len(self.told) - logged in {0, 2}
            return
        assert not self.frozen
        assert not self._takes_another_than_anne(uploaded)
        self.told.append((Action.SCHEDULE, "anne"))
        self.waiting = scheduled, uploaded
        self.rung.append(self.waiting)

    @rule()
    def cancel(self) -> None:
        entry = self._did(Action.CANCEL, "bo", lambda: cancel("bo", "", self.world.place, self.timer))
        assert (entry is not None) == (self.waiting is not None)
        self.waiting = None

    @rule(which=st.integers(-3, -1), early=SELDOM)
    def ring(self, which: int, *, early: bool) -> None:
        """Any clock that was ever set rings, also one that was cancelled, replaced or rung before."""
        if not self.rung:
            return
        scheduled, uploaded = rung = self.rung[max(which, -len(self.rung))]
        place = tenant_of(self.world.code, self.world.table, lambda: NOON if early else MIDNIGHT)
        publication = run_due(uploaded.upload.upload_id, scheduled.schedule_id, place, self.world.reports)
        if rung != self.waiting:
            assert publication.outcome is Outcome.ALREADY_SETTLED
        elif early:
            assert publication.outcome is Outcome.NOT_DUE
        elif (
            self.frozen
            or scheduled.revision != len(self.history) - 1
            or self._takes_another_than_anne(uploaded)
        ):
            assert publication.outcome is Outcome.REFUSED
            self.told.append((Action.REFUSE, "anne"))
            self.waiting = None
        else:
            assert publication.outcome is Outcome.PUBLISHED
            assert publication.entry is not None
            self.told.append((Action.PUBLISH, "anne"))
            self._became_live(uploaded.rows, publication.entry)
            self.waiting = None

    @invariant()
    def the_log_tells_all_of_it(self) -> None:
        assert judge_stored_log(self.world.code, self.world.table, ()).flaws == ()
        entries = self.world.log()
        assert [(entry.action, entry.actor) for entry in entries] == self.told
        for entry in entries[self.looked_at :]:
            data = to_json(self.world.code, entry)
            assert violations(data) == []
            assert from_json(data) == entry
        self.looked_at = len(entries)

    @invariant()
    def what_is_live_is_what_was_last_made_so(self) -> None:
        live = self.world.live()
        assert (live.revision, live.frozen) == (len(self.history) - 1, self.frozen)
        assert live.four_eyes == self.four_eyes
        assert self.world.served() == sorted_rows(self.history[-1])

    @invariant()
    def what_waits_is_what_was_last_scheduled(self) -> None:
        waiting = self.world.table.scheduled(self.world.code)
        assert waiting == (self.waiting[0] if self.waiting else None)


@pytest.mark.soak
def test_the_log_is_complete_whatever_is_done(world: World) -> None:
    def fresh() -> Municipality:
        make_table(world)
        return Municipality(world)

    machine: Any = fresh
    few = settings(examples(EXAMPLES), stateful_step_count=20)
    run_state_machine_as_test(machine, settings=few)
