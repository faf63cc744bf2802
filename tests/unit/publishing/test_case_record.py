"""What the log keeps of a plan's cases, and that entries without them are what they were."""

from __future__ import annotations

from dataclasses import replace

from kleark.configuration.case_changes import CaseChange
from kleark.configuration.case_counts import IndexedCases
from kleark.configuration.plan import difference
from kleark.publishing.automatic import with_counts
from kleark.publishing.case_record import MOST_NUMBERS, CaseRecord, NumberCases, case_record
from kleark.publishing.ids import municipality_code
from kleark.publishing.log import from_json, to_json
from kleark.publishing.model import Action, Content, LogEntry
from tests.support.log_schema import violations
from tests.unit.configuration.test_plan import ROW

ODENSE = municipality_code("0461")
AT = "2026-11-03T12:00:00.000Z"
CONTENT = Content("a" * 32, "b" * 64, 1, "1", "c" * 32, AT)
ENTRY = LogEntry(1, Action.PUBLISH, AT, "automatic", "", content=CONTENT, nonce="d" * 32, hash="e" * 64)
INDEXED = IndexedCases(616, {"15.40.10": {"ksd": 89}, "15.20.24": {"ksd": 527}}, {"ksd": "KSD"}, AT, "f" * 64)


def kept(numbers: list[str], indexed: IndexedCases) -> LogEntry:
    rows = [replace(ROW, kle_number=number, source_system="*") for number in numbers]
    return with_counts(ENTRY, difference(rows, []).with_cases(indexed))


def test_before_and_after_are_kept() -> None:
    entry = kept(["15.40.10"], INDEXED)
    assert case_record(entry) == CaseRecord(
        CaseChange(89, 0, 0, 89), 616, (NumberCases("15.40.10", 89, 0),), AT, "f" * 64
    )
    assert from_json(to_json(ODENSE, entry)) == entry
    assert violations(to_json(ODENSE, entry)) == []


def test_an_entry_without_an_inventory_keeps_none() -> None:
    entry = with_counts(ENTRY, difference([], [ROW]))
    assert case_record(entry) is None
    assert not [name for name in to_json(ODENSE, entry) if name.startswith(("cases", "inventory"))]


def test_only_the_numbers_of_which_most_changes() -> None:
    numbers = [f"15.20.{at:02}" for at in range(50)]
    counts = {number: {"ksd": 100 - at} for at, number in enumerate(numbers)}
    record = case_record(kept(numbers, IndexedCases(3775, counts, {"ksd": "KSD"}, None, "f" * 64)))
    assert record is not None
    assert [one.kle_number for one in record.numbers] == numbers[:MOST_NUMBERS]
    assert record.total.gone == sum(range(51, 101))
    assert record.uploaded_at is None
