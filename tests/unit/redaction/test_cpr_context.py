"""What the words around a number, and its heading, say that it is."""

from __future__ import annotations

import pytest

from kleark.redaction.cpr_context import Meaning, meaning_of_heading, meaning_of_surroundings

NUMBER = "0101801234"


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("", Meaning.UNKNOWN),
        ("Noter", Meaning.UNKNOWN),
        ("Kontakttelefon", Meaning.UNKNOWN),
        ("Varetager", Meaning.UNKNOWN),
        ("Kontor", Meaning.UNKNOWN),
        ("Pnr", Meaning.UNKNOWN),
        ("CPR", Meaning.CPR),
        ("Borgerens personnummer", Meaning.CPR),
        ("P-nummer", Meaning.OTHER),
        ("P-nr.", Meaning.OTHER),
        ("Produktionsenhed", Meaning.OTHER),
        ("Ordrenr.", Meaning.OTHER),
        ("EAN-nummer", Meaning.OTHER),
        ("Antal", Meaning.OTHER),
        ("CPR/CVR", Meaning.EITHER),
        ("_AdHocReviewCycleID", Meaning.PROGRAM),
        ("timestamp", Meaning.PROGRAM),
    ],
)
def test_headings(heading: str, meaning: Meaning) -> None:
    assert meaning_of_heading(heading) is meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("CPR {}", Meaning.CPR),
        ("cpr.nr.{}", Meaning.CPR),
        ("{} (CPR)", Meaning.CPR),
        ("Skriv ikke CPR. Ring {}", Meaning.UNKNOWN),
        ("varetager {}", Meaning.UNKNOWN),
        ("kontoret {}", Meaning.UNKNOWN),
        ("konto {}", Meaning.OTHER),
        ("CPR/CVR {}", Meaning.EITHER),
        ("+45 {}", Meaning.PHONE),
        ("https://odense.dk/?v={}", Meaning.PROGRAM),
        ("https://odense.dk/?{}", Meaning.PROGRAM),
        ("https://odense.dk/?sag={}", Meaning.UNKNOWN),
        ("https://odense.dk/media/{}/a.pdf", Meaning.PROGRAM),
        ("https://odense.dk/borger/{}", Meaning.UNKNOWN),
        ("https://odense.dk/x/{}.png", Meaning.PROGRAM),
        ("media/{}", Meaning.UNKNOWN),
        ("IMG_{}", Meaning.PROGRAM),
    ],
)
def test_surroundings(text: str, meaning: Meaning) -> None:
    start = text.index("{}")
    assert meaning_of_surroundings(text.format(NUMBER), start, start + len(NUMBER)) is meaning
