from __future__ import annotations

from dataclasses import replace

from kleark.portal.cursor import Cursor
from kleark.portal.etags import entity_tag
from kleark.portal.query import Question, question
from kleark.publishing.model import Content

CONTENT = Content("s1", "0123456789abcdef" * 4, 9, "1.0", "u1", "2025-11-03T11:00:00.000Z")
WHOLE = Question()
TAG = entity_tag(12, CONTENT, WHOLE, gzipped=False)


def test_a_tag_tells_revision_and_digest() -> None:
    assert TAG.startswith('"12-0123456789abcdef-')
    assert entity_tag(12, CONTENT, WHOLE, gzipped=True) == TAG[:-1] + '-gzip"'


def asking(query: str) -> Question:
    return question(query, "0461")


def test_whatever_changes_the_bytes_changes_the_tag() -> None:
    cursor = Cursor("0461", 12, 5, WHOLE.selection.fingerprint)
    tags = {
        TAG,
        entity_tag(13, CONTENT, WHOLE, gzipped=False),
        entity_tag(12, replace(CONTENT, digest="f" * 64), WHOLE, gzipped=False),
        entity_tag(12, replace(CONTENT, schema_version="1.1"), WHOLE, gzipped=False),
        *(
            entity_tag(12, CONTENT, asking(query), gzipped=False)
            for query in (
                "kle=15.20.24",
                "kle=15.20.24,15.20.25",
                "fagsystem=15.20.24",
                "kle=15.20.24&fagsystem=15.20.25",
                "antal=5",
                "antal=55",
                f"antal=5&cursor={cursor}",
                f"cursor={cursor}",
            )
        ),
    }
    assert len(tags) == 12


def test_the_same_question_has_the_same_tag_however_it_is_asked() -> None:
    asked = ["kle=15.20.24&kle=15.20.25&fagsystem=FASIT", "fagsystem=%20fasit&kle=15.20.25,15.20.24,15.20.24"]
    assert len({entity_tag(12, CONTENT, asking(query), gzipped=False) for query in asked}) == 1
