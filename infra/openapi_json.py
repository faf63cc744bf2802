"""Writes schemas/openapi.json, which is served, from schemas/openapi.yaml, which is written.

The functions do not carry a reader of YAML, and neither does the machine that builds them: so the JSON is kept
beside its source, and a test fails when it is not current.
"""

from __future__ import annotations

import json

import yaml

from infra.cloudformation import ROOT

SOURCE = ROOT / "schemas" / "openapi.yaml"
MADE = ROOT / "schemas" / "openapi.json"


def rendered() -> str:
    """The description as JSON, with what YAML's anchors stand for written out."""
    return json.dumps(yaml.safe_load(SOURCE.read_bytes()), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    MADE.write_text(rendered(), encoding="utf-8")
