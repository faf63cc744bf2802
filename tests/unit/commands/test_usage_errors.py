"""What is wrong with a command line is told in the person's language, with what was probably meant."""

from __future__ import annotations

import argparse
import sys

import pytest

from kleark import cli
from kleark.commands.usage_errors import danish_usage_error, nearest, unknown_command

ENGLISH = (
    "the following",
    "argument",
    "expected",
    "invalid",
    "required",
    "unrecognized",
    "choose",
    "allowed",
)


def said(capsys: pytest.CaptureFixture[str], written: str, lang: str) -> str:
    with pytest.raises(SystemExit) as left:
        cli.main([*written.split(), "--lang", lang])
    assert left.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("written", "danish", "english"),
    [
        ("check", "der mangler: FILE", "the following arguments are required: FILE"),
        ("", "der mangler: COMMAND", "the following arguments are required: COMMAND"),
        ("revert 0461 --to", "--to: der mangler en værdi", "argument --to: expected one argument"),
        ("revert 0461 --to x", "--to: 'x' er ikke et tal", "argument --to: invalid int value: 'x'"),
        ("edit a --copy x", "--copy: der skal være 2 værdier", "argument --copy: expected 2 arguments"),
        ("check a --inventory=x", "--inventory: tager ingen værdi", "ignored explicit argument"),
        (
            "check a --inventory --inventory-file x",
            "--inventory-file: kan ikke bruges sammen med --inventory",
            "not allowed with argument --inventory",
        ),
        ("replay 0461 --yes", "skriv en af disse: UPLOAD --all", "one of the arguments UPLOAD --all is"),
        ("check a --fail-level bad", "--fail-level: 'bad' kan ikke bruges (vælg mellem", "invalid choice"),
        ("check a --in x", "kan være både", "ambiguous option"),
        ("check a --ukendt", "ukendt: --ukendt", "unrecognized arguments: --ukendt"),
    ],
)
def test_every_kind_of_error_is_told_in_both_languages(
    written: str, danish: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_danish = said(capsys, written, "da")
    # Of what people write and what options are called, nothing is translated.
    assert danish in in_danish
    assert ": fejl: " in in_danish
    in_english = said(capsys, written, "en")
    assert english in in_english
    assert ": error: " in in_english


def test_no_english_is_left_in_what_is_translated() -> None:
    """All that argparse of this Python can say of a line, taken from argparse itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--one")
    parser.add_argument("--two", nargs="+")
    parser.add_argument("--three", nargs=3)
    parser.add_argument("--number", type=float)
    parser.add_argument("--flag", action="store_true")
    parser.add_argument("--choice", choices=("a", "b"))
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--left")
    either.add_argument("--right")
    parser.add_argument("what")
    lines = (
        *("", "--one", "--two", "--three 1", "--number x", "--flag=1", "--choice c --left 1 w"),
        *("--left 1 --right 2 w", "--t 1", "w", "w --left 1 --more 2"),
    )
    for line in lines:
        messages: list[str] = []

        def keep(message: str, kept: list[str] = messages) -> None:
            kept.append(message)
            sys.exit(2)

        parser.error = keep  # type: ignore[method-assign, assignment]
        with pytest.raises(SystemExit):
            parser.parse_args(line.split())
        danish = danish_usage_error(messages[0])
        assert danish != messages[0]
        assert not [word for word in ENGLISH if word in danish], danish


def test_what_is_not_known_stays_as_it_is() -> None:
    assert danish_usage_error("something new") == "something new"


@pytest.mark.parametrize(
    ("written", "meant"), [("chek", "check"), ("CHECK", "check"), ("pubish", "publish"), ("zzz", "")]
)
def test_the_nearest_command_is_suggested(
    written: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nearest(written, ("check", "publish", "plan")) == meant
    line = said(capsys, f"{written} a.xlsx", "da")
    assert ("Mente du" in line) == bool(meant)
    assert meant in line
    assert "choose from" not in line
    assert (f"Did you mean {meant}?" in said(capsys, f"{written} a.xlsx", "en")) == bool(meant)


def test_below_a_command_its_own_are_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Mente du import? Alle kommandoer: kleark help register" in said(capsys, "register imprt", "da")
    assert unknown_command("x", "kleark register", ("import",))[1].endswith("kleark help register")


def test_the_nearest_option_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Mente du --municipality?" in said(capsys, "check a.xlsx --munincipality 0461", "da")
    assert "Did you mean --stack?" in said(capsys, "live 0461 --stak=x", "en")


def test_the_language_follows_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def last(**environment: str) -> str:
        for name in ("KLEARK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit):
            cli.main(["check"])
        return capsys.readouterr().err.splitlines()[-1]

    assert "der mangler" in last()
    assert "der mangler" in last(LANG="C.UTF-8")
    assert "are required" in last(LANG="en_US.UTF-8")
    assert "der mangler" in last(LANG="en_US.UTF-8", KLEARK_LANG="da")
    assert last(KLEARK_LANG="fransk") == 'kleark: KLEARK_LANG er sat til "fransk". Skriv da eller en.'
    assert (
        last(KLEARK_LANG="french", LANG="en_US") == 'kleark: KLEARK_LANG is set to "french". Write da or en.'
    )
