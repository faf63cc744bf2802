"""Which findings have a field beside them, what it holds, and what a button does with what was typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kleark.admin.finding_fields import MOST_FIELDS, FindingFields, finding_fields
from kleark.admin.pages.edit_findings import wanted_values
from kleark.report.summary import summary_of
from tests.support.sheet_builder import judge, row, rows, sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.report.model import Report
    from kleark.sheet.workbook import CellValue


def fields_on(*given: Mapping[str, CellValue]) -> FindingFields:
    report: Report = judge(sheet_of(*given))
    return finding_fields(summary_of(report, None))


def phones(count: int, value: str = "1234") -> list[Mapping[str, CellValue]]:
    return [{**one, "contactPhone": value} for one in rows(count)]


def test_a_field_holds_what_stands_there_where_nothing_is_suggested() -> None:
    [first, *_] = fields_on(*phones(1)).fields
    assert (first.area, first.prefill, first.suggested, first.alike) == ("F2", "1234", False, 1)
    assert first.name == "celle-F2"


def test_what_is_alike_can_be_corrected_together_from_the_first_of_them() -> None:
    fields = fields_on(*phones(5))
    assert [one.alike for one in fields.fields] == [5, 1, 1, 1, 1]
    assert fields.alike(fields.fields[2]) == fields.fields


def test_there_are_no_more_fields_than_the_page_reads() -> None:
    report = judge(sheet_of(*phones(1)))
    one = next(finding for finding in report.findings if finding.cell == "F2")
    many = tuple(replace(one, cell=f"F{number}") for number in range(2, MOST_FIELDS + 22))
    report = replace(report, findings=many)
    fields = finding_fields(summary_of(report, None, whole=True))
    assert (len(fields.fields), fields.left_out) == (MOST_FIELDS, 20)


def test_what_is_masked_is_not_typed_for_anybody() -> None:
    fields = fields_on(row(contactDepartment="Ring 010101-1234"))
    assert [one.prefill for one in fields.fields if one.area == "E2"] in ([], [""])


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"gor": "skrevet"}, {}),
        ({"celle-F3": "66131373"}, {"F3": "66131373"}),
        ({"celle-F2": "66131373", "gor": "ens:F2"}, {"F2": "66131373", "F3": "66131373", "F4": "66131373"}),
        (
            {"celle-F2": "66131373", "celle-F4": "66131374", "gor": "ens:F2"},
            {"F2": "66131373", "F3": "66131373", "F4": "66131374"},
        ),
        ({"gor": "ens:F2"}, {}),
        ({"gor": "celle:F9"}, {}),
        ({"celle-F2": ""}, {"F2": ""}),
    ],
    ids=["nothing", "one", "all alike", "typed elsewhere", "what stands there", "no such cell", "emptied"],
)
def test_a_button_does_what_it_says_and_what_was_typed_goes_along(
    sent: dict[str, str], wanted: dict[str, str]
) -> None:
    assert wanted_values(fields_on(*phones(3)), sent) == wanted
