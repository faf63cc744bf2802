"""Write a new file: completely or not at all, and never over another file by accident."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def save_new(data: bytes, target: Path, source: Path | None, *, force: bool = False) -> None:
    """Write a file.

    Args:
        data: The content.
        target: Where to write it.
        source: The file that ``data`` was made from, if any. It is never overwritten, not even under another name.
        force: Overwrite any other file.

    Raises:
        FileExistsError: There is a file already, and it must not be overwritten.
        OSError: Writing failed.
    """
    if target.exists() and (not force or (source is not None and target.samefile(source))):
        raise FileExistsError(str(target))
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # mkstemp makes a file that only its owner can read; give it the mode of the user's other new files.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
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
