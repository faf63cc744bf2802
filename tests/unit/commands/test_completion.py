"""`kleark completion` makes real shells complete: commands, options, choices, sheets, municipalities and rules."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from kleark import cli
from kleark.commands.completion import completion_script
from kleark.registers.municipalities import municipalities
from tests.support.cli_reference import commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kleark.i18n.language import Language

SHELLS = ("bash", "zsh", "fish")

EXPECTED = [
    ("kleark che", {"check"}),
    ("kleark define-", {"define-part"}),
    ("kleark register im", {"import"}),
    ("kleark log ", {"show", "row", "verify"}),
    ("kleark check --output-f", {"--output-format"}),
    ("kleark check --fail-level ", {"error", "warning"}),
    ("kleark --lang ", {"da", "en"}),
    ("kleark check a", {"ark.xlsx"}),
    ("kleark check --municipality 046", {"0461"}),
    ("kleark live Odens", {"Odense"}),
    ("kleark upload --municipality Aarh", {"Aarhus"}),
    ("kleark rules KA40", {f"KA40{digit}" for digit in range(1, 9)}),
    ("kleark publish 0461 abcd --conf", {"--confirm-findings", "--confirm-removals"}),
    ("kleark completion ", set(SHELLS)),
]

BASH = """
source "$1"
read -r -a COMP_WORDS <<< "$2"
[[ "$2" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )) COMP_LINE="$2" COMP_POINT=${#2} COMPREPLY=()
function=$(complete -p kleark | sed 's/.*-F \\([^ ]*\\).*/\\1/')
"$function" kleark "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def needs(shell: str) -> str:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    return shell


@pytest.fixture(params=["da", "en"])
def lang(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ark.xlsx").write_bytes(b"")
    (tmp_path / "andet.txt").write_bytes(b"")
    return tmp_path


def script(shell: str, lang: Language, folder: Path) -> Path:
    path = folder / f"script.{shell}"
    path.write_text(completion_script(shell, lang), encoding="utf-8")
    return path


def run(*words: str, folder: Path) -> str:
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=60, check=False, env=clean(folder)
    )
    assert done.stderr == ""
    return done.stdout


def clean(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm"}


def test_bash_completes(lang: Language, folder: Path) -> None:
    needs("bash")
    path = str(script("bash", lang, folder))
    for line, expected in EXPECTED:
        assert set(run("bash", "--norc", "-c", BASH, "bash", path, line, folder=folder).split()) == expected


def test_fish_completes_and_says_what_each_is(lang: Language, folder: Path) -> None:
    needs("fish")
    path = script("fish", lang, folder)
    for line, expected in EXPECTED:
        asked = f"source {path}; complete -C '{line}'"
        found = [
            one.split("\t") for one in run("fish", "--no-config", "-c", asked, folder=folder).splitlines()
        ]
        assert {one[0] for one in found} == expected
        if line.endswith("046"):
            assert found == [["0461", "Odense"]]
        if line.endswith("che"):
            assert found[0][1].startswith("kontrollér" if lang == "da" else "check one")


class Zsh:
    """An interactive zsh on a terminal, which alone completes there."""

    def __init__(self, folder: Path) -> None:
        self._near, far = pty.openpty()
        self._process = subprocess.Popen(
            ["zsh", "-f", "-i"],
            cwd=folder,
            stdin=far,
            stdout=far,
            stderr=far,
            env=clean(folder),
            close_fds=True,
        )
        os.close(far)
        self.send("PS1='' ; unsetopt BEEP AUTO_MENU ZLE_PROMPT_SP PROMPT_CR PROMPT_SP; stty -echo\n", "")

    def send(self, text: str, until: str) -> str:
        """Type a text, and give what is shown until ``until`` is."""
        os.write(self._near, text.encode())
        shown, end = "", time.monotonic() + 30
        while time.monotonic() < end:
            ready, _, _ = select.select([self._near], [], [], 0.2)
            if ready:
                shown += os.read(self._near, 65536).decode("utf-8", "replace")
            if until and until in shown:
                return shown
            if not until and not ready:
                return shown
        raise AssertionError(f"{until!r} is not shown: {shown!r}")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._near)


@pytest.fixture
def zsh(folder: Path) -> Iterator[Zsh]:
    needs("zsh")
    shell = Zsh(folder)
    yield shell
    shell.close()


def test_zsh_completes(zsh: Zsh, folder: Path) -> None:
    path = script("zsh", "da", folder)
    # As docs/cli.md has it in ~/.zshrc, with the script from a file.
    zsh.send(f'autoload -U compinit; compinit -u -D; eval "$(<{path})"\n', "")
    zsh.send('kleark() { print GOT:$*:END }; print SET"" UP\n', "SET UP")
    for line, expected in EXPECTED:
        if len(expected) > 1:
            # The second Tab shows a list below the line, which is then cleared.
            shown = zsh.send(f"{line}\t\t", min(expected, key=len))
            shown += zsh.send("", "")
            assert expected <= set(re.findall(r"[\w-]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", shown))), line
            zsh.send("\x15", "")
        else:
            shown = zsh.send(f"{line}\t\n", ":END")
            (word,) = expected
            assert f" {word}" in shown.replace("GOT:", " ")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_municipality_is_in_the_script(shell: str, lang: Language) -> None:
    text = completion_script(shell, lang)
    for name in commands():
        assert name.rsplit(maxsplit=1)[-1] in text
    for one in municipalities():
        assert one.code in text
        assert one.name in text
        # Names are completed as words: one with a space would have to be quoted.
        assert not set(one.name) & set(" '\"\\:")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_read_without_complaint(shell: str, lang: Language, folder: Path) -> None:
    assert run(needs(shell), "-n", str(script(shell, lang, folder)), folder=folder) == ""


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["completion", "bash"])
    text = capsys.readouterr().out
    assert (left.value.code, text) == (0, completion_script("bash", "da") + "\n")
    with pytest.raises(SystemExit):
        cli.main(["completion", "bash", "--output-format", "json"])
    assert json.loads(capsys.readouterr().out) == {"shell": "bash", "script": text[:-1]}
