"""Judges a history: what must hold of any run, computed here from what was sent and seen, without the product's code.

The log counts as what happened, once its chain has been computed anew. All else (records, what is live, answers,
commands, events) must agree with it, and the log itself must be one that may be: see `PROPERTIES`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.chaos.history import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.chaos.history import History, Live, Read, Sent

Entry = dict[str, Any]

MAKES_A_REVISION = ("publish", "revert", "unpublish")
BY_ITSELF = "automatic"
DELETED = ("being_deleted", "deleted")


@dataclass(frozen=True, slots=True)
class Violation:
    """A property that does not hold: which, of which municipality, and what was seen."""

    name: str
    code: str
    what: str

    def __str__(self) -> str:
        return f"{self.name}{f' ({self.code})' if self.code else ''}: {self.what}"


def violations(history: History) -> list[Violation]:
    """Everything in the history that must not be; an empty list where all is well."""
    return [
        Violation(name, code, what) for name, judge in PROPERTIES.items() for code, what in judge(history)
    ]


def _every_upload_has_one_outcome(history: History) -> Iterator[tuple[str, str]]:
    """Each upload is settled, in a way that its kind and the log allow, and has its report."""
    records = {one.upload_id: one for one in history.records}
    for sent in history.sent:
        record = records.get(sent.upload_id)
        if record is None:
            if sent.kind is not Kind.WITHDRAWN:
                yield sent.code, f"{_name(sent)} has no record"
            continue
        log = history.logs.get(sent.code, ())
        if record.status not in _allowed(sent, log):
            yield sent.code, f"{_name(sent)} is {record.status}, and nothing in the log is a reason"
        if record.status not in {*DELETED, "gone"} and not record.reported:
            yield sent.code, f"{_name(sent)} is {record.status} and has no report"
        if record.status == "deleted" and record.kept:
            yield sent.code, f"{_name(sent)} is deleted, and {record.kept} of its files are left"


def _allowed(sent: Sent, log: Sequence[Entry]) -> set[str]:
    of_it = [entry for entry in log if _upload_of(entry) == sent.upload_id]
    did = {entry["action"] for entry in log}
    allowed = set()
    if any(entry.get("deletedUpload") == sent.upload_id for entry in log):
        # A deletion ends when nobody can be writing any more, a quarter of an hour later.
        return {*DELETED}
    if any(entry["action"] == "publish" for entry in of_it):
        return {"published"}
    if any(entry["action"] == "refuse" for entry in of_it):
        allowed.add("refused")
    if sent.kind is Kind.WITHDRAWN:
        allowed.add("gone")
    if sent.kind in {Kind.WRONG, Kind.NO_SHEET}:
        return {"rejected"}
    if sent.kind is Kind.CHECK_ONLY:
        return allowed | {"checked"}
    allowed.add("superseded")  # whether a later one was live is judged for itself
    if sent.kind is Kind.SHRUNK:
        allowed.add("awaiting_confirmation")
    if "freeze" in did:
        allowed.add("frozen")
    if any(entry.get("waitForAnswers") for entry in log):
        allowed.add("awaiting_answers")
    return allowed


def _log_and_records_agree(history: History) -> Iterator[tuple[str, str]]:
    """What the log says was published is what the records say, once each, and with the same revision."""
    records = {one.upload_id: one for one in history.records}
    known = {one.upload_id: one for one in history.sent}
    for code, log in history.logs.items():
        published = Counter(_upload_of(entry) for entry in log if entry["action"] == "publish")
        for upload_id, times in published.items():
            if times > 1:
                yield code, f"{upload_id} was published {times} times"
            if (sent := known.get(str(upload_id))) is None or sent.code != code:
                yield code, f"{upload_id} was published, and was not this municipality's"
            elif sent.kind in {Kind.WRONG, Kind.NO_SHEET}:
                yield code, f"{_name(sent)} was published"
        for entry in log:
            record = records.get(str(_upload_of(entry)))
            if entry["action"] == "publish" and (record is None or record.revision != entry["revision"]):
                yield code, f"the record of what revision {entry['revision']} published names another one"
    of_logs = {
        _upload_of(entry) for log in history.logs.values() for entry in log if entry["action"] == "publish"
    }
    for record in history.records:
        if record.status == "published" and record.upload_id not in of_logs:
            yield "", f"{record.upload_id} counts as published, and no entry says so"


def _newest_is_live(history: History) -> Iterator[tuple[str, str]]:
    """No older upload replaces a newer one by itself; none is passed over but for a newer; what is live is the end."""
    numbers = {one.upload_id: one.number for one in history.sent}
    records = {one.upload_id: one for one in history.records}
    for code, log in history.logs.items():
        newest = 0
        for entry in log:
            if entry["action"] != "publish":
                continue
            number = numbers.get(str(_upload_of(entry)), 0)
            if entry["actor"] == BY_ITSELF and number < newest:
                yield (
                    code,
                    f"revision {entry['revision']}: upload {number} replaced upload {newest} by itself",
                )
            newest = max(newest, number)
        for sent in history.sent:
            record = records.get(sent.upload_id)
            if sent.code == code and record and record.status == "superseded" and sent.number > newest:
                yield code, f"{_name(sent)} was passed over, and none that is newer was ever live"
        yield from _live_is_the_end(code, log, history.live.get(code))


def _live_is_the_end(code: str, log: Sequence[Entry], live: Live | None) -> Iterator[tuple[str, str]]:
    made = [entry for entry in log if entry["action"] in MAKES_A_REVISION]
    if live is None:
        if made:
            yield code, "nothing is live, and the log has revisions"
        return
    if not made:
        if live.revision:
            yield code, f"revision {live.revision} is live, and the log has none"
        return
    last = made[-1]
    if live.revision != last["revision"]:
        yield code, f"revision {live.revision} is live, and the log's last is {last['revision']}"
    # What was taken off is empty, and of no upload.
    if (live.upload_id or None) != (_upload_of(last) or None) or live.digest != _digest_of(last):
        yield code, f"other rows are live than those of revision {last['revision']}"


def _chain_is_whole(history: History) -> Iterator[tuple[str, str]]:
    """Each entry hashes to what it says, names the one before, and the table names the last."""
    for code, log in history.logs.items():
        previous, revision, step = "", 0, 0
        for entry in log:
            where = f"entry {entry['revision']}#{entry['step']}"
            made = entry["action"] in MAKES_A_REVISION
            revision, step = (revision + 1, 0) if made else (revision, step + 1)
            if (entry["revision"], entry["step"]) != (revision, step):
                yield code, f"{where} stands where {revision}#{step} should"
            if entry.get("previous", "") != previous:
                yield code, f"{where} does not follow the one before"
            if entry["hash"] != entry_hash(entry):
                yield code, f"{where} is not what was hashed"
            previous = entry["hash"]
        if (live := history.live.get(code)) is not None and live.head != previous:
            yield code, "the log ends otherwise than the table says"


def entry_hash(entry: Entry) -> str:
    """As docs and schema say: SHA-256 of the entry's JSON without its hash, names sorted, no spaces."""
    data = {name: value for name, value in entry.items() if name != "hash"}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _frozen_stays(history: History) -> Iterator[tuple[str, str]]:
    """While a municipality is frozen nothing becomes live."""
    for code, log in history.logs.items():
        frozen = False
        for entry in log:
            if frozen and entry["action"] in MAKES_A_REVISION:
                yield code, f"revision {entry['revision']} was made while frozen"
            frozen = {"freeze": True, "unfreeze": False}.get(entry["action"], frozen)
        if (live := history.live.get(code)) is not None and live.frozen != frozen:
            yield code, "the table and the log do not agree on whether it is frozen"


def _reverts_are_true(history: History) -> Iterator[tuple[str, str]]:
    """A revert makes live the very rows of the revision that it names."""
    for code, log in history.logs.items():
        digests = {
            entry["revision"]: _digest_of(entry) for entry in log if entry["action"] in MAKES_A_REVISION
        }
        for entry in log:
            if entry["action"] == "revert" and _digest_of(entry) != digests.get(entry.get("restored", 0)):
                yield code, f"revision {entry['revision']} is not what revision {entry.get('restored')} was"


def _readers_see_whole_revisions(history: History) -> Iterator[tuple[str, str]]:
    """Every answer is one upload's rows, all of them, of this municipality, as the log says of that revision."""
    by_upload = {one.upload_id: one for one in history.sent}
    entries = {
        (code, entry["revision"]): entry
        for code, log in history.logs.items()
        for entry in log
        if entry["action"] in MAKES_A_REVISION
    }
    for read in history.reads:
        if read.status != 200 or read.revision == 0:
            continue
        entry = entries.get((read.code, read.revision))
        if entry is None:
            yield read.code, f"{read.reader} was served revision {read.revision}, which the log does not have"
            continue
        sent = by_upload.get(str(_upload_of(entry)))
        marks, rows = ((sent.mark,), sent.rows) if sent else ((), 0)
        if read.marks != marks:
            yield read.code, f"{read.reader} was served {read.marks} as revision {read.revision}, not {marks}"
        elif read.rows != rows:
            yield (
                read.code,
                f"{read.reader} was served {read.rows} rows of {rows} as revision {read.revision}",
            )
        if read.said != _digest_of(entry) or (read.digest is not None and read.digest != read.said):
            yield read.code, f"{read.reader} was served other bytes than revision {read.revision} has"


def _readers_never_go_back(history: History) -> Iterator[tuple[str, str]]:
    """A reader who asks again is never served an older revision, nor nothing."""
    for (reader, code), reads in _by_reader(history.reads).items():
        newest = 0
        for read in reads:
            if _answered(read) and read.revision < newest:
                yield code, f"{reader} was served revision {read.revision} after {newest}"
            newest = max(newest, read.revision)


def _fresh_answers_are_fresh(history: History) -> Iterator[tuple[str, str]]:
    """Who asks after somebody was told of a revision, is served it or a later one."""
    told: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for one in history.reads:
        if _answered(one):
            told[one.code].append((one.ended, one.revision))
    for command in history.commands:
        if command.status == 0 and command.revision:
            told[command.code].append((command.ended, command.revision))
    for read in history.reads:
        if not read.fresh or not _answered(read):
            continue
        known = max((revision for ended, revision in told[read.code] if ended < read.begun), default=0)
        if read.revision < known:
            yield read.code, f"{read.reader} was served revision {read.revision} when {known} had been live"


def _commands_tell_the_truth(history: History) -> Iterator[tuple[str, str]]:
    """A command that says it is done has an entry; one that was refused has none; one that broke off one at most."""
    made: dict[str, list[Entry]] = defaultdict(list)
    for log in history.logs.values():
        for entry in log:
            # Answers are logged beside the publication that they are given for.
            if entry["action"] not in {"answer", "refuse"}:
                made[entry["actor"]].append(entry)
    for command in history.commands:
        # What was scheduled is published in the name of who did that.
        entries = [
            entry
            for entry in made[command.actor]
            if command.words[0] != "schedule" or entry["action"] == "schedule"
        ]
        said = " ".join(command.words[:1])
        if command.status == 0 and len(entries) != 1:
            yield command.code, f"'{said}' said that it was done, and {len(entries)} entries say so"
        if command.status in {1, 2} and entries:
            yield command.code, f"'{said}' was refused, and was done"
        if len(entries) > 1:
            yield command.code, f"'{said}' was done {len(entries)} times"
        if command.revision and entries and entries[0]["revision"] != command.revision:
            yield command.code, f"'{said}' said revision {command.revision}, made {entries[0]['revision']}"


def _every_revision_is_announced(history: History) -> Iterator[tuple[str, str]]:
    """Each revision, with its entry's hash, and nothing that is none."""
    heard = {(one.code, one.revision, one.log_hash) for one in history.announced}
    made = {
        (code, entry["revision"], entry["hash"])
        for code, log in history.logs.items()
        for entry in log
        if entry["action"] in MAKES_A_REVISION
    }
    for code, revision, _ in sorted(made - heard):
        yield code, f"revision {revision} was not announced"
    for code, revision, _ in sorted(heard - made):
        yield code, f"revision {revision} was announced, and is none"


def _nothing_is_left_over(history: History) -> Iterator[tuple[str, str]]:
    """All queues are empty, and so is each dead-letter queue."""
    for name, count in history.dead.items():
        if count:
            yield "", f"{count} messages in {name}"
    for name, count in history.queues.items():
        if count:
            yield "", f"{count} messages wait in {name}"


def _the_check_changes_nothing(history: History) -> Iterator[tuple[str, str]]:
    """The standing check changes nothing that is live, and writes nothing into a log."""
    for code, before in history.live_before.items():
        if history.live.get(code) != before:
            yield code, f"{before} was live before the standing check, and {history.live.get(code)} after it"
    for code, log in history.logs.items():
        for entry in log:
            if "watch" in entry["actor"]:
                yield code, f"entry {entry['revision']}#{entry['step']} was made by the standing check"


def _findings_stay(history: History) -> Iterator[tuple[str, str]]:
    """Nothing is found twice or forgotten; what is not live has no findings on rows; judging again changes nothing."""
    for judged in history.judged:
        for code, kept in judged.items():
            for what, ids in (
                ("id", Counter(one.finding_id for one in kept.findings)),
                ("matter", Counter(replace(one, finding_id="", first_seen="") for one in kept.findings)),
            ):
                for one, times in ids.items():
                    if times > 1:
                        yield code, f"{times} findings have one {what}: {one}"
            live = history.live.get(code)
            if (
                live is not None
                and not live.upload_id
                and (on_rows := [one for one in kept.findings if one.rows])
            ):
                yield code, f"nothing is live, and {len(on_rows)} findings are on its rows"
    for earlier, later in pairwise(history.judged):
        for code, kept in earlier.items():
            if set(kept.findings) != set(later[code].findings):
                yield code, f"judged twice, {kept.findings} became {later[code].findings}"


def _failures_stay_alone(history: History) -> Iterator[tuple[str, str]]:
    """A run of the standing check leaves out those of whom it says so, and no others; in calm, nobody."""
    for one in history.rounds:
        if one.failed is not None and len(one.left) > one.failed:
            yield "", f"a run failed of {one.failed}, and left out {', '.join(one.left)}"
    for one in history.calm:
        if one.failed != 0 or one.left:
            yield "", f"in calm a run failed of {one.failed}, and left out {', '.join(one.left) or 'nobody'}"


PROPERTIES: dict[str, Callable[[History], Iterator[tuple[str, str]]]] = {
    "one outcome": _every_upload_has_one_outcome,
    "log and records": _log_and_records_agree,
    "newest live": _newest_is_live,
    "chain": _chain_is_whole,
    "frozen": _frozen_stays,
    "reverts": _reverts_are_true,
    "whole revisions": _readers_see_whole_revisions,
    "never back": _readers_never_go_back,
    "fresh": _fresh_answers_are_fresh,
    "commands": _commands_tell_the_truth,
    "announced": _every_revision_is_announced,
    "left over": _nothing_is_left_over,
    "check changes nothing": _the_check_changes_nothing,
    "findings stay": _findings_stay,
    "failures stay alone": _failures_stay_alone,
}
"""Each by its name: says of a history in which municipality it does not hold, and what was seen."""


def _name(sent: Sent) -> str:
    return f"upload {sent.number} ({sent.kind})"


def _upload_of(entry: Entry) -> str | None:
    content = entry.get("content")
    return content["uploadId"] if content else None


def _digest_of(entry: Entry) -> str | None:
    content = entry.get("content")
    return content["digest"] if content else None


def _answered(read: Read) -> bool:
    """Whether it says what is live: with rows, or that there never were any."""
    return read.status in {200, 404}


def _by_reader(reads: Sequence[Read]) -> dict[tuple[str, str], list[Read]]:
    found: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for read in sorted(reads, key=lambda one: one.begun):
        found[read.reader, read.code].append(read)
    return found
