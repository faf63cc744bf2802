"""Every command refuses in JSON where it is asked to, as ``schemas/refusal.schema.json`` has it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from kleark import cli
from kleark.refusal_codes import RefusalCode
from kleark.schemas import schema
from tests.support.cli_reference import commands

CONTRACT = jsonschema_rs.Draft202012Validator(schema("refusal"))
NOTE = ("--note", "prøve", "--yes")
REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "check": (("mangler.xlsx",), 2, "file_not_found"),
    "links": (("mangler.xlsx",), 2, "file_not_found"),
    "plan": (("-", "--against", "-"), 2, "standard_input_twice"),
    "fix": (("mangler.xlsx", "-o", "ud.xlsx"), 2, "file_not_found"),
    "annotate": (("mangler.xlsx", "-o", "ud.xlsx"), 2, "file_not_found"),
    "template": (("--municipality", "9999"), 2, "unknown_municipality"),
    "map": (("--inventory", "a.csv", "--live", "b", "-o", "kort.png"), 2, "unknown_file_ending"),
    "edit": (("0461", "--set", "15.20.24/FASIT:telefon=66131372"), 2, "stack_not_named"),
    "parts": (("0461",), 2, "stack_not_named"),
    "define-part": (("0461", "Jobcenter", "--systems", "FASIT", *NOTE), 2, "stack_not_named"),
    "remove-part": (("0461", "Jobcenter", *NOTE), 2, "stack_not_named"),
    "rules": (("KA999",), 2, "unknown_rule"),
    "responsibilities": (("mangler.csv", "--live", "mangler.json", "-o", "ud.csv"), 2, "file_not_found"),
    "register import": (("a.xml", "-o", "a.xml"), 2, "same_file"),
    "register compare": (("mangler.xml", "mangler.xml"), 2, "file_not_found"),
    "register list": ((), 2, "stack_not_named"),
    "register plan": (("abcd",), 2, "stack_not_named"),
    "register activate": (("abcd", *NOTE), 2, "stack_not_named"),
    "register revert": (NOTE, 2, "stack_not_named"),
    "register log": ((), 2, "stack_not_named"),
    "register send": (("mangler.xml",), 2, "stack_not_named"),
    "register show": (("--kle-register", "mangler.json"), 2, "file_not_found"),
    "live": (("0461",), 2, "stack_not_named"),
    "uploads": (("9999",), 2, "unknown_municipality"),
    "upload": (("ark.xlsx", "--municipality", "0461"), 2, "stack_not_named"),
    "publish": (("0461", "abcd", "--yes"), 2, "stack_not_named"),
    "revert": (("0461", "--to", "1", "--yes"), 2, "stack_not_named"),
    "unpublish": (("0461", *NOTE), 2, "stack_not_named"),
    "freeze": (("0461", *NOTE), 2, "stack_not_named"),
    "unfreeze": (("0461", *NOTE), 2, "stack_not_named"),
    "limit": (("0461", "50", *NOTE), 2, "stack_not_named"),
    "four-eyes": (("0461", "on", *NOTE), 2, "stack_not_named"),
    "schedule": (("0461", "abcd", "--at", "i morgen"), 2, "malformed_time"),
    "cancel": (("0461", "--yes"), 2, "stack_not_named"),
    "delete": (("0461", "abcd", "--yes", *NOTE), 2, "stack_not_named"),
    "log show": (("0461",), 2, "stack_not_named"),
    "log row": (("0461", "15.20.24"), 2, "stack_not_named"),
    "explain": (
        ("0461", "--kle", "15.20.24", "--system", "FASIT", "--created", "1-4-2021"),
        2,
        "stack_not_named",
    ),
    "answers": (("0461",), 2, "stack_not_named"),
    "withdraw-answer": (("0461", "0" * 32), 2, "stack_not_named"),
    "wait-for-answers": (("0461", "on", "--note", "x"), 2, "stack_not_named"),
    "export": (("0461", "-o", "alt.jsonl"), 2, "stack_not_named"),
    "import": (("9999", "--from-file", "alt.jsonl"), 2, "unknown_municipality"),
    "replay": (("0461", "--all"), 2, "stack_not_named"),
    "cases": (("0461",), 2, "stack_not_named"),
    "watch": (("0461",), 2, "stack_not_named"),
    "log verify": (("mangler.json",), 2, "file_not_found"),
}


@pytest.fixture(autouse=True)
def nothing_set_up(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLEARK_STACK", raising=False)
    monkeypatch.delenv(cli.REGISTER_VARIABLE, raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert isinstance(left.value.code, int)
    return left.value.code, *capsys.readouterr()


def refusal(out: str) -> dict[str, Any]:
    content = json.loads(out)
    CONTRACT.validate(content)
    error: dict[str, Any] = content["error"]
    return error


def test_the_contract_has_the_closed_list() -> None:
    assert schema("refusal")["properties"]["error"]["properties"]["code"]["enum"] == sorted(RefusalCode)


def test_every_command_is_here() -> None:
    # `completion` depends on nothing that could be refused but how it is written, which the last test has.
    assert {f"kleark {verb}" for verb in (*REFUSED, "completion")} == set(commands())


@pytest.mark.parametrize("verb", REFUSED)
def test_a_refusal_is_json_with_the_code_of_the_text(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, expected = REFUSED[verb]
    left, out, err = run(capsys, *verb.split(), *arguments, "--output-format", "json", "--lang", "en")
    error = refusal(out)
    assert (left, error["code"]) == (code, expected)
    assert err == f"kleark: {error['message']['en']}\n"
    as_text = run(capsys, *verb.split(), *arguments, "--lang", "en")
    assert as_text == (code, "", err)


@pytest.mark.parametrize("verb", [*REFUSED, "completion"])
def test_so_is_a_command_line_that_cannot_be_parsed(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    for wish in (("--output-format", "json"), ("--output-format=json",)):
        left, out, err = run(capsys, *verb.split(), *wish, "--ukendt")
        assert (left, refusal(out)["code"]) == (2, "wrong_usage")
        assert err.startswith("brug: kleark")
    assert run(capsys, *verb.split(), "--ukendt")[1] == ""


def test_a_fault_of_ours_has_a_code_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("secret")

    monkeypatch.delenv("KLEARK_DEBUG", raising=False)
    monkeypatch.setattr("kleark.commands.rules.all_rules", fail)
    left, out, _ = run(capsys, "rules", "--output-format", "json")
    error = refusal(out)
    assert (left, error["code"], error["exception"]) == (3, "unexpected", "RuntimeError")
    assert "secret" not in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("rules", "KA401"), {"id": "KA401"}),
        (
            ("template", "-o", "ny.xlsx", "--municipality", "0461"),
            {"output": "ny.xlsx", "municipalityCode": "0461"},
        ),
        (("register", "show"), {"topics": 360}),
    ],
)
def test_success_is_json_too(
    arguments: tuple[str, ...], expected: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    left, out, err = run(capsys, *arguments, "--output-format", "json")
    content = json.loads(out)
    [content] = content if isinstance(content, list) else [content]
    assert (left, err) == (0, "")
    assert content.items() >= expected.items()


@pytest.mark.parametrize(
    "verb", [verb for verb, (arguments, *_) in REFUSED.items() if arguments[:1] == ("0461",)]
)
def test_every_command_takes_a_name_and_suggests_one(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, code, expected = REFUSED[verb]
    options = ("--output-format", "json", "--lang", "da")
    left, out, _ = run(capsys, *verb.split(), "Odense", *arguments[1:], *options)
    assert (left, refusal(out)["code"]) == (code, expected)
    if verb in {
        "edit",
        "schedule",
    }:  # to `edit` what is no municipality is a file; a time is read before a name
        return
    left, out, _ = run(capsys, *verb.split(), "Odnse", *arguments[1:], *options)
    assert (left, refusal(out)["code"]) == (2, "unknown_municipality")
    assert "Mente du Odense (0461)" in refusal(out)["message"]["da"]


def test_a_log_is_verified_by_name_too(capsys: pytest.CaptureFixture[str]) -> None:
    for named in ("0461", "Odense"):
        left, out, _ = run(capsys, "log", "verify", named, "--output-format", "json")
        assert (left, refusal(out)["code"]) == (2, "stack_not_named")
