"""The names that a workbook defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.sheet import defined_names as module
from kleark.sheet.defined_names import defined_names
from kleark.sheet.reader import read_workbook
from tests.support.workbooks import row, text_cell, workbook

if TYPE_CHECKING:
    import pytest


def test_names_are_told_of_a_workbook_with_formulas() -> None:
    names = (
        '<definedNames><definedName name="Idag">TODAY()</definedName>'
        '<definedName name="Tom"/><definedName name="Start">Ark1!$B$1</definedName></definedNames>'
    )
    calculated = row(1, '<c r="A1"><f>Idag</f><v>44287</v></c>')
    book = read_workbook(workbook(calculated, workbook=names))
    assert book.names == {"idag": "TODAY()", "tom": "", "start": "Ark1!$B$1"}
    assert read_workbook(workbook(row(1, text_cell("A1", "x")), workbook=names)).names == {}


def test_no_more_names_are_followed_than_a_person_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_NAMES", 2)
    names = "".join(f'<definedName name="n{at}">A{at}</definedName>' for at in range(1, 9))
    part = f"<workbook><definedNames>{names}</definedNames></workbook>".encode()
    assert defined_names([part[:60], part[60:]], "xl/workbook.xml") == {"n1": "A1", "n2": "A2"}
