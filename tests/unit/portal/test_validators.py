from __future__ import annotations

from dataclasses import replace

import pytest

from kleark.portal.selection import Selection
from kleark.portal.validators import accepts_gzip, entity_tag, matches
from kleark.publishing.model import Content

CONTENT = Content("s1", "0123456789abcdef" * 4, 9, "1.0", "u1", "2025-11-03T11:00:00.000Z")
TAG = entity_tag(12, CONTENT, Selection(), gzipped=False)


def test_a_tag_tells_revision_and_digest() -> None:
    assert TAG.startswith('"12-0123456789abcdef-')
    assert entity_tag(12, CONTENT, Selection(), gzipped=True) == TAG[:-1] + '-gzip"'


def test_whatever_changes_the_bytes_changes_the_tag() -> None:
    tags = {
        TAG,
        entity_tag(13, CONTENT, Selection(), gzipped=False),
        entity_tag(12, replace(CONTENT, digest="f" * 64), Selection(), gzipped=False),
        entity_tag(12, replace(CONTENT, schema_version="1.1"), Selection(), gzipped=False),
        entity_tag(12, CONTENT, Selection(("15.20.24",)), gzipped=False),
        entity_tag(12, CONTENT, Selection(("15.20.24", "15.20.25")), gzipped=False),
        entity_tag(12, CONTENT, Selection((), "15.20.24"), gzipped=False),
        entity_tag(12, CONTENT, Selection(("15.20.24",), "15.20.25"), gzipped=False),
    }
    assert len(tags) == 8


@pytest.mark.parametrize("sent", [TAG, f"W/{TAG}", f'"a", W/"b",{TAG}', "*", " * ", f'"a,b", {TAG}'])
def test_the_caller_has_it(sent: str) -> None:
    assert matches(sent, TAG)


@pytest.mark.parametrize(
    "sent", ["", '"*"', TAG.strip('"'), f'"{TAG.strip(chr(34))}x"', "W/", '"', '"a", "b"']
)
def test_the_caller_has_it_not(sent: str) -> None:
    assert not matches(sent, TAG)


@pytest.mark.parametrize(
    ("sent", "accepted"),
    [
        ("gzip", True),
        ("deflate, gzip;q=1.0", True),
        ("x-gzip", True),
        ("*;q=0.1", True),
        ("identity, *;q=0", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("gzip;q=nonsense", False),
        ("gzipped", False),
        ("", False),
    ],
)
def test_gzip(sent: str, *, accepted: bool) -> None:
    assert accepts_gzip(sent) is accepted
