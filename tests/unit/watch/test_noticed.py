"""A finding is known again by what it is on, and says nothing that must not be shown."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kleark.rules.kle_rules import RETIRING
from kleark.rules.model import Remark
from kleark.rules.watch_rules import RENAMED
from kleark.watch.model import MOST_ROWS
from kleark.watch.noticed import ID_LENGTH, Noticed, finding_id
from tests.support.watch_cases import AT


@given(st.lists(st.text(max_size=8), max_size=3), st.lists(st.text(max_size=8), max_size=3))
def test_two_things_have_two_ids(one: list[str], other: list[str]) -> None:
    ids = finding_id(RETIRING, tuple(one)), finding_id(RETIRING, tuple(other))
    assert (ids[0] == ids[1]) is (one == other)
    assert all(len(each) == ID_LENGTH for each in ids)


def test_a_rule_that_judges_otherwise_finds_other_things() -> None:
    assert finding_id(RETIRING, ("15",)) != finding_id(replace(RETIRING, version=2), ("15",))


def test_a_cpr_number_in_a_value_is_hidden() -> None:
    remark = Remark(RENAMED, {"number": "15.20.24", "found": "Sag 010190-1234", "title": "Fleksjob"})
    shown = Noticed(remark, ("x",), column="kleTitle", found="Sag 010190-1234").finding(AT)
    assert "1234" not in f"{shown.message_da}{shown.message_en}{shown.found}"


def test_many_rows_are_counted_and_some_are_named() -> None:
    rows = tuple((f"15.20.{number:02d}", "FASIT") for number in range(MOST_ROWS + 1))
    one = Noticed(Remark(RETIRING, {"found": "15.20.24", "year": 2027}), ("x",), rows).finding(AT)
    assert (len(one.rows), one.row_count) == (MOST_ROWS, MOST_ROWS + 1)
