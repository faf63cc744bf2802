"""`make run`, `make demo`, `make upload` and `make watch` speak the language that the environment chooses."""

from __future__ import annotations

import json

import pytest

from infra.demo import Narrator
from infra.local import judge_now, stack, upload
from infra.local.local_language import local_language


@pytest.fixture(params=["da", "en"])
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KLEARK_LANG", request.param)
    return str(request.param)


@pytest.fixture
def none_runs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "RUNNING", tmp_path_factory.mktemp("none") / "stack.json")


def test_a_variable_that_names_no_language_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KLEARK_LANG", "german")
    with pytest.raises(SystemExit) as left:
        local_language()
    assert left.value.code == 2
    assert "german" in capsys.readouterr().err


def test_the_narrator_says_what_is_in_the_language(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator(local_language())
    narrator.heading("på dansk", "in English")
    narrator.step("på dansk", "in English")
    narrator.command("på dansk", "in English", "make run")
    narrator.good("på dansk", "in English")
    narrator.text("på dansk", "in English")
    narrator.text(json.dumps({"same": "in both"}))
    told = capsys.readouterr().out
    assert told.count("på dansk") == (5 if lang == "da" else 0)
    assert told.count("in English") == (5 if lang == "en" else 0)
    assert "in both" in told


def test_make_upload_without_a_file_or_a_stack(
    lang: str, none_runs: None, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert upload.main([]) == 2
    assert ("Sig, hvilket ark" if lang == "da" else "Say which sheet") in capsys.readouterr().err
    sheet = tmp_path_factory.mktemp("ark") / "ark.xlsx"
    sheet.write_bytes(b"")
    assert upload.main([str(sheet)]) == 2
    assert capsys.readouterr().err == stack.NONE_RUNNING[local_language()] + "\n"


def test_make_watch_takes_a_name_and_suggests_one(
    lang: str, none_runs: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judge_now.main(["Odnse"]) == 2
    assert ("Mente du Odense" if lang == "da" else "Did you mean Odense") in capsys.readouterr().err
    assert judge_now.main(["Odense"]) == 1
    assert "make run" in capsys.readouterr().err
