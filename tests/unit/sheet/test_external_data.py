"""Where a workbook fetches data from, by the parts that its relationships name."""

from __future__ import annotations

import pytest

from kleark.sheet.reader import UnreadableFile, read_workbook
from tests.support import workbooks as make
from tests.support.workbooks import MAIN, RELATIONSHIPS, WORKSHEET, Parts, parts, row, text_cell, zipped

GOOD = row(1, text_cell("A1", "x"))
MASHUP = '<?xml version="1.0"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>'


def with_part(kind: str, name: str, content: str | bytes) -> Parts:
    """A good workbook with one more part, to which a relationship of this kind leads."""
    targets = [("rId1", WORKSHEET, "worksheets/sheet1.xml"), ("rId2", f"{RELATIONSHIPS}/{kind}", f"/{name}")]
    return parts(GOOD) | {"xl/_rels/workbook.xml.rels": make.relationships(*targets), name: content}


def connection(inside: str, kind: int = 5) -> str:
    return f'<connections xmlns="{MAIN}"><connection id="1" type="{kind}">{inside}</connection></connections>'


@pytest.mark.parametrize(
    ("kind", "name", "content", "found"),
    [
        ("externalLink", "xl/links/link1.xml", "<externalLink><externalBook/></externalLink>", "workbook"),
        ("externalLink", "xl/x.xml", '<x:externalLink xmlns:x="a"><x:ddeLink/></x:externalLink>', "dde"),
        ("externalLink", "xl/x.xml", "<externalLink><oleLink/></externalLink>", "dde"),
        ("connections", "xl/connections.xml", connection('<webPr url="https://a.dk"/>', 4), "web"),
        ("connections", "xl/connections.xml", connection("", 4), "web"),
        ("connections", "xl/connections.xml", connection('<textPr sourceFile="a.csv"/>', 6), "text"),
        ("connections", "xl/connections.xml", connection('<dbPr connection="Provider=SQLOLEDB"/>'), "database"),
        ("connections", "xl/connections.xml",
         connection('<dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$"/>'), "query"),
        ("customXml", "customXml/item1.xml", MASHUP, "query"),
        ("customXml", "customXml/item1.xml", MASHUP.encode("utf-16"), "query"),
        ("volatileDependencies", "xl/volatileDependencies.xml", "<volTypes/>", "dde"),
    ],
)  # fmt: skip
def test_what_is_fetched_and_from_where(kind: str, name: str, content: str | bytes, found: str) -> None:
    assert read_workbook(zipped(with_part(kind, name, content))).external == (found,)


def test_a_query_that_fills_a_sheet() -> None:
    contents = parts(
        GOOD, sheet_relationships=make.relationships(("rId1", f"{RELATIONSHIPS}/queryTable", "../q.xml"))
    )
    assert read_workbook(zipped(contents | {"xl/q.xml": "<queryTable/>"})).external == ("query",)


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("externalLink", "xl/x.xml", "<externalLink/>"),
        ("externalLink", "xl/x.xml", "<externalLink>"),
        ("customXml", "customXml/item1.xml", "<b:Sources/>"),
        ("theme", "xl/connections.xml", connection("", 4)),
    ],
)
def test_what_fetches_nothing(kind: str, name: str, content: str) -> None:
    assert read_workbook(zipped(with_part(kind, name, content))).external == ()


def test_a_document_type_there_is_refused_as_anywhere() -> None:
    data = zipped(with_part("connections", "xl/connections.xml", "<!DOCTYPE x>" + connection("")))
    with pytest.raises(UnreadableFile, match="KA109"):
        read_workbook(data)
