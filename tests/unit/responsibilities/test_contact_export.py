"""The neutral CSV: what is in it, and that no spreadsheet takes a cell of it for a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kleark.check import check
from kleark.registers.kle_register import embedded
from kleark.responsibilities.contact_export import HEADERS, contacts_csv, without_formula
from kleark.responsibilities.model import ResponsibilityList, Unit
from sample_sheets.responsibility_rows import FRONT_UUID
from tests.support.sheet_builder import row, sheet_of, written

if TYPE_CHECKING:
    from kleark.configuration.row import Row

[ROW] = [one.row for one in check(written(sheet_of(row())), "ark.xlsx").rows]


def exported(
    *rows: Row, units: tuple[str, ...] = (), numbers: tuple[str, ...] | None = None
) -> list[list[str]]:
    found = ResponsibilityList(
        {str(at): Unit(str(at), name, uuid=FRONT_UUID if at == 0 else "") for at, name in enumerate(units)},
        (),
    )
    text = contacts_csv(found, rows, embedded(), numbers)
    header, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert header == list(HEADERS)
    return lines


def test_a_row_with_the_uuids_of_its_unit_and_topic() -> None:
    topic = embedded().topic(ROW.kle_number)
    assert topic is not None
    assert topic.uuid
    department = ROW.contact_department
    assert exported(ROW, units=(department.upper(), "Andet")) == [
        [
            ROW.kle_number,
            ROW.kle_title,
            ROW.source_system,
            department,
            ROW.contact_phone,
            FRONT_UUID,
            topic.uuid,
        ]
    ]


def test_what_is_not_known_is_empty() -> None:
    assert exported(ROW)[0][5] == ""
    assert exported(ROW, units=(ROW.contact_department, ROW.contact_department))[0][5] == ""
    assert exported(replace(ROW, kle_number="99.99.99"))[0][6] == ""


def test_only_some_numbers_in_order() -> None:
    rows = [replace(ROW, kle_number=number) for number in ("15.62.10", "15.17.12", "15.20.24")]
    assert [line[0] for line in exported(*rows)] == ["15.17.12", "15.20.24", "15.62.10"]
    assert [line[0] for line in exported(*rows, numbers=("15.20.24",))] == ["15.20.24"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_no_cell_is_a_formula_and_nothing_is_lost(text: str) -> None:
    line = exported(replace(ROW, kle_title=text, contact_department=text, source_system=text))[0]
    for cell in line:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert line[1] in {text, f"'{text}"}
    assert without_formula("15.20.24") == "15.20.24"
