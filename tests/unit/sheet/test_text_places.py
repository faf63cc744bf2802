"""Every place where the schemas let a text stand is searched, or is left out for a reason."""

from __future__ import annotations

import pytest

from kleark.rules.place_sentences import PLACE_SENTENCES
from kleark.sheet.text_places import (
    EXCLUDED,
    EXCLUDED_IN_OLD_DRAWINGS,
    PLACES,
    PROGRAM_PROPERTIES,
    ROOT_PLACES,
    excluded_because,
)
from kleark.sheet.text_search import PlacedText, search_texts
from tests.support.ecma376_texts import ROOTS, places

NUMBER = "0101801234"


def found_in(xml: str) -> list[PlacedText]:
    found: list[PlacedText] = []
    search_texts([xml.encode()], "part.xml", found.append)
    return found


def document(root: str, element: str, attribute: str | None) -> str:
    """The smallest document with the number in one place."""
    if attribute is None:
        return f"<{root}><{element}>{NUMBER}</{element}></{root}>"
    if root == element:
        return f'<{root} {attribute}="{NUMBER}"/>'
    return f'<{root}><{element} {attribute}="{NUMBER}"/></{root}>'


@pytest.mark.parametrize(("root", "element", "attribute", "programs"), places())
def test_a_place_for_text_is_searched_or_left_out_for_a_reason(
    root: str, element: str, attribute: str | None, programs: bool
) -> None:
    if any(placed.text == NUMBER for placed in found_in(document(root, element, attribute))):
        return
    reason = excluded_because(element, attribute, root)
    assert programs, f"{element}@{attribute} in {root} is not searched: {reason}"
    assert reason


def test_every_vocabulary_of_the_list_is_known() -> None:
    assert set(ROOTS) - {"Relationships"} <= set(ROOT_PLACES)


def test_each_exclusion_has_a_reason() -> None:
    assert all(
        len(reason) > 5
        for reason in [*EXCLUDED.values(), *EXCLUDED_IN_OLD_DRAWINGS.values(), *PROGRAM_PROPERTIES.values()]
    )


def test_nothing_is_left_out_of_xml_that_nobody_knows() -> None:
    for place in [*EXCLUDED, *EXCLUDED_IN_OLD_DRAWINGS]:
        element, _, attribute = place.replace("*", "noget").partition("@")
        xml = document("egne-data", element, attribute or None)
        assert [placed.text for placed in found_in(xml)] == [NUMBER], place


@pytest.mark.parametrize("place", sorted(PLACES))
def test_each_place_has_its_words(place: str) -> None:
    sentence = PLACE_SENTENCES[place]
    assert sentence["place_da"] != sentence["place_en"]
    assert sentence["how_da"], "how to get rid of it"
    assert sentence["how_en"]
