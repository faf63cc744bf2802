from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.configuration.stored_row import digest_of
from kleark.publishing.snapshot import DuplicateRowError, snapshot_from_rows, snapshot_of
from tests.support.row_strategies import configurations, rows

if TYPE_CHECKING:
    from kleark.configuration.row import Row


@given(configurations, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(configuration: list[Row], dice: object) -> None:
    mixed = list(configuration)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert snapshot_of(mixed) == snapshot_of(configuration)
    assert snapshot_from_rows(reversed(snapshot_of(configuration).rows)) == snapshot_of(configuration)


@given(configurations.filter(bool), st.data())
def test_any_other_content_is_another_digest(configuration: list[Row], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(configuration) - 1))
    changed = list(configuration)
    changed[position] = replace(changed[position], contact_department="Et helt andet sted")
    digests = {snapshot_of(configuration).digest, snapshot_of(changed).digest}
    digests.add(snapshot_of(configuration[:position] + configuration[position + 1 :]).digest)
    assert len(digests) == 3


@given(configurations)
def test_rows_come_back_as_they_were(configuration: list[Row]) -> None:
    stored = snapshot_of(configuration).rows
    assert sorted((row.row() for row in stored), key=lambda row: row.key) == sorted(
        configuration, key=lambda row: row.key
    )


@given(configurations)
def test_lines_put_together_are_canonical_json(configuration: list[Row]) -> None:
    snapshot = snapshot_of(configuration)
    array = json.loads(f"[{','.join(row.line for row in snapshot.rows)}]")
    assert snapshot.digest == digest_of(
        json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in array
    )


def test_the_digest_of_nothing_is_that_of_an_empty_array() -> None:
    assert snapshot_of(()).digest == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


@given(rows)
def test_one_place_holds_one_row(row: Row) -> None:
    """Systems that differ in case alone would be written over each other."""
    twin = replace(row, source_system=row.source_system.swapcase(), contact_phone="70202020")
    with pytest.raises(DuplicateRowError):
        snapshot_of((row, twin))
