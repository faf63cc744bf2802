"""The model's table: one municipality's items, and what a transaction does to them, all or nothing.

Uploads are named by letters in the order in which they were made: "A" is older than "B".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SnapshotId = tuple[str, int]
"""The upload that the rows are of (empty: no rows, on purpose), and the generation.

Rows of two parts are named by two letters, one for each part's upload: "BC" has part 1's of B and part 2's of C.
"""

PAGES = frozenset({1, 2})
"""Of rows in a snapshot: two, so that one can be there without the other."""


def pages_of(key: SnapshotId) -> frozenset[int]:
    """The pages of a whole snapshot."""
    return PAGES if key[0] else frozenset()


NO_ROWS = "-"
"""A part without rows, in the name of a snapshot."""


def rows_of(key: SnapshotId | None, part: str) -> str:
    """The upload that a part's rows are of in a snapshot. A whole sheet has the rows of both parts."""
    name = key[0] if key else ""
    return name[int(part) - 1] if len(name) > 1 else name or NO_ROWS


def merged(key: SnapshotId | None, upload: Upload) -> SnapshotId:
    """What becomes live: the upload's own rows, and where it speaks for a part, the other's of ``key``."""
    if not upload.part:
        return upload.name, 0
    rows = {part: rows_of(key, part) for part in "12"} | {upload.part: upload.name}
    return f"{rows['1']}{rows['2']}", 0


OPEN, SEALED, SWEPT, GONE = "open", "sealed", "swept", "gone"
"""A snapshot's states. Swept: a tombstone, whose rows are on their way out. Gone: and they are out."""


@dataclass(frozen=True)
class Rules:
    """The protocol's safeguards. Each mutant of the tests is without one of them.

    ``lock``: every change of LIVE is on condition of the lock that was read; without it, only of the revision.
    ``one_reading``: what is judged and what the flip is conditional on come from one reading of LIVE.
    ``status_guard``: an upload's record is only changed from the status that was read.
    ``mark``: LIVE remembers the newest upload ever judged live; without it, only the live one is compared.
    ``seal_check``: the flip is on condition that the snapshot is sealed.
    ``read_back``: rows are read back before they are declared whole.
    ``seal_condition``: only an open snapshot can be sealed, not one that has been swept.
    ``new_generation``: a swept snapshot is never opened again; the next generation is.
    ``base_check``: what was scheduled goes live only while the revision is the one planned against.
    ``own_schedule``: and only if it is the one that is still scheduled.
    ``sweep_locks``: marking a snapshot as swept is on condition of the lock that was read with LIVE. (That it is
    not scheduled follows: a schedule is only written together with LIVE. The code asks for both.)
    ``sweep_waits``: and on condition that it is older than a day, by its record as it is then.
    ``tombstone``: the record is marked before the rows go; without it, rows go first.
    ``scheduled_is_sealed``: what is scheduled must be sealed when it is scheduled.
    ``expected_revision``: a person's change is refused unless the revision is the one that was looked at.
    ``digest_check``: a reader compares the rows with the digest.
    ``marker``: the announcer remembers what it has announced.
    ``in_order``: it announces every revision since the last, not only the one of the record.
    ``own_entry``: where a flip's answer is lost, the log is asked whether its own entry is there.
    ``own_clock``: where a clock cannot be set, only its own schedule is taken back.
    ``four_eyes``: a person who makes an upload live, or sets it to go live, has not uploaded it, where LIVE says so.
    ``four_eyes_again``: nor has who set the schedule whose time comes.
    ``no_machine``: and nothing becomes live by itself there.
    ``held_back``: nor does an upload with findings that a person has to decide on, anywhere.
    ``rebase``: what is scheduled for a part is merged into what is live when its time comes.
    ``own_rows``: and goes live only while the part's rows are those that it was planned against.
    ``part_marks``: LIVE remembers the newest upload of each part; without it, one of another part counts, too.
    """

    lock: bool = True
    one_reading: bool = True
    status_guard: bool = True
    mark: bool = True
    seal_check: bool = True
    read_back: bool = True
    seal_condition: bool = True
    new_generation: bool = True
    base_check: bool = True
    own_schedule: bool = True
    sweep_locks: bool = True
    sweep_waits: bool = True
    tombstone: bool = True
    scheduled_is_sealed: bool = True
    expected_revision: bool = True
    digest_check: bool = True
    marker: bool = True
    in_order: bool = True
    own_entry: bool = True
    own_clock: bool = True
    four_eyes: bool = True
    four_eyes_again: bool = True
    no_machine: bool = True
    held_back: bool = True
    rebase: bool = True
    own_rows: bool = True
    part_marks: bool = True


class Live(NamedTuple):
    """As `kleark.publishing.model.Live`. ``head``: the key of the log's newest entry, in place of its hash."""

    lock: int = 0
    revision: int = 0
    steps: int = 0
    mark: str = ""
    frozen: bool = False
    four_eyes: bool = False
    snapshot: SnapshotId | None = None
    head: tuple[int, int] = (0, 0)
    marks: tuple[str, str] = ("", "")

    def newest(self, part: str, rules: Rules) -> str:
        """The newest upload ever judged live that has to do with a part; with any, for a whole sheet."""
        if not part or not rules.part_marks:
            return max(self.mark, *self.marks)
        return max(self.mark, self.marks[int(part) - 1])

    def marked(self, upload: str, part: str) -> Live:
        """With an upload judged live."""
        if not part:
            return self._replace(mark=max(self.mark, upload))
        marks = list(self.marks)
        marks[int(part) - 1] = max(marks[int(part) - 1], upload)
        return self._replace(marks=(marks[0], marks[1]))


class Upload(NamedTuple):
    """``revision``: the one that it became, or that already had its rows; 0 for none. ``by``: who uploaded it.

    ``held``: it has findings that a person has to decide on. ``part``: "1" or "2"; empty for a whole sheet.
    """

    name: str
    status: str = "queued"
    revision: int = 0
    by: str = ""
    held: bool = False
    part: str = ""


class Snapshot(NamedTuple):
    """``young``: opened less than a day ago. ``pages``: those that are in the table."""

    key: SnapshotId
    state: str
    young: bool
    pages: frozenset[int]


class Entry(NamedTuple):
    """A log entry. ``upload``: the one published; empty for what is not a publication. ``actor``: who published it."""

    revision: int
    step: int
    action: str
    previous: tuple[int, int]
    snapshot: SnapshotId | None = None
    upload: str = ""
    actor: str = ""


class Scheduled(NamedTuple):
    """``name``: the schedule's id. ``base``: the revision planned against. ``was``: the upload's status before.

    ``actor``: who set it.
    """

    name: str
    upload: str
    base: int
    snapshot: SnapshotId
    was: str = "checked"
    actor: str = ""


class Table(NamedTuple):
    """``bus``: the revisions of the events sent so far. ``wrong``: what a step did that must never be done."""

    live: Live = Live()
    uploads: tuple[Upload, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    log: tuple[Entry, ...] = ()
    scheduled: Scheduled | None = None
    announced: int = 0
    bus: tuple[int, ...] = ()
    wrong: str = ""

    def upload(self, name: str) -> Upload:
        return next(upload for upload in self.uploads if upload.name == name)

    def snapshot(self, key: SnapshotId | None) -> Snapshot | None:
        return next((one for one in self.snapshots if one.key == key), None)

    def with_upload(self, changed: Upload) -> Table:
        return self._replace(uploads=tuple(changed if u.name == changed.name else u for u in self.uploads))

    def with_snapshot(self, changed: Snapshot) -> Table:
        others = [one for one in self.snapshots if one.key != changed.key]
        return self._replace(snapshots=tuple(sorted([*others, changed], key=_key)))

    def is_sealed(self, key: SnapshotId) -> bool:
        found = self.snapshot(key)
        return found is not None and found.state == SEALED

    def has_entry(self, place: tuple[int, int]) -> bool:
        return any((entry.revision, entry.step) == place for entry in self.log)

    def logged(self, entry: Entry) -> Table:
        return self._replace(log=(*self.log, entry))

    def entry_of(self, revision: int) -> Entry:
        return next(entry for entry in self.log if (entry.revision, entry.step) == (revision, 0))


def _key(snapshot: Snapshot) -> SnapshotId:
    return snapshot.key


def lock_holds(table: Table, seen: Live, rules: Rules) -> bool:
    """The condition on LIVE of everything that changes it."""
    if rules.lock:
        return table.live.lock == seen.lock
    return table.live.revision == seen.revision


def step_logged(table: Table, seen: Live, action: str, **changes: object) -> Table:
    """LIVE with an entry that makes no revision: freezing, scheduling and so on."""
    entry = Entry(seen.revision, seen.steps + 1, action, seen.head)
    live = seen._replace(lock=seen.lock + 1, steps=entry.step, head=(entry.revision, entry.step))
    return table._replace(live=live._replace(**changes)).logged(entry)  # type: ignore[arg-type]


def became_live(table: Table, seen: Live, entry: Entry, mark: str) -> Table:
    """LIVE with an entry that makes a revision. Notes what must never be done, whatever the conditions let in."""
    live = seen._replace(
        lock=seen.lock + 1,
        revision=entry.revision,
        steps=0,
        snapshot=entry.snapshot,
        head=(entry.revision, 0),
    ).marked(mark, table.upload(mark).part if mark else "")
    wrong = (
        table.wrong
        or _wrong_with(table, seen, entry)
        or _wrong_rows(table, entry)
        or _wrong_hands(table, entry)
    )
    return table._replace(live=live, wrong=wrong).logged(entry)


def _wrong_with(table: Table, seen: Live, entry: Entry) -> str:
    part = table.upload(entry.upload).part if entry.upload else ""
    rivals = [u for u in table.uploads if not part or u.part in {"", part}]
    newest = max((u.name for u in rivals if u.status in {"published", "unchanged"}), default="")
    snapshot = table.snapshot(entry.snapshot)
    if table.live.frozen:
        return "something became live while the municipality was frozen"
    if seen.revision != table.live.revision:
        return "a change was lost: it was made over one that it was not judged against"
    if entry.action == "publish" and entry.upload < newest:
        return "an older upload replaced a newer one by itself"
    if entry.action == "publish" and any(done.upload == entry.upload for done in table.log):
        return "an upload became live again by itself"
    if snapshot is None or snapshot.pages != pages_of(snapshot.key):
        return "something became live whose rows are not all there"
    return ""


def _wrong_rows(table: Table, entry: Entry) -> str:
    part = table.upload(entry.upload).part if entry.upload else ""
    others = [one for one in "12" if part and one != part]
    if any(rows_of(entry.snapshot, one) != rows_of(table.live.snapshot, one) for one in others):
        return "a part's sheet changed rows that are not its own"
    return ""


def _wrong_hands(table: Table, entry: Entry) -> str:
    if table.live.four_eyes and entry.upload and same_hands(table.upload(entry.upload), entry.actor):
        return "something became live that not two people had seen, where it takes four eyes"
    if entry.action == "publish" and entry.upload and not entry.actor and table.upload(entry.upload).held:
        return "an upload became live by itself whose findings nobody had decided on"
    return ""


def same_hands(upload: Upload, actor: str) -> bool:
    """Whether ``actor`` uploaded it, or may have: nobody knows who did. A machine is nobody."""
    return not actor or upload.by in {"", actor}
