from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.backup.pairing import paired
from kleark.backup.records import Record, RecordKind

KEYS = st.sets(st.integers(0, 20))


def records(numbers: set[int], said: str) -> list[Record]:
    return [Record(RecordKind.ENTRY, (number, 0), {"said": said}) for number in sorted(numbers)]


@given(KEYS, KEYS)
def test_each_record_stands_once_beside_the_one_with_its_key(ours: set[int], theirs: set[int]) -> None:
    pairs = list(paired(records(ours, "a"), records(theirs, "b")))
    keys = [record.key[0] for one, other in pairs if (record := one or other)]
    assert keys == sorted(ours | theirs)
    assert [one for one, _ in pairs if one] == records(ours, "a")
    assert [other for _, other in pairs if other] == records(theirs, "b")
    assert {one.key[0] for one, other in pairs if one and other} == ours & theirs
