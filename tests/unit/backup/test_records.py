from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.backup.records import (
    MOST_BYTES,
    Record,
    RecordError,
    RecordKind,
    canonical,
    fitting,
    record_from_json,
)

ID = "0123456789abcdef" * 2
SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(-(2**53), 2**53),
    st.booleans(),
)
FIELDS = st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True), SCALARS, max_size=5)


@given(FIELDS)
def test_a_record_is_read_as_it_was_written(fields: dict[str, Any]) -> None:
    record = Record(RecordKind.UPLOAD, (ID,), fields)
    assert record_from_json(json.loads(json.dumps(record.to_json()))) == record


def test_records_stand_in_one_order_whatever_their_kind() -> None:
    in_order = [
        Record(RecordKind.ANNOUNCED, (), {}),
        Record(RecordKind.ANSWER, (ID,), {}),
        Record(RecordKind.LIVE, (), {}),
        Record(RecordKind.ENTRY, (1, 0), {}),
        Record(RecordKind.ENTRY, (1, 12), {}),
        Record(RecordKind.ENTRY, (2, 0), {}),
        Record(RecordKind.SCHEDULED, (), {}),
        Record(RecordKind.SNAPSHOT, ("0" * 32,), {}),
        Record(RecordKind.ROWS, ("0" * 32, 0), {}),
        Record(RecordKind.ROWS, ("0" * 32, 1), {}),
        Record(RecordKind.SNAPSHOT, (ID,), {}),
        Record(RecordKind.UPLOAD, (ID,), {}),
    ]
    orders = [record.order for record in in_order]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


GOOD: dict[str, Any] = {"kind": "upload", "key": [ID], "fields": {"status": "checked"}}


@pytest.mark.parametrize(
    "data",
    [
        {},
        GOOD | {"more": 1},
        GOOD | {"kind": "LIVE"},
        GOOD | {"kind": ["live"]},
        GOOD | {"key": ID},
        GOOD | {"key": []},
        GOOD | {"key": [ID, ID]},
        GOOD | {"key": ["M#0461"]},
        GOOD | {"key": [ID.upper()]},
        GOOD | {"fields": []},
        GOOD | {"fields": {"PK": "M#0461"}},
        GOOD | {"fields": {"status": None}},
        GOOD | {"fields": {"status": 1.5}},
        GOOD | {"fields": {"status": 2**60}},
        GOOD | {"fields": {"status": ["checked"]}},
        GOOD | {"fields": {"status": "\ud800"}},
        GOOD | {"fields": {"reason": "x" * (MOST_BYTES + 1)}},
        {"kind": "entry", "key": [1], "fields": {}},
        {"kind": "entry", "key": [True, 0], "fields": {}},
        {"kind": "entry", "key": [-1, 0], "fields": {}},
        {"kind": "entry", "key": [1, 10_000_000], "fields": {}},
        {"kind": "rows", "key": [ID, 0], "fields": {"rows": "x"}},
        {"kind": "rows", "key": [ID, 0], "fields": {"rows": [{"key": "R#", "row": []}]}},
        {"kind": "rows", "key": [ID, 0], "fields": {"rows": [{"key": 1, "row": {}}]}},
        {"kind": "rows", "key": [ID, 0], "fields": {"rows": [{"key": "a\nb", "row": {}}]}},
        {"kind": "answer", "key": [ID], "fields": {"warnings": [{"rule": "KA401"}]}},
        {"kind": "answer", "key": [ID], "fields": {"warnings": [["KA401", None]]}},
    ],
)
def test_what_is_no_record_is_refused_and_not_repeated(data: dict[str, Any]) -> None:
    with pytest.raises(RecordError) as refused:
        record_from_json(data)
    assert "M#0461" not in str(refused.value)


_ANYTHING = st.one_of(
    st.text(), st.integers(), st.booleans(), st.binary(), st.none(), st.floats(), st.lists(st.text())
)


@given(st.dictionaries(st.text(max_size=45) | st.sampled_from(["status", "warnings"]), _ANYTHING, max_size=5))
def test_whatever_the_table_holds_fits_into_an_archive(fields: dict[str, Any]) -> None:
    for kind in (RecordKind.UPLOAD, RecordKind.ANSWER):
        record = fitting(Record(kind, (ID,), fields))
        assert record_from_json(json.loads(canonical(record.to_json()))) == record
        assert record.is_readable == (dict(record.fields) == fields)
