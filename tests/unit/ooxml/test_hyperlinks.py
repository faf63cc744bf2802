"""Hyperlinks of cells that get a new link."""

from __future__ import annotations

from kleark.ooxml.cells import NewValue, write_values
from kleark.sheet.reader import read_workbook
from tests.support.packages import built, changed_parts, contents, opened, package
from tests.support.workbooks import RELATIONSHIPS, relationships, row, text_cell

SHEET = "xl/worksheets/sheet1.xml"


RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def linked(links: str, *targets: str) -> bytes:
    cells = "".join(row(n, text_cell(f"A{n}", f"http://a.dk/{n}")) for n in range(1, 4))
    made = package(cells, after=f"<hyperlinks>{links}</hyperlinks>")
    made[RELS] = relationships(
        *((f"rId{n}", f"{RELATIONSHIPS}/hyperlink", url) for n, url in enumerate(targets, 1)), external=True
    )
    return built(made)


def targets(data: bytes) -> dict[str, str]:
    return dict(read_workbook(data).worksheets[0].hyperlinks)


def test_a_link_leads_where_its_new_text_says() -> None:
    data = linked(
        '<hyperlink ref="A1" r:id="rId1" location="x"/><hyperlink ref="A2" r:id="rId2"/>',
        "http://a.dk/1",
        "http://a.dk/2",
    )
    written = write_values(data, "Ark1", {(1, 1): NewValue("https://a.dk/1?a=1&b=2", link=True)}).data
    assert targets(written) == {"A1": "https://a.dk/1?a=1&b=2", "A2": "http://a.dk/2"}
    assert changed_parts(data, written) == {SHEET, RELS}


def test_a_target_that_other_cells_share_is_left_to_them() -> None:
    data = linked('<hyperlink ref="A1" r:id="rId1"/><hyperlink ref="A2" r:id="rId1"/>', "http://a.dk/")
    written = write_values(data, "Ark1", {(1, 1): NewValue("https://a.dk/1", link=True)}).data
    assert targets(written) == {"A1": "https://a.dk/1", "A2": "http://a.dk/"}


def test_one_cell_of_a_link_over_several_gets_its_own() -> None:
    data = linked('<hyperlink ref="A1:A3" r:id="rId1"/>', "http://a.dk/")
    written = write_values(data, "Ark1", {(2, 1): NewValue("https://a.dk/2", link=True)}).data
    assert targets(written) == {"A1": "http://a.dk/", "A2": "https://a.dk/2", "A3": "http://a.dk/"}
    assert opened(written).worksheets[0]["A2"].hyperlink.target == "https://a.dk/2"


def test_a_value_that_is_no_link_leaves_the_link_alone() -> None:
    data = linked('<hyperlink ref="A1" r:id="rId1"/>', "http://a.dk/1")
    written = write_values(data, "Ark1", {(1, 1): NewValue("Fleksjob")}).data
    assert changed_parts(data, written) == {SHEET}


def test_an_emptied_cell_loses_its_link_and_others_keep_theirs() -> None:
    data = linked(
        '<hyperlink ref="A1" r:id="rId1"/><hyperlink ref="A2:A3" r:id="rId2"/>',
        "http://a.dk/1",
        "http://a.dk/2",
    )
    written = write_values(data, "Ark1", {(1, 1): NewValue(None), (2, 1): NewValue(None)}).data
    assert targets(written) == {"A3": "http://a.dk/2"}
    assert opened(written).worksheets[0]["A1"].value is None


def test_no_empty_list_of_links_is_left_behind() -> None:
    data = linked('<hyperlink ref="A1" r:id="rId1"/>', "http://a.dk/1")
    written = write_values(data, "Ark1", {(1, 1): NewValue(None)}).data
    assert b"<hyperlinks" not in contents(written)[SHEET]
    assert targets(written) == {}
    assert b"<hyperlinks" in contents(write_values(data, "Ark1", {(2, 1): NewValue(None)}).data)[SHEET]
