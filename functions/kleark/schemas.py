"""Where the JSON Schemas are: in ``schemas/`` of a checkout, in ``kleark/schemas`` of a built package."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema ``<name>.schema.json``. Raises FileNotFoundError when the package was built without it."""
    loaded: dict[str, Any] = json.loads(contract(f"{name}.schema.json"))
    return loaded


def contract(file: str) -> bytes:
    """A file of ``schemas/``. Raises FileNotFoundError when the package was built without it."""
    for folder in (_PACKAGE / "schemas", _PACKAGE.parents[1] / "schemas"):
        path = folder / file
        if path.is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"{file} is in neither {_PACKAGE / 'schemas'} nor the checkout")
