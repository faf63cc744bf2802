"""Where the JSON Schemas are: in ``schemas/`` of a checkout, in ``kleark/schemas`` of a built package."""

from __future__ import annotations

import json
from functools import cache

from kleark.package_files import read_package_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FOLDERS = (("schemas",), ("..", "..", "schemas"))


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema ``<name>.schema.json``. Raises FileNotFoundError when the package was built without it."""
    loaded: dict[str, Any] = json.loads(contract(f"{name}.schema.json"))
    return loaded


def contract(file: str) -> bytes:
    """A file of ``schemas/``. Raises FileNotFoundError when the package was built without it."""
    for folder in _FOLDERS:
        try:
            return read_package_file(*folder, file)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            continue
    raise FileNotFoundError(f"{file} is in neither kleark/schemas nor the checkout")
