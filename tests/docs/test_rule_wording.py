"""The rules' texts: spelt rightly, easy to read, and with one word for one thing, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kleark.rules.registry import all_rules
from tests.support.danish import lix, unknown_words, words

if TYPE_CHECKING:
    from kleark.rules.model import Rule

HARDEST = 45
NAMES = frozenset(
    [
        "Automate",
        "Kleark",
        "KLE-emnet",
        "KLE-nummer",
        "KLE-nummeret",
        "KLE-numre",
        "kle-online",
        "odense",
        "KOMBIT",
        "KOMBITs",
        "OneDrive",
    ]
)
OF_FILES_AND_LINKS = frozenset(
    [
        *("amp", "content", "dk", "mailboxid", "ToBinary", "UTF", "xlsx", "xlsx-fil", "xlsx-filen", "xn"),
        *("JSON-filen", "JSON-filer", "UUID", "jq", "json", "orgUnits", "users"),
    ]
)
OF_THE_CONFIGURATION = frozenset(["Fradato", "fradato", "Fradatoen", "fradatoen", "fradatoer", "Ordrenr"])

RETIRED_DANISH = {
    r"[Ee]n medarbejder\b": "godkender",
    r"upload": "lægge op",
    r"[Tt]jek\b": "kontrollér",
    r"skjult(e)? ark|flere ark|ét ark": "faneblad",
    r"[Aa]nnuller(?!et|er\b)": "annullér",
    r"[»«“”„]": '"',
}
RETIRED_ENGLISH = {
    r"mend(s|ed|ing)?": "fix, correct",
    r"remarks?": "finding",
    r"stands?": "appears, is",
    r"holds?": "contains",
    r"shall": "is to",
    r"anew": "again",
    r"whom": "by an unknown person",
    r"otherwise than": "differently from",
}
RULES = pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)


def texts(rule: Rule, language: str) -> tuple[str, ...]:
    return tuple(
        getattr(text, language) for text in (rule.title, rule.message, rule.many, rule.why, rule.fix)
    )


def test_every_word_is_in_the_dictionary_or_on_the_list() -> None:
    asked = {word for rule in all_rules().values() for text in texts(rule, "da") for word in words(text)}
    assert len(asked) > 500
    allowed = NAMES | OF_FILES_AND_LINKS | OF_THE_CONFIGURATION
    unknown = set(unknown_words(asked))
    assert sorted(unknown - allowed) == []
    # A word that no text needs any longer leaves the list.
    assert sorted(allowed - unknown) == []


def test_a_misspelt_word_is_found() -> None:
    assert unknown_words(["kolonnen", "kollonnen"]) == ["kollonnen"]


@RULES
def test_a_rule_is_easy_to_read(rule: Rule) -> None:
    assert lix((rule.title.da, rule.message.da, rule.why.da, rule.fix.da)) <= HARDEST


def test_lix_is_words_a_sentence_and_long_words_in_a_hundred() -> None:
    assert lix(["Du har en sag.", "Kommunen"]) == pytest.approx(5 / 2 + 100 / 5)
    assert lix(["{count} celler"]) == pytest.approx(2)


@RULES
def test_one_word_for_one_thing(rule: Rule) -> None:
    danish, english = " ".join(texts(rule, "da")), " ".join(texts(rule, "en"))
    used = [word for word in RETIRED_DANISH if re.search(word, danish)]
    used += [word for word in RETIRED_ENGLISH if re.search(rf"\b(?:{word})\b", english)]
    assert used == []


def test_what_is_dragged_in_excel_is_said_as_excel_does_it() -> None:
    """A number is copied; a date or a text that ends in digits counts up."""
    numbers, dragged = all_rules()["KA345"], all_rules()["KA503"]
    for rule in (numbers, dragged):
        assert "icaew.com/itcounts/14073" in rule.source
        assert not re.search(r"\bCtrl nede\b|som tekst|as text", f"{rule.fix.da} {rule.fix.en}")
    assert "Trækker man i et tal, bliver det kopieret" in numbers.why.da
    assert "en dato eller en tekst, der slutter med tal" in dragged.message.da
