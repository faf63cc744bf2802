"""A command line that is read without argparse is read as argparse reads it."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kleark.commands.command_parser import command_parser
from kleark.commands.plain_check import plain_check

if TYPE_CHECKING:
    from kleark.i18n.language import Language

WORDS = st.sampled_from(
    [
        *(
            "a.xlsx",
            "b.xlsx",
            "-",
            "--",
            "--lang",
            "da",
            "en",
            "sv",
            "--municipality",
            "0461",
            "--output-format",
        ),
        *("json", "text", "pdf", "html", "--fail-level", "warning", "--fail", "error", "--since", "r.json"),
        *("--kle-register", "k.json", "--inventory", "--inventory-file", "--inventory-date", "--help", "-h"),
        *("--lang=en", "--output-format=json", "-x", "plan", "", " ", "-1", "a b"),
    ]
)
LANG: Language = "da"
PARSER = command_parser(lang=LANG)


@example(["check", "a.xlsx", "--lang", "en", "b.xlsx"])
@example(["check", "--municipality", "0461", "a.xlsx", "b.xlsx", "--output-format", "json"])
@example(["check", "a.xlsx", "--municipality", "-"])
@example(["check", "a.xlsx", "--municipality", ""])
@given(st.lists(WORDS, max_size=8).map(lambda words: ["check", *words]))
def test_both_read_the_same(written: list[str]) -> None:
    read = plain_check(written, LANG)
    if read is None:
        return
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        expected = PARSER.parse_args(written)
    assert vars(read) == vars(expected)


@pytest.mark.parametrize(
    "written",
    ["check a.xlsx", "check a.xlsx b.xlsx --output-format json", "check - --municipality 0461 --lang en"],
)
def test_what_people_and_pipelines_write_is_plain(written: str) -> None:
    assert plain_check(written.split(), LANG) is not None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "plan a.xlsx",
        "check",
        "check --help",
        "check a.xlsx --lang",
        "check a.xlsx --lang sv",
        "check --lang en",
    ],
)
def test_the_rest_is_argparses(written: str) -> None:
    assert plain_check(written.split(), LANG) is None
