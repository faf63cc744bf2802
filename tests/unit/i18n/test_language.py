"""Which language a person has chosen: the command line, then KLEARK_LANG, then the locale, then Danish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.i18n.language import UnknownLanguageError, asked_language, chosen_language, locale_language

LOCALES = st.sampled_from(["", "C", "C.UTF-8", "POSIX", "da_DK.UTF-8", "en_US.UTF-8", "de_DE", "sv_SE@euro"])


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "da"),
        ({"LANG": ""}, "da"),
        ({"LANG": "C"}, "da"),
        ({"LANG": "C.UTF-8"}, "da"),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "da"),
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "da"}, "da"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE@euro"}, "en"),
        ({"LANG": "nb_NO.UTF-8"}, "en"),
        ({"LC_MESSAGES": "en_US.UTF-8", "LANG": "da_DK.UTF-8"}, "en"),
        ({"LC_ALL": "da_DK.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "da"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_US"}, "en"),
        ({"KLEARK_LANG": "en", "LANG": "da_DK.UTF-8"}, "en"),
        ({"KLEARK_LANG": "da", "LC_ALL": "en_US.UTF-8"}, "da"),
        ({"KLEARK_LANG": "", "LANG": "en_US.UTF-8"}, "en"),
        ({"KLEARK_LANG": "EN"}, "en"),
        ({"KLEARK_LANG": "da_DK.UTF-8"}, "da"),
        ({"KLEARK_LANG": "en-GB"}, "en"),
    ],
)
def test_the_environment_decides(environment: dict[str, str], expected: str) -> None:
    assert chosen_language(environment) == expected


@pytest.mark.parametrize("value", ["de", "dansk", "english", "C", " da", "xx_DA"])
def test_a_variable_that_names_no_language_is_told(value: str) -> None:
    with pytest.raises(UnknownLanguageError) as told:
        chosen_language({"KLEARK_LANG": value, "LANG": "en_US"})
    assert value in told.value.da
    assert value in told.value.en


@given(*[LOCALES] * 3)
def test_the_first_variable_that_is_set_decides_alone(all_of_it: str, messages: str, lang: str) -> None:
    environment = {"LC_ALL": all_of_it, "LC_MESSAGES": messages, "LANG": lang}
    assert locale_language(environment) == locale_language({"LANG": all_of_it or messages or lang})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("check a.xlsx", None),
        ("check a.xlsx --lang en", "en"),
        ("--lang=en nonsense", "en"),
        ("--lang en check --lang da", "da"),
        ("check --lang de", None),
        ("check --lang", None),
        ("check -- --lang en", None),
    ],
)
def test_a_command_line_asks_for_a_language(written: str, expected: str | None) -> None:
    assert asked_language(written.split()) == expected
