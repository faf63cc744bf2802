"""How many of the texts in ``cpr_corpus.json`` are judged wrong, by grade. All numbers in it are invented.

The figures stand in docs/personal-data.md, and must not get worse.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

from kleark.redaction.cpr import find_cpr, is_certain, mask

DOCUMENT = Path(__file__).parents[3] / "docs" / "personal-data.md"
CORPUS = Path(__file__).with_name("cpr_corpus.json")
GRADES = ("certain", "possible", "none")


@cache
def judged() -> Counter[tuple[str, str]]:
    """How many texts of each grade were found to be of which."""
    counts: Counter[tuple[str, str]] = Counter()
    for group in json.loads(CORPUS.read_bytes()):
        for text in group["texts"]:
            hits = find_cpr(text, group.get("heading", ""))
            found = "certain" if is_certain(hits) else "possible" if hits else "none"
            counts[group["holds"], found] += 1
    return counts


def test_the_corpus_is_large_enough_and_half_of_it_holds_none() -> None:
    without = sum(count for (holds, _), count in judged().items() if holds == "none")
    assert judged().total() >= 300
    assert judged().total() <= 2 * without


def test_none_is_missed_and_no_other_number_is_an_error() -> None:
    counts = judged()
    assert counts["certain", "none"] == counts["possible", "none"] == 0
    assert counts["none", "certain"] == counts["possible", "certain"] == 0
    assert counts["certain", "possible"] == 0
    # Ten digits that nothing around explains: nobody can tell.
    assert counts["none", "possible"] <= 8


def test_the_document_has_the_figures() -> None:
    rows = re.findall(
        r"^\| (certain|possible|none) \| (\d+) \| (\d+) \| (\d+) \|$",
        DOCUMENT.read_text("utf-8"),
        re.MULTILINE,
    )
    told = {
        (holds, found): int(number)
        for holds, *numbers in rows
        for found, number in zip(GRADES, numbers, strict=True)
    }
    assert told == {(holds, found): judged()[holds, found] for holds in GRADES for found in GRADES}


def test_what_is_found_is_hidden_and_nothing_else() -> None:
    for group in json.loads(CORPUS.read_bytes()):
        heading = group.get("heading", "")
        for text in group["texts"]:
            hits = find_cpr(text, heading)
            hidden = mask(text, heading)
            assert not find_cpr(hidden, heading), text
            assert hits or hidden == text
            assert sorted(hits) == list(hits)
            kept = [text[: hits[0].start], text[hits[-1].end :]] if hits else [text]
            assert all(part in hidden for part in kept), text
