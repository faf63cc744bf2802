"""The log of a municipality: a chain in which every entry carries the hash of the one before.

    LOG#1 publish ◀── LOG#1#1 freeze ◀── LOG#1#2 unfreeze ◀── LOG#2 publish ◀── LIVE names the last one's hash

An entry that was changed, removed or inserted breaks the chain, and LIVE shows where entries are missing at the end.
Somebody who can write both the whole log and LIVE could write another chain, but it would not have the hashes that
were announced in events (``schemas/events/config-published.schema.json``).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kleark.publishing.model import Action, Content, Live, LogEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.publishing.answers import Answer
    from kleark.publishing.ids import MunicipalityCode

MAKES_A_REVISION = frozenset({Action.PUBLISH, Action.REVERT, Action.UNPUBLISH})


def next_entry(code: MunicipalityCode, live: Live, entry: LogEntry) -> LogEntry:
    """``entry`` as the next one in the log that ``live`` names the end of.

    Sets its ``revision``, ``step``, ``previous``, ``nonce`` and ``hash``.
    """
    makes_one = entry.action in MAKES_A_REVISION
    placed = replace(
        entry,
        revision=live.revision + makes_one,
        step=0 if makes_one else live.log_steps + 1,
        previous=live.log_head,
        nonce=secrets.token_hex(16),
    )
    return replace(placed, hash=hash_of(code, placed))


def apply_entry(live: Live, entry: LogEntry) -> Live:
    """What is live once ``entry``, from `next_entry`, is in the log. The lock counts up."""
    logged = replace(live, lock=live.lock + 1, log_head=entry.hash, log_steps=entry.step)
    if entry.step:
        return logged
    return replace(logged, revision=entry.revision, published_at=entry.at, content=entry.content)


def hash_of(code: MunicipalityCode, entry: LogEntry) -> str:
    """SHA-256, in hex, of the entry's JSON without its hash: names sorted, no spaces, UTF-8."""
    return hash_of_json(to_json(code, entry))


def hash_of_json(entry: Mapping[str, Any]) -> str:
    """The same of an entry as JSON, also of another log that is such a chain."""
    data = {name: value for name, value in entry.items() if name != "hash"}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(code: MunicipalityCode, entry: LogEntry) -> dict[str, Any]:
    """The entry as in ``schemas/log-entry.schema.json``; what it does not have is left out."""
    values = {"municipality_code": code} | {f.name: getattr(entry, f.name) for f in fields(LogEntry)}
    values["action"] = entry.action.value
    if entry.content is not None:
        content = {_camel(f.name): getattr(entry.content, f.name) for f in fields(Content)}
        values["content"] = {name: value for name, value in content.items() if value is not None}
    return {_camel(name): value for name, value in values.items() if value is not None}


def from_json(data: dict[str, Any]) -> LogEntry:
    """The opposite of `to_json`. Raises KeyError, TypeError or ValueError when ``data`` is no such entry."""
    values = {f.name: data[_camel(f.name)] for f in fields(LogEntry) if _camel(f.name) in data}
    values["action"] = Action(data["action"])
    if "content" in data:
        content = data["content"]
        optional = {"sources": content.get("sources")}
        values["content"] = Content(
            **{f.name: content[_camel(f.name)] for f in fields(Content) if f.name not in optional}, **optional
        )
    return LogEntry(**values)


class LogFlaw(StrEnum):
    """What can be wrong with a log."""

    CHANGED = "changed"
    """The entry is not what was hashed when it was made."""
    BROKEN = "broken"
    """The entry does not follow the one before: one was changed, removed or inserted."""
    MISNUMBERED = "misnumbered"
    """The entry's revision and step do not follow those of the one before."""
    CUT_OFF = "cut_off"
    """The log ends before, or after, what LIVE says it ends with."""
    NOT_LIVE = "not_live"
    """What is live, frozen, the limit or another setting is not what the entries say."""
    OTHER_ANSWERS = "other_answers"
    """The answer is not stored as it was given, or holds although it was withdrawn, or the other way round."""
    OTHER_HISTORY = "other_history"
    """The revision was announced with another hash than its entry has, or has no entry."""


@dataclass(frozen=True, slots=True)
class FlawedEntry:
    """Where a log is flawed. ``revision``, ``step``: of the entry; for a log cut off, those that LIVE names."""

    flaw: LogFlaw
    revision: int
    step: int


def find_flaws(
    code: MunicipalityCode, entries: Iterable[LogEntry], live: Live | None, head: str | None = None
) -> list[FlawedEntry]:
    """Everything that is wrong with a whole log; an empty list if it is complete and unchanged.

    Args:
        code: The municipality.
        entries: The log, oldest entry first.
        live: LIVE as it was when the entries were read; None if it is not at hand.
        head: Without ``live``, the hash with which it said the log ends. Without either, a log that was cut off at
            the end looks like a shorter one.
    """
    check = LogCheck(code)
    for entry in entries:
        check.add(entry)
    return check.flaws_at(live, head)


class LogCheck:
    """A log verified entry by entry as it is read, oldest first: only the last one, and what is wrong, are kept."""

    def __init__(self, code: MunicipalityCode) -> None:
        self._code = code
        self._flawed: list[FlawedEntry] = []
        self._before: LogEntry | None = None
        self._state = Live()
        self.count = 0

    def add(self, entry: LogEntry) -> None:
        """Verify the next entry."""
        self._flawed += entry_flaws(self._code, entry, self._before)
        self._before, self._state = entry, replay_entry(self._state, entry)
        self.count += 1

    def flaws_at(self, live: Live | None, head: str | None = None) -> list[FlawedEntry]:
        """Everything that is wrong, with what it should end with: see `find_flaws`."""
        end = self._state if live is None else live
        head = head if live is None else live.log_head
        if head is not None and head != (self._before.hash if self._before else ""):
            return [*self._flawed, FlawedEntry(LogFlaw.CUT_OFF, end.revision, end.log_steps)]
        if not self._flawed and logged_state(self._state) != logged_state(end):
            return [FlawedEntry(LogFlaw.NOT_LIVE, end.revision, end.log_steps)]
        return self._flawed


def replay(entries: Iterable[LogEntry]) -> Live:
    """What is live after these entries. The order of uploads is not in the log, so ``order`` is empty."""
    live = Live()
    for entry in entries:
        live = replay_entry(live, entry)
    return live


def replay_entry(live: Live, entry: LogEntry) -> Live:
    """What is live after one more entry, settings included."""
    return _settings(apply_entry(live, entry), entry)


def _settings(live: Live, entry: LogEntry) -> Live:
    match entry.action:
        case Action.FREEZE | Action.UNFREEZE:
            live = replace(live, frozen=entry.action is Action.FREEZE)
        case Action.SET_LIMIT:
            live = replace(live, removal_limit=entry.removal_limit)
        case Action.SET_FOUR_EYES:
            live = replace(live, four_eyes=bool(entry.four_eyes))
        case Action.SET_WAIT_FOR_ANSWERS:
            live = replace(live, wait_for_answers=bool(entry.wait_for_answers))
        case Action.SET_PARTS:
            live = replace(live, parts=entry.parts)
        case Action.SET_ASIDE:
            from kleark.publishing.set_aside import set_aside_after  # noqa: PLC0415 (few entries are)

            live = replace(live, set_aside=set_aside_after(live.set_aside, entry))
    return live


def logged_state(live: Live) -> Live:
    """``live`` with only what entries of the log change."""
    # An older release leaves the sources of another revision's content in LIVE.
    content = live.content and replace(live.content, sources=None)
    return replace(live, lock=0, order="", part_orders=None, content=content)


def compare_with_events(
    entries: Iterable[LogEntry], announced: Iterable[tuple[int, str]]
) -> list[FlawedEntry]:
    """Where a log is not the one that was announced.

    ``announced``: revisions, each with the log's hash in its ``ConfigPublished`` event, as kept by somebody who
    cannot write the table. This reveals a log that was rewritten together with LIVE.
    """
    hashes = {entry.revision: entry.hash for entry in entries if not entry.step}
    return [
        FlawedEntry(LogFlaw.OTHER_HISTORY, revision, 0)
        for revision, announced_hash in sorted(announced)
        if hashes.get(revision) != announced_hash
    ]


def answered_hash(fingerprints: Iterable[str]) -> str:
    """SHA-256 of an answer's fingerprints, which are keyed themselves: what the log keeps of them."""
    return hashlib.sha256(" ".join(sorted(fingerprints)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """What of an answer the log can prove: without its warnings, which may be thousands."""

    answer_id: str
    actor: str
    at: str
    reason: str
    answered_hash: str
    withdrawn_at: str = ""
    withdrawn_by: str = ""


def trace_of(answer: Answer) -> AnswerTrace:
    """What the log can prove of ``answer``."""
    return AnswerTrace(
        answer.answer_id,
        answer.actor,
        answer.at,
        answer.reason,
        answered_hash(one.fingerprint for one in answer.warnings),
        answer.withdrawn_at,
        answer.withdrawn_by,
    )


def compare_with_traces(entries: Iterable[LogEntry], answers: Iterable[AnswerTrace]) -> list[FlawedEntry]:
    """Where the answers that are stored are not those that the log tells of.

    An answer that nobody gave would let a warning go unseen. One that no entry tells of is told at revision 0. Entries
    about other things than answers may be left out.
    """
    stored = {answer.answer_id: answer for answer in answers}
    flawed, known = [], set()
    for entry in entries:
        answer = stored.get(entry.answer_id or "")
        if entry.action is Action.ANSWER:
            known.add(entry.answer_id)
            same = answer and (
                (answer.actor, answer.at, answer.reason) == (entry.actor, entry.at, entry.note)
                and answer.answered_hash == entry.answered_hash
            )
        elif entry.action is Action.WITHDRAW_ANSWER:
            same = answer and (answer.withdrawn_at, answer.withdrawn_by) == (entry.at, entry.actor)
            stored.pop(entry.answer_id or "", None)
        else:
            continue
        if not same:
            flawed.append(FlawedEntry(LogFlaw.OTHER_ANSWERS, entry.revision, entry.step))
    withdrawn = [one for one in stored.values() if one.withdrawn_at]
    strangers = [one for one in stored.values() if one.answer_id not in known]
    return flawed + [FlawedEntry(LogFlaw.OTHER_ANSWERS, 0, 0)] * len({*withdrawn, *strangers})


def entry_flaws(code: MunicipalityCode, entry: LogEntry, before: LogEntry | None) -> Iterable[FlawedEntry]:
    """What is wrong with an entry that follows ``before``, or is the first."""
    revision, step, head = (before.revision, before.step, before.hash) if before else (0, 0, "")
    number = entry.revision, entry.step
    if entry.hash != hash_of(code, entry):
        yield FlawedEntry(LogFlaw.CHANGED, *number)
    if entry.previous != head:
        yield FlawedEntry(LogFlaw.BROKEN, *number)
    due = (revision + 1, 0) if entry.action in MAKES_A_REVISION else (revision, step + 1)
    if number != due:
        yield FlawedEntry(LogFlaw.MISNUMBERED, *number)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
