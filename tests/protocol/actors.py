"""The model's actors. Each step is one call to the table; between two steps of one, all others may act.

An actor is written as what it does next, given where it stands: `Actor.steps` gives every possible next step. A
crash throws away all that an actor knows (`Here`). The words of a step begin with the call that it is, so that
`test_conformance` can hold the real code to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tests.protocol.table import (
    GONE,
    OPEN,
    SEALED,
    SWEPT,
    Entry,
    Live,
    Scheduled,
    Snapshot,
    SnapshotId,
    Table,
    became_live,
    lock_holds,
    merged,
    pages_of,
    rows_of,
    same_hands,
    step_logged,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.protocol.table import Rules, Upload

START, DONE = "start", "done"


class Here(NamedTuple):
    """Where an actor stands, and what it remembers of what it has read.

    ``live``: the reading that it judges on. ``status``: of its upload, as read. ``target``: the snapshot that it
    works on. ``seen``: what else it read. ``looked_at``: the revision that a person decided on. ``answer``: how it
    ended, for a person or a reader.
    """

    at: str = START
    live: Live = Live()
    status: str = ""
    target: SnapshotId | None = None
    seen: object = None
    looked_at: int = 0
    answer: str = ""


class Step(NamedTuple):
    """One call: its words, where the actor stands then, and the table then.

    ``lost``: something goes astray. It happens as often as crashes may.
    """

    words: str
    here: Here
    table: Table
    lost: bool = False


class Actor(Protocol):
    """``name``: in traces. Two that are equal are interchangeable."""

    @property
    def name(self) -> str: ...

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]: ...


def _on(here: Here, at: str, words: str, table: Table, **remembered: object) -> Step:
    return Step(words, here._replace(at=at, **remembered), table)  # type: ignore[arg-type]


def _end(answer: str, words: str, table: Table) -> Step:
    return Step(f"{words}: {answer}", Here(at=DONE, answer=answer), table)


def _refused(here: Here, words: str, table: Table) -> Step:
    """A person is told that nothing was changed; which must not be so when it was."""
    if here.answer == "changed":
        table = table._replace(wrong=table.wrong or "a person was told that nothing was changed, and it was")
    return _end("refused", words, table)


def _over(words: str, table: Table) -> Step:
    return Step(f"{words}: the message comes again", Here(), table)


def _changed(step: Step, here: Here, rules: Rules) -> Iterator[Step]:
    """A change that was made; its answer may be lost. Then the log is asked whether the change's own entry is there."""
    yield step
    following = "own entry" if rules.own_entry else "live"
    lost = here._replace(at=following, answer="changed")
    yield Step(f"{step.words}, and the answer is lost", lost, step.table, lost=True)


STAGING = frozenset({"open", "page 1", "page 2", "read back", "seal"})


def staging(here: Here, table: Table, rules: Rules, then: str) -> Iterator[Step]:
    """Open, write, read back, seal: what makes rows ready to become live. It goes on at ``then``."""
    assert here.target is not None
    upload, generation = here.target
    following = upload, generation + 1
    found = table.snapshot(here.target)
    if here.at == "open":
        yield _opened(here, table, rules, then)
        return
    assert found is not None
    if here.at in {"page 1", "page 2"}:
        page = int(here.at[-1])
        after = {1: "page 2", 2: "read back" if rules.read_back else "seal"}[page]
        written = table.with_snapshot(found._replace(pages=found.pages | {page}))
        yield _on(here, after, f"writes page {page}", written)
        yield _on(here, after, f"writes page {page}, which is lost", table)._replace(lost=True)
    elif here.at == "read back":
        if found.pages == pages_of(found.key):
            yield _on(here, "seal", "reads rows back: all there", table)
        else:
            yield _over("reads rows back: not all there", table)
    elif found.state in {OPEN, SEALED} or not rules.seal_condition:
        yield _on(here, then, "seals SNAP", table.with_snapshot(found._replace(state=SEALED)))
    else:
        yield _on(here, "open", "seals SNAP: refused, it is swept", table, target=following)


def _opened(here: Here, table: Table, rules: Rules, then: str) -> Step:
    assert here.target is not None
    upload, generation = here.target
    found = table.snapshot(here.target)
    after = "page 1" if upload else "read back"
    if found is None:
        fresh = Snapshot(here.target, OPEN, young=True, pages=frozenset())
        return _on(here, after, "opens SNAP", table.with_snapshot(fresh))
    if found.state == SEALED:
        used = table.with_snapshot(found._replace(young=True))
        return _on(here, then, "opens SNAP: it is sealed already", used)
    if found.state == OPEN or not rules.new_generation:
        again = table.with_snapshot(found._replace(state=OPEN, young=True))
        return _on(here, after, "opens SNAP again", again)
    following = upload, generation + 1
    return _on(here, "open", "opens SNAP: refused, it is swept", table, target=following)


def flip(
    here: Here, table: Table, rules: Rules, action: str, upload: str = "", *, actor: str = ""
) -> Table | str:
    """What the transaction of a flip does to the table; or why it is refused.

    ``upload``: whose record changes with it, from the status that was read. ``actor``: the person who publishes it.
    Several conditions may not hold: the upload's is what is told then.
    """
    assert here.target is not None
    seen, revision = here.live, here.live.revision + 1
    if upload and rules.status_guard and table.upload(upload).status != here.status:
        return "the upload has another status"
    if rules.seal_check and not table.is_sealed(here.target):
        return "SNAP is not sealed"
    if not lock_holds(table, seen, rules) or table.has_entry((revision, 0)):
        return "LIVE has moved"
    entry = Entry(revision, 0, action, seen.head, here.target, upload, actor)
    flipped = became_live(table, seen, entry, upload)
    if not upload:
        return flipped
    return flipped.with_upload(table.upload(upload)._replace(status="published", revision=revision))


@dataclass(frozen=True)
class Publisher:
    """One delivery of the message that asks for an upload's automatic publication."""

    upload: str
    same_rows_as: str = ""
    """Another upload with the very same rows."""

    @property
    def name(self) -> str:
        return f"publisher of {self.upload}"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        match here.at:
            case "start":
                yield self._begin(here, table)
            case "live":
                yield self._judge(here, table, rules)
            case "rows":
                yield self._compare(here, table, rules)
            case "live again":  # only the mutant comes here: it has judged on the reading before
                yield _on(here, "open", "reads LIVE again, for its lock", table, live=table.live)
            case "flip":
                yield from self._flip(here, table, rules)
            case "own entry":
                yield _end("published", "reads LOG: its own entry is there", table)
            case "keep":
                yield self._keep(here, table, rules)
            case (
                "settle superseded"
                | "settle frozen"
                | "settle awaiting_confirmation"
                | "settle awaiting_answers"
            ):
                yield self._settle(here, table, rules)
            case _:
                yield from staging(here, table, rules, "flip")

    def _begin(self, here: Here, table: Table) -> Step:
        status = table.upload(self.upload).status
        if status != "queued":
            return _end("settled already", f"reads UPLOAD: {status}", table)
        return _on(here, "live", "reads UPLOAD: queued", table, status=status)

    def _judge(self, here: Here, table: Table, rules: Rules) -> Step:
        live, upload = table.live, table.upload(self.upload)
        newest = (
            live.newest(upload.part, rules) if rules.mark else (live.snapshot[0] if live.snapshot else "")
        )
        target = merged(live.snapshot, upload)
        if self.upload <= newest:
            following, why = "settle superseded", "a newer upload was live"
        elif live.frozen:
            following, why = "settle frozen", "frozen"
        elif live.snapshot is not None and live.snapshot[0] in {
            target[0],
            self.same_rows_as or target[0],
        }:
            following, why = "keep", "these rows are live"
        elif live.four_eyes and rules.no_machine:
            following, why = "settle awaiting_confirmation", "it takes four eyes"
        elif table.upload(self.upload).held and rules.held_back:
            following, why = "settle awaiting_answers", "it has findings that a person has to decide on"
        else:
            following, why = "open" if rules.one_reading else "live again", f"revision {live.revision}"
        if live.snapshot is not None and live.snapshot[0]:
            remembered = {"live": live, "target": target, "seen": following}
            return _on(here, "rows", f"reads LIVE: {why}", table, **remembered)
        return _on(here, following, f"reads LIVE: {why}", table, live=live, target=target)

    def _compare(self, here: Here, table: Table, rules: Rules) -> Step:
        """The rows that are live, to tell the difference. They may have been replaced, and swept, since."""
        found = table.snapshot(here.live.snapshot)
        if found is None or found.pages != pages_of(found.key):
            return _over("reads rows of what was live: not all there", table)
        return _on(here, str(here.seen), "reads rows of what was live", table, seen=None)

    def _flip(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        flipped = flip(here, table, rules, "publish", self.upload)
        if isinstance(flipped, Table):
            done = _end("published", f"flips to revision {flipped.live.revision}", flipped)
            yield from _changed(done, here, rules)
        elif flipped == "the upload has another status":
            yield _end("settled already", f"flips: refused, {flipped}", table)
        else:
            yield _on(Here(status=here.status), "live", f"flips: refused, {flipped}", table)

    def _keep(self, here: Here, table: Table, rules: Rules) -> Step:
        seen, upload = here.live, table.upload(self.upload)
        if rules.status_guard and upload.status != "queued":
            return _end("settled already", "moves the mark: refused", table)
        if not lock_holds(table, seen, rules):
            return _on(Here(status=here.status), "live", "moves the mark: refused, LIVE has moved", table)
        live = seen._replace(lock=seen.lock + 1).marked(self.upload, upload.part)
        kept = table.with_upload(upload._replace(status="unchanged", revision=seen.revision))
        return _end("unchanged", "moves the mark", kept._replace(live=live))

    def _settle(self, here: Here, table: Table, rules: Rules) -> Step:
        upload, outcome = table.upload(self.upload), here.at.removeprefix("settle ")
        if rules.status_guard and upload.status != "queued":
            return _end("settled already", "settles UPLOAD: refused", table)
        rivals = [one.name for one in table.uploads if one.part in {"", upload.part} or not upload.part]
        if outcome == "superseded" and max(rivals) <= self.upload:
            table = table._replace(
                wrong=table.wrong or "an upload was taken for old since another part's is newer"
            )
        return _end(outcome, "settles UPLOAD", table.with_upload(upload._replace(status=outcome)))


PUBLISHABLE = frozenset(
    {
        "checked",
        "awaiting_confirmation",
        "awaiting_answers",
        "superseded",
        "frozen",
        "unchanged",
        "scheduled",
        "refused",
    }
)
"""Statuses from which a person may publish or schedule an upload."""


def _look(here: Here, table: Table) -> Step:
    """The page that a person decides on."""
    revision = table.live.revision
    return _on(here, "live", f"looks at revision {revision}", table, looked_at=revision)


def _moved_since(revision: int, live: Live, table: Table, part: str = "") -> bool:
    """Whether another revision is live; for a part's sheet, whether the part's rows are others."""
    if live.revision == revision or not part:
        return live.revision != revision
    before = table.entry_of(revision).snapshot if revision else None
    return rows_of(before, part) != rows_of(live.snapshot, part)


def _objection(here: Here, live: Live, table: Table, rules: Rules, part: str = "") -> str:
    if rules.expected_revision and _moved_since(here.looked_at, live, table, part):
        return "another revision was looked at"
    return "frozen" if live.frozen else ""


def _objection_to(upload: Upload, actor: str, here: Here, table: Table, rules: Rules) -> str:
    """Why a person may not make an upload live, or set it to go live."""
    live = here.live
    objection = "" if upload.status in PUBLISHABLE else upload.status
    objection = objection or _objection(here, live, table, rules, upload.part)
    if not objection and live.snapshot is not None and live.snapshot[0] == merged(live.snapshot, upload)[0]:
        objection = "its rows are live"
    if not objection and rules.four_eyes and live.four_eyes and same_hands(upload, actor):
        objection = "it takes four eyes"
    return objection


@dataclass(frozen=True)
class Person:
    """Somebody who publishes an upload, or with none, an empty configuration: on what they looked at.

    ``actor``: who it is.
    """

    upload: str = ""
    actor: str = "anne"

    @property
    def name(self) -> str:
        return f"person publishing {self.upload}" if self.upload else "person unpublishing"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        match here.at:
            case "start":
                yield _look(here, table)
            case "live":
                yield self._read(here, table, rules)
            case "upload":
                yield self._decide(here, table, rules)
            case "flip":
                yield from self._flip(here, table, rules)
            case "own entry":
                yield _end("done", "reads LOG: its own entry is there", table)
            case _:
                yield from staging(here, table, rules, "flip")

    def _read(self, here: Here, table: Table, rules: Rules) -> Step:
        live = table.live
        if self.upload:
            target = merged(live.snapshot, table.upload(self.upload))
            return _on(here, "upload", "reads LIVE", table, live=live, target=target)
        objection = _objection(here, live, table, rules)
        if not objection and (live.snapshot is None or not live.snapshot[0]):
            objection = "nothing is live"
        if objection:
            return _refused(here, f"reads LIVE: {objection}", table)
        return _on(here, "open", "reads LIVE", table, live=live, target=("", 0))

    def _decide(self, here: Here, table: Table, rules: Rules) -> Step:
        upload = table.upload(self.upload)
        status = upload.status
        if objection := _objection_to(upload, self.actor, here, table, rules):
            return _refused(here, f"reads UPLOAD: {objection}", table)
        return _on(here, "open", f"reads UPLOAD: {status}", table, status=status)

    def _flip(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        action = "publish by hand" if self.upload else "unpublish"
        flipped = flip(here, table, rules, action, self.upload, actor=self.actor)
        if not isinstance(flipped, Table):
            again = Here(looked_at=here.looked_at)
            yield _on(again, "live", f"flips: refused, {flipped}", table)
            return
        if here.status == "scheduled":
            flipped = flipped._replace(scheduled=None)
        part = table.upload(self.upload).part if self.upload else ""
        yield from _person_changed(here, table, flipped, rules, part)


def _person_changed(
    here: Here, before: Table, flipped: Table, rules: Rules, part: str = ""
) -> Iterator[Step]:
    if _moved_since(here.looked_at, before.live, before, part):
        wrong = "a person's change was made over a revision that the person had not looked at"
        flipped = flipped._replace(wrong=flipped.wrong or wrong)
    done = _end("done", f"flips to revision {flipped.live.revision}", flipped)
    yield from _changed(done, here, rules)


@dataclass(frozen=True)
class Reverter:
    """Somebody who goes back to an earlier revision, whichever."""

    name: str = "person going back"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        match here.at:
            case "start":
                yield from self._choose(here, table)
            case "live":
                yield _on(here, "sealed", "reads LIVE", table, live=table.live)
            case "sealed":
                assert here.target is not None
                if table.is_sealed(here.target):
                    yield _on(here, "rows", "reads SNAP: sealed", table)
                else:
                    yield _refused(here, "reads SNAP: swept", table)
            case "rows":
                yield self._decide(here, table, rules)
            case "flip":
                yield from self._flip(here, table, rules)
            case "own entry":
                yield _end("done", "reads LOG: its own entry is there", table)

    def _choose(self, here: Here, table: Table) -> Iterator[Step]:
        looked = _look(here, table)
        earlier = {entry.snapshot for entry in table.log if entry.step == 0} - {table.live.snapshot}
        for target in sorted(one for one in earlier if one):
            words = f"{looked.words}, and chooses to go back to {target[0] or 'nothing'}"
            yield looked._replace(words=words, here=looked.here._replace(target=target))
        if not earlier:
            yield _end("nothing to go back to", looked.words, table)

    def _decide(self, here: Here, table: Table, rules: Rules) -> Step:
        assert here.target is not None
        found = table.snapshot(here.target)
        if found is None or found.pages != pages_of(found.key):
            return _end("failed", "reads rows: not all there", table)
        objection = _objection(here, here.live, table, rules)
        if not objection and here.live.snapshot and here.live.snapshot[0] == here.target[0]:
            objection = "these rows are live"
        if objection:
            return _refused(here, f"reads rows: {objection}", table)
        return _on(here, "flip", "reads rows", table)

    def _flip(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        flipped = flip(here, table, rules, "revert")
        if isinstance(flipped, Table):
            yield from _person_changed(here, table, flipped, rules)
        else:
            again = Here(target=here.target, looked_at=here.looked_at)
            yield _on(again, "live", f"flips: refused, {flipped}", table)


@dataclass(frozen=True)
class Freezer:
    """Somebody who freezes the municipality, or unfreezes it."""

    frozen: bool = True

    @property
    def name(self) -> str:
        return "person freezing" if self.frozen else "person unfreezing"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        if here.at == START:
            live = table.live
            if live.frozen == self.frozen:
                yield _end("refused", "reads LIVE: it is so already", table)
            else:
                yield _on(here, "write", "reads LIVE", table, live=live)
        elif not lock_holds(table, here.live, rules) or table.has_entry(_next_step(here.live)):
            yield _on(Here(), START, "freezes: refused, LIVE has moved", table)
        else:
            action = "freeze" if self.frozen else "unfreeze"
            yield _end("done", "freezes", step_logged(table, here.live, action, frozen=self.frozen))


@dataclass(frozen=True)
class Watcher:
    """Somebody who requires four eyes from now on, or no more."""

    required: bool = True

    @property
    def name(self) -> str:
        return "person requiring four eyes" if self.required else "person requiring four eyes no more"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        if here.at == START:
            live = table.live
            if live.four_eyes == self.required:
                yield _end("refused", "reads LIVE: it is so already", table)
            else:
                yield _on(here, "write", "reads LIVE", table, live=live)
        elif not lock_holds(table, here.live, rules) or table.has_entry(_next_step(here.live)):
            yield _on(Here(), START, "writes it down: refused, LIVE has moved", table)
        else:
            logged = step_logged(table, here.live, "set_four_eyes", four_eyes=self.required)
            yield _end("done", "writes it down", logged)


def _next_step(live: Live) -> tuple[int, int]:
    return live.revision, live.steps + 1


def _let_go(table: Table, scheduled: Scheduled | None, status: str | None = None) -> Table:
    """The upload that waited no longer does: it is as before, or has this status."""
    if scheduled is None:
        return table
    return table.with_upload(table.upload(scheduled.upload)._replace(status=status or scheduled.was))


@dataclass(frozen=True)
class Scheduler:
    """Somebody who sets an upload to go live at a time, in place of what waited before. ``actor``: who it is.

    The clock is set after the table. Where that fails, the schedule is taken back.
    """

    upload: str
    schedule: str
    actor: str = "anne"

    @property
    def name(self) -> str:
        return f"person scheduling {self.upload}"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        match here.at:
            case "start":
                yield _look(here, table)
            case "live":
                target = merged(table.live.snapshot, table.upload(self.upload))
                yield _on(here, "upload", "reads LIVE", table, live=table.live, target=target)
            case "upload":
                yield self._decide(here, table, rules)
            case "scheduled":
                yield _on(here, "open", "reads SCHEDULED", table, seen=table.scheduled)
            case "write":
                yield self._write(here, table, rules)
            case "clock":
                yield _end("done", "sets the clock", table)
                failed = _on(Here(), "live to take back", "sets the clock, which fails", table)
                yield failed._replace(lost=True)
            case "live to take back":
                yield _on(here, "scheduled to take back", "reads LIVE", table, live=table.live)
            case "scheduled to take back":
                yield self._find_own(here, table, rules)
            case "take back":
                yield self._take_back(here, table, rules)
            case _:
                yield from staging(here, table, rules, "write")

    def _decide(self, here: Here, table: Table, rules: Rules) -> Step:
        upload = table.upload(self.upload)
        status = upload.status
        if objection := _objection_to(upload, self.actor, here, table, rules):
            return _end("refused", f"reads UPLOAD: {objection}", table)
        return _on(here, "scheduled", f"reads UPLOAD: {status}", table, status=status)

    def _write(self, here: Here, table: Table, rules: Rules) -> Step:
        assert here.target is not None
        seen, again = here.live, Here(looked_at=here.looked_at)
        if rules.status_guard and table.upload(self.upload).status != here.status:
            return _on(again, "live", "schedules: refused, the upload has another status", table)
        if rules.scheduled_is_sealed and not table.is_sealed(here.target):
            return _on(again, "live", "schedules: refused, SNAP is not sealed", table)
        if not lock_holds(table, seen, rules) or table.has_entry(_next_step(seen)):
            return _on(again, "live", "schedules: refused, LIVE has moved", table)
        waited = here.seen if isinstance(here.seen, Scheduled) else None
        written = _let_go(step_logged(table, seen, "schedule"), waited)
        was = waited.was if waited and here.status == "scheduled" else here.status
        scheduled = Scheduled(self.schedule, self.upload, seen.revision, here.target, was, self.actor)
        written = written.with_upload(written.upload(self.upload)._replace(status="scheduled"))
        words = f"schedules against revision {seen.revision}"
        return _on(Here(), "clock", words, written._replace(scheduled=scheduled))

    def _find_own(self, here: Here, table: Table, rules: Rules) -> Step:
        waits = table.scheduled
        if waits is None or (rules.own_clock and waits.name != self.schedule):
            return _end("failed", "reads SCHEDULED: its own does not wait", table)
        return _on(here, "take back", "reads SCHEDULED", table, seen=waits)

    def _take_back(self, here: Here, table: Table, rules: Rules) -> Step:
        if not lock_holds(table, here.live, rules) or table.has_entry(_next_step(here.live)):
            return _on(Here(), "live to take back", "cancels: refused, LIVE has moved", table)
        assert isinstance(here.seen, Scheduled)
        wrong = table.wrong
        if here.seen.name != self.schedule:
            wrong = wrong or "somebody's schedule was taken back since another one's clock failed"
        cancelled = _let_go(step_logged(table, here.live, "cancel"), here.seen)
        return _end("failed", "cancels", cancelled._replace(scheduled=None, wrong=wrong))


@dataclass(frozen=True)
class Canceller:
    """Somebody who cancels what waits."""

    name: str = "person cancelling"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        if here.at == START:
            yield _on(here, "scheduled", "reads LIVE", table, live=table.live)
        elif here.at == "scheduled":
            if table.scheduled is None:
                yield _end("refused", "reads SCHEDULED: nothing waits", table)
            else:
                yield _on(here, "write", "reads SCHEDULED", table, seen=table.scheduled)
        elif not lock_holds(table, here.live, rules) or table.has_entry(_next_step(here.live)):
            yield _on(Here(), START, "cancels: refused, LIVE has moved", table)
        else:
            assert isinstance(here.seen, Scheduled)
            cancelled = _let_go(step_logged(table, here.live, "cancel"), here.seen)
            yield _end("done", "cancels", cancelled._replace(scheduled=None))


@dataclass(frozen=True)
class Firing:
    """One delivery of the message that a schedule's time has come. It may come twice, late, or after all."""

    schedule: str

    @property
    def name(self) -> str:
        return f"firing of {self.schedule}"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        match here.at:
            case "start":
                yield _on(here, "scheduled", "reads LIVE", table, live=table.live)
            case "scheduled":
                yield self._judge(here, table, rules)
            case "flip":
                yield from self._flip(here, table, rules)
            case "refuse":
                yield self._refuse(here, table, rules)
            case "own entry":
                yield _end("published", "reads LOG: its own entry is there", table)
            case "live":  # only the mutant comes here: it does not ask whether the change was its own
                yield _on(here, "scheduled", "reads LIVE", table, live=table.live)
            case _:
                yield from staging(here, table, rules, "flip")

    def _judge(self, here: Here, table: Table, rules: Rules) -> Step:
        waits, live = table.scheduled, here.live
        if waits is None or (rules.own_schedule and waits.name != self.schedule):
            return _end("settled already", "reads SCHEDULED: it does not wait any more", table)
        upload = table.upload(waits.upload)
        checked = rules.own_rows if upload.part else rules.base_check
        moved = checked and _moved_since(waits.base, live, table, upload.part)
        words = f"reads SCHEDULED: revision {live.revision} is live, {waits.base} was planned against"
        target = merged(live.snapshot, upload) if rules.rebase else (waits.snapshot[0], 0)
        alone = live.four_eyes and same_hands(table.upload(waits.upload), waits.actor)
        following = "refuse" if moved or live.frozen or (rules.four_eyes_again and alone) else "open"
        return _on(here, following, words, table, seen=waits, target=target, status="scheduled")

    def _flip(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        waited = here.seen
        assert isinstance(waited, Scheduled)
        flipped = flip(here, table, rules, "scheduled", waited.upload, actor=waited.actor)
        if not isinstance(flipped, Table):
            yield _on(Here(), START, f"flips: refused, {flipped}", table)
            return
        wrong = flipped.wrong
        part = table.upload(waited.upload).part
        if _moved_since(waited.base, table.live, table, part):
            over = "rows of its part" if part else "a revision"
            wrong = wrong or f"what was scheduled went live over {over} that it was not planned against"
        if table.scheduled is None or table.scheduled.name != self.schedule:
            wrong = wrong or "something went live at the time of another schedule"
        done = flipped._replace(scheduled=None, wrong=wrong)
        step = _end("published", f"flips to revision {flipped.live.revision}", done)
        yield from _changed(step, here, rules)

    def _refuse(self, here: Here, table: Table, rules: Rules) -> Step:
        waited = here.seen
        assert isinstance(waited, Scheduled)
        if not lock_holds(table, here.live, rules) or table.has_entry(_next_step(here.live)):
            return _on(Here(), START, "refuses: refused, LIVE has moved", table)
        refused = _let_go(step_logged(table, here.live, "refuse"), waited, "refused")
        return _end("refused", "refuses", refused._replace(scheduled=None))


class Work(NamedTuple):
    """What a sweep has still to do. ``pages``: of the snapshot that it is deleting."""

    half_done: tuple[SnapshotId, ...] = ()
    old: tuple[Snapshot, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sweep:
    """One run of the sweep. It takes every old snapshot it may, as if no revision had to be kept for a while."""

    name: str = "sweep"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        match here.at:
            case "start":
                yield _on(here, "scheduled", "reads LIVE", table, live=table.live)
            case "scheduled":
                yield _on(here, "list", "reads SCHEDULED", table, seen=table.scheduled)
            case "list":
                yield self._list(here, table)
            case "next":
                yield from self._next(here, table, rules)
            case "rows":
                yield self._list_rows(here, table, here.target)
            case "page":
                yield self._delete(here, table)
            case "rows gone":
                yield self._note(here, table, rules)

    def _list(self, here: Here, table: Table) -> Step:
        """What an earlier sweep left half done comes first, unless this one has seen to it; then what may go now."""
        kept = {here.live.snapshot, here.seen.snapshot if isinstance(here.seen, Scheduled) else None}
        half_done = [one.key for one in table.snapshots if one.state == SWEPT and here.status != "again"]
        old = [
            one
            for one in table.snapshots
            if one.state in {OPEN, SEALED} and not one.young and one.key not in kept
        ]
        return self._further(here, "lists SNAP", table, Work(tuple(half_done), tuple(old)))

    def _further(self, here: Here, words: str, table: Table, left: Work) -> Step:
        if left.half_done or left.old:
            return _on(here, "next", words, table, seen=left, target=None)
        return _end("done", words, table)

    def _next(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        left = here.seen
        assert isinstance(left, Work)
        for key in left.half_done:
            others = tuple(one for one in left.half_done if one != key)
            yield self._list_rows(here._replace(seen=left._replace(half_done=others)), table, key)
        if not left.half_done:
            for listed in left.old:
                others_old = tuple(one for one in left.old if one != listed)
                yield self._condemn(here, table, rules, listed, left._replace(old=others_old))

    def _condemn(self, here: Here, table: Table, rules: Rules, listed: Snapshot, left: Work) -> Step:
        found = table.snapshot(listed.key)
        assert found is not None
        if rules.sweep_locks and table.live.lock != here.live.lock:
            return _on(Here(status="again"), START, "condemns SNAP: refused, LIVE has moved", table)
        if found.state != listed.state or (rules.sweep_waits and found.young):
            return self._further(here, "condemns SNAP: refused, it is in use", table, left)
        condemned = _noting_what_must_stay(table, found)
        if rules.tombstone:
            condemned = condemned.with_snapshot(found._replace(state=SWEPT))
        return _on(here, "rows", "condemns SNAP", condemned, seen=left, target=listed.key)

    def _list_rows(self, here: Here, table: Table, key: SnapshotId | None) -> Step:
        found = table.snapshot(key)
        assert found is not None
        return self._after(here._replace(target=key), f"lists rows of {key}", table, sorted(found.pages))

    def _after(self, here: Here, words: str, table: Table, pages: list[int]) -> Step:
        assert isinstance(here.seen, Work)
        left = here.seen._replace(pages=tuple(pages))
        return _on(here, "page" if pages else "rows gone", words, table, seen=left)

    def _delete(self, here: Here, table: Table) -> Step:
        found = table.snapshot(here.target)
        assert found is not None
        assert isinstance(here.seen, Work)
        page, *others = here.seen.pages
        swept = table.with_snapshot(found._replace(pages=found.pages - {page}))
        return self._after(here, f"deletes page {page}", swept, others)

    def _note(self, here: Here, table: Table, rules: Rules) -> Step:
        found = table.snapshot(here.target)
        assert found is not None
        assert isinstance(here.seen, Work)
        if rules.new_generation or found.state == SWEPT:
            table = table.with_snapshot(found._replace(state=GONE))
        return self._further(here, "notes that the rows are gone", table, here.seen._replace(pages=()))


def _noting_what_must_stay(table: Table, found: Snapshot) -> Table:
    wrong = ""
    if table.live.snapshot == found.key:
        wrong = "what is live was swept"
    elif table.scheduled is not None and table.scheduled.snapshot == found.key:
        wrong = "what is scheduled was swept"
    elif found.young:
        wrong = "what is younger than a day was swept"
    return table._replace(wrong=table.wrong or wrong)


@dataclass(frozen=True)
class Reader:
    """One read of the portal's. LIVE may be any that ever was: the read may be stale, or slow."""

    name: str = "reader"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        if here.at == START:
            made = [entry for entry in table.log if entry.step == 0]
            for entry in made:
                words = f"reads LIVE as of revision {entry.revision}"
                yield _on(here, "page 1", words, table, target=entry.snapshot, seen=frozenset())
            if not made:
                yield _end("nothing published", "reads LIVE", table)
        elif here.at == "live again":
            live = table.live
            words = f"reads LIVE again, consistently: revision {live.revision}"
            yield _on(here, "again 1", words, table, target=live.snapshot, seen=frozenset())
        else:
            yield self._page(here, table, rules)

    def _page(self, here: Here, table: Table, rules: Rules) -> Step:
        """Pages come one after the other: a query is no transaction."""
        page, first = int(here.at[-1]), here.at.startswith("page")
        found = table.snapshot(here.target)
        assert isinstance(here.seen, frozenset)
        got = here.seen | ({page} & found.pages if found else frozenset())
        words = f"reads page {page}: {'there' if page in got else 'missing'}"
        if page == 1:
            return _on(here, "page 2" if first else "again 2", words, table, seen=got)
        if here.target is not None and got == pages_of(here.target):
            return _end("served", words, table)
        if not rules.digest_check:
            wrong = table.wrong or "a reader was served a part of a revision"
            return _end("served in part", words, table._replace(wrong=wrong))
        return _on(Here(), "live again", words, table) if first else _end("busy", words, table)


@dataclass(frozen=True)
class Announcer:
    """What the table's stream starts: for a record of LIVE, events for all revisions up to it.

    ``upto``: the record's revision. Records come one after the other, each again until it has been dealt with.
    """

    upto: int

    @property
    def name(self) -> str:
        return f"announcer of revision {self.upto}"

    def steps(self, here: Here, table: Table, rules: Rules) -> Iterator[Step]:
        if here.at == START and table.live.revision >= self.upto:  # before that, there is no record
            yield self._begin(here, table, rules)
        elif here.at == "send":
            assert isinstance(here.seen, int)
            sent = table._replace(bus=(*table.bus, here.seen))
            yield _on(here, "note", f"sends the event of revision {here.seen}", sent)
        elif here.at == "note":
            yield self._note(here, table, rules)

    def _begin(self, here: Here, table: Table, rules: Rules) -> Step:
        reached = table.announced if rules.marker else 0
        if reached >= self.upto:
            return _end("announced already", f"reads ANNOUNCED: {reached}", table)
        first = reached + 1 if rules.in_order else self.upto
        return _on(here, "send", f"reads ANNOUNCED: {reached}", table, seen=first)

    def _note(self, here: Here, table: Table, rules: Rules) -> Step:
        assert isinstance(here.seen, int)
        if rules.marker and rules.in_order and table.announced != here.seen - 1:
            return _on(Here(), START, "notes it: refused", table)
        noted = table._replace(announced=here.seen)
        if here.seen < self.upto:
            return _on(here, "send", "notes it", noted, seen=here.seen + 1)
        return _end("announced", "notes it", noted)
