"""Write schemas/openapi.json, which is served, from its source schemas/openapi.yaml.

Neither the functions nor the machine that builds them have a YAML parser, so the JSON is committed next to its
source, and a test fails when it is out of date.
"""

from __future__ import annotations

import json

import yaml

from infra.cloudformation import ROOT

SOURCE = ROOT / "schemas" / "openapi.yaml"
TARGET = ROOT / "schemas" / "openapi.json"


def render_json() -> str:
    """The description as JSON, with YAML's anchors resolved."""
    return json.dumps(yaml.safe_load(SOURCE.read_bytes()), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render_json(), encoding="utf-8")
