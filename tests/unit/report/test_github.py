"""GitHub's workflow commands: one line each, and nothing from a sheet can become another command."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.redaction.invisible import visible
from kleark.report.checked_file import CheckedFile
from kleark.report.github import render
from tests.support.reports import MENDED, ODENSE, ROOT, checked, empty_phone, report_of

if TYPE_CHECKING:
    from kleark.report.model import Subject

HOSTILE = st.lists(
    st.sampled_from(
        [*"%0123ADa:,=#[] \r\n\t", "::", "##[", "%0A", "%2C", "\u2028", "\x85", "\x1b", "\ud800", "æ"]
    )
).map("".join)


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def commands_of(*files: CheckedFile, lang: Any = "da") -> list[Command]:
    """The output as the runner reads it: line by line, unescaping what it found between the delimiters."""
    text = render(files, lang)
    text.encode()
    # The runner's reader ends a line at any of these, as `splitlines` does.
    lines = text.splitlines()
    assert lines == text.removesuffix("\n").split("\n")
    return [_read(line) for line in lines]


def _read(line: str) -> Command:
    match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)
    assert match is not None, line
    name, given_properties, message = match.groups()
    properties = dict(one.split("=", 1) for one in given_properties.split(","))
    return Command(name, {key: _unescape(value) for key, value in properties.items()}, _unescape(message))


def _unescape(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_a_finding_is_an_annotation_on_its_file_with_its_cell() -> None:
    (error,) = (command for command in commands_of(checked(ODENSE)) if command.name == "error")
    assert error.properties == {
        "file": "sample_sheets/odense-2021.xlsx",
        "title": "KA401 Nummer og navn modsiger hinanden",
        "line": "7",
    }
    assert error.message.startswith("B7: 15.27.26 findes ikke")
    assert error.message.endswith("Skriv: 15.17.26")


def test_severities_have_their_commands() -> None:
    commands = commands_of(checked(ODENSE), lang="en")
    names = {command.properties["title"].partition(" ")[0]: command.name for command in commands}
    assert (names["KA401"], names["KA503"], names["KA504"]) == ("error", "warning", "notice")


def test_each_file_ends_with_its_verdict() -> None:
    commands = commands_of(checked(ODENSE), checked(MENDED), checked(ROOT / "README.md"))
    verdicts = [command for command in commands if command.properties["title"] == "Kleark"]
    warnings = checked(ODENSE).report.counts.warnings
    assert [(command.properties["file"], command.message) for command in verdicts] == [
        (
            "sample_sheets/odense-2021.xlsx",
            f"Arket har fejl, der skal rettes (rækker: 9, fejl: 1, advarsler: {warnings})",
        ),
        (
            "sample_sheets/odense-2021-rettet.xlsx",
            f"Arket er uden fejl, men se bemærkningerne (rækker: 9, fejl: 0, advarsler: {warnings})",
        ),
        ("README.md", "Arket har fejl, der skal rettes (rækker: 0, fejl: 1, advarsler: 0)"),
    ]


@given(path=HOSTILE, message=HOSTILE, suggestion=HOSTILE)
def test_nothing_from_a_sheet_becomes_a_command(path: str, message: str, suggestion: str) -> None:
    finding = replace(empty_phone(2), message_da=message, suggestion=suggestion)
    annotation, verdict = commands_of(CheckedFile(path, report_of([finding])))
    written = f" Skriv: {suggestion}" if suggestion else ""
    assert annotation.message == visible(f"G2: {message}{written}")
    assert annotation.properties == {
        "file": visible(path),
        "title": "KA300 En celle er tom",
        "line": "2",
    }
    assert verdict.properties == {"file": visible(path), "title": "Kleark"}


@pytest.mark.parametrize(
    ("subject", "named", "named_en"),
    [
        ("inventory", "Opgørelsen", "The inventory"),
        ("case_templates", "Listen", "The list"),
        ("responsibilities", "Listen", "The list"),
        ("own_numbers", "Listen", "The list"),
    ],
)
def test_the_verdict_is_on_what_was_checked(subject: Subject, named: str, named_en: str) -> None:
    for file, da, en in (
        (ODENSE, "har fejl, der skal rettes", "has errors"),
        (MENDED, "er uden fejl", "has no errors"),
    ):
        one = checked(file)
        one = one._replace(report=replace(one.report, subject=subject))
        assert commands_of(one)[-1].message.startswith(f"{named} {da}")
        assert commands_of(one, lang="en")[-1].message.startswith(f"{named_en} {en}")
