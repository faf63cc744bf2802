"""Write a new file: completely or not at all, and never over another file by accident."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Names that stand for what is open already, or for a device: written into, whatever they lead to.
_NAMES_OF_DEVICES = ("/dev/", "/proc/")


class OwnSourceError(FileExistsError):
    """What would be written over is what was read."""


def save_new(data: bytes, target: Path, source: Path | None, *, force: bool = False) -> None:
    """Write a file.

    A link stays: the file that it leads to is written. A device or a pipe stays, and is written into.

    Args:
        data: The content.
        target: Where to write it.
        source: The file that ``data`` was made from, if any. It is never overwritten, not even under another name.
        force: Overwrite any other file.

    Raises:
        OwnSourceError: The file is the one that ``data`` was made from.
        FileExistsError: There is a file already, and it must not be overwritten.
        OSError: Writing failed.
    """
    exists = target.exists()
    if exists and source is not None and source.exists() and target.samefile(source):
        raise OwnSourceError(str(target))
    if (exists or target.is_symlink()) and not force:
        raise FileExistsError(str(target))
    if exists and not _can_be_replaced(target):
        with _open_into(target) as file:
            file.write(data)
        return
    _write_whole(data, _behind_links(target), force=force)


def _behind_links(target: Path) -> Path:
    """The file to write. Raises OSError for links that lead in a circle."""
    reached = Path(os.path.realpath(target)) if target.is_symlink() else target
    if reached.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target))
    return reached


def _can_be_replaced(target: Path) -> bool:
    name = os.path.abspath(target)  # noqa: PTH100 (resolve() would follow the link that counts)
    return stat.S_ISREG(target.stat().st_mode) and not name.startswith(_NAMES_OF_DEVICES)


def _open_into(target: Path) -> IO[bytes]:
    """A device, a pipe or what is open already, to write into. A disk, and a pipe that nobody reads, are refused."""
    mode = target.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP), str(target))
    # To open a pipe that nobody reads would wait for ever.
    waiting = getattr(os, "O_NONBLOCK", 0) if stat.S_ISFIFO(mode) else 0
    descriptor = os.open(target, os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | waiting)
    if waiting:
        os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "wb")


def _write_whole(data: bytes, target: Path, *, force: bool) -> None:
    # mkstemp makes a file that only its owner can read; give it the mode of the user's other new files.
    mask = os.umask(0)
    os.umask(mask)
    with open_whole(target, force=force, mode=0o666 & ~mask) as file:
        file.write(data)


@contextmanager
def open_new(target: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file as `save_new` writes it, for what comes piece by piece; only its owner may read it.

    Devices and pipes have got what was written before something fails; a file is then as it was. Raises
    FileExistsError, OSError.
    """
    exists = target.exists()
    if (exists or target.is_symlink()) and not force:
        raise FileExistsError(str(target))
    if exists and not _can_be_replaced(target):
        with _open_into(target) as file:
            yield file
    else:
        with open_whole(_behind_links(target), force=force) as file:
            yield file


@contextmanager
def open_whole(target: Path, *, force: bool, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """A file to write into that gets its name once the block has ended well, and is gone where it has not.

    ``mode``: who may read it; without one, its owner alone. Raises FileExistsError, OSError.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        temporary.chmod(mode)
        if force:
            temporary.replace(target)
        else:
            _move_new(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _move_new(temporary: Path, target: Path) -> None:
    """Give the file its name, unless another file got that name in the meantime."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links. There is a race between test and rename, but a short one.
        if target.exists():
            raise FileExistsError(str(target)) from None
        temporary.replace(target)
