"""Which tab is a front sheet of ours: by the tab that the name holds for, by what it refers to, and by its title."""

from __future__ import annotations

import pytest

from kleark.sheet.front_sheet_search import FRONT_SHEET_TITLES, first_value, front_sheets
from tests.support.workbooks import MAIN, row, text_cell

TABS = {0: "Kontrol", 1: "Mine ark", 2: "Det's"}
TITLE = FRONT_SHEET_TITLES["da"].format(file="ark.xlsx")


def book(*names: str) -> list[bytes]:
    return [
        f'<x:workbook xmlns:x="{MAIN}"><x:definedNames>{"".join(names)}</x:definedNames></x:workbook>'.encode()
    ]


def mark(reference: str, attributes: str = "") -> str:
    return f'<x:definedName name="Kleark_Kontrol"{attributes}>{reference}</x:definedName>'


def found(*names: str, values: dict[int, str] | None = None) -> set[int]:
    """``values``: what stands first in the tabs that may be asked."""
    return front_sheets(book(*names), "xl/workbook.xml", TABS, lambda at: (values or {})[at])


@pytest.mark.parametrize("reference", ["'Kontrol'!$A$1", "Kontrol!A1", "&apos;KONTROL&apos;!$A$1", "#REF!"])
def test_a_tab_that_the_name_says_twice_or_once_is_ours_without_looking_into_it(reference: str) -> None:
    assert found(mark(reference, ' localSheetId="0" hidden="1"')) == {0}


@pytest.mark.parametrize(
    "local", ["", ' localSheetId="9"', ' localSheetId="x"', f' localSheetId="{"9" * 99}"']
)
def test_without_a_tab_it_is_the_one_that_the_name_refers_to(local: str) -> None:
    assert found(mark("Kontrol!$A$1", local), values={0: TITLE}) == {0}
    assert found(mark("'Det''s'!$A$1", local), values={2: "Check of x.xlsx"}) == {2}


def test_an_admins_sheet_is_not_ours_because_a_stale_name_says_so() -> None:
    # Tabs were moved, and the name's tab was not; then, that the reference leads to a sheet of another's.
    stale = mark("Kontrol!$A$1", ' localSheetId="1"')
    assert found(stale, values={0: TITLE, 1: "KLE-nr."}) == {0}
    assert found(stale, values={0: "KLE-nr.", 1: "44"}) == set()
    assert found(mark("'Mine ark'!$A$1"), values={1: "KLE-nr."}) == set()
    assert found(mark("Slettet!$A$1"), mark("#REF!"), mark("")) == set()


def test_a_sheet_that_a_program_left_nothing_in_has_nothing_to_lose() -> None:
    assert found(mark("Kontrol!A1"), values={0: ""}) == {0}


def test_a_workbook_that_was_annotated_twice_has_two() -> None:
    names = mark("Kontrol!$A$1"), mark("'Mine ark'!$A$1", ' localSheetId="1"')
    assert found(*names, values={0: TITLE}) == {0, 1}


def test_of_more_names_than_anybody_gets_from_us_only_the_first_are_followed() -> None:
    asked: list[int] = []

    def value(at: int) -> str:
        asked.append(at)
        return "KLE-nr."

    front_sheets(book(*[mark("Kontrol!A1")] * 5_000), "xl/workbook.xml", TABS, value)
    assert len(asked) == 10


def sheet(*rows: str) -> list[bytes]:
    return [f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()]


SHARED = [
    f'<sst xmlns="{MAIN}"><si><t>nul</t></si><si><r><t>Kontrol</t></r><r><t> af x</t></r></si></sst>'.encode()
]


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ((row(1, text_cell("A1", TITLE), text_cell("B1", "mere")),), TITLE),
        ((row(1, '<c r="A1" s="3"/>'), row(3, text_cell("A3", "tredje"))), "tredje"),
        ((row(1, '<c r="A1"><v>44287</v></c>'),), "44287"),
        ((row(1, '<c r="A1" t="s"><v>1</v></c>'),), "Kontrol af x"),
        ((row(1, '<c r="A1" t="s"><v>7</v></c>'),), ""),
        ((row(1, '<c r="A1" t="s"><v>-1</v></c>'),), "-1"),
        ((row(1, '<c r="A1" t="str"><f>"a"</f><v>a</v></c>'),), "a"),
        ((), ""),
    ],
)
def test_what_stands_first_in_a_worksheet(rows: tuple[str, ...], value: str) -> None:
    assert first_value(sheet(*rows), "xl/worksheets/sheet1.xml", lambda: SHARED) == value


def test_no_more_is_parsed_than_the_first_cell() -> None:
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{text_cell("A1", TITLE)}'.encode()
    assert first_value([head, b"<<< no XML"], "part", list) == TITLE
