"""What ``kleark`` depends on besides its ranges: ``kleark-client`` of the very same version, which has the other half
of the package ``kleark``. Run by hatchling, whenever it makes the metadata of a wheel.

- **Published** (`infra/wheels.py` sets KLEARK_PUBLISHED): that version, by its number.
- **From a checkout**, with ``pip install .`` or from git: the one beside it. Its name need not be ours at a package
  index that somebody has set up, and a change of both halves is installed as one.
- **Editable**: what that one needs, and not it. The checkout has both halves, and a copy of one in the environment
  would hide the other.
"""

from __future__ import annotations

import os
import tomllib
import traceback
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

CLIENT = "kleark-client"
PUBLISHED = "KLEARK_PUBLISHED"


class ClientDependency(MetadataHookInterface):
    """Named by its path in pyproject.toml, where its table has the ranges."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dependencies, which are dynamic for this."""
        metadata["dependencies"] = [*self._client(metadata["version"]), *self.config["dependencies"]]

    def _client(self, version: str) -> list[str]:
        if os.environ.get(PUBLISHED):
            return [f"{CLIENT}=={version}"]
        beside = Path(self.root) / "infra" / "packages" / CLIENT
        if _editable():
            described = tomllib.loads((beside / "pyproject.toml").read_text(encoding="utf-8"))
            return [str(one) for one in described["project"]["dependencies"]]
        return [f"{CLIENT} @ {beside.as_uri()}"]


def _editable() -> bool:
    """Whether this is asked on behalf of an editable install: nothing but the name of what asks (PEP 660) says so."""
    asking = {frame.name for frame in traceback.extract_stack()}
    return bool(asking & {"build_editable", "prepare_metadata_for_build_editable"})
