"""Error values in Excel's languages."""

from __future__ import annotations

import pytest

from kleark.i18n.excel_errors import danish_error, is_error_text


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("#REF!", "#REFERENCE!"),
        ("#VALUE!", "#VÆRDI!"),
        ("#N/A", "#I/T"),
        ("#DIV/0!", "#DIVISION/0!"),
        ("#NAME?", "#NAVN?"),
        ("#NULL!", "#NUL!"),
        ("#NUM!", "#NUM!"),
        ("#SPILL!", "#OVERLØB!"),
        ("#PYTHON!", "#PYTHON!"),
    ],
)
def test_an_error_has_the_name_that_a_danish_excel_shows(stored: str, seen: str) -> None:
    assert danish_error(stored) == seen


@pytest.mark.parametrize(
    "text",
    [
        *(
            "#VÆRDI!",
            "#I/T",
            "#REFERENCE!",
            "#DIVISION/0!",
            "#NAVN?",
            "#TAL!",
            "#NUM!",
            "#NUL!",
            "#OVERLØB!",
            "#BEREGN!",
        ),
        *(
            "#ref!",
            "#i/t",
            "#REF!",
            "#N/A",
            "#NAME?",
            "#GETTING_DATA",
            "#WERT!",
            "#NV",
            "#VÄRDEFEL!",
            "Err:502",
            "Fejl:502",
        ),
    ],
)
def test_an_error_as_text_is_known_in_any_language(text: str) -> None:
    assert is_error_text(text)


@pytest.mark.parametrize(
    "text", ["#1", "#", "# Jobcenter", "#jobcenter", "#OdenseJob", "Err", "Fejl: 502 sager", "NAVN?"]
)
def test_other_texts_are_none(text: str) -> None:
    assert not is_error_text(text)
