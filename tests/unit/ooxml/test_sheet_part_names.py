"""Parts of sheets get their names in the order of the tabs, and nothing else changes, or nothing at all does."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from kleark.ooxml.package import open_workbook
from kleark.ooxml.parts import Parts
from kleark.ooxml.sheet_part_names import number_sheet_parts
from tests.support.packages import contents, opened
from tests.support.workbooks import RELATIONSHIPS, relationships, zipped

BOOK, RELS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"


def workbook(order: str = "ABC") -> dict[str, bytes]:
    """Sheets that hold their names, in parts numbered by the alphabet; with a comment, whose part stays."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for letter in "ABC":
        sheet = book.create_sheet(letter)
        sheet["A1"] = letter
        sheet["B1"].hyperlink = f"https://www.odense.dk/sheet/{letter}"
        sheet["A1"].comment = Comment(f"om {letter}", "Anna")
    stream = io.BytesIO()
    book.save(stream)
    parts = contents(stream.getvalue())
    tabs = {letter: f'<sheet name="{letter}" sheetId="{at}"'.encode() for at, letter in enumerate("ABC", 1)}
    start, end = parts[BOOK].index(b"<sheets>") + 8, parts[BOOK].index(b"</sheets>")
    whole = {
        letter: next(one for one in parts[BOOK][start:end].replace(b"/>", b"/>\n").split(b"\n") if tag in one)
        for letter, tag in ((letter, tag[: tag.index(b" sheetId")]) for letter, tag in tabs.items())
    }
    parts[BOOK] = parts[BOOK][:start] + b"".join(whole[letter] for letter in order) + parts[BOOK][end:]
    return parts


def numbered(parts: dict[str, bytes], first: int) -> tuple[dict[str, bytes], bytes]:
    opened_parts = Parts(zipped(parts))
    number_sheet_parts(opened_parts, first)
    data = opened_parts.to_bytes()
    return contents(data), data


@pytest.mark.parametrize("order", ["ABC", "CAB", "BCA"])
@pytest.mark.parametrize("first", [1, 2, 3, 9])
def test_each_tab_has_the_part_of_its_place_and_all_parts_say_what_they_said(order: str, first: int) -> None:
    before = workbook(order)
    after, data = numbered(before, first)
    assert [sheet.part for sheet in open_workbook(Parts(data)).sheets] == [
        f"xl/worksheets/sheet{number}.xml" for number in range(first, first + 3)
    ]
    moved = {
        f"xl/worksheets/{folder}sheet{'ABC'.index(letter) + 1}{extension}": (
            f"xl/worksheets/{folder}sheet{first + at}{extension}"
        )
        for at, letter in enumerate(order)
        for folder, extension in (("", ".xml"), ("_rels/", ".xml.rels"))
    }
    assert list(after) == [moved.get(name, name) for name in before], "each where it was in the container"
    changed = {name for name in before if after[moved.get(name, name)] != before[name]}
    assert changed <= {RELS, TYPES}
    book = opened(data)
    assert book.sheetnames == list(order)
    for sheet in book.worksheets:
        assert sheet["A1"].value == sheet.title
        assert sheet["A1"].comment.text == f"om {sheet.title}"
        assert sheet["B1"].hyperlink.target == f"https://www.odense.dk/sheet/{sheet.title}"
    for name in after:
        extension = name.rpartition(".")[2]
        assert (
            f'PartName="/{name}"' in after[TYPES].decode()
            or f'Extension="{extension}"' in after[TYPES].decode()
        )


def test_numbering_twice_is_numbering_once() -> None:
    once, _ = numbered(workbook("CAB"), 2)
    assert numbered(once, 2)[0] == once


def renamed(parts: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    return {
        name.replace(old, new): content.replace(old.encode(), new.encode()) for name, content in parts.items()
    }


def referring() -> dict[str, bytes]:
    """A part that is no workbook refers to a sheet."""
    link = relationships(("rId1", f"{RELATIONSHIPS}/worksheet", "worksheets/sheet2.xml"))
    return workbook() | {"xl/_rels/styles.xml.rels": link.encode()}


def shared_part() -> dict[str, bytes]:
    parts = workbook()
    return parts | {RELS: parts[RELS].replace(b"worksheets/sheet3.xml", b"worksheets/sheet2.xml")}


def chart_sheet() -> dict[str, bytes]:
    parts = workbook()
    kind = f'Type="{RELATIONSHIPS}/worksheet"'.encode()
    assert kind in parts[RELS]
    return parts | {RELS: parts[RELS].replace(kind, kind.replace(b"worksheet", b"chartsheet"), 1)}


@pytest.mark.parametrize(
    "parts",
    [
        renamed(workbook(), "sheet2.xml", "Ark2.xml"),
        workbook() | {"xl/worksheets/sheet4.xml": b"<worksheet/>"},
        workbook() | {"xl/worksheets/_rels/sheet4.xml.rels": relationships().encode()},
        referring(),
        shared_part(),
        chart_sheet(),
        workbook() | {RELS: workbook()[RELS].replace(b"sheet2.xml", b"sheet2.xml/.")},
        workbook()
        | {RELS: workbook()[RELS].replace(b"/xl/worksheets/sheet2.xml", b"/xl/worksheets/sheet7.xml")},
    ],
    ids=[
        "own name",
        "taken",
        "taken relationships",
        "referred to",
        "one for two",
        "chart",
        "odd target",
        "missing",
    ],
)
def test_where_something_could_be_lost_nothing_is_renamed(parts: dict[str, bytes]) -> None:
    assert numbered(parts, 2)[0] == parts
