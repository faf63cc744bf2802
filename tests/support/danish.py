"""How hard a Danish text is to read, and which of its words a dictionary does not know."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

LONG_WORD = 6
"""Letters. LIX counts the words with more of them as long ones."""
_PLACEHOLDER = re.compile(r"\{[a-z_]+(?::([^|}]*)\|([^}]*))?\}")
"""With both forms of the noun that may stand in it (`kleark.i18n.formats.Amount`)."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ANY_WORD = re.compile(r"\w(?:[\w\-./:@]*\w)?")
_END = re.compile(r"[.!?:](?=\s|$)")


def words(text: str) -> set[str]:
    """The words of a text, without its placeholders and what has digits in it."""
    return set(_WORD.findall(_PLACEHOLDER.sub(r" \1 \2 ", text)))


def lix(sentences: Iterable[str]) -> float:
    """The readability index of sentences: words a sentence, and long words in a hundred.

    A placeholder counts as a short word. Björnsson's scale: 25-34 is easy, 35-44 middling, 45-54 hard.
    """
    text = " ".join(one if one.endswith((".", "?", "!")) else f"{one}." for one in sentences)
    text = _PLACEHOLDER.sub(lambda found: f"x {found[2]}" if found[2] else "x", text)
    found = _ANY_WORD.findall(text)
    long_words = sum(len(word) > LONG_WORD for word in found)
    return len(found) / len(_END.findall(text)) + 100 * long_words / len(found)


def unknown_words(asked: Iterable[str]) -> list[str]:
    """The words that hunspell's Danish dictionary does not know. Without it the test is skipped, but in CI it fails."""
    program = shutil.which("hunspell")
    command = [program or "hunspell", "-d", "da_DK", "-i", "utf-8", "-l"]
    told = None
    if program is not None:
        told = subprocess.run(
            command, input="\n".join(sorted(asked)), capture_output=True, text=True, check=False
        )
    if told is None or told.returncode:
        reason = (
            "hunspell's Danish dictionary is not installed (Debian and Ubuntu: apt-get install hunspell-da)"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return sorted(set(told.stdout.split()))
