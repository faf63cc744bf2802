"""Write schemas/openapi.json, which is served, from its source schemas/openapi.yaml.

Neither the functions nor the machine that builds them have a YAML parser, so the JSON is committed next to its
source, and a test fails when it is out of date.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from infra.cloudformation import ROOT

SOURCE = ROOT / "schemas" / "openapi.yaml"
TARGET = ROOT / "schemas" / "openapi.json"


def render_json() -> str:
    """The description as JSON, with YAML's anchors resolved."""
    described = with_bodiless_heads(yaml.safe_load(SOURCE.read_bytes()))
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def with_bodiless_heads(described: dict[str, Any]) -> dict[str, Any]:
    """The same, with every answer to HEAD as that to GET but for its content: generated clients would look for one."""
    paths = {
        path: {
            method: operation | {"responses": _without_content(operation["responses"], described)}
            if method == "head"
            else operation
            for method, operation in methods.items()
        }
        for path, methods in described["paths"].items()
    }
    return described | {"paths": paths}


def _without_content(responses: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    named = described["components"]["responses"]
    whole = {
        status: named[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for status, one in responses.items()
    }
    return {
        status: {name: part for name, part in one.items() if name != "content"}
        for status, one in whole.items()
    }


if __name__ == "__main__":
    TARGET.write_text(render_json(), encoding="utf-8")
