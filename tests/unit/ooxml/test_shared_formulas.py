"""Formulas that several cells share: moved where every piece is known, and otherwise left where they are."""

from __future__ import annotations

import pytest
from openpyxl.formula.translate import Translator

from kleark.ooxml.cells import NewValue, write_values
from kleark.ooxml.shared_formulas import moved
from tests.support.packages import contents, package
from tests.support.workbooks import row, zipped

KNOWN = [
    "A1",
    "$A1+A$1-$A$1",
    "SUM(A1:B2,C3)",
    "A:A+3:5",
    "VLOOKUP($A2,Opslag!$A$1:B9,2,FALSE)",
    "'Ark 1'!B2&'O''Brien'!A1",
    'IF(A2="","A1 #REF! [x] K2#",A2%)',
    "LOG10(A1)*1.5E3",
    "Moms*A2",
    "{1,2;3,4}",
    "SUM(#REF!,A1)",
    "_xlfn.XLOOKUP(A2,B:B,C:C)",
    "A1 B2:C3",
    "Å1+år2024",
    "A1*-2^.5",
]
UNKNOWN = [
    "IFERROR(VLOOKUP(A2,Opslag!#REF!,2,FALSE),K2)",
    "VLOOKUP(A2,Tabel1[#REF!],2,FALSE)",
    "'[1]Ark 1'!#REF!",
    "[1]Ark1!A1",
    "A2+#SPILL!",
    "A2+#CALC!",
    "#REF!A1",
    "#REF!:A1",
    "K2#",
    "SUM(K2#)",
    "@A2",
    "@A:A",
    "Tabel1[Navn]",
    "Tabel1[[#This Row],[Navn]]",
    "SUM(Ark1:Ark3!A1)",
    "SUM('Ark 1:Ark 3'!A1)",
    "A1:INDEX(B:B,3)",
    "A1:B2:C3",
    "Ark1!A1:Ark1!B2",
    "A1'",
    '"never closed',
    "XFE1",
    "A1048577",
]


@pytest.mark.parametrize("formula", KNOWN)
def test_a_known_formula_moves_as_others_move_it(formula: str) -> None:
    assert moved(formula, 2, 1) == Translator(f"={formula}", origin="F2").translate_formula("G4")[1:]


def test_a_name_of_one_sheet_stays_that_sheet_s() -> None:
    """openpyxl's translator would lose the sheet."""
    assert moved("Ark1!Moms*'Ark 2'!Sats", 2, 1) == "Ark1!Moms*'Ark 2'!Sats"


@pytest.mark.parametrize("formula", UNKNOWN)
def test_a_formula_that_is_not_wholly_known_does_not_move(formula: str) -> None:
    assert moved(formula, 1, 0) is None


@pytest.mark.parametrize(("formula", "rows", "columns"), [("A1", -1, 0), ("A1", 0, -1), ("XFD1", 0, 1)])
def test_a_reference_over_the_edge_of_the_sheet_does_not_move(formula: str, rows: int, columns: int) -> None:
    assert moved(formula, rows, columns) is None


def shared(formula: str, *, second: str = "") -> bytes:
    """F2:F5 share a formula, whose text F2 holds."""
    cells = [
        f'<c r="F{at}"><f t="shared" si="0"{" ref=" + chr(34) + "F2:F5" + chr(34) if at == 2 else ""}>'
        f"{formula if at == 2 else second if at == 3 else ''}</f><v>{at}</v></c>"
        for at in range(2, 6)
    ]
    return zipped(package("".join(row(at, cell) for at, cell in enumerate(cells, 2))))


def sheet(data: bytes) -> str:
    return contents(data)["xl/worksheets/sheet1.xml"].decode()


@pytest.mark.parametrize("formula", UNKNOWN[:6])
def test_a_cell_that_holds_such_a_formula_for_others_stays(formula: str) -> None:
    data = shared(formula.replace('"', "&quot;"))
    written = write_values(data, "Ark1", {(2, 6): NewValue("x"), (1, 1): NewValue("y")})
    assert written.unchanged == written.needed_formulas == {(2, 6)}
    assert f'si="0" ref="F2:F5">{formula}</f>' in sheet(written.data)
    assert sheet(written.data).count('<f t="shared" si="0">') == 3
    assert ">y<" in sheet(written.data)


def test_where_nobody_else_needs_it_the_formula_goes() -> None:
    everywhere = {(at, 6): NewValue("x") for at in range(2, 6)}
    written = write_values(shared("K2#"), "Ark1", everywhere)
    assert written.unchanged == frozenset()
    assert "<f" not in sheet(written.data)


def test_of_two_texts_for_one_group_nobody_knows_which_counts() -> None:
    written = write_values(shared("A2", second="A9"), "Ark1", {(2, 6): NewValue("x")})
    assert written.needed_formulas == {(2, 6)}


def test_the_others_get_their_own() -> None:
    written = write_values(shared("A2+$B$1"), "Ark1", {(2, 6): NewValue("x")})
    assert written.unchanged == frozenset()
    assert [f"<f>A{at}+$B$1</f>" in sheet(written.data) for at in range(3, 6)] == [True] * 3
