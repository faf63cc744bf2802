"""Read template.yaml as data: CloudFormation's short tags become their long forms."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"


# In C where PyYAML was built with it: ten times as quick.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """SafeLoader with ``!Sub x`` read as ``{"Fn::Sub": "x"}``, and so for every short tag."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.MappingNode):
        value: Any = loader.construct_mapping(node, deep=True)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = node.value
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in {"Ref", "Condition"} else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


def load_template(path: Path = TEMPLATE) -> dict[str, Any]:
    """The template at ``path``. Raises OSError or yaml.YAMLError when it cannot be read."""
    template: dict[str, Any] = pickle.loads(_read(path.read_text(encoding="utf-8")))  # noqa: S301  (our own)
    return template


@cache
def _read(text: str) -> bytes:
    """The same text is read once in a process; each who asks has a copy of its own."""
    return pickle.dumps(yaml.load(text, _Loader))  # noqa: S506  (a SafeLoader)


def function_folders(template: dict[str, Any]) -> dict[str, str]:
    """The folder under functions/ of each function, by logical id: the first part of the handler's name."""
    return {
        logical_id: resource["Properties"]["Handler"].split(".")[0]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
