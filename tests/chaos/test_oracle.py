"""The oracle finds what is planted: each spoilt history breaks its own property, and a good one none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.history import (
    Announced,
    Command,
    Found,
    History,
    Judged,
    Kind,
    Live,
    Read,
    Record,
    Round,
    Sent,
)
from tests.chaos.oracle import PROPERTIES, entry_hash, violations

if TYPE_CHECKING:
    from collections.abc import Callable

CODE, OTHER = "0461", "0751"
ARN = "arn:aws:sts::000000000000:assumed-role/operator/command-1"


def content(upload_id: str) -> dict[str, Any]:
    return {"uploadId": upload_id, "digest": f"digest of {upload_id}", "rowCount": 9}


def log_of(*entries: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Entries in a chain, numbered as they come."""
    made: list[dict[str, Any]] = []
    revision, step, previous = 0, 0, ""
    for entry in entries:
        makes = entry["action"] in {"publish", "revert", "unpublish"}
        revision, step = (revision + 1, 0) if makes else (revision, step + 1)
        placed = {**entry, "revision": revision, "step": step, "previous": previous, "at": "now"}
        placed = {"actor": "automatic", **placed}
        previous = entry_hash(placed)
        made.append({**placed, "hash": previous})
    return tuple(made)


def publish(upload_id: str, **more: Any) -> dict[str, Any]:
    return {"action": "publish", "content": content(upload_id), **more}


def live_after(log: tuple[dict[str, Any], ...], *, frozen: bool = False) -> Live:
    made = [entry for entry in log if entry["action"] in {"publish", "revert", "unpublish"}]
    last = made[-1]
    of = last.get("content") or {"uploadId": None, "digest": None}
    return Live(last["revision"], of["uploadId"], of["digest"], frozen, log[-1]["hash"])


def announced(code: str, log: tuple[dict[str, Any], ...]) -> tuple[Announced, ...]:
    return tuple(Announced(code, entry["revision"], entry["hash"]) for entry in log if not entry["step"])


def read(revision: int, upload_id: str, *, at: float, reader: str = "reader", **more: Any) -> Read:
    digest = f"digest of {upload_id}"
    return Read(reader, CODE, at, at + 0.5, 200, revision, (f"mark {upload_id}",), 9, digest, digest, **more)


def sent(number: int, upload_id: str, kind: Kind = Kind.SOUND, code: str = CODE) -> Sent:
    return Sent(code, number, upload_id, kind, f"mark {upload_id}", 9, float(number))


def good(*entries: dict[str, Any], code: str = CODE, frozen: bool = False) -> History:
    """Three uploads of one municipality, the second of which is wrong; a person goes back to the first."""
    log = log_of(*(entries or (publish("a"), publish("c"), GOING_BACK)))
    return History(
        sent=(sent(1, "a"), sent(2, "b", Kind.WRONG), sent(3, "c")),
        records=(
            Record("a", "published", 1, True, 9),
            Record("b", "rejected", None, True, 5),
            Record("c", "published", 2, True, 9),
        ),
        logs={code: log},
        live={code: live_after(log, frozen=frozen)},
        reads=(
            Read("reader", CODE, 0.0, 0.1, 404),
            read(1, "a", at=1),
            read(2, "c", at=2),
            read(3, "a", at=5),
            Read("reader", CODE, 6.0, 6.1, 503),
        ),
        commands=(Command(CODE, ("revert",), ARN, 3.0, 4.0, 0, 3),),
        announced=announced(CODE, log),
        queues={"UploadsQueueUrl": 0},
        dead={"UploadsDeadLetterQueueUrl": 0},
    )


GOING_BACK = {"action": "revert", "actor": ARN, "restored": 1, "content": content("a")}


def with_log(history: History, log: tuple[dict[str, Any], ...], **more: Any) -> History:
    live = live_after(log, frozen=more.pop("frozen", False))
    return replace(history, logs={CODE: log}, live={CODE: live}, announced=announced(CODE, log), **more)


def with_record(history: History, upload_id: str, **changes: Any) -> History:
    records = tuple(replace(one, **changes) if one.upload_id == upload_id else one for one in history.records)
    return replace(history, records=records)


def with_read(history: History, at: int, **changes: Any) -> History:
    reads = list(history.reads)
    reads[at] = replace(reads[at], **changes)
    return replace(history, reads=tuple(reads))


def found(history: History) -> set[str]:
    return {one.name for one in violations(history)}


def test_a_good_history_has_nothing_wrong() -> None:
    assert violations(good()) == []
    well = replace(
        kept(good(), FOUND), rounds=(Round(None, (CODE,)), Round(1, (CODE,))), calm=(Round(0), Round(0))
    )
    assert violations(replace(well, live_before=well.live)) == []
    assert violations(History()) == []


def _tampered(history: History) -> History:
    first, *rest = history.logs[CODE]
    return replace(history, logs={CODE: ({**first, "note": "andet"}, *rest)})


def _cut_short(history: History) -> History:
    return replace(history, live={CODE: replace(history.live[CODE], head="another")})


def _older_replaces_newer(history: History) -> History:
    """The publisher without its condition: the newer is live, then the older one comes late."""
    log = log_of(publish("c"), publish("a"), {**GOING_BACK, "restored": 2})
    changed = with_record(with_record(history, "a", revision=2), "c", revision=1)
    reads = tuple(
        replace(one, revision={1: 2, 2: 1}.get(one.revision, one.revision), begun=b, ended=b + 0.5)
        for one, b in zip(history.reads, (0.0, 2.0, 1.0, 5.0, 6.0), strict=True)
    )
    return replace(with_log(changed, log), reads=reads)


def _lost_update(history: History) -> History:
    """Two flips from one revision: both say that they made revision 2."""
    log = history.logs[CODE]
    twin = {**log[1], "content": content("a")}
    return replace(history, logs={CODE: (log[0], {**twin, "hash": entry_hash(twin)}, *log[1:])})


def _made_while_frozen(history: History) -> History:
    log = log_of(publish("a"), {"action": "freeze", "actor": "else"}, publish("c"), GOING_BACK)
    return with_log(history, log, frozen=True)


def _revert_to_other_rows(history: History) -> History:
    log = log_of(publish("a"), publish("c"), {**GOING_BACK, "content": content("c")})
    reads = (*history.reads[:3], read(3, "c", at=5), history.reads[4])
    return replace(with_log(history, log), reads=reads)


FOUND = Found("1", "KA752", (("15.20.24", "FASIT"),), "kleNumber", "15.20.24", "2026-11-30")
SEEN_LATER = replace(FOUND, first_seen="2026-12-01")


def judged(*findings: Found) -> dict[str, Judged]:
    return {CODE: Judged("2026-11-30", findings)}


def kept(history: History, *findings: Found) -> History:
    return replace(history, judged=(judged(*findings), judged(*findings)))


def live_of(upload_id: str) -> Live:
    return replace(live_after(good().logs[CODE]), upload_id=upload_id)


def taken_off(history: History) -> History:
    """As after an unpublication, of which nobody was told."""
    log = log_of(*history.logs[CODE], {"action": "unpublish", "actor": "else"})
    return with_log(history, log)


def decided_by_the_check(history: History) -> History:
    role = "arn:aws:sts::000000000000:assumed-role/kleark-watch-role/kleark-watch-live"
    return with_log(history, log_of(publish("a"), publish("c"), {**GOING_BACK, "actor": role}))


PLANTED: list[tuple[str, Callable[[History], History], set[str]]] = [
    ("an upload is forgotten", lambda h: with_record(h, "b", status="received"), {"one outcome"}),
    ("an upload has no record", lambda h: replace(h, records=h.records[:1] + h.records[2:]), {"one outcome"}),
    ("a report is missing", lambda h: with_record(h, "b", reported=False), {"one outcome"}),
    ("held back for no reason", lambda h: with_record(h, "b", status="frozen"), {"one outcome"}),
    ("the record names another revision", lambda h: with_record(h, "c", revision=7), {"log and records"}),
    ("an older one replaces a newer", _older_replaces_newer, {"newest live"}),
    ("an entry was changed", _tampered, {"chain"}),
    ("the log was cut short", _cut_short, {"chain"}),
    ("an update was lost", _lost_update, {"chain", "log and records", "announced"}),
    ("made live while frozen", _made_while_frozen, {"frozen"}),
    ("a revert to other rows", _revert_to_other_rows, {"reverts"}),
    ("half a configuration", lambda h: with_read(h, 2, rows=4), {"whole revisions"}),
    ("two sheets in one", lambda h: with_read(h, 2, marks=("mark a", "mark c")), {"whole revisions"}),
    ("another municipality's", lambda h: with_read(h, 2, marks=("mark of 0751",)), {"whole revisions"}),
    ("other bytes than published", lambda h: with_read(h, 2, digest="other"), {"whole revisions"}),
    ("a revision that is none", lambda h: with_read(h, 3, revision=9), {"whole revisions"}),
    ("an older answer after a newer", lambda h: with_read(h, 3, fresh=False, **vars_of(2, "c", 4.4)), set()),
    (
        "a stale answer after the command",
        lambda h: with_read(h, 3, **vars_of(2, "c", 5.0)),
        {"fresh"},
    ),
    (
        "back in time",
        lambda h: with_read(h, 3, **vars_of(1, "a", 5.0)),
        {"fresh", "never back"},
    ),
    ("nothing, after there was something", lambda h: with_read(h, 4, status=404), {"fresh", "never back"}),
    (
        "done, and nothing was",
        lambda h: replace(h, commands=(*h.commands, command("freeze", 0))),
        {"commands"},
    ),
    ("refused, and done", lambda h: replace(h, commands=(replace(h.commands[0], status=1),)), {"commands"}),
    (
        "another revision than told",
        lambda h: replace(h, commands=(replace(h.commands[0], revision=2),)),
        {"commands"},
    ),
    ("not announced", lambda h: replace(h, announced=h.announced[:2]), {"announced"}),
    (
        "announced, and none",
        lambda h: replace(h, announced=(*h.announced, Announced(CODE, 4, "x"))),
        {"announced"},
    ),
    ("a dead letter", lambda h: replace(h, dead={"UploadsDeadLetterQueueUrl": 1}), {"left over"}),
    (
        "something else is live",
        lambda h: replace(h, live_before={CODE: live_of("c")}),
        {"check changes nothing"},
    ),
    ("the check decides", decided_by_the_check, {"check changes nothing", "commands"}),
    ("a finding twice", lambda h: kept(h, FOUND, FOUND), {"findings stay"}),
    ("one matter under two ids", lambda h: kept(h, FOUND, replace(FOUND, finding_id="2")), {"findings stay"}),
    ("a finding is lost", lambda h: replace(h, judged=(judged(FOUND), judged())), {"findings stay"}),
    (
        "a finding seems new",
        lambda h: replace(h, judged=(judged(FOUND), judged(SEEN_LATER))),
        {"findings stay"},
    ),
    ("findings on what was taken off", lambda h: kept(taken_off(h), FOUND), {"findings stay"}),
    (
        "a failure takes others along",
        lambda h: replace(h, rounds=(Round(1, (CODE, OTHER)),)),
        {"failures stay alone"},
    ),
    (
        "somebody is left out in calm",
        lambda h: replace(h, calm=(Round(1, (CODE,)),)),
        {"failures stay alone"},
    ),
    ("a run breaks off in calm", lambda h: replace(h, calm=(Round(None),)), {"failures stay alone"}),
    ("a message that waits", lambda h: replace(h, queues={"UploadsQueueUrl": 2}), {"left over"}),
]


def vars_of(revision: int, upload_id: str, at: float) -> dict[str, Any]:
    one = read(revision, upload_id, at=at)
    return {name: getattr(one, name) for name in ("begun", "ended", "revision", "marks", "digest", "said")}


def command(word: str, status: int) -> Command:
    return Command(CODE, (word,), "another", 3.0, 4.0, status)


@pytest.mark.parametrize(("plant", "names"), [one[1:] for one in PLANTED], ids=[one[0] for one in PLANTED])
def test_what_is_planted_is_found_and_nothing_else(
    plant: Callable[[History], History], names: set[str]
) -> None:
    assert found(plant(good())) == names


def test_every_property_is_broken_by_something_planted() -> None:
    assert set().union(*(names for _, _, names in PLANTED)) == set(PROPERTIES)


def test_an_upload_passed_over_for_nothing_newer_is_found() -> None:
    log = log_of(publish("a"))
    history = replace(with_log(good(), log), commands=(), reads=good().reads[:2])
    assert found(with_record(history, "c", status="superseded", revision=None)) == {"newest live"}


def test_a_wrong_sheet_that_was_published_is_found() -> None:
    log = log_of(publish("a"), publish("b"), publish("c"))
    history = replace(with_log(good(), log), commands=(), reads=())
    history = with_record(with_record(history, "b", status="published", revision=2), "c", revision=3)
    assert found(history) == {"log and records"}


def test_what_is_deleted_leaves_nothing_but_its_record() -> None:
    asked = {"action": "delete", "actor": ARN, "deletedUpload": "b"}
    history = replace(with_log(good(), log_of(publish("a"), publish("c"), asked)), reads=())
    history = replace(history, commands=(Command(CODE, ("delete",), ARN, 3.0, 4.0, 0),))
    assert found(with_record(history, "b", status="deleted", kept=0, reported=False)) == set()
    assert found(with_record(history, "b", status="being_deleted", kept=2)) == set()
    assert found(with_record(history, "b", status="deleted", kept=2)) == {"one outcome"}
    assert found(with_record(history, "b", status="rejected")) == {"one outcome"}


def test_a_command_that_broke_off_may_have_been_done_once_but_not_twice() -> None:
    history = replace(good(), commands=(replace(good().commands[0], status=-9, revision=None),))
    assert found(history) == set()
    twice = log_of(publish("a"), publish("c"), GOING_BACK, GOING_BACK)
    assert found(with_log(history, twice)) == {"commands"}


@given(st.data())
def test_whatever_is_published_in_its_order_is_well(data: st.DataObject) -> None:
    """Any municipality's uploads, some passed over for a newer one, each read while it was live."""
    count = data.draw(st.integers(1, 8))
    live = sorted(data.draw(st.sets(st.integers(1, count), min_size=1)))
    live = sorted({*live, count})
    log = log_of(*(publish(str(number)) for number in live))
    history = History(
        sent=tuple(sent(number, str(number)) for number in range(1, count + 1)),
        records=tuple(
            Record(str(n), "published", live.index(n) + 1, True, 9)
            if n in live
            else Record(str(n), "superseded", None, True, 9)
            for n in range(1, count + 1)
        ),
        logs={CODE: log},
        live={CODE: live_after(log)},
        reads=tuple(read(at, str(number), at=float(at)) for at, number in enumerate(live, start=1)),
        announced=announced(CODE, log),
    )
    assert violations(history) == []
    if len(live) > 1:
        swapped = log_of(*(publish(str(number)) for number in reversed(live)))
        assert "newest live" in found(replace(history, logs={CODE: swapped}))
