"""`kleark --version` says which Kleark it is, and the commit where that is known."""

from __future__ import annotations

import json
import platform
import subprocess
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from kleark import __version__, cli
from kleark.commands.version import version_text

ROOT = Path(__file__).parents[3]


def installed_from(origin: object, monkeypatch: pytest.MonkeyPatch) -> None:
    text = None if origin is None else json.dumps(origin)
    monkeypatch.setattr(PathDistribution, "read_text", lambda self, name: text)


@pytest.mark.parametrize("written", [["--version"], ["--lang", "en", "--version"], ["--version", "check"]])
def test_it_is_told_with_the_python(written: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(written)
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"kleark {__version__}")
    assert told.endswith(f", Python {platform.python_version()}\n")


def test_a_wheel_has_no_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    for origin in (None, {"url": "https://example.dk/kleark.whl", "archive_info": {}}):
        installed_from(origin, monkeypatch)
        assert version_text() == f"kleark {__version__}, Python {platform.python_version()}"


def test_what_pip_took_from_git_has_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    origin = {
        "url": "https://example.dk/k.git",
        "vcs_info": {"vcs": "git", "commit_id": "0123456789abcdef" * 2},
    }
    installed_from(origin, monkeypatch)
    assert f"kleark {__version__} (commit 0123456789ab)" in version_text()


def test_an_editable_installation_has_what_is_checked_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.dk")
        subprocess.run(["git", "-C", str(tmp_path), *who, *arguments], check=True, capture_output=True)

    installed_from({"url": tmp_path.as_uri(), "dir_info": {"editable": True}}, monkeypatch)
    assert "commit" not in version_text()
    git("init")
    assert "commit" not in version_text()
    (tmp_path / "a").write_text("1", encoding="utf-8")
    git("add", "a")
    git("commit", "--no-gpg-sign", "-m", "a")
    clean = version_text()
    assert "(commit " in clean
    assert "-dirty" not in clean
    (tmp_path / "a").write_text("2", encoding="utf-8")
    assert version_text() == clean.replace(")", "-dirty)")
    monkeypatch.setenv("PATH", "")
    assert "commit" not in version_text()
