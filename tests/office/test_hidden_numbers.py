"""A workbook in which CPR numbers are hidden opens in LibreOffice, with what it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.check import check
from kleark.ooxml.hiding import hide_in_workbook
from kleark.report.annotated.annotate import annotate
from tests.support.leaking_workbooks import leaking_workbooks
from tests.support.packages import opened
from tests.support.sheet_builder import TODAY

if TYPE_CHECKING:
    from tests.office.conftest import Calculate

LEAKING = leaking_workbooks()


@pytest.fixture(scope="module")
def through_office(calculate: Calculate) -> dict[str, bytes]:
    """Each workbook, hidden in and annotated, opened and saved in one run."""
    books = {name: data for name, (data, _, _) in LEAKING.items()}
    hidden = {f"skjult-{name}": hide_in_workbook(data) for name, data in books.items()}
    marked = {
        f"noter-{name}": annotate(data, check(data, "ark.xlsx", today=TODAY)) for name, data in books.items()
    }
    return calculate(hidden | marked)


@pytest.mark.parametrize("name", LEAKING)
def test_what_is_hidden_in_opens(through_office: dict[str, bytes], name: str) -> None:
    hidden = opened(through_office[f"skjult-{name}"])
    assert hidden.sheetnames == ["KLE-konfiguration"]
    assert hidden.worksheets[0]["A5"].value == "15.17.26"
    assert opened(through_office[f"noter-{name}"]).sheetnames == ["Kontrol", "KLE-konfiguration"]


def test_what_is_hidden_in_is_still_accepted(through_office: dict[str, bytes]) -> None:
    for name in LEAKING:
        report = check(through_office[f"skjult-{name}"], "ark.xlsx", today=TODAY)
        assert [finding.rule for finding in report.findings if finding.severity == "error"] == [], name
