"""The files beside the modules, wherever the program is started from."""

from __future__ import annotations

from pathlib import Path

import pytest

import kleark
from kleark.package_files import read_package_file

PACKAGE = Path(kleark.__file__).parent


def test_a_file_is_read_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    content = read_package_file("registers", "data", "municipalities.csv")
    assert content == (PACKAGE / "registers" / "data" / "municipalities.csv").read_bytes()


def test_what_is_not_there_is_not_made_up() -> None:
    with pytest.raises(FileNotFoundError):
        read_package_file("registers", "data", "no-such-file.csv")
    with pytest.raises(OSError, match="registers"):
        read_package_file("registers")
