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
    for folder in (_PACKAGE / "schemas", _PACKAGE.parents[1] / "schemas"):
        path = folder / f"{name}.schema.json"
        if path.is_file():
            loaded: dict[str, Any] = json.loads(path.read_bytes())
            return loaded
    raise FileNotFoundError(f"{name}.schema.json is in neither {_PACKAGE / 'schemas'} nor the checkout")
