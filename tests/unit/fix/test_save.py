"""A new file on disk: no other file is lost for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kleark.fix.save import OwnSourceError, open_new, save_new


def test_a_file_is_never_written_over_unless_forced_and_the_source_never(tmp_path: Path) -> None:
    source, target = tmp_path / "ark.xlsx", tmp_path / "ud.xlsx"
    source.write_bytes(b"old")
    save_new(b"new", target, source)
    assert target.read_bytes() == b"new"
    with pytest.raises(FileExistsError):
        save_new(b"newer", target, source)
    save_new(b"newer", target, source, force=True)
    assert target.read_bytes() == b"newer"
    for force in (False, True):
        with pytest.raises(OwnSourceError):
            save_new(b"newer", source, source, force=force)
    link = tmp_path / "link.xlsx"
    link.symlink_to(source)
    with pytest.raises(OwnSourceError):
        save_new(b"newer", link, source, force=True)
    assert source.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ark.xlsx", "link.xlsx", "ud.xlsx"]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "rigtig.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    with pytest.raises(FileExistsError):
        save_new(b"new", link, None)
    save_new(b"new", link, None, force=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_a_link_that_leads_nowhere_is_written_where_it_leads(tmp_path: Path) -> None:
    real, link = tmp_path / "rigtig.xlsx", tmp_path / "link.xlsx"
    link.symlink_to(real)
    with pytest.raises(FileExistsError):
        save_new(b"new", link, None)
    assert not real.exists()
    save_new(b"new", link, None, force=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "en.xlsx", tmp_path / "to.xlsx"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(OSError, match="symbolic links"):
        save_new(b"new", one, None, force=True)
    assert one.is_symlink()
    assert other.is_symlink()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_device_is_written_into(tmp_path: Path) -> None:
    before = Path(os.devnull).stat()
    with pytest.raises(FileExistsError):
        save_new(b"new", Path(os.devnull), None)
    save_new(b"new", Path(os.devnull), None, force=True)
    after = Path(os.devnull).stat()
    assert (after.st_mode, after.st_rdev, after.st_ino) == (before.st_mode, before.st_rdev, before.st_ino)
    link = tmp_path / "link"
    link.symlink_to(os.devnull)
    save_new(b"new", link, None, force=True)
    assert link.is_symlink()


def test_a_pipe_is_written_into_where_somebody_reads(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="No such device"):
        save_new(b"new", pipe, None, force=True)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    save_new(b"new", pipe, None, force=True)
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mappe").mkdir()
    with pytest.raises(IsADirectoryError):
        save_new(b"new", tmp_path / "mappe", None, force=True)


def test_what_comes_piece_by_piece_replaces_neither_links_nor_pipes(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "rigtig.jsonl", tmp_path / "link.jsonl", tmp_path / "pipe"
    real.write_bytes(b"old")
    link.symlink_to(real)
    os.mkfifo(pipe)
    for target in (real, link, pipe):
        with pytest.raises(FileExistsError), open_new(target, force=False):
            pass
    with pytest.raises(OSError, match="No such device"), open_new(pipe, force=True):
        pass
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for target in (link, pipe):
        with open_new(target, force=True) as file:
            file.write(b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    with pytest.raises(IsADirectoryError), open_new(tmp_path, force=True):
        pass


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "arkiv.jsonl"
    target.write_bytes(b"old")

    def fail() -> None:
        with open_new(target, force=True) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["arkiv.jsonl"]
    assert target.read_bytes() == b"old"
