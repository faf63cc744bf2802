"""A new file on disk: whole or not at all, and never in place of another one by accident."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def save_new(data: bytes, target: Path, source: Path | None, *, force: bool = False) -> None:
    """Write a file. Raises FileExistsError where there is one already, unless ``force``; the source file is never
    written over, whatever it is called here. Raises OSError as writing does.
    """
    if target.exists() and (not force or (source is not None and target.samefile(source))):
        raise FileExistsError(str(target))
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        # mkstemp gives a file that only we can read; a new file is as readable as the user's others.
        mask = os.umask(0)
        os.umask(mask)
        written.chmod(0o666 & ~mask)
        if force:
            written.replace(target)
        else:
            _move_new(written, target)
    finally:
        written.unlink(missing_ok=True)


def _move_new(written: Path, target: Path) -> None:
    """Give the file its name, unless somebody took that in the meantime."""
    try:
        os.link(written, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: the moment between looking and writing is small.
        if target.exists():
            raise FileExistsError(str(target)) from None
        written.replace(target)
