"""XML edited in place."""

from __future__ import annotations

import pytest

from kleark.ooxml.markup import Splice, apply_splices, quote_attribute, removal, string_item, with_attributes


def test_splices_are_applied_in_the_order_of_the_content_and_insertions_in_their_own() -> None:
    splices = [Splice(4, 6, b"-"), Splice(2, 2, b"x"), Splice(2, 2, b"y"), Splice(0, 1, b"")]
    assert apply_splices(b"abcdef", splices) == b"bxycd-"


def test_splices_that_overlap_are_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match="overlap"):
        apply_splices(b"abcdef", [Splice(0, 3, b""), Splice(2, 4, b"")])


def test_attributes_are_set_removed_and_added_and_the_others_stay_as_written() -> None:
    changes = {"s": "4", "t": None, "r": "B&2"}
    assert with_attributes(b"<x:c  t='s' s='1' q=\"'>\">", changes) == b'<x:c s="4" q="\'>" r="B&amp;2">'
    assert with_attributes(b"<c/>", {}, empty=False) == b"<c>"
    assert with_attributes(b"<c>", {}, empty=True) == b"<c/>"


@pytest.mark.parametrize("element", [b"<a x='>'/>", b"<a></a>", b"<a>text</a >"])
def test_an_element_is_removed_whichever_way_it_is_closed(element: bytes) -> None:
    content = b"<r>" + element + b"<b/></r>"
    assert apply_splices(content, [removal(content, 3)]) == b"<r><b/></r>"


def test_text_is_escaped_for_xml_and_for_excel() -> None:
    assert string_item("a<b&\x00_x0041_\r", "x:") == (
        '<x:t xml:space="preserve">a&lt;b&amp;_x005F_x0041_&#13;</x:t>'
    )
    assert quote_attribute('"\n\t') == '"&quot;&#10;&#9;"'


@pytest.mark.parametrize(
    ("text", "preserved"), [("Børn", False), ("Børn og Unge", False), (" Børn", True), ("Børn\nUnge", True)]
)
def test_blanks_are_preserved_where_there_are_any(text: str, preserved: bool) -> None:
    """R's openxlsx 4.2.5 reads the attribute as a part of a cell's text."""
    assert ("preserve" in string_item(text)) is preserved
