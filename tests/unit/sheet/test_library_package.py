"""Only the parts that the workbook's relationships name are read, whatever lies beside them under the usual names."""

from __future__ import annotations

import pytest

from kleark.check import check
from kleark.sheet.archive import open_archive
from kleark.sheet.library_package import with_usual_names
from kleark.sheet.reader import UnreadableFile, read_workbook
from kleark.sheet.workbook_parts import has_usual_names, open_package
from tests.support import workbooks as make
from tests.support.workbooks import MAIN, RELATIONSHIPS, WORKSHEET, Parts, parts, row, zipped

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHARED = row(1, '<c r="A1" t="s"><v>0</v></c>')
DATED = row(1, '<c r="A1" s="1"><v>44287</v></c>')
SPILL = row(2, '<c r="B2" t="e"><v>#SPILL!</v></c>')


def texts(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{item}</t></si>" for item in items) + "</sst>"


def styles(number_format: int) -> str:
    inside = (
        '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="2"><xf/><xf numFmtId="{number_format}" applyNumberFormat="1"/></cellXfs>'
    )
    return f'<styleSheet xmlns="{MAIN}">{inside}</styleSheet>'


def tied(
    sheet_data: str, relations: dict[str, str], contents: Parts, workbook: str = "xl/workbook.xml"
) -> bytes:
    """A workbook with one sheet; ``relations``: kinds of further relationships, and where they lead."""
    made: Parts = parts(sheet_data) | contents
    types = str(made["[Content_Types].xml"])
    for name in contents:
        kind = "sharedStrings" if "exts" in name or "trings" in name else "styles"
        types = types.replace(
            "</Types>", f'<Override PartName="/{name}" ContentType="{SPREADSHEET}.{kind}+xml"/></Types>'
        )
    targets = [("rId1", WORKSHEET, "/xl/worksheets/sheet1.xml")]
    targets += [
        (f"rId{at}", f"{RELATIONSHIPS}/{kind}", url) for at, (kind, url) in enumerate(relations.items(), 2)
    ]
    made["xl/_rels/workbook.xml.rels"] = make.relationships(*targets)
    if workbook != "xl/workbook.xml":
        made[workbook] = made.pop("xl/workbook.xml")
        folder, _, file = workbook.rpartition("/")
        made[f"{folder}/_rels/{file}.rels"] = made.pop("xl/_rels/workbook.xml.rels")
        made["_rels/.rels"] = make.relationships(("rId1", f"{RELATIONSHIPS}/officeDocument", workbook))
        types = types.replace("/xl/workbook.xml", f"/{workbook}")
    return zipped(made | {"[Content_Types].xml": types})


def first_value(data: bytes) -> object:
    return read_workbook(data).worksheets[0].rows[0][1][0]


@pytest.mark.parametrize("more", ["", SPILL], ids=["by calamine", "by openpyxl"])
def test_the_shared_texts_are_those_that_the_relationship_names(more: str) -> None:
    both: Parts = {"xl/sharedStrings.xml": texts("forkert"), "xl/texts.xml": texts("rigtig")}
    assert first_value(tied(SHARED + more, {"sharedStrings": "texts.xml"}, both)) == "rigtig"
    assert first_value(tied(SHARED + more, {"sharedStrings": "sharedStrings.xml"}, both)) == "forkert"
    only: Parts = {"xl/texts.xml": texts("rigtig")}
    assert first_value(tied(SHARED + more, {"sharedStrings": "../xl/texts.xml"}, only)) == "rigtig"


@pytest.mark.parametrize("more", ["", SPILL], ids=["by calamine", "by openpyxl"])
def test_the_styles_are_those_that_the_relationship_names(more: str) -> None:
    both: Parts = {"xl/styles.xml": styles(1), "xl/formats.xml": styles(14)}
    assert str(first_value(tied(DATED + more, {"styles": "formats.xml"}, both))) == "2021-04-01"
    assert first_value(tied(DATED + more, {"styles": "styles.xml"}, both)) == 44287
    assert first_value(tied(DATED, {}, {"xl/styles.xml": styles(14)})) == 44287


def test_a_workbook_part_of_another_name_with_parts_of_the_usual_names_beside_it() -> None:
    contents: Parts = {"xl/sharedStrings.xml": texts("forkert"), "bog/texts.xml": texts("rigtig")}
    data = tied(SHARED, {"sharedStrings": "texts.xml"}, contents, "bog/projektmappe.xml")
    assert first_value(data) == "rigtig"
    decoy = parts(row(1, make.text_cell("A1", "forkert")))
    decoys = {name: decoy[name] for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")}
    moved = {
        "xl/worksheets/sheet1.xml": decoy["xl/worksheets/sheet1.xml"],
        "bog/ark.xml": parts(SHARED)["xl/worksheets/sheet1.xml"],
    }
    rels = make.relationships(
        ("rId1", WORKSHEET, "ark.xml"), ("rId2", f"{RELATIONSHIPS}/sharedStrings", "texts.xml")
    )
    made = parts() | decoys | moved | contents
    made["bog/projektmappe.xml"] = parts()["xl/workbook.xml"]
    made["bog/_rels/projektmappe.xml.rels"] = rels
    made["_rels/.rels"] = make.relationships(
        ("rId1", f"{RELATIONSHIPS}/officeDocument", "bog/projektmappe.xml")
    )
    assert first_value(zipped(made)) == "rigtig"


def test_a_target_that_programs_read_differently_is_read_as_the_standard_has_it() -> None:
    made = parts(row(1, make.text_cell("A1", "forkert")))
    made["xl/xl/worksheets/sheet1.xml"] = parts(row(1, make.text_cell("A1", "rigtig")))[
        "xl/worksheets/sheet1.xml"
    ]
    made["xl/_rels/workbook.xml.rels"] = make.relationships(("rId1", WORKSHEET, "xl/worksheets/sheet1.xml"))
    assert first_value(zipped(made)) == "rigtig"


@pytest.mark.parametrize(
    "targets",
    [
        [("rId1", WORKSHEET, "worksheets/sheet1.xml"), ("rId1", WORKSHEET, "worksheets/sheet2.xml")],
        [
            ("rId1", WORKSHEET, "worksheets/sheet1.xml"),
            ("rId2", f"{RELATIONSHIPS}/sharedStrings", "a.xml"),
            ("rId3", f"{RELATIONSHIPS}/sharedStrings", "b.xml"),
        ],
        [
            ("rId1", WORKSHEET, "worksheets/sheet1.xml"),
            ("rId2", f"{RELATIONSHIPS}/styles", "a.xml"),
            ("rId3", f"{RELATIONSHIPS}/styles", "b.xml"),
        ],
    ],
    ids=["one id, two parts", "two parts of shared texts", "two parts of styles"],
)
def test_relationships_of_which_nobody_knows_which_counts_are_refused(
    targets: list[tuple[str, str, str]],
) -> None:
    made = parts() | {
        "xl/a.xml": texts("a"),
        "xl/b.xml": texts("b"),
        "xl/worksheets/sheet2.xml": "<worksheet/>",
    }
    made["xl/_rels/workbook.xml.rels"] = make.relationships(*targets)
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(zipped(made))
    assert (caught.value.rule, caught.value.params) == ("KA109", {"reason": "relationships"})
    assert check(zipped(made), "ark.xlsx").findings[0].rule == "KA109"


def test_a_package_that_names_two_workbooks_is_refused() -> None:
    made = parts() | {"xl/other.xml": parts()["xl/workbook.xml"]}
    office = f"{RELATIONSHIPS}/officeDocument"
    made["_rels/.rels"] = make.relationships(
        ("rId1", office, "xl/workbook.xml"), ("rId2", office, "xl/other.xml")
    )
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(zipped(made))
    assert (caught.value.rule, caught.value.params) == ("KA109", {"reason": "relationships"})
    del made["xl/other.xml"]
    assert read_workbook(zipped(made)).worksheets


def test_a_usual_workbook_needs_no_other_package() -> None:
    usual = tied(SHARED, {"sharedStrings": "sharedStrings.xml"}, {"xl/sharedStrings.xml": texts("a")})
    other = tied(SHARED, {"sharedStrings": "texts.xml"}, {"xl/texts.xml": texts("a")})
    for data, expected in ((usual, True), (other, False)):
        entries = open_archive(data)
        assert has_usual_names(entries, open_package(data, entries)) is expected
    entries = open_archive(other)
    made = with_usual_names(other, entries, open_package(other, entries), {})
    assert has_usual_names(open_archive(made), open_package(made, open_archive(made)))
