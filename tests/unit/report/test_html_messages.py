"""The texts of the HTML report."""

from __future__ import annotations

from kleark.report.html_messages import WORDS


def test_both_languages_have_a_word_for_everything() -> None:
    danish, english = WORDS["da"], WORDS["en"]
    for name in danish._fields:
        in_danish, in_english = getattr(danish, name), getattr(english, name)
        assert type(in_danish) is type(in_english)
        if isinstance(in_danish, dict):
            assert in_danish.keys() == in_english.keys(), name
        elif isinstance(in_danish, str) and name not in ("date", "time"):
            assert in_danish.count("{}") == in_english.count("{}"), name
