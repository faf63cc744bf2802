"""The status as data."""

from __future__ import annotations

from kleark.status.export import to_csv
from tests.support.country import country


def test_csv_is_the_table_for_a_spreadsheet() -> None:
    lines = to_csv(country()).split("\r\n")
    assert lines[0].startswith("Kommunekode;Kommune;Status;Sager i indekserne;")
    odense = next(line for line in lines if line.startswith("0461;"))
    assert odense.startswith("0461;Odense;Enkelte KLE-numre udstillet;1210;2;1;4;15.62.05 15.62.10")
    assert len(lines) == 100
