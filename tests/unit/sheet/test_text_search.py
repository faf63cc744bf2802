"""What the search hands out: texts as a reader sees them, with the place that an admin would name."""

from __future__ import annotations

import pytest

from kleark.sheet.errors import UnreadableFile
from kleark.sheet.text_search import PlacedText, search_texts


def found_in(xml: str) -> list[PlacedText]:
    found: list[PlacedText] = []
    search_texts([xml.encode()], "part.xml", found.append)
    return found


def told(xml: str) -> list[tuple[str, str | None, str, str]]:
    return [(placed.place, placed.cell, placed.form, placed.text) for placed in found_in(xml)]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (
            '<worksheet><sheetData><c r="B2"><f>"010180-1234"</f><v>101801234</v></c></sheetData></worksheet>',
            [("formula", "B2", "formula", '"010180-1234"'), ("cell", "B2", "number", "101801234")],
        ),
        (
            '<worksheet><scenarios><scenario comment="010180-1234"/></scenarios></worksheet>',
            [("scenario", None, "text", "010180-1234")],
        ),
        (
            '<worksheet><hyperlink ref="E2" tooltip="010180-1234"/></worksheet>',
            [("link", "E2", "text", "010180-1234")],
        ),
        (
            "<sst><si><r><t>0101</t></r><r><t>80-1234</t></r></si></sst>",
            [("unused_text", None, "text", "010180-1234")],
        ),
        (
            '<x:connections xmlns:x="u"><x:dbPr command="010180-1234"/></x:connections>',
            [("connection", None, "text", "010180-1234")],
        ),
        ("<egne><cpr>0101801234</cpr></egne>", [("custom_xml", None, "text", "0101801234")]),
        ("<worksheet><!-- 0101801234 --></worksheet>", [("other", None, "text", " 0101801234 ")]),
        ("<worksheet><?vis 0101801234?></worksheet>", [("other", None, "text", "0101801234")]),
        (
            "<table><tableColumn name='_x0030_101801234'/></table>",
            [("table", None, "column name", "0101801234")],
        ),
        (
            '<styleSheet><numFmt formatCode="\\0\\1\\0\\1\\8\\0\\-1234"/></styleSheet>',
            [("number_format", None, "number format", "010180-1234")],
        ),
        (
            "<comments><comment ref='C4'><text><t>010180</t><t>-1234</t></text></comment></comments>",
            [("comment", "C4", "text", "010180-1234")],
        ),
        (
            "<xml><div>Ring <font>0101</font>801234</div></xml>",
            [("drawing", None, "text", "Ring 0101801234")],
        ),
        (
            "<chartSpace><numCache><pt><v>1003345678</v></pt></numCache></chartSpace>",
            [("chart", None, "number", "1003345678")],
        ),
        (
            "<worksheet><c r='A1'><f>LEN(0101801234)</f></c>"
            "<dataValidation><f>0101801234</f></dataValidation></worksheet>",
            [
                ("formula", "A1", "formula", "LEN(0101801234)"),
                ("validation", None, "formula", "0101801234"),
            ],
        ),
        (
            "<worksheet><oddHeader>&amp;L0101&amp;B80-1&amp;B234</oddHeader></worksheet>",
            [("other", None, "header", "&L010180-1234")],
        ),
        (
            "<pivotCacheRecords><r><n v='101801234'/></r></pivotCacheRecords>",
            [("pivot_cache", None, "number", "101801234")],
        ),
    ],
)
def test_each_text_is_handed_out_with_its_place(
    xml: str, expected: list[tuple[str, str | None, str, str]]
) -> None:
    assert told(xml) == expected


def test_a_property_that_outlook_sets_is_left_out_and_another_names_its_value() -> None:
    xml = "<Properties>{}<property name='Borger'><i4>101801234</i4></property></Properties>"
    outlook = "<property name='_AdHocReviewCycleID'><i4>-1701899834</i4></property>"
    values = [placed for placed in found_in(xml.format(outlook)) if placed.attribute is None]
    assert [(placed.heading, placed.form, placed.text) for placed in values] == [
        ("Borger", "number", "101801234")
    ]


def test_the_target_of_a_part_is_left_out_and_a_target_outside_is_not() -> None:
    xml = (
        "<Relationships><Relationship Target='media/0101801234.png'/>"
        "<Relationship Target='https://a.dk/010180-1234' TargetMode='External'/>"
        "<Relationship Target=\"#'010180-1234'!A1\"/></Relationships>"
    )
    targets = [placed.text for placed in found_in(xml) if placed.attribute == "Target"]
    assert targets == ["https://a.dk/010180-1234", "#'010180-1234'!A1"]


def test_a_document_type_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refused:
        found_in("<!DOCTYPE a><a/>")
    assert refused.value.rule == "KA109"


def test_in_xml_of_ones_own_a_name_can_only_say_that_it_is_one() -> None:
    found = found_in("<sag><item v='0101801234' ts='0101801234' CprNr='101801234'/></sag>")
    assert [placed.heading for placed in found] == ["", "", "CprNr"]
