"""What ``schemas/openapi.yaml`` says, read once."""

from __future__ import annotations

from typing import Any

import yaml

from infra.openapi_json import SOURCE, with_bodiless_heads

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

OPENAPI: Any = with_bodiless_heads(yaml.load(SOURCE.read_bytes(), _SafeLoader))
"""To be read only."""
