"""The front sheet is known again and taken out, whatever program has saved the annotated workbook since."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from kleark.check import check
from kleark.ooxml.package import open_workbook
from kleark.ooxml.parts import Parts
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate
from kleark.sheet.reader import read_workbook
from tests.support.packages import add, contents, opened
from tests.support.sheet_builder import TODAY, row, rows, sheet_of, written
from tests.support.workbooks import MAIN, zipped

BOOK = "xl/workbook.xml"


def admins_workbook() -> bytes:
    """A sheet with something to find, another one behind it, and a name that holds for each."""
    book = openpyxl.load_workbook(io.BytesIO(written(sheet_of(*rows(3), row(infoUrl="http://a.dk")))))
    other = book.create_sheet("Noter")
    other["A1"] = "KLE-nr."
    for at, one in enumerate(book.worksheets):
        one.defined_names[f"Lokalt{at}"] = DefinedName(f"Lokalt{at}", attr_text=f"'{one.title}'!$A$1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def marked(data: bytes) -> bytes:
    return annotate(data, check(data, "ark.xlsx", municipality("0461"), today=TODAY))


def with_name(data: bytes, reference: str, attributes: str = "") -> bytes:
    """The annotated workbook with our name as another program saves it."""
    parts = contents(data)
    ours = re.compile(rb'<definedName name="Kleark_Kontrol"[^>]*>[^<]*</definedName>')
    assert len(ours.findall(parts[BOOK])) == 1
    name = f'<definedName name="Kleark_Kontrol"{attributes}>{reference}</definedName>'.encode()
    return zipped(parts | {BOOK: ours.sub(name, parts[BOOK])})


def with_front_sheet(data: bytes, rows: str, shared: str = "") -> bytes:
    """The annotated workbook with other rows in our sheet, and ``shared`` as the workbook's first shared text."""
    parts: dict[str, str | bytes] = {name: content.decode() for name, content in contents(data).items()}
    name = "xl/worksheets/sheet1.xml"
    before, _, rest = str(parts[name]).partition("<sheetData>")
    assert "Kontrol af" in rest
    parts[name] = f"{before}<sheetData>{rows}</sheetData>{rest.partition('</sheetData>')[2]}"
    if shared:
        texts = f'<sst xmlns="{MAIN}"><si><t>{shared}</t></si></sst>'
        add(parts, "xl/sharedStrings.xml", texts, "sharedStrings", "spreadsheetml.sharedStrings+xml")
    return zipped(parts)


DATA = admins_workbook()
ANNOTATED = marked(DATA)


def names(data: bytes) -> dict[str, int | None]:
    """The names of a workbook, and the tabs that they hold for."""
    return {name.name: name.local_sheet for name in open_workbook(Parts(data)).names}


@pytest.mark.parametrize(
    "saved",
    [
        ANNOTATED,
        # ExcelJS 4.4.0: without the tab, and with texts among the shared ones.
        with_front_sheet(
            with_name(ANNOTATED, "Kontrol!$A$1"),
            '<row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row>',
            "Kontrol af ark.xlsx",
        ),
        # pylightxl 1.61: without the tab, and without the texts that stand in their own cells.
        with_front_sheet(with_name(ANNOTATED, "Kontrol!A1"), ""),
        # A program that moves a tab, and not what counts tabs.
        with_name(ANNOTATED, "'Kontrol'!$A$1", ' localSheetId="2"'),
    ],
    ids=["as it is", "ExcelJS", "pylightxl", "moved"],
)
def test_it_is_neither_read_nor_left_when_the_workbook_is_annotated_again(saved: bytes) -> None:
    assert [sheet.name for sheet in read_workbook(saved).worksheets] == ["KLE-konfiguration", "Noter"]
    again = marked(saved)
    assert opened(again).sheetnames == ["Kontrol", "KLE-konfiguration", "Noter"]
    assert names(again) == {"Kleark_Kontrol": 0, "Lokalt0": 1, "Lokalt1": 2}
    assert opened(again).worksheets[2]["A1"].value == "KLE-nr."
    assert [name for name in contents(again) if name.startswith("xl/worksheets/sheet")] == [
        f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 1)
    ]


def test_a_sheet_of_the_admins_stays_although_our_name_leads_to_it() -> None:
    saved = with_name(ANNOTATED, "Noter!$A$1")
    assert "Noter" in [sheet.name for sheet in read_workbook(saved).worksheets]
    assert opened(marked(saved)).sheetnames == ["Kontrol (Kleark)", "Kontrol", "KLE-konfiguration", "Noter"]


def test_all_that_an_earlier_version_left_behind_go_at_once() -> None:
    """A workbook that ExcelJS saved got a second front sheet; each has a name that leads to it."""
    first = with_name(ANNOTATED, "Kontrol!$A$1")
    parts = contents(first)
    second = zipped(
        parts | {BOOK: parts[BOOK].replace(b"Kleark_Kontrol", b"Kleark_Andet"), "xl/extra.xml": b"<extra/>"}
    )
    both = contents(marked(second))
    both[BOOK] = both[BOOK].replace(b"Kleark_Andet", b"Kleark_Kontrol")
    data = zipped(both)
    assert opened(data).sheetnames[:2] == ["Kontrol (Kleark)", "Kontrol"]
    assert [sheet.name for sheet in read_workbook(data).worksheets] == ["KLE-konfiguration", "Noter"]
    assert opened(marked(data)).sheetnames == ["Kontrol", "KLE-konfiguration", "Noter"]
    assert names(marked(data)) == {"Kleark_Kontrol": 0, "Lokalt0": 1, "Lokalt1": 2}
