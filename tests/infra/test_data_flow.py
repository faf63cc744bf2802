"""The picture of who may reach what is that of the template, and says the same in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from infra.cloudformation import function_folders, load_template
from infra.data_flow import KEPT, PEOPLE, PICTURE, Right, describe, draw, rights

TEMPLATE = load_template()
SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_in_the_repository_is_the_templates() -> None:
    """`python -m infra.data_flow` writes it anew."""
    assert PICTURE.read_text(encoding="utf-8") == draw(TEMPLATE)


def test_everything_that_keeps_something_is_in_it() -> None:
    kinds = {
        "AWS::S3::Bucket",
        "AWS::DynamoDB::Table",
        "AWS::SecretsManager::Secret",
        "AWS::Events::EventBus",
    }
    keeping = {name for name, one in TEMPLATE["Resources"].items() if one["Type"] in kinds}
    assert keeping <= KEPT.keys() <= TEMPLATE["Resources"].keys()


def test_it_is_drawn_from_the_roles() -> None:
    found = {(one.function, one.kept): one for one in rights(TEMPLATE)}
    assert found["PortalApiFunction", "Table"] == Right(
        "PortalApiFunction", "Table", reads=True, writes=False
    )
    assert {kept for function, kept in found if function == "PortalApiFunction"} == {"Table"}
    assert found["AnnounceFunction", "EventBus"] == Right(
        "AnnounceFunction", "EventBus", reads=False, writes=True
    )
    assert {
        function for (function, kept), one in found.items() if kept == "UploadsBucket" and one.writes
    } == {
        "EraseFunction",
        "AdminPageFunction",
        "ValidateFunction",  # the sheets that are edited on the page
    }
    assert {function for function, kept in found if kept == "NoticesConfigurationSet"} == {"NotifyFunction"}


def test_each_arrow_and_box_is_there_and_nothing_lies_outside() -> None:
    picture = ET.fromstring(draw(TEMPLATE))
    arrows = [one for one in picture.iter(f"{SVG}path") if "C" in one.get("d", "")]
    assert len(arrows) == len(rights(TEMPLATE)) + len(PEOPLE)
    labels = {one.text for one in picture.iter(f"{SVG}text")}
    assert labels >= {*PEOPLE, *KEPT.values(), *function_folders(TEMPLATE).values()}
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    for box in picture.iter(f"{SVG}rect"):
        assert float(box.get("x", 0)) + float(box.get("width", 0)) <= width
        assert float(box.get("y", 0)) + float(box.get("height", 0)) <= height


def test_it_is_told_in_words_as_well() -> None:
    said = describe(TEMPLATE)
    assert "portal_api reads Table." in said
    assert "validate reads Uploads" in said
    assert draw(TEMPLATE).count("<desc") == 1
