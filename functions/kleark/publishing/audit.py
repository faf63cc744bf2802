"""Whether a municipality's log is whole: as read from the table, or from an exported file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kleark.publishing.errors import ConcurrentChangeError
from kleark.publishing.ids import MunicipalityCode, municipality_code
from kleark.publishing.log import (
    LogCheck,
    compare_with_events,
    compare_with_traces,
    find_flaws,
    from_json,
    to_json,
    trace_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kleark.publishing.log import FlawedEntry
    from kleark.publishing.model import LogEntry
    from kleark.publishing.ports import ConfigurationTable

READINGS = 5
SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A whole log that was exported, oldest entry first. ``head``: the hash that LIVE said the log ends with."""

    municipality: MunicipalityCode
    entries: tuple[LogEntry, ...]
    head: str

    def find_flaws(self) -> list[FlawedEntry]:
        """Everything that is wrong with it."""
        return find_flaws(self.municipality, self.entries, None, self.head)

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/log.schema.json``."""
        return {
            "schemaVersion": SCHEMA_VERSION,
            "municipalityCode": self.municipality,
            "head": self.head,
            "entries": [to_json(self.municipality, entry) for entry in self.entries],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ReadLog:
        """The opposite of `to_json`, for data that the schema lets through. Raises UnknownMunicipalityError."""
        entries = tuple(from_json(entry) for entry in data["entries"])
        return cls(municipality_code(data["municipalityCode"]), entries, data["head"])


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What was found of one log. ``entries``: how many it has. ``announced``: revisions that it was compared with."""

    municipality: MunicipalityCode
    entries: int
    head: str
    announced: int
    flaws: tuple[FlawedEntry, ...]


def judge_log(log: ReadLog, announced: Sequence[tuple[int, str]]) -> LogVerdict:
    """Verify a log that is at hand. ``announced``: as of `compare_with_events`."""
    flaws = (*log.find_flaws(), *compare_with_events(log.entries, announced))
    return LogVerdict(log.municipality, len(log.entries), log.head, len(announced), flaws)


def judge_stored_log(
    code: MunicipalityCode, table: ConfigurationTable, announced: Sequence[tuple[int, str]]
) -> LogVerdict:
    """Verify a log as it is read, entry by entry: none of them are kept but those that were announced.

    Raises ConcurrentChangeError when the municipality keeps changing.
    """
    wanted = {revision for revision, _ in announced}
    before = table.live(code, consistent=True)
    for _ in range(READINGS):
        check = LogCheck(code)
        witnessed: list[LogEntry] = []

        def verified(check: LogCheck = check, witnessed: list[LogEntry] = witnessed) -> Iterator[LogEntry]:
            for entry in table.log_entries(code):
                check.add(entry)
                if entry.revision in wanted and not entry.step:
                    witnessed.append(entry)
                yield entry

        traces = [trace_of(answer) for answer in table.each_answer(code)]
        others = compare_with_traces(verified(), traces)
        after = table.live(code, consistent=True)
        if after == before:
            flaws = (*check.flaws_at(after), *others, *compare_with_events(witnessed, announced))
            return LogVerdict(code, check.count, after.log_head, len(announced), flaws)
        before = after
    raise ConcurrentChangeError


def announced_in(events: Iterable[Any]) -> dict[MunicipalityCode, list[tuple[int, str]]]:
    """What ``ConfigPublished`` events say: each municipality's revisions, with the log's hash.

    ``events``: as EventBridge delivers and archives them, or their details alone; others are skipped.
    Raises KeyError, TypeError or ValueError for an event that is none.
    """
    said: dict[MunicipalityCode, list[tuple[int, str]]] = {}
    for event in events:
        if event.get("detail-type", "ConfigPublished") != "ConfigPublished":
            continue
        detail = event.get("detail", event)
        code = municipality_code(detail["municipalityCode"])
        said.setdefault(code, []).append((int(detail["revision"]), str(detail["logHash"])))
    return said
