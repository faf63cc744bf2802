"""Hashes of artefacts, and the release that they make."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cloudformation import function_folders, load_template
from infra.release import (
    CHANGELOG,
    VERIFY,
    ReleaseError,
    artefact_hash,
    artefact_hashes,
    main,
    newest_section,
    notes,
    release_id,
)
from tests.support.infra_commands import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def build(tmp_path: Path) -> Path:
    for name in function_folders(load_template()):
        (tmp_path / name / "kleark").mkdir(parents=True)
        (tmp_path / name / "kleark" / "b c.py").write_text(name)
        (tmp_path / name / "a.py").write_bytes(b"\xff")
        (tmp_path / name / "kleark.py").write_text("")
    return tmp_path


def test_the_hash_is_what_the_command_in_the_notes_prints(build: Path) -> None:
    folder = build / "ValidateFunction"
    printed = subprocess.run(
        ["sh", "-c", VERIFY], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    assert artefact_hash(folder) == printed.split()[0]


@pytest.mark.parametrize("change", ["content", "name", "another"])
def test_whatever_changes_in_an_artefact_changes_its_hash(build: Path, change: str) -> None:
    folder = build / "ValidateFunction"
    before = artefact_hash(folder)
    match change:
        case "content":
            (folder / "a.py").write_bytes(b"\xfe")
        case "name":
            (folder / "a.py").rename(folder / "b.py")
        case _:
            (folder / "empty").touch()
    assert artefact_hash(folder) != before


def test_an_artefact_that_was_not_built_is_named(build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (build / "SweepFunction").rename(build / "Other")
    assert main(["hashes", "--build", str(build)]) == 2
    assert "SweepFunction: run `make build` first" in capsys.readouterr().err


@given(
    st.dictionaries(st.text(), st.text()),
    st.binary(),
    st.dictionaries(st.text(), st.text()),
    st.text(min_size=1),
)
def test_a_release_is_another_for_another_artefact_template_or_parameter(
    hashes: dict[str, str], template: bytes, parameters: dict[str, str], more: str
) -> None:
    release = release_id(hashes, template, parameters)
    assert len(release) == 16
    assert release == release_id(dict(reversed(hashes.items())), template, dict(reversed(parameters.items())))
    others = [
        release_id(
            {name: value + more for name, value in hashes.items()} | {"new": more}, template, parameters
        ),
        release_id(hashes, template + more.encode("utf-8", "surrogatepass"), parameters),
        release_id(
            hashes, template, {name: value + more for name, value in parameters.items()} | {"new": more}
        ),
    ]
    assert release not in others


def test_the_notes_are_the_newest_section_and_every_artefact(build: Path) -> None:
    changelog = "# Changelog\n\n## 0.2.0\n\n- **New**: this.\n\n## 0.1.0\n\n- Old.\n"
    text = notes(changelog, artefact_hashes(build))
    assert text.startswith("# Kleark 0.2.0\n\n- **New**: this.\n")
    assert "Old" not in text
    for name in function_folders(load_template()):
        assert f"| `{name}` | `{artefact_hash(build / name)}` |" in text


def test_the_projects_own_changelog_has_a_newest_section(
    build: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heading, text = newest_section(CHANGELOG.read_text(encoding="utf-8"))
    assert heading.startswith("0.1.0")
    assert len(text) > 1000
    assert main(["notes", "--build", str(build)]) == 0
    assert capsys.readouterr().out.startswith(f"# Kleark {heading}")
    with pytest.raises(ReleaseError, match="no section"):
        newest_section("# Changelog\n")


def test_make_prints_the_hashes_and_nothing_else(build: Path, tmp_path: Path) -> None:
    """Also where an environment is made first, as on a runner that has none: the workflow compares what is printed."""
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\n[ "$1" = -c ] && exec "{sys.executable}" "$@"\necho ".venv-sam: installing"\n'
    )
    python.chmod(0o755)
    outcome = run("make", "hashes", f"PYTHON={python}", f"BUILD={build}")
    assert outcome.returncode == 0, outcome.stderr
    assert ".venv-sam: installing" in outcome.stderr
    assert outcome.stdout.splitlines() == [
        f"{value}  {name}" for name, value in artefact_hashes(build).items()
    ]


def test_the_notes_tell_the_wheels_hashes(
    build: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "kleark-0.1.0-py3-none-any.whl").write_bytes(b"wheel")
    assert main(["notes", "--build", str(build), "--wheels", str(wheels)]) == 0
    told = capsys.readouterr().out
    assert f"| `kleark-0.1.0-py3-none-any.whl` | `{hashlib.sha256(b'wheel').hexdigest()}` |" in told
    assert main(["notes", "--build", str(build)]) == 0
    assert "## Packages" not in capsys.readouterr().out
