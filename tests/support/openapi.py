"""What ``schemas/openapi.yaml`` says, read once."""

from __future__ import annotations

from typing import Any

import yaml

from infra.openapi_json import SOURCE

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

OPENAPI: Any = yaml.load(SOURCE.read_bytes(), _SafeLoader)
"""To be read only."""
