"""What the README shows of `kleark plan` is what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kleark import cli

ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"^```\n\$ \.venv/bin/kleark (plan .*)\n((?s:.*?))^```$", re.MULTILINE)


def test_the_readme_shows_what_the_command_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [(command, shown)] = SHOWN.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv(cli.REGISTER_VARIABLE, raising=False)
    with pytest.raises(SystemExit) as left:
        cli.main(shlex.split(command))
    assert left.value.code == cli.OK
    assert capsys.readouterr().out == shown
