"""The languages of texts for people, and which of them a person at a terminal has chosen: decided here alone."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal, TypeAlias


Language: TypeAlias = "Literal['da', 'en']"

LANGUAGE_VARIABLE = "KLEARK_LANG"
DEFAULT_LANGUAGE: Language = "da"

_LANGUAGES: dict[str, Language] = {"da": "da", "en": "en"}
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""As POSIX has it (Base Definitions, 8.2): the first that is set and not empty."""

_NO_LANGUAGE = frozenset({"C", "POSIX"})
"""Locales that say nothing of a language: CI, cron and containers have them."""


class UnknownLanguageError(ValueError):
    """`LANGUAGE_VARIABLE` names no language that there is. ``value``: what it names."""

    def __init__(self, value: str) -> None:
        super().__init__(f"{LANGUAGE_VARIABLE}={value}: write da or en")
        self.value = value
        self.da = f'{LANGUAGE_VARIABLE} er sat til "{value}". Skriv da eller en.'
        self.en = f'{LANGUAGE_VARIABLE} is set to "{value}". Write da or en.'


def chosen_language(environment: Mapping[str, str]) -> Language:
    """The language of `LANGUAGE_VARIABLE`, else of the locale, else Danish.

    Raises:
        UnknownLanguageError: The variable was set to something else.
    """
    value = environment.get(LANGUAGE_VARIABLE, "")
    if not value:
        return locale_language(environment)
    language = _LANGUAGES.get(_primary(value))
    if language is None:
        raise UnknownLanguageError(value)
    return language


def locale_language(environment: Mapping[str, str]) -> Language:
    """The language of the locale: Danish where it is Danish or says none, English for all others.

    Most who use Kleark work for a Danish municipality, and logs of CI and cron, whose locale says nothing, are read by
    them; somebody whose machine speaks German or Swedish is likelier to read English than Danish.
    """
    locale = next((value for name in _LOCALE_VARIABLES if (value := environment.get(name))), "C")
    bare = locale.partition(".")[0].partition("@")[0]
    return DEFAULT_LANGUAGE if bare in _NO_LANGUAGE or _primary(locale) == "da" else "en"


def asked_language(written: Sequence[str]) -> Language | None:
    """The language that a command line asks for, also one that cannot be parsed; the last where it asks twice."""
    asked = None
    for word, following in zip(written, [*written[1:], ""], strict=False):
        if word == "--":
            break
        value = following if word == "--lang" else word.removeprefix("--lang=") if "=" in word else ""
        asked = _LANGUAGES.get(value, asked)
    return asked


def _primary(tag: str) -> str:
    """``da`` of ``da_DK.UTF-8``, ``da-DK`` and ``da``."""
    return tag.replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0].lower()
