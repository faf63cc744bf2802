"""The files beside the modules of this package, read without ``pathlib``: to import that takes longer than they do."""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120


def read_package_file(*path: str) -> bytes:
    """A file's content. ``path``: from the folder of the package ``kleark``. Raises OSError."""
    with open(os.path.join(_PACKAGE, *path), "rb") as file:  # noqa: PTH118, PTH123
        return file.read()


def package_file_names(*path: str) -> list[str]:
    """The names of what is in a folder, in order. ``path``: as of `read_package_file`. Raises OSError."""
    return sorted(os.listdir(os.path.join(_PACKAGE, *path)))  # noqa: PTH118, PTH208
