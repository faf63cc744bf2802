"""What is explored: each configuration is small enough to be seen whole, and together they meet every actor."""

from __future__ import annotations

from tests.protocol.actors import (
    Announcer,
    Canceller,
    Firing,
    Freezer,
    Person,
    Publisher,
    Reader,
    Reverter,
    Scheduler,
    Sweep,
    Watcher,
)
from tests.protocol.protocol import Configuration
from tests.protocol.table import PAGES, SEALED, Entry, Snapshot, Table, Upload, became_live, step_logged


def table(  # noqa: PLR0917 (a table in a line)
    published: str = "", queued: str = "", waiting: str = "", by: str = "", held: str = "", parts: str = ""
) -> Table:
    """A table in which the uploads ``published`` became live one after the other, more than a day ago.

    ``queued``: uploads on their way. ``waiting``: those that wait for a person, or were only checked; ``by``: who
    uploaded these. ``held``: those of all of them that have findings that a person has to decide on. ``parts``: of
    which parts those are that are not whole sheets, as "B1C2". The two parts were then defined before all else.
    """
    part_of = dict(zip(parts[::2], parts[1::2], strict=True))
    names = sorted(published + queued + waiting)
    made = Table(uploads=tuple(Upload(one, held=one in held, part=part_of.get(one, "")) for one in names))
    for _ in "12" if parts else "":
        made = step_logged(made, made.live, "set_parts")
    for name in waiting:
        made = made.with_upload(made.upload(name)._replace(status="checked", by=by))
    for revision, name in enumerate(published, start=1):
        key = name, 0
        made = made.with_snapshot(Snapshot(key, SEALED, young=False, pages=PAGES))
        made = became_live(made, made.live, Entry(revision, 0, "publish", made.live.head, key, name), name)
        made = made.with_upload(Upload(name, "published", revision))
    assert not made.wrong
    return made


CONFIGURATIONS: dict[str, Configuration] = {
    "two uploads, each delivered twice": Configuration(
        (Publisher("A"), Publisher("A"), Publisher("B"), Publisher("B")), table(queued="AB"), crashes=1
    ),
    "two uploads, crash upon crash": Configuration(
        (Publisher("A"), Publisher("B")), table(queued="AB"), crashes=4
    ),
    "a late duplicate, a newer upload, and a revert": Configuration(
        (Publisher("B"), Publisher("B"), Publisher("C"), Reverter()), table("A", queued="BC"), crashes=1
    ),
    "two reverts and an upload": Configuration(
        (Reverter(), Reverter(), Publisher("C")), table("AB", queued="C"), crashes=2
    ),
    "unpublishing, going back and publishing by hand": Configuration(
        (Person(), Person("B"), Reverter()), table("A", waiting="B"), crashes=2
    ),
    "an upload with the rows that are live": Configuration(
        (Publisher("B"), Publisher("C", same_rows_as="A"), Publisher("C", same_rows_as="A"), Reverter()),
        table("A", queued="BC"),
        crashes=1,
    ),
    "a person publishes what is on its way": Configuration(
        (Publisher("B"), Publisher("C"), Person("B"), Reverter()), table("A", queued="BC"), crashes=1
    ),
    "freezing": Configuration(
        (Freezer(), Freezer(frozen=False), Publisher("B"), Person("C"), Person()),
        table("A", queued="B", waiting="C"),
    ),
    "freezing, with crashes": Configuration(
        (Freezer(), Freezer(frozen=False), Publisher("B"), Reverter()), table("A", queued="B"), crashes=2
    ),
    "a schedule": Configuration(
        (Scheduler("B", "s1"), Firing("s1"), Firing("s1"), Publisher("C")),
        table("A", queued="C", waiting="B"),
        crashes=1,
        waits={1: 0},
    ),
    "a schedule, a freeze, and a person who does not wait": Configuration(
        (Scheduler("B", "s1"), Firing("s1"), Freezer(), Freezer(frozen=False), Person("B")),
        table("A", waiting="B"),
        waits={1: 0},
    ),
    "a schedule replaced or cancelled": Configuration(
        (Scheduler("B", "s1"), Scheduler("C", "s2"), Canceller(), Firing("s1"), Firing("s2")),
        table("A", waiting="BC"),
        crashes=1,
        waits={3: 0, 4: 1},
    ),
    "four eyes": Configuration(
        (Watcher(), Watcher(required=False), Person("B", "anne"), Person("B", "bo")),
        table("A", waiting="B", by="anne"),
        crashes=1,
    ),
    "four eyes, where nobody knows who uploaded": Configuration(
        (Watcher(), Publisher("B"), Person("C"), Person("B")), table("A", queued="B", waiting="C"), crashes=1
    ),
    "four eyes and a schedule": Configuration(
        (Watcher(), Watcher(required=False), Scheduler("B", "s1", "anne"), Firing("s1"), Person("B", "bo")),
        table("A", waiting="B", by="anne"),
        waits={3: 2},
    ),
    "findings that a person must decide on": Configuration(
        (Publisher("B"), Publisher("B"), Publisher("C"), Person("B")),
        table("A", queued="BC", held="B"),
        crashes=1,
    ),
    "two parts at once": Configuration(
        (Publisher("B"), Publisher("C"), Publisher("C"), Person("D")),
        table("A", queued="BC", waiting="D", parts="B1C2D1"),
    ),
    "a part and the whole": Configuration(
        (Publisher("B"), Publisher("C"), Reverter()), table("A", queued="BC", parts="B1"), crashes=1
    ),
    "a part, and an older whole sheet by hand": Configuration(
        (Publisher("D"), Person("B"), Publisher("C")),
        table("A", queued="CD", waiting="B", parts="C2D1"),
        crashes=1,
        waits={1: 0, 2: 1},
    ),
    "a part's schedule": Configuration(
        (Scheduler("B", "s1"), Firing("s1"), Publisher("C"), Publisher("D")),
        table("A", queued="CD", waiting="B", parts="B1C2D1"),
        waits={1: 0},
    ),
    "a part's schedule, crash upon crash": Configuration(
        (Scheduler("B", "s1"), Firing("s1"), Firing("s1"), Publisher("C")),
        table("A", queued="C", waiting="B", parts="B1C2"),
        crashes=1,
        waits={1: 0},
    ),
    "a sweep, a revert and an upload": Configuration(
        (Sweep(), Reverter(), Publisher("C")), table("AB", queued="C"), crashes=1, days=1
    ),
    "two sweeps and a revert, among sleepers": Configuration(
        (Sweep(), Sweep(), Reverter()), table("ABC"), sleepers=True
    ),
    "a sweep among sleepers": Configuration(
        (Sweep(), Publisher("B"), Publisher("B")), table("A", queued="B"), days=2, sleepers=True
    ),
    "a sweep and a schedule": Configuration(
        (Sweep(), Scheduler("B", "s1"), Firing("s1"), Canceller()),
        table("A", waiting="B"),
        crashes=1,
        days=1,
        sleepers=True,
        waits={2: 1},
    ),
    "a reader, a flip and a sweep": Configuration(
        (Reader(), Publisher("C"), Sweep()),
        table("AB", queued="C"),
        days=1,
        sleepers=True,
    ),
    "announcing": Configuration(
        (Publisher("A"), Publisher("B"), Announcer(1), Announcer(2)),
        table(queued="AB"),
        crashes=2,
        waits={3: 2},
    ),
    "announcing after a record was lost": Configuration(
        (Announcer(1), Announcer(3), Announcer(3)), table("ABC"), crashes=3, waits={1: 0, 2: 1}
    ),
}
