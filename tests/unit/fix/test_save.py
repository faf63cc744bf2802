"""A new file on disk: no other file is lost for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kleark.fix.save import save_new

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_never_written_over_unless_forced_and_the_source_never(tmp_path: Path) -> None:
    source, target = tmp_path / "ark.xlsx", tmp_path / "ud.xlsx"
    source.write_bytes(b"old")
    save_new(b"new", target, source)
    assert target.read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        save_new(b"newer", target, source)
    save_new(b"newer", target, source, force=True)
    assert target.read_bytes() == b"newer"
    with pytest.raises(FileExistsError):
        save_new(b"newer", source, source, force=True)
    link = tmp_path / "link.xlsx"
    link.symlink_to(source)
    with pytest.raises(FileExistsError):
        save_new(b"newer", link, source, force=True)
    assert source.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ark.xlsx", "link.xlsx", "ud.xlsx"]
