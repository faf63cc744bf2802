"""The texts on a plan."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kleark.configuration.consequences import Effect
from kleark.report.plan_messages import PLAN_WORDS, comparison_words


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_comparison_says_what_each_effect_means_without_telling_of_a_change(lang: Any) -> None:
    words, usual = comparison_words(3, 7, lang), PLAN_WORDS[lang]
    assert words.effects.keys() == set(Effect)
    for effect, said in words.effects.items():
        fields = set(re.findall(r"\{[a-z]+\}", said))
        assert fields == set(re.findall(r"\{[a-z]+\}", usual.effects[effect])), effect
    told = [
        *words.effects.values(),
        words.same,
        words.against_nothing,
        words.moved,
        *words.headings["compare"],
    ]
    told += [part for one in words.parts.values() for part in (one.title, *one.total, *one.more)]
    assert not [
        said for said in told if re.search(r"\b(nu|længere|bliver|forsvinder|now|longer|vanish(es)?)\b", said)
    ]


def test_both_languages_say_what_each_effect_means() -> None:
    for words in PLAN_WORDS.values():
        assert words.effects.keys() == set(Effect)
    fields = [
        {effect: set(re.findall(r"\{[a-z]+\}", said)) for effect, said in words.effects.items()}
        for words in PLAN_WORDS.values()
    ]
    assert fields[0] == fields[1]
